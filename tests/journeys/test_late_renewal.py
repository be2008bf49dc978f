"""After 31 March: the late renewal, and what was begun or paid in time."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import Application
from models.vocabulary import ApplicationStatus, PaymentStatus
from tests.journeys.people import APPROVE, STORY
from tests.journeys.world import at, day
from workflows.adapters.payments import PaymentRefused

NEW_END = {"confirmed_expiry-month": "3", "confirmed_expiry-day": "31"}


@pytest.mark.parametrize(
    ("key", "plays_at", "certified_until", "fee", "until"),
    [
        ("chloe", "2026-04-01 10:00", "2027-03-31", 6250, "2027-03-31"),
        ("dan", "2027-03-30 10:00", "2027-03-31", 6250, "2027-03-31"),
        ("chloe", "2026-06-01 10:00", "2028-03-31", 12500, "2028-03-31"),
    ],
    ids=["D15", "D15 on the last day", "D16"],
)
def test_a_late_renewal_goes_from_link_to_card(
    key: str, plays_at: str, certified_until: str, fee: int, until: str, applicant: Any, clerk: Any, world: Any
) -> None:
    late = applicant(key)
    world.registry_says(key, expires_on=day(certified_until))
    world.it_is(plays_at)

    number = late.asks_for_the_way()
    late.sees(number, "Your certification has ended, so you may not work on an ambulance now.")
    late.fills_in(number)
    late.pays(number)
    clerk("reviewer_1").decides(number, APPROVE)

    assert late.payment(number).amount_cents == fee
    assert late.credential().expires_on == day(until)


def test_who_files_on_the_last_late_day_is_warned_that_the_new_term_is_short(applicant: Any) -> None:
    dan = applicant("dan")

    number = dan.asks_for_the_way()

    dan.sees(number, "File and pay by March 30, 2027. Your new certification will end on March 31, 2027.")
    dan.sees(number, "That day is near, so plan your next renewal now.")


def test_a_late_renewal_on_a_training_profile_alone(applicant: Any, clerk: Any, world: Any) -> None:
    raj = applicant("raj", plays_at=at("2026-05-04 09:00"))
    number = raj.files()

    clerk("reviewer_1").decides(number, APPROVE)

    assert raj.payment(number).amount_cents == 12500
    assert raj.credential().expires_on == day("2028-03-31")


def test_a_supervisor_confirms_the_date_where_the_registry_is_three_years_ahead(
    applicant: Any, clerk: Any, world: Any
) -> None:
    chloe = applicant("chloe")
    world.registry_says("chloe", expires_on=day("2029-03-31"))
    number = chloe.files()
    sam = clerk("supervisor_1")

    where = sam.claims(number)
    sam.sees(number, "The new license ends on")
    assert 'value="2029"' in sam.html
    sam.sends(where, {**APPROVE, **NEW_END, "confirmed_expiry-year": "2028"})
    world.settle()

    assert chloe.payment(number).amount_cents == 12500
    assert chloe.credential().expires_on == day("2028-03-31")


def test_who_worked_after_the_end_is_looked_at_by_compliance(applicant: Any, clerk: Any) -> None:
    chloe = applicant("chloe")

    number = chloe.files(lapse={"worked_after_expiry": "yes", "explanation": STORY})

    cora = clerk("compliance")
    assert number in cora.queue()
    cora.decides(number, APPROVE)
    chloe.sees(number, "Approved")


def test_ben_cole_pays_on_the_last_evening_and_the_news_comes_the_next_day(
    applicant: Any, clerk: Any, world: Any
) -> None:
    ben = applicant("ben")
    number = ben.asks_for_the_way()
    ben.fills_in(number)
    checkout = ben.opens_checkout(number)
    world.payments.authorise(checkout)

    world.clock.set(at("2026-04-01 00:30"))
    ben.hears_of(checkout)

    assert ben.application(number).submitted_at == at("2026-03-31 22:30")
    ben.sees(number, "In review")
    ben.reads(f"/verify/{ben.holder.number}", "Expired, renewal in review")
    clerk("reviewer_1").decides(number, APPROVE)
    ben.reads(f"/verify/{ben.holder.number}", "Active", "March 31, 2027")


def test_ben_coles_payment_counts_though_the_window_closed_before_its_message(applicant: Any, world: Any) -> None:
    ben = applicant("ben")
    number = ben.asks_for_the_way()
    ben.fills_in(number)
    checkout = ben.opens_checkout(number)
    world.payments.authorise(checkout)

    world.it_is("2026-04-01 00:30")
    ben.hears_of(checkout)

    assert ben.application(number).submitted_at == at("2026-03-31 22:30")
    assert [payment.status for payment in ben.payments(number)] == [PaymentStatus.AUTHORISED]
    ben.sees(number, "In review")


def test_the_payment_page_is_shut_when_the_window_closes_and_the_late_way_opens(applicant: Any, world: Any) -> None:
    ben = applicant("ben")
    number = ben.asks_for_the_way()
    ben.fills_in(number)
    checkout = ben.opens_checkout(number)

    world.it_is("2026-04-01 00:00")

    with pytest.raises(PaymentRefused):
        world.payments.authorise(checkout)
    late = ben.newest(number)
    assert late != number
    ben.sees(late, "Renewal of a certification", "Your certification has ended")
    assert ben.payment(number).status is PaymentStatus.CLOSED
    assert "Something changed in your application" in world.subjects(ben.holder.email)[-1]


def test_a_renewal_sent_and_unpaid_at_the_end_is_late_with_its_answers_kept(applicant: Any, world: Any) -> None:
    hana = applicant("hana", plays_at=at("2026-03-31 23:00"))
    number = hana.asks_for_the_way()
    hana.fills_in(number, contact={"phone_mobile": "617-555-0188"})

    world.it_is("2026-04-01 00:00")

    hana.sees(number, "Your certification has ended")
    assert hana.next_page(number).endswith("/cpr")
    hana.fills_in(number)
    hana.pays(number)
    assert [payment.status for payment in hana.payments(number)] == [PaymentStatus.AUTHORISED, PaymentStatus.CLOSED]


def test_an_alignment_left_open_over_the_end_goes_on_as_a_late_renewal_with_its_answers(
    applicant: Any, world: Any
) -> None:
    ben = applicant("ben")
    number = ben.asks_for_the_way()
    path = ben.next_page(number)
    ben.sends(path, ben.answer(path))
    path = ben.next_page(number)
    ben.sends(path, ben.answer(path, contact={"phone_mobile": "617-555-0188"}))

    world.it_is(world.clock.now() + timedelta(hours=2))

    late = ben.newest(number)
    ben.sees(late, "Renewal of a certification", "Your certification has ended")
    task = ben.open_task(late)
    ben.browser.get(f"/tasks/{task.id}/contact")
    assert "617-555-0188" in ben.html
    assert world.all(select(Application.number).where(Application.ended_at.is_(None))) == [late]


def test_a_late_draft_goes_on_as_a_reinstatement_at_the_late_limit(applicant: Any, world: Any) -> None:
    dan = applicant("dan")
    number = dan.asks_for_the_way()

    world.it_is("2027-03-31 00:00")

    following = dan.newest(number)
    dan.sees(following, "Reinstatement of a certification", "Not sent yet", "too long ago to renew")
    assert dan.application(number).status is ApplicationStatus.ADVISED
