from datetime import date

import pytest

from models.vocabulary import Discipline
from workflows.rules.discipline import Order, Standing

JANUARY, FEBRUARY, MARCH = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)
CONDITIONS = Order(Discipline.CONDITIONS, JANUARY)
SUSPENSION = Order(Discipline.SUSPENDED, FEBRUARY)
REVOCATION = Order(Discipline.REVOKED, MARCH)
PROBATION = Standing(Discipline.CONDITIONS, JANUARY)


def imposed(*orders: Order) -> Standing:
    standing = Standing()
    for order in orders:
        standing = standing.raised(order.kind).served(order)
    return standing


@pytest.mark.parametrize("end", [Standing.ended, lambda standing: standing.set_aside(SUSPENSION)])
def test_conditions_come_back_when_a_suspension_ends_or_is_set_aside(end) -> None:  # type: ignore[no-untyped-def]
    assert end(imposed(CONDITIONS, SUSPENSION)) == PROBATION


def test_a_suspension_comes_back_when_the_revocation_after_it_is_set_aside() -> None:
    left = imposed(CONDITIONS, SUSPENSION, REVOCATION).set_aside(REVOCATION)

    assert left == imposed(CONDITIONS, SUSPENSION)


def test_conditions_that_are_set_aside_leave_the_suspension_on_top_of_them() -> None:
    left = imposed(CONDITIONS, SUSPENSION).set_aside(CONDITIONS)

    assert left == Standing(Discipline.SUSPENDED, FEBRUARY)
    assert left.ended() == Standing()


def test_an_order_that_ended_already_is_set_aside_without_effect() -> None:
    assert imposed(CONDITIONS).set_aside(SUSPENSION) == PROBATION
    assert Standing().set_aside(SUSPENSION) == Standing()


def test_a_complaint_about_someone_suspended_lets_nobody_work() -> None:
    suspended = imposed(SUSPENSION)

    assert suspended.raised(Discipline.COMPLAINT_OPEN) == suspended
    assert Standing(Discipline.SUSPENDED).raised(Discipline.CONDITIONS) == Standing(Discipline.SUSPENDED)


def test_conditions_served_after_a_graver_flag_was_raised_stay_under_it() -> None:
    raised = Standing().raised(Discipline.CONDITIONS).raised(Discipline.SUSPENDED)

    served = raised.served(CONDITIONS)

    assert served == Standing(Discipline.SUSPENDED, None, (CONDITIONS,))
    assert served.public(MARCH) is Discipline.CONDITIONS
    assert served.served(SUSPENSION) == imposed(CONDITIONS, SUSPENSION)


def test_the_public_is_told_of_what_was_served_alone() -> None:
    raised = imposed(CONDITIONS).raised(Discipline.COMPLAINT_OPEN)

    assert raised.public(MARCH) is Discipline.CONDITIONS
    assert raised.ended() == PROBATION
    assert Standing(Discipline.SUSPENDED, MARCH).public(FEBRUARY) is Discipline.CLEAR
