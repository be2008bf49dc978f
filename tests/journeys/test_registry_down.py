"""The National Registry does not answer: nothing is lost or refused, it is asked again, and then a person looks."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models import RegistryRecord
from models.vocabulary import StaffRole
from tests.journeys.people import APPROVE
from tests.journeys.world import day
from workflows.adapters.registry import RegistryStatus

MATCHED = {
    "match": "matched",
    "nr_status": "ACTIVE",
    "nr_level": "EMT",
    "nr_expiry-month": "3",
    "nr_expiry-day": "31",
    "nr_expiry-year": "2028",
    "nr_regained": "no",
}


def test_the_registry_is_asked_again_after_1_5_and_30_minutes_and_then_intake_looks(applicant: Any, world: Any) -> None:
    world.registry_is_down()
    tom = applicant("tom")

    number = tom.asks_for_the_way()

    asked = [world.registry.asked]
    for minutes in (1, 5, 30):
        tom.sees(number, "We are asking the National Registry. If it does not answer, we ask again.")
        world.it_is(world.clock.now() + timedelta(minutes=minutes, seconds=-1))
        asked.append(world.registry.asked)
        world.it_is(world.clock.now() + timedelta(seconds=1))
        asked.append(world.registry.asked)
    assert asked == [1, 1, 2, 2, 3, 3, 4]
    tom.sees(number, "Our staff are looking for your National Registry record. Nothing is refused")
    assert tom.open_task(number).group_name == StaffRole.INTAKE
    assert world.incidents() == []


def test_a_registry_that_comes_back_in_time_is_heard(applicant: Any, world: Any) -> None:
    world.registry_is_down()
    tom = applicant("tom")
    number = tom.asks_for_the_way()

    world.registry_is_down(False)
    world.it_is(world.clock.now() + timedelta(minutes=1))

    tom.sees(number, "Renewal of a certification", "Not sent yet")


def test_a_record_found_by_hand_is_decided_on_and_kept_with_its_finder(applicant: Any, clerk: Any, world: Any) -> None:
    tom, number = tom_waits_for_intake(applicant, world)
    iris = clerk("intake")

    iris.decides(number, MATCHED)

    tom.sees(number, "Not sent yet")
    [found] = world.all(select(RegistryRecord))
    assert (found.status, found.entered_by_id) == ("ACTIVE", iris.account_id)


def test_a_person_whom_the_registry_does_not_find_goes_all_the_way_by_hand(
    applicant: Any, clerk: Any, world: Any
) -> None:
    tom = applicant("tom")
    world.registry_says("tom", status=RegistryStatus.NOT_MATCHED, level=None, expires_on=None)
    number = tom.asks_for_the_way()
    clerk("intake").decides(number, MATCHED)

    tom.fills_in(number)
    tom.pays(number)
    clerk("reviewer_1").decides(number, APPROVE)

    tom.sees(number, "Approved")
    assert tom.credential().expires_on == day("2028-03-31")


def test_intake_may_have_the_registry_asked_again(applicant: Any, clerk: Any, world: Any) -> None:
    tom, number = tom_waits_for_intake(applicant, world)
    world.registry_is_down(False)

    clerk("intake").decides(number, {"match": "try_again"})

    tom.sees(number, "Renewal of a certification", "Not sent yet")


def test_a_person_whom_nobody_finds_is_told_that_nothing_is_refused(applicant: Any, clerk: Any, world: Any) -> None:
    tom, number = tom_waits_for_intake(applicant, world)

    clerk("intake").decides(number, {"match": "no_record"})

    tom.sees(number, "Closed with advice")
    assert tom.payments(number) == []


def test_a_registry_that_goes_down_while_the_form_is_filled_in_keeps_the_answers(
    applicant: Any, clerk: Any, world: Any
) -> None:
    tom = applicant("tom")
    number = tom.asks_for_the_way()
    world.registry_is_down()
    tom.fills_in(number)
    for minutes in (1, 5, 30):
        world.it_is(world.clock.now() + timedelta(minutes=minutes))
    world.registry_is_down(False)

    clerk("intake").decides(number, {"match": "try_again"})

    tom.sees(number, "Pay $125.00")


def tom_waits_for_intake(applicant: Any, world: Any) -> tuple[Any, str]:
    world.registry_is_down()
    tom = applicant("tom")
    number = tom.asks_for_the_way()
    for minutes in (1, 5, 30):
        world.it_is(world.clock.now() + timedelta(minutes=minutes))
    return tom, number
