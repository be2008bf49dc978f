"""An applicant may stop at every stage; the payment page is shut, and money that strayed in goes back once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import AwaitedMessage, Task
from models.vocabulary import ApplicationStatus, PaymentStatus, TaskStatus
from tests.journeys.people import APPROVE, ASK, CONFIRM, DENY
from workflows.adapters.payments import PaymentRefused
from workflows.adapters.payments import PaymentStatus as AtProvider


def drafting(person: Any, _: Any) -> str:
    return person.asks_for_the_way()


def owing(person: Any, _: Any) -> str:
    number = person.asks_for_the_way()
    person.fills_in(number)
    return number


def in_review(person: Any, _: Any) -> str:
    return person.files()


def claimed(person: Any, clerk: Any) -> str:
    number = person.files()
    clerk("reviewer_1").claims(number)
    return number


def asked(person: Any, clerk: Any) -> str:
    number = person.files()
    clerk("reviewer_1").decides(number, ASK)
    return number


def about_to_be_denied(person: Any, clerk: Any) -> str:
    number = person.files()
    clerk("reviewer_1").decides(number, DENY)
    return number


@pytest.mark.parametrize("stage", [drafting, owing, in_review, claimed, asked, about_to_be_denied])
def test_an_applicant_withdraws_at_every_stage(stage: Any, applicant: Any, clerk: Any, world: Any) -> None:
    hana = applicant("hana")
    number = stage(hana, clerk)
    hana.sees(number, "Withdraw this application")

    hana.withdraws(number)

    hana.sees(number, "Withdrawn", "You asked us to stop, and we did.")
    hana.misses("Withdraw this application", "Pay $")
    assert world.all(select(Task).where(Task.status == TaskStatus.OPEN)) == []
    assert world.all(select(AwaitedMessage)) == []
    assert world.subjects(hana.holder.email)[-1] == f"You withdrew your application {number}"


def test_who_waits_for_the_registry_may_withdraw(applicant: Any, world: Any) -> None:
    ivan = applicant("ivan")
    number = ivan.files()

    ivan.withdraws(number)

    world.it_is("2026-02-20 10:00")
    world.make_the_rounds()
    ivan.sees(number, "Withdrawn")


def test_a_fee_that_was_filed_with_is_kept(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.files()

    hana.withdraws(number)
    world.make_the_rounds()

    assert hana.payment(number).status is PaymentStatus.AUTHORISED


def test_an_open_payment_page_is_shut(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    number = owing(hana, None)
    checkout, payment = hana.opens_checkout(number), hana.payment(number)

    hana.withdraws(number)

    with pytest.raises(PaymentRefused):
        world.payments.authorise(checkout)
    hana.sends(f"/payments/{payment.id}", {"method": "card"}, expect=409)
    assert hana.browser.sees("Nothing was charged.")


@pytest.mark.parametrize("news", ["before the page is shut", "after it", "never"])
def test_money_that_strayed_in_goes_back_once(news: str, applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    number = owing(hana, None)
    checkout = hana.opens_checkout(number)
    world.payments.authorise(checkout)

    hana.sends(f"/applications/{number}/withdraw")
    if news == "before the page is shut":
        hana.hears_of(checkout)
    world.settle()
    if news == "after it":
        hana.hears_of(checkout)
    for _ in range(2):
        world.it_is(world.clock.now() + timedelta(minutes=2))
        world.make_the_rounds()

    state = world.payments.fetch(checkout)
    assert (state.status, state.refunded_cents) == (AtProvider.REFUNDED, 12794)
    assert hana.payment(number).status is PaymentStatus.REFUNDED
    hana.sees(number, "Withdrawn")


def test_nobody_withdraws_what_has_ended_or_is_being_issued(applicant: Any, clerk: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.files()
    clerk("reviewer_1").decides(number, APPROVE)

    hana.withdraws(number, expect=409)

    assert hana.application(number).status is ApplicationStatus.APPROVED


def test_after_a_withdrawal_a_new_application_may_be_begun(applicant: Any) -> None:
    hana = applicant("hana")
    first = drafting(hana, None)
    hana.withdraws(first)

    second = hana.asks_for_the_way()

    assert second != first
    hana.sees(second, "Not sent yet")


def test_a_member_of_staff_who_decides_what_was_withdrawn_meanwhile_is_told(applicant: Any, clerk: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    where = rita.claims(number)
    hana.withdraws(number)

    rita.sends(where, APPROVE, expect=409)

    assert rita.browser.sees("This step has already been done, or is no longer needed.")


def test_nobody_withdraws_anothers_application(applicant: Any) -> None:
    hana = applicant("hana")
    number = hana.files()

    applicant("sue").withdraws(number, expect=404)

    assert hana.application(number).status is ApplicationStatus.IN_QUEUE


def test_a_denial_that_is_final_cannot_be_withdrawn_from(applicant: Any, clerk: Any) -> None:
    hana = applicant("hana")
    number = about_to_be_denied(hana, clerk)
    clerk("supervisor_1").decides(number, CONFIRM)

    hana.withdraws(number, expect=409)

    hana.sees(number, "Denied")
