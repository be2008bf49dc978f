"""A denial or an order is disputed by its person; late requests are taken in and counsel decides on them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from models import Account, Application, AwaitedMessage, CredentialTerm
from models.vocabulary import ApplicationStatus, CredentialStatus, Discipline
from tests.journeys.people import APPROVE, CONFIRM, DENY
from tests.journeys.test_discipline import ORDER, SERVED, begins, enters, suspended
from tests.journeys.world import at

GROUNDS = {"grounds": "The charge was dismissed in 2019, as the court paper shows."}
ALONE = {"represented": "no"}


def denied(applicant: Any, clerk: Any, *, disputed: str = "yes") -> tuple[Any, str]:
    """Hana Ito's renewal, denied on January 10, 2026."""
    hana = applicant("hana")
    number = hana.files()
    clerk("reviewer_1").decides(number, {**DENY, "facts_disputed": disputed})
    clerk("supervisor_1").decides(number, CONFIRM)
    return hana, number


def asks(holder: Any, number: str) -> str:
    """Sends a request for a hearing about a decision; its number."""
    request = str(holder.sends(f"/decisions/{number}/hearing").rsplit("/", 1)[1])
    holder.world.settle()
    holder.fills_in(request, grounds=GROUNDS, representative=ALONE)
    return request


def test_a_request_on_day_nine_is_taken_in_and_the_denial_shows_it(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = denied(applicant, clerk)
    assert hana.application(number).appeal_until == date(2026, 1, 24)
    world.it_is(at("2026-01-19 10:00"))
    hana = hana.comes_again()
    hana.sees(number, "Your request must reach us by January 24, 2026", "Ask for a hearing")

    request = asks(hana, number)

    assert hana.application(number).status is ApplicationStatus.APPEALED
    assert hana.open_task(request).form == "hearing_outcome"
    assert f"We have your request {request}" in world.subjects(hana.holder.email)
    hana.sees(number, "Denied, hearing asked for", "You asked for a hearing on January 19, 2026", f"request {request}")
    hana.sees(number, "You will be told the time and place")
    hana.misses("You may ask for a hearing", "must reach us by")
    hana.sees(request, "You will be told the time and place")


@pytest.fixture
def staff(clerk: Any) -> Any:
    """Members of staff who sign in once: a code works once."""
    return cache(clerk)


def set_aside(applicant: Any, clerk: Any) -> tuple[Any, str, str]:
    """Hana Ito's denial, set aside after a hearing; she, the application and the request."""
    hana, number = denied(applicant, clerk)
    request = asks(hana, number)
    clerk("supervisor_2").decides(request, {"outcome": "set_aside"})
    return hana, number, request


def test_a_denial_that_is_set_aside_is_taken_up_again_by_a_supervisor_and_issued_once(
    applicant: Any, staff: Any, world: Any
) -> None:
    hana, number, request = set_aside(applicant, staff)

    assert world.subjects(hana.holder.email)[-1] == f"There is a message about your request {request}"
    hana.sees(request, "The denial was set aside", "decide your application anew", "pay nothing again")
    hana.sees(number, "In review", "A hearing was asked for", "Set aside after a hearing")
    hana.misses("Superior Court", "Ask for a hearing", "Denial letter")
    hana.reads(f"/applications/{number}/denial", expect=404)
    assert (hana.open_task(number).group_name, hana.application(number).ended_at) == ("supervisor", None)
    sam = staff("supervisor_1")
    sam.sees(number, "Set aside after a hearing")
    sam.decides(number, APPROVE)

    hana.sees(number, "Approved")
    assert hana.application(number).status is ApplicationStatus.APPROVED
    assert world.all(select(func.count()).select_from(CredentialTerm)) == [2]
    assert len(hana.payments(number)) == 1


def test_a_denial_that_was_set_aside_may_come_again_and_be_disputed_again(applicant: Any, staff: Any) -> None:
    hana, number, first = set_aside(applicant, staff)
    staff("supervisor_1").decides(number, {**DENY, "facts_disputed": "yes"})
    staff("supervisor_2").decides(number, CONFIRM)

    hana.sees(number, "Denied", "Ask for a hearing")
    assert asks(hana, number) != first


def test_a_denied_application_is_over_until_it_is_taken_up_again(applicant: Any, clerk: Any) -> None:
    hana, number = denied(applicant, clerk)

    assert hana.application(number).ended_at is not None
    hana.misses("Withdraw this application")
    hana.withdraws(number, expect=409)
    assert hana.application(number).status is ApplicationStatus.DENIED


def test_where_the_diagram_ends_with_the_denial_a_person_writes_what_comes_next(
    applicant: Any, clerk: Any, world: Any
) -> None:
    """An application that was denied before its diagram could take it up again."""
    hana, number = denied(applicant, clerk)
    world.change(delete(AwaitedMessage).where(AwaitedMessage.message == "denial_set_aside"))
    request = asks(hana, number)
    clerk("supervisor_2").decides(request, {"outcome": "set_aside"})

    hana.sees(number, "set aside after a hearing. Our staff will write to you")


def test_a_denial_that_stands_is_denied_again(applicant: Any, clerk: Any) -> None:
    hana, number = denied(applicant, clerk)
    request = asks(hana, number)
    clerk("supervisor_2").decides(request, {"outcome": "upheld"})

    assert hana.application(number).status is ApplicationStatus.DENIED
    hana.sees(request, "The decision stands")
    hana.sees(number, "You asked for a hearing on January 10, 2026", "The decision stands")
    hana.misses("You may ask for a hearing")


def test_a_request_on_the_last_evening_is_in_time_and_one_after_midnight_is_late(
    applicant: Any, clerk: Any, world: Any
) -> None:
    hana, number = denied(applicant, clerk)
    world.it_is(at("2026-01-24 23:50"))
    hana = hana.comes_again()
    hana.sees(number, "Ask for a hearing")
    hana.misses("The last day was")
    request = str(hana.sends(f"/decisions/{number}/hearing").rsplit("/", 1)[1])
    world.it_is(at("2026-01-25 00:10"))
    hana.fills_in(request, grounds=GROUNDS, representative=ALONE)

    assert hana.open_task(request).form == "late_hearing"


def test_a_late_request_is_taken_in_flagged_and_counsel_decides(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = denied(applicant, clerk)
    world.it_is(at("2026-02-20 10:00"))
    hana = hana.comes_again()
    hana.sees(number, "The last day was January 24, 2026")
    request = asks(hana, number)

    hana.sees(request, "It came after the last day")
    sam = clerk("supervisor_2")
    sam.decides(request, {"accept": "refused", "note": "No reason was given."})
    hana.sees(request, "came too late and was not taken up")
    hana.misses("No reason was given")
    assert hana.application(number).status is ApplicationStatus.DENIED


def test_a_late_request_that_counsel_takes_up_is_heard(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = denied(applicant, clerk)
    world.it_is(at("2026-02-20 10:00"))
    request = asks(hana.comes_again(), number)
    clerk("supervisor_2").decides(request, {"accept": "accepted", "note": "In hospital until February."})

    assert hana.open_task(request).form == "hearing_outcome"


def test_where_nobody_disputes_the_facts_there_is_the_court_and_no_hearing(applicant: Any, clerk: Any) -> None:
    hana, number = denied(applicant, clerk, disputed="no")

    assert hana.application(number).appeal_until is None
    hana.sees(number, "Superior Court", "within 30 days")
    hana.misses("Ask for a hearing")
    hana.sends(f"/decisions/{number}/hearing", expect=404)


def test_a_request_needs_evidence(applicant: Any, clerk: Any) -> None:
    hana, number = denied(applicant, clerk)
    request = str(hana.sends(f"/decisions/{number}/hearing").rsplit("/", 1)[1])
    path = hana.next_page(request)
    revision = hana.revision(path)
    hana.sends(path, {"revision": revision, "action": "continue", **GROUNDS}, expect=422)

    assert "Add at least one paper that shows your side of the facts" in hana.text
    assert GROUNDS["grounds"] in hana.text


def test_pressing_twice_leads_to_the_same_request(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = denied(applicant, clerk)
    first, second = (hana.sends(f"/decisions/{number}/hearing") for _ in range(2))

    assert first == second
    hana.sees(number, "You began a request and have not sent it yet", "must reach us by January 24, 2026")
    wanted = select(func.count()).select_from(Application).where(Application.family == "hearing_request")
    assert world.all(wanted) == [1]


def test_many_presses_at_once_begin_one_request(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = denied(applicant, clerk)
    [account_id] = world.all(select(Account.id).where(Account.email == hana.holder.email))

    with ThreadPoolExecutor(4) as together:
        begun = set(together.map(lambda _: world.office.hearings.ask(account_id, number), range(4)))

    assert len(begun) == 1
    assert world.all(select(Application.number).where(Application.family == "hearing_request")) == [*begun]


def test_a_request_that_was_never_sent_and_is_gone_bars_no_late_one(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = denied(applicant, clerk)
    gone = str(hana.sends(f"/decisions/{number}/hearing").rsplit("/", 1)[1])
    for moment in ("2026-03-12 10:00", "2026-04-04 10:00", "2026-04-10 10:00", "2026-04-12 10:00"):
        world.it_is(at(moment))
        world.make_the_rounds()
    assert hana.application(gone).status is ApplicationStatus.LAPSED
    hana = hana.comes_again()

    hana.sees(number, "The last day was January 24, 2026", "Ask for a hearing")
    assert asks(hana, number) != gone


def test_nobody_else_may_dispute_it(applicant: Any, clerk: Any) -> None:
    _, number = denied(applicant, clerk)
    sue = applicant("sue")

    sue.sends(f"/decisions/{number}/hearing", expect=404)
    sue.reads(f"/decisions/{number}", expect=404)


def test_a_request_that_is_taken_back_leaves_the_denial_standing(applicant: Any, clerk: Any) -> None:
    hana, number = denied(applicant, clerk)
    request = asks(hana, number)
    hana.withdraws(request)

    assert hana.application(request).status is ApplicationStatus.WITHDRAWN
    assert hana.application(number).status is ApplicationStatus.DENIED
    hana.sees(number, "Ask for a hearing")


def test_a_suspension_is_disputed_and_lifted_after_the_hearing(applicant: Any, clerk: Any) -> None:
    hana = applicant("hana")
    order = suspended(clerk("compliance"), hana.holder.number)
    hana.reads(f"/decisions/{order}", "Your request must reach us by January 24, 2026")
    request = asks(hana, order)
    hana.reads(f"/decisions/{order}", f"See your request {request}")
    clerk("supervisor_2").decides(request, {"outcome": "set_aside"})

    hana.sees(request, "The order was set aside")
    assert hana.credential().discipline is Discipline.CLEAR
    hana.reads("/home")
    hana.misses("Orders about your license")


def test_probation_comes_back_when_the_suspension_on_top_of_it_is_set_aside(
    applicant: Any, clerk: Any, world: Any
) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    probation = begins(cora, hana.holder.number)
    enters(cora, probation, {**ORDER, "kind": "conditions", "basis": "agreed"})
    enters(cora, probation, SERVED)
    order = suspended(cora, hana.holder.number)
    clerk("supervisor_2").decides(asks(hana, order), {"outcome": "set_aside"})

    assert world.office.credentials.verify(hana.holder.number).status is CredentialStatus.ACTIVE_CONDITIONS
    cora.reads(f"/records/{hana.holder.number}", "Conditions", "Served on January 10, 2026")
    clerk("supervisor_1").decides(asks(hana, probation), {"outcome": "set_aside"})
    assert hana.credential().discipline is Discipline.CLEAR


def test_counsel_sees_what_the_request_disputes_and_its_evidence(applicant: Any, clerk: Any) -> None:
    hana, number = denied(applicant, clerk)
    request = asks(hana, number)

    clerk("supervisor_2").sees(request, GROUNDS["grounds"], "Evidence for a hearing")


def test_ned_orr_asks_late_for_a_hearing_about_his_suspension(applicant: Any, clerk: Any) -> None:
    """Persona 18: suspended by order of December 1, 2025; asks on January 15, 2026."""
    ned, cora = applicant("ned"), clerk("compliance")
    served = {"served_on-month": "12", "served_on-day": "1", "served_on-year": "2025", "how": "hand"}
    ordered = {"ordered_on-month": "12", "ordered_on-day": "1", "ordered_on-year": "2025"}
    order = begins(cora, ned.holder.number)
    enters(cora, order, {**ORDER, **ordered})
    enters(cora, order, served)

    ned.reads("/home", "The last day to ask for a hearing was December 15, 2025")
    request = asks(ned, order)
    assert ned.open_task(request).form == "late_hearing"
    clerk("supervisor_1").decides(request, {"accept": "accepted", "note": "The notice went to an old address."})
    ned.sees(request, "You will be told the time and place")
    assert ned.credential().discipline is Discipline.SUSPENDED
