"""How soon a case must be decided: amber, red, and military families first."""

from datetime import date
from typing import Any

import pytest

from tests.journeys.candidates import Newcomer
from tests.journeys.people import ASK
from tests.journeys.test_reinstatement import searches
from tests.journeys.test_settings import sets
from workflows.adapters.clock import legal_date

MILITARY = {"level": {"military": "yes"}}


@pytest.fixture
def newcomer(world: Any) -> Any:
    return lambda key, **changed: Newcomer.arrives(world, key, **changed)


def test_a_case_shows_amber_at_seven_business_days_and_red_after_ten(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    assert (legal_date(world.clock.now()), due(hana, number)) == (date(2026, 1, 10), date(2026, 1, 26))

    world.it_is("2026-01-20 10:00")
    assert "Due soon" not in rita.queue()
    world.it_is("2026-01-21 10:00")
    assert "Due soon" in rita.queue()
    rita.sees(number, "Due soon")
    world.it_is("2026-01-27 10:00")
    assert "Overdue" in rita.queue()
    rita.sees(number, "Overdue")


def test_amber_follows_the_settings_of_the_day_on_which_a_case_was_sent(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, owner = applicant("hana"), clerk("reviewer_1"), clerk("process_owner")
    number = hana.files()
    sets(owner, "sla.amber", "1", "2026-01-12")

    world.it_is("2026-01-15 10:00")

    rita.sees(number, "Due January 26, 2026")
    rita.misses("Due soon")


def test_the_check_of_criminal_history_counts_and_a_delay_is_told_once(newcomer: Any, clerk: Any, world: Any) -> None:
    amy, cora = newcomer("amy"), clerk("compliance")
    number = amy.files()
    assert due(amy, number, "compliance") == date(2026, 5, 18)

    world.it_is("2026-05-19 10:00")
    world.settle()
    searches(cora, number, world)

    assert due(amy, number) == date(2026, 5, 18)
    assert world.subjects(amy.holder.email).count(f"Your application {number} is taking longer") == 1


class TestMilitaryFamilies:
    def test_one_goes_first_is_marked_and_the_case_says_why_and_until_when(self, newcomer: Any, clerk: Any) -> None:
        first, cora = newcomer("carlos"), clerk("compliance")
        earlier = first.files()
        amy = newcomer("amy")
        number = amy.files(**MILITARY)

        listed = cora.queue()

        assert listed.index(number) < listed.index(earlier)
        assert listed.count("First: military family") == 1
        sent = amy.application(number).submitted_at.date()
        assert (amy.application(number).military_answer_by - sent).days == 30
        cora.sees(number, "This case goes first.", "in the military, a veteran, or married to someone who is", "by ")

    def test_the_decision_is_due_within_thirty_days_whatever_the_service_level_is(
        self, newcomer: Any, clerk: Any, world: Any
    ) -> None:
        amy, owner, cora = newcomer("amy"), clerk("process_owner"), clerk("compliance")
        sets(owner, "sla.businessDays", "40", "2026-05-05")
        world.it_is("2026-05-05 10:00")
        number = amy.files(**MILITARY)
        assert due(amy, number, "compliance") == date(2026, 6, 4)

        searches(cora, number, world)

        assert due(amy, number) == date(2026, 6, 4)

    def test_once_the_office_has_said_what_is_missing_its_own_clock_counts(
        self, newcomer: Any, clerk: Any, world: Any
    ) -> None:
        amy, rita = newcomer("amy"), clerk("reviewer_1")
        number = amy.files(**MILITARY)
        searches(clerk("compliance"), number, world)
        rita.decides(number, ASK)
        last_day = amy.application(number).military_answer_by

        world.it_is(f"{last_day} 10:00")
        amy.fills_in(number)

        assert due(amy, number) > last_day

    def test_where_the_owner_turns_it_off_nobody_goes_first(self, newcomer: Any, clerk: Any, world: Any) -> None:
        amy, owner, cora = newcomer("amy"), clerk("process_owner"), clerk("compliance")
        sets(owner, "military.priority", "no", "2026-05-30")
        world.it_is("2026-05-30 10:00")

        number = amy.files(**MILITARY)

        assert "First: military family" not in cora.queue()
        cora.sees(number)
        cora.misses("This case goes first")


def due(applicant: Any, number: str, group: str = "reviewer") -> date:
    return legal_date(applicant.open_task(number, group).due_at)
