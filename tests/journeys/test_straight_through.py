"""What an owner lets through goes from payment to card without a person; everything else waits for one."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import CredentialTerm
from models.vocabulary import ApplicationStatus, EventKind
from tests.journeys.people import APPROVE, STORY
from tests.journeys.test_settings import sets
from workflows.adapters.clock import legal_date
from workflows.adapters.registry import RegistryStatus


@pytest.fixture
def owner(clerk: Any) -> Any:
    return clerk("process_owner")


def turn_on(owner: Any, row: str, world: Any) -> None:
    """Has the owner let a row through from tomorrow on, and lets tomorrow come."""
    tomorrow = legal_date(world.clock.now()) + timedelta(days=1)
    sets(owner, f"straightThrough.{row}", "yes", tomorrow.isoformat())
    world.it_is(f"{tomorrow} 10:00")


@pytest.mark.parametrize(("who", "row"), [("ana", "D10"), ("sue", "D12")])
def test_an_application_without_open_questions_goes_from_payment_to_card(
    who: str, row: str, applicant: Any, clerk: Any, owner: Any, world: Any
) -> None:
    holder, rita = applicant(who), clerk("reviewer_1")
    turn_on(owner, row, world)

    number = holder.files()

    holder.sees(number, "Approved. Your new card is in your account and in your e-mail.")
    assert "Your new certification card" in world.subjects(holder.holder.email)
    made = [event.data for event in world.history(number) if event.kind is EventKind.DECISION_MADE]
    assert (made[-1]["decision"], made[-1]["rules"][-1]) == ("review_lane", "L08")
    rita.sees(number, "review_lane: ", "L08", "Done: Approve by rule", "Check Registry and standing")
    assert number not in rita.queue()


@pytest.mark.parametrize("background", [{"b1": "yes", "b1_explanation": STORY}])
def test_a_yes_is_read_by_a_person_all_the_same(
    background: dict[str, str], applicant: Any, clerk: Any, owner: Any, world: Any
) -> None:
    ana = applicant("ana")
    turn_on(owner, "D10", world)

    number = ana.files(background=background)

    assert number in clerk("compliance").queue()
    assert len(world.all(select(CredentialTerm))) == 1


def test_what_was_sent_before_the_setting_counted_waits_for_a_person(
    applicant: Any, clerk: Any, owner: Any, world: Any
) -> None:
    ana, rita = applicant("ana"), clerk("reviewer_1")

    number = ana.files()
    turn_on(owner, "D10", world)

    assert number in rita.queue()
    rita.decides(number, APPROVE)
    assert ana.application(number).status is ApplicationStatus.APPROVED


def test_a_registry_that_says_otherwise_at_the_last_check_brings_it_to_a_reviewer(
    applicant: Any, clerk: Any, owner: Any, world: Any
) -> None:
    ana, rita = applicant("ana"), clerk("reviewer_1")
    turn_on(owner, "D10", world)
    number = ana.asks_for_the_way()
    ana.fills_in(number)
    world.registry_says("ana", status=RegistryStatus.LAPSED)

    ana.pays(number)

    rita.sees(number, "The last check was not passed", "The National Registry certification is not current.")
    assert number in rita.queue()
    assert len(world.all(select(CredentialTerm))) == 1
