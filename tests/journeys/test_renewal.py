"""A renewal from link to card, and one that came before the National Registry had renewed."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models import AwaitedMessage, Job, RegistryRecord
from models.vocabulary import JobKind
from tests.journeys.people import APPROVE
from tests.journeys.world import day


def test_a_renewal_goes_from_link_to_card(applicant: Any, clerk: Any, world: Any) -> None:
    hana = applicant("hana")

    number = hana.files()
    clerk("reviewer_1").decides(number, APPROVE)

    payment = hana.payment(number)
    assert (payment.amount_cents, payment.surcharge_cents) == (12500, 294)
    hana.sees(number, "Approved. Your new card is in your account and in your e-mail.")
    hana.reads("/home", "March 31, 2028")
    assert world.subjects(hana.holder.email)[-1] == "Your new certification card"
    hana.reads(f"/verify/{hana.holder.number}", "Active", "March 31, 2028")


def test_a_holder_without_registry_certification_renews_on_an_approved_profile(applicant: Any, clerk: Any) -> None:
    raj = applicant("raj")
    number = raj.files()

    clerk("reviewer_1").decides(number, APPROVE)

    raj.sees(number, "Approved")
    assert raj.credential().expires_on == day("2028-03-31")


def test_a_renewal_before_the_registry_is_paid_waits_and_goes_on_by_itself(
    applicant: Any, clerk: Any, world: Any
) -> None:
    ivan = applicant("ivan")
    number = ivan.files()
    ivan.sees(number, "We decide once the National Registry shows your renewal.")

    world.it_is("2026-02-20 00:10")
    world.make_the_rounds()

    ivan.sees(number, "Our staff are reviewing your application.")
    clerk("reviewer_1").decides(number, APPROVE)
    ivan.sees(number, "Approved")
    assert ivan.credential().expires_on == day("2028-03-31")


def test_who_waits_is_asked_for_once_a_day_and_grows_by_nothing(applicant: Any, world: Any) -> None:
    ivan = applicant("ivan")
    number = ivan.files()
    world.make_the_rounds()
    asked, events = world.registry.asked, len(world.history(number))

    for days in (0, 1, 2):
        world.it_is(ivan.holder.plays_at + timedelta(days=days))
        world.make_the_rounds()
        world.make_the_rounds()

    assert world.registry.asked == asked + 2
    assert len(world.history(number)) == events
    assert len(world.all(select(RegistryRecord))) == 2


def test_the_look_at_who_waits_wakes_no_engine(applicant: Any, world: Any) -> None:
    ivan = applicant("ivan")
    ivan.files()
    world.it_is(ivan.holder.plays_at + timedelta(days=1))

    with world.statements() as seen:
        world.make_the_rounds()

    assert world.all(select(Job.kind).order_by(Job.created_at))[-1] is JobKind.REGISTRY
    assert not [statement for statement in seen if "application.state" in statement]


def test_an_answer_that_moved_too_little_is_waited_for_on(applicant: Any, world: Any) -> None:
    ivan = applicant("ivan")
    number = ivan.files()
    world.registry_says("ivan", expires_on=day("2026-04-30"))

    world.it_is("2025-12-01 03:00")
    world.make_the_rounds()

    ivan.sees(number, "We decide once the National Registry shows your renewal.")
    assert world.all(select(RegistryRecord.expires_on).order_by(RegistryRecord.checked_at))[-1] == day("2026-04-30")
    assert awaited(world) == {"registry_advanced", "withdraw"}


def test_a_registry_that_is_down_one_night_is_asked_the_next(applicant: Any, world: Any) -> None:
    ivan = applicant("ivan")
    number = ivan.files()
    world.registry_is_down()
    world.it_is("2026-02-20 00:10")
    world.make_the_rounds()
    for minutes in (1, 5, 30):
        world.it_is(world.clock.now() + timedelta(minutes=minutes))
    assert world.incidents() == []
    world.registry_is_down(False)

    world.it_is("2026-02-21 00:10")
    world.make_the_rounds()

    ivan.sees(number, "Our staff are reviewing your application.")


def test_who_never_renews_with_the_registry_is_reminded_on_30_april_and_closed_at_the_late_limit(
    applicant: Any, world: Any
) -> None:
    ivan = applicant("ivan")
    world.registry_says("ivan")
    number = ivan.files()
    world.it_is("2026-04-30 12:00")
    assert world.subjects(ivan.holder.email)[-1] == "Renew with the National Registry"

    world.it_is("2027-03-31 00:00")

    ivan.sees(number, "Closed, not complete", "We had to close your application, as something was missing.")
    assert awaited(world) == set()


def awaited(world: Any) -> set[str]:
    return set(world.all(select(AwaitedMessage.message)))
