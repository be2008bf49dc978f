"""Every person to try the system with comes on the date of their case and is steered to their row, way and fee."""

from typing import Any

import pytest
from sqlalchemy import select

from forms.wording import dollars
from models import Event
from models.vocabulary import ApplicationStatus, EventKind
from tests.journeys.papers import papers_of
from tests.journeys.world import day
from workflows.adapters.clock import legal_date
from workflows.adapters.registry import RegistryStatus
from workflows.seed.people import HOLDERS

#: Rows whose way can be gone online so far, and the title of the process that carries it.
WAYS = {
    "D10": "One-year alignment",
    "D11": "Renewal of a certification",
    "D12": "Renewal of a certification",
    "D15": "Renewal of a certification",
    "D21": "Reinstatement of a certification",
    "D22": "Reinstatement of a certification",
    "D25": "Renewal of a certification",
}
#: People whom staff look at first.
LOOKED_AT = {"ola", "tom"}
#: Those for whom the National Registry is asked every day: words of what they are told to do first.
WAITING = {
    "elijah": ("National Registry", "April 30"),
    "leo": ("National Registry", "reinstatement"),
}
#: Whom the Office tells what: words of the sentence.
ADVICE = {
    "eli": ("National Registry", "2028"),
    "fay": ("October 1, 2026",),
    "jo": ("October 1, 2025",),
    "ned": ("compliance",),
    "yan": ("open",),
}


@pytest.mark.parametrize("key", [holder.key for holder in HOLDERS if holder.expected.row in WAYS])
def test_a_person_with_a_way_is_steered_to_row_and_fee(key: str, applicant: Any, world: Any) -> None:
    person = applicant(key)
    expected = person.holder.expected

    number = person.asks_for_the_way()

    person.sees(number, WAYS[expected.row], "Not sent yet", f"The fee is {dollars(expected.fee_cents)}")
    assert route_of(world, person.application(number).id) == expected.row
    person.fills_in(number, **papers_of(person.holder, legal_date(world.clock.now())))
    person.sees(number, f"Pay {dollars(expected.fee_cents)}", "Payment due")
    assert person.payment(number).amount_cents == expected.fee_cents


@pytest.mark.parametrize("key", sorted(ADVICE))
def test_a_person_without_a_way_is_told_what_to_do_and_pays_nothing(key: str, applicant: Any, world: Any) -> None:
    person = applicant(key)

    number = person.presses_an_old_button()

    person.sees(number, "Closed with advice", *ADVICE[key])
    person.misses("Pay $", "Fill in")
    assert person.application(number).status is ApplicationStatus.ADVISED
    assert route_of(world, person.application(number).id) == person.holder.expected.row
    assert person.payments(number) == []


@pytest.mark.parametrize("key", sorted(WAITING))
def test_a_person_without_the_registry_is_told_what_to_do_and_waited_for(key: str, applicant: Any, world: Any) -> None:
    person = applicant(key)

    number = person.asks_for_the_way()

    person.sees(number, *WAITING[key])
    person.misses("Pay $", "Fill in")
    assert person.application(number).status is ApplicationStatus.WAITING
    assert route_of(world, person.application(number).id) == person.holder.expected.row
    assert person.payments(number) == []


def test_everybody_plays_in_one_of_these() -> None:
    told = (
        {holder.key for holder in HOLDERS if holder.expected.row in WAYS} | ADVICE.keys() | WAITING.keys() | LOOKED_AT
    )
    assert {holder.key for holder in HOLDERS} == told


def test_an_open_case_is_linked_and_no_second_fee_is_asked(applicant: Any) -> None:
    yan = applicant("yan")

    number = yan.presses_an_old_button()

    yan.sees(number, "Go to your open application MA-2025-000001")
    assert "/applications/MA-2025-000001" in yan.browser.page.links
    yan.sees("MA-2025-000001", "Our staff are reviewing your application.")


def test_a_person_not_yet_due_has_a_way_from_the_day_it_opens(applicant: Any, world: Any) -> None:
    fay = applicant("fay")
    fay.asks_for_the_way()

    world.it_is("2026-10-01 00:05")

    number = fay.asks_for_the_way()
    fay.sees(number, "One-year alignment", "Not sent yet")


def test_an_action_of_the_registry_opens_a_task_for_compliance(applicant: Any, clerk: Any) -> None:
    ola, cora = applicant("ola"), clerk("compliance")

    number = ola.asks_for_the_way()

    ola.sees(number, "Our compliance office is looking at it")
    ola.misses("Pay $")
    assert number in cora.queue()
    cora.decides(number, {"finding": "stands", "note": "The revocation of 2025 stands."})
    ola.sees(number, "Closed with advice")
    ola.misses("The revocation of 2025 stands.")


def test_an_action_that_is_over_lets_the_person_go_on(applicant: Any, clerk: Any, world: Any) -> None:
    ola, cora = applicant("ola"), clerk("compliance")
    number = ola.asks_for_the_way()
    world.registry_says("ola", status=RegistryStatus.ACTIVE, disciplined=False, expires_on=day("2028-03-31"))

    cora.decides(number, {"finding": "ask_again", "note": "Lifted last week."})

    ola.sees(number, "Renewal of a certification", "Not sent yet")


def route_of(world: Any, application_id: str) -> str:
    """The last row of the route table that was applied."""
    made = select(Event).where(Event.stream == application_id, Event.kind == EventKind.DECISION_MADE)
    rows = [event.data for event in world.all(made.order_by(Event.position))]
    return next(made["value"]["row"] for made in reversed(rows) if made["decision"] == "route_for_holder")
