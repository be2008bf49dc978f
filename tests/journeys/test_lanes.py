"""Who decides: the lane of a case, sending it to another, and what is looked at in the moment of approval."""

from typing import Any

import pytest
from sqlalchemy import select, update

from models import Credential, CredentialTerm
from models.vocabulary import ApplicationStatus, Discipline, EventKind
from tests.journeys.people import APPROVE, STORY
from tests.journeys.world import day
from workflows.adapters.registry import RegistryLevel, RegistryStatus

ESCALATE = {"decision": "escalate", "escalate_to": "supervisor", "instruction": "Please look at the second address."}
CONFIRMED = {"confirmed_expiry-month": "3", "confirmed_expiry-day": "31", "confirmed_expiry-year": "2028"}


def test_a_holder_on_probation_is_decided_by_a_supervisor(applicant: Any, clerk: Any) -> None:
    una, rita, sam = applicant("una"), clerk("reviewer_1"), clerk("supervisor_1")

    number = una.files()

    assert number not in rita.queue()
    assert number in sam.queue()
    sam.decides(number, {**APPROVE, **CONFIRMED})
    una.sees(number, "Approved")
    una.reads(f"/verify/{una.holder.number}", "Active, with conditions", "March 31, 2028")


def test_a_yes_among_the_background_answers_goes_to_compliance(applicant: Any, clerk: Any) -> None:
    hana, rita, cora = applicant("hana"), clerk("reviewer_1"), clerk("compliance")

    number = hana.files(background={"b1": "yes", "b1_explanation": STORY})

    assert number not in rita.queue()
    cora.sees(number, STORY)
    cora.decides(number, APPROVE)
    hana.sees(number, "Approved")


def test_a_reviewer_sends_a_case_to_a_supervisor_with_an_instruction(applicant: Any, clerk: Any) -> None:
    hana, rita, sam = applicant("hana"), clerk("reviewer_1"), clerk("supervisor_1")
    number = hana.files()

    rita.decides(number, ESCALATE)

    assert number not in rita.queue()
    sam.sees(number, "Please look at the second address.")
    sam.decides(number, {**ESCALATE, "escalate_to": "reviewer", "instruction": "It is fine, please approve."})
    rita.sees(number, "It is fine, please approve.")
    rita.decides(number, APPROVE)
    hana.sees(number, "Approved")
    hana.misses("second address", "It is fine")


def test_staff_of_another_role_see_no_task_and_cannot_take_one(applicant: Any, clerk: Any) -> None:
    hana, iris = applicant("hana"), clerk("intake")
    number = hana.files()

    iris.sees(number, "No step of this case is open for your roles now.")
    iris.sends(f"/cases/{number}/tasks/{hana.open_task(number).id}/claim", expect=404)


def test_a_draft_is_not_there_for_the_staff_until_it_is_sent(applicant: Any, clerk: Any) -> None:
    hana, rita, iris = applicant("hana"), clerk("reviewer_1"), clerk("intake")
    number = hana.asks_for_the_way()
    path = hana.next_page(number)
    hana.sends(path, hana.answer(path))

    for one in (rita, iris):
        one.reads(f"/cases/{number}", expect=404)

    hana.fills_in(number)
    hana.pays(number)
    rita.sees(number, "Hana Ito")


@pytest.mark.parametrize(
    ("what", "reason"),
    [("lapsed", "REGISTRY_NOT_CURRENT"), ("level", "REGISTRY_LEVEL")],
)
def test_an_approval_that_is_no_longer_in_order_goes_back_with_the_reason_and_no_card(
    what: str, reason: str, applicant: Any, clerk: Any, world: Any
) -> None:
    sue, rita = applicant("sue"), clerk("reviewer_1")
    number = sue.files()
    meanwhile(what, world)

    rita.decides(number, APPROVE)

    sue.sees(number, "In review")
    rita.sees(number, "The last check was not passed", REASONS[reason])
    assert len(world.all(select(CredentialTerm))) == 1
    assert "Your new certification card" not in world.subjects(sue.holder.email)
    assert sue.credential().expires_on == day("2026-03-31")


def test_an_approval_of_a_holder_suspended_meanwhile_goes_to_compliance_with_the_reason(
    applicant: Any, clerk: Any, world: Any
) -> None:
    sue, rita = applicant("sue"), clerk("reviewer_1")
    number = sue.files()
    meanwhile("suspended", world)

    rita.decides(number, APPROVE)

    assert sue.open_task(number).group_name == "compliance"
    clerk("compliance").sees(number, "The last check was not passed", REASONS["SUSPENDED"])
    assert len(world.all(select(CredentialTerm))) == 1


def test_a_case_that_is_in_order_again_is_approved(applicant: Any, clerk: Any, world: Any) -> None:
    sue, rita = applicant("sue"), clerk("reviewer_1")
    number = sue.files()
    meanwhile("lapsed", world)
    rita.decides(number, APPROVE)
    world.registry_says("sue", status=RegistryStatus.ACTIVE, expires_on=day("2028-03-31"))

    rita.decides(number, APPROVE)

    sue.sees(number, "Approved")
    rita.sees(number)
    rita.misses("The last check was not passed")


def test_a_registry_that_is_down_at_approval_delays_it_and_refuses_nothing(
    applicant: Any, clerk: Any, world: Any
) -> None:
    sue, rita = applicant("sue"), clerk("reviewer_1")
    number = sue.files()
    world.registry_is_down()
    rita.decides(number, APPROVE)
    sue.sees(number, "Approved. We are making the last checks.")

    world.registry_is_down(False)
    world.it_is("2026-02-10 10:01")

    assert sue.application(number).status is ApplicationStatus.APPROVED


def test_history_says_which_row_of_which_table_sent_a_case_where(applicant: Any, clerk: Any, world: Any) -> None:
    una, sam = applicant("una"), clerk("supervisor_1")
    number = una.files()

    made = [event.data for event in world.history(number) if event.kind is EventKind.DECISION_MADE]

    assert {one["decision"] for one in made} == {"route_for_holder", "personnel_fee", "review_lane"}
    assert made[-1]["value"]["lane"] == "supervisor"
    sam.sees(number, f"review_lane: {made[-1]['rules'][0]}")


REASONS = {
    "SUSPENDED": "The certification is suspended",
    "REGISTRY_NOT_CURRENT": "The National Registry certification is not current",
    "REGISTRY_LEVEL": "The National Registry shows a lower level",
}


def meanwhile(what: str, world: Any) -> None:
    match what:
        case "suspended":
            world.change(update(Credential).values(discipline=Discipline.SUSPENDED))
        case "lapsed":
            world.registry_says("sue", status=RegistryStatus.LAPSED)
        case _:
            world.registry_says("sue", level=RegistryLevel.AEMT)
