"""First certifications of people over HTTP: filed, certified, or stopped before paying, with who must do what."""

from datetime import date
from typing import Any

import pytest

from tests.journeys.candidates import CHECKED, Newcomer


@pytest.fixture
def newcomer(world: Any) -> Any:
    """Signs a person without a certification in on the date on which the case plays."""
    return lambda key, **changed: Newcomer.arrives(world, key, **changed)


def test_amy_bell_applies_as_an_emt_and_is_certified(newcomer: Any, clerk: Any, world: Any) -> None:
    amy = newcomer("amy")

    number = amy.files()
    amy.sees(number, "Our staff are reviewing your application.")
    assert amy.open_task(number, "reviewer").due_at.date() == date(2026, 5, 19)
    clerk("reviewer_1").decides(number, CHECKED)

    payment = amy.payment(number)
    assert (payment.amount_cents, payment.surcharge_cents) == (15000, 353)
    amy.sees(number, "Approved. Your card is in your account and in your e-mail.")
    credential = amy.certification()
    assert (credential.number, credential.expires_on) == ("E1000001", date(2028, 3, 31))
    assert world.subjects(amy.holder.email)[-2:] == [
        f"We have your application {number}",
        "Your new certification card",
    ]
    amy.reads("/verify/E1000001", "Amy Bell", "Active", "March 31, 2028")
    amy.reads("/home", "EMT Basic, E1000001", "Download card (PDF)")
