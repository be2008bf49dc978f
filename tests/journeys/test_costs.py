"""What a step and a look cost: one transaction and few statements, and no page wakes the engine or writes."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.people import ASK
from tests.journeys.test_races import ready_to_send, staff

#: What a browser session keeps up to date at every look.
_OWN_BOOKKEEPING = re.compile(r"(insert into|update|delete from) web_session", re.IGNORECASE)
_WRITES = re.compile(r"\s*(insert|update|delete)\b", re.IGNORECASE)
MOST_STATEMENTS = 10


def counted(world: Any, work: Callable[[], Any]) -> list[str]:
    """The statements of a use-case, its transaction's begin and commit aside; it has one transaction."""
    with world.statements() as seen:
        work()
    assert seen.count("COMMIT") == 1
    return [statement for statement in seen if not statement.startswith(("BEGIN", "COMMIT"))]


def test_sending_an_application_is_one_transaction_of_at_most_ten_statements(applicant: Any, world: Any) -> None:
    hana, number, revisions = ready_to_send(applicant)
    account, task = hana.application(number).account_id, hana.open_task(number).id
    variables = {"backgroundAnyYes": False, "workedAfterExpiry": None}

    sent = counted(
        world,
        lambda: world.office.applications.submit(account, task, variables=variables, revisions=revisions),
    )

    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)
    world.settle()
    hana.sees(number, "Pay $125.00")


@pytest.mark.parametrize("decision", ["approve", "propose_denial", "escalate", "request_information"])
def test_a_decision_is_one_transaction_of_at_most_ten_statements(
    decision: str, applicant: Any, clerk: Any, world: Any
) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    rita.claims(number)
    task, escalate_to = hana.open_task(number).id, "supervisor" if decision == "escalate" else None
    variables = {"decision": decision, "escalateTo": escalate_to, "confirmedExpiry": None}
    pages = {"decide": {"decision": decision, "note": "Seen."}}

    sent = counted(world, lambda: world.office.review.decide(staff(rita), task, pages=pages, variables=variables))

    assert len(sent) <= MOST_STATEMENTS, "\n".join(sent)


def test_no_page_of_an_applicant_wakes_the_engine_or_writes(applicant: Any, clerk: Any, world: Any) -> None:
    hana = applicant("hana")
    draft = hana.asks_for_the_way()
    task = hana.open_task(draft).id
    looked_at(hana, "/home", f"/applications/{draft}", f"/applications/{draft}/diagram", f"/tasks/{task}")
    looked_at(hana, f"/tasks/{task}/contact", f"/applications/{draft}/withdraw", f"/applications/{draft}/state.json")
    hana.fills_in(draft)
    looked_at(hana, f"/payments/{hana.payment(draft).id}", f"/payments/{hana.payment(draft).id}/return")
    hana.pays(draft)
    clerk("reviewer_1").decides(draft, ASK)

    looked_at(hana, f"/applications/{draft}", f"/tasks/{hana.open_task(draft).id}/question", "/verify?q=Ito")
    looked_at(hana, f"/verify/{hana.holder.number}", f"/verify/{hana.holder.number}.json")


def test_no_page_of_the_office_wakes_the_engine_or_writes(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, sam = applicant("hana"), clerk("reviewer_1"), clerk("supervisor_1")
    number = hana.files()
    looked_at(rita, f"/cases/{number}", *(f"/queue?tab={tab}" for tab in ("mine", "team", "unassigned")))
    rita.claims(number)
    looked_at(rita, f"/cases/{number}", "/queue?tab=waiting", "/queue?tab=done")
    looked_at(sam, "/incidents", f"/cases/{number}")


def looked_at(person: Any, *paths: str) -> None:
    for path in paths:
        with person.world.statements() as seen:
            person.browser.open(path)
        assert not [one for one in seen if "application.state," in one or "application.state " in one], path
        assert not [one for one in seen if "process_version_1.files" in one or "process_version.files" in one], path
        assert not [one for one in seen if _WRITES.match(one) and not _OWN_BOOKKEEPING.match(one)], path


def test_a_list_costs_the_same_however_long_it_is(applicant: Any, clerk: Any, world: Any) -> None:
    rita = clerk("reviewer_1")
    applicant("hana").files()
    rita.queue()
    with world.statements() as one:
        rita.queue()
    for key in ("sue", "ana"):
        applicant(key).files()

    with world.statements() as three:
        rita.queue()

    assert len(three) == len(one), "\n".join(three)
