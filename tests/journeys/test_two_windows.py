"""One fee in two windows at once: there is one page at the provider on which it can be paid, and no second one."""

from collections.abc import Callable

import pytest

from tests.journeys.people import Applicant
from tests.journeys.world import World
from workflows.adapters.payments import PaymentState, PaymentStatus


@pytest.fixture
def in_between(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Has something happen once, in the moment between the provider's answer and what the site makes of it."""

    def arrange(happens: Callable[[], object]) -> None:
        ask = world.payments.fetch

        def ask_and_wait(checkout_id: str) -> PaymentState:
            told = ask(checkout_id)
            monkeypatch.setattr(world.payments, "fetch", ask)
            happens()
            return told

        monkeypatch.setattr(world.payments, "fetch", ask_and_wait)

    return arrange


@pytest.fixture
def windows(applicant: Callable[..., Applicant]) -> tuple[Applicant, Applicant, str]:
    """Two windows of one person, and the number of an application whose fee is due."""
    one = applicant("ana")
    number = one.asks_for_the_way()
    one.fills_in(number)
    return one, one.comes_again(), number


def test_pressing_in_two_windows_after_leaving_the_page_leads_to_one_new_page(world, windows, in_between):
    one, other, number = windows
    world.payments.cancel(one.opens_checkout(number))
    seen: list[str] = []

    in_between(lambda: seen.append(other.opens_checkout(number)))

    assert [one.opens_checkout(number)] == seen


def test_a_page_opened_by_the_other_way_of_paying_is_not_put_aside(world, windows, in_between):
    one, other, number = windows
    one.opens_checkout(number, "card")
    seen: list[str] = []
    in_between(lambda: seen.append(other.opens_checkout(number, "bank")))

    one.sends(f"/payments/{one.payment(number).id}", {"method": "card"}, expect=409)

    assert one.payment(number).checkout_id == seen[0]
    assert world.payments.fetch(seen[0]).status is PaymentStatus.OPEN
