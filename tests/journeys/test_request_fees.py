"""An owner asks for a fee where there is none today: told before, paid once, kept as of the day it was sent."""

from typing import Any

import pytest

from models.vocabulary import ApplicationStatus, PaymentStatus
from tests.journeys import test_contact_change as contact
from tests.journeys import test_duplicate_card as copies
from tests.journeys import test_instructor as teaching
from tests.journeys import test_name_change as names
from tests.journeys.people import Applicant
from tests.journeys.test_settings import sets
from tests.journeys.world import World

NAME_CHANGE, CONTACT_CHANGE = "fee.personnel.namechange", "fee.personnel.contactchange"
APPROVAL, COPY = "fee.ic.initial", "fee.personnel.duplicate"


@pytest.fixture
def costs(clerk: Any, world: World) -> Any:
    """An owner sets a fee of 25.00 for tomorrow, and tomorrow comes."""

    def set_fee(key: str, today: str, tomorrow: str) -> None:
        world.it_is(f"{today} 10:00")
        sets(clerk("process_owner"), key, "25.00", tomorrow)
        world.it_is(f"{tomorrow} 10:00")

    return set_fee


def test_a_name_change_is_told_paid_with_the_surcharge_and_decided(
    applicant: Any, clerk: Any, costs: Any, world: World
) -> None:
    costs(NAME_CHANGE, "2026-05-03", "2026-05-04")
    lee: Applicant = applicant("lee")
    number = lee.sends("/start/name_change").rsplit("/", 1)[1]
    world.settle()
    lee.sees(number, "The fee is $25.00.")
    lee.reads(lee.next_page(number), "$25.00. You pay at the end. The fee is not paid back.")
    before = len(world.subjects(lee.holder.email))
    lee.fills_in(number, new_name=names.NEW, proof={"paper": "court_order"}, sign={"t1": "y"})

    lee.sees(number, "Please pay the fee.", "Pay $25.00")
    lee.reads(f"/payments/{lee.payment(number).id}", "Name change", "$25.00", "$25.59")
    assert len(world.subjects(lee.holder.email)) == before
    assert lee.application(number).submitted_at is None
    paid = lee.pays(number)

    assert (paid.amount_cents, paid.surcharge_cents, paid.status) == (2500, 59, PaymentStatus.AUTHORISED)
    receipt = world.mail_to(lee.holder.email)[-1]
    assert receipt.subject == f"We have your application {number}"
    assert "Name change: $25.00" in receipt.text
    clerk("reviewer_1").decides(number, names.APPROVE)
    lee.sees(number, "Approved. Your new name is on our record.")
    assert len(lee.payments(number)) == 1


def test_the_fee_stays_as_it_was_when_the_form_was_sent(lee: Applicant, clerk: Any, costs: Any, world: World) -> None:
    free = names.asks(lee)
    owing = _asks_for_a_copy(lee, world)
    costs(NAME_CHANGE, "2026-05-05", "2026-05-06")

    clerk("reviewer_1").decides(free, names.APPROVE)

    lee.sees(free, "Approved.")
    assert lee.payments(free) == lee.payments(owing) == []


def test_a_name_change_that_is_never_paid_lapses_and_leaves_the_name(lee: Applicant, costs: Any, world: World) -> None:
    costs(NAME_CHANGE, "2026-05-04", "2026-05-05")
    number = names.asks(lee)
    world.it_is("2026-08-04 10:00")

    lee.sees(number, "You did not pay in time, so this request has ended.")
    assert lee.application(number).status is ApplicationStatus.LAPSED
    assert names.person(world).legal_last == "Moy"


def test_new_contact_details_count_once_the_fee_is_paid(applicant: Any, costs: Any, world: World) -> None:
    costs(CONTACT_CHANGE, "2026-05-03", "2026-05-04")
    max_nye: Applicant = applicant("max_nye")
    number = contact.asks(max_nye, **contact.MOVED)
    assert "Your contact details were changed" not in world.subjects(max_nye.holder.email)

    max_nye.pays(number)

    max_nye.sees(number, "Your new details are saved.")
    assert world.subjects(max_nye.holder.email)[-1] == "Your contact details were changed"


def test_an_approval_to_teach_is_paid_before_the_services_are_asked(applicant: Any, costs: Any, world: World) -> None:
    costs(APPROVAL, "2026-05-03", "2026-05-04")
    val: Applicant = applicant("val")
    number = teaching.files(val)
    assert world.mail_to("chief@blue.example") == []

    paid = val.pays(number, "bank")

    assert (paid.amount_cents, paid.surcharge_cents) == (2500, 0)
    val.sees(number, "We have asked the services you named.")
    assert len(world.mail_to("chief@blue.example")) == 1


def test_no_approval_to_teach_is_issued_for_a_fee_that_went_back(
    applicant: Any, clerk: Any, costs: Any, world: World
) -> None:
    costs(APPROVAL, "2026-05-03", "2026-05-04")
    val, edda = applicant("val"), clerk("education")
    number = teaching.files(val)
    paid = val.pays(number, "bank")
    for address in ("chief@blue.example", "chief@red.example"):
        teaching.confirms(world, address)
    edda.decides(number, teaching.APPROVE)
    world.it_is("2026-12-02 10:00")
    val.fills_in(number, **teaching.REPORT)
    world.payments.send_back(paid.checkout_id)
    val.hears_of(paid.checkout_id)

    edda.decides(number, teaching.APPROVE)

    edda.sees(number, "The last check was not passed", "The fee is not paid")
    assert val.application(number).ended_at is None


def test_a_copy_of_a_card_is_drawn_once_it_is_paid(lee: Applicant, costs: Any, world: World) -> None:
    costs(COPY, "2026-05-04", "2026-05-05")
    number = _asks_for_a_copy(lee, world)
    assert copies.prints(world) == []

    lee.pays(number)

    lee.sees(number, "Your card is on its way")
    assert len(copies.prints(world)) == 1


@pytest.fixture
def lee(applicant: Any) -> Applicant:
    return applicant("lee")  # type: ignore[no-any-return]


def _asks_for_a_copy(holder: Applicant, world: World) -> str:
    number = copies.asks(holder)
    copies.confirms(holder, number)
    world.settle()
    return number
