"""What is raised against a person interrupts what that person has open."""

from collections.abc import Callable

import pytest

from tests.bpmn import test_initial_certification, test_instructor_initial, test_instructor_renewal, test_reinstatement
from tests.bpmn.office import Fails, Office

MORNING = "2026-01-20 10:00"
PROCESSES = pytest.mark.parametrize(
    ("process", "facts"), [("alignment", {}), ("renewal", {"nrExpiry": "2028-03-31"})], ids=["alignment", "renewal"]
)


@PROCESSES
def test_what_is_raised_takes_the_case_from_the_reviewer_to_compliance(process: str, facts: dict[str, str]) -> None:
    office = Office(process, MORNING, **facts).to_review()
    office.holder["maDiscipline"] = "conditions"

    assert office.message("discipline_raised")
    assert office.task("discipline_hold").group == "compliance"
    assert office.process.variables["maDiscipline"] == "conditions"


@PROCESSES
def test_a_case_that_goes_on_is_decided_by_a_supervisor(process: str, facts: dict[str, str]) -> None:
    office = Office(process, MORNING, **facts).to_review()
    office.message("discipline_raised")
    office.do("discipline_hold", holdDecision="go_on", decision=None, escalateTo="supervisor")

    assert office.task("review").group == "supervisor"
    office.do("review", decision="approve")
    assert office.outcome == "APPROVED"


@PROCESSES
def test_a_case_that_is_closed_is_told_so_and_nothing_is_issued(process: str, facts: dict[str, str]) -> None:
    office = Office(process, MORNING, **facts).to_review()
    office.message("discipline_raised")
    office.do("discipline_hold", holdDecision="close", decision="close_incomplete", escalateTo=None)

    assert office.outcome == "CLOSED_INCOMPLETE"
    assert office.notices[-1] == "N-CLOSED-INCOMPLETE"
    assert "because of an action on your certification" in (office.ended.advice or "")
    assert office.asked_for("issue_credential") == []


def test_an_approval_that_was_checked_and_sent_back_does_not_outlive_what_is_raised() -> None:
    failed = {"passed": False, "reason": "REGISTRY_EXPIRY", "nrExpiry": None}
    office = Office("alignment", MORNING, {"final_check": [failed]}).to_review()
    office.do("review", decision="approve")
    office.message("discipline_raised")
    office.do("discipline_hold", holdDecision="close", decision="close_incomplete", escalateTo=None)

    assert office.outcome == "CLOSED_INCOMPLETE"
    assert office.asked_for("issue_credential") == []


@PROCESSES
def test_an_order_that_comes_after_the_last_check_stops_the_card_and_the_holder_is_told_so(
    process: str, facts: dict[str, str]
) -> None:
    office = Office(
        process, MORNING, {"issue_credential": [Fails("order_stands"), {"issued": {}}]}, **facts
    ).to_review()
    office.holder["maDiscipline"] = "suspended"
    office.do("review", decision="approve")

    assert office.task("discipline_hold").group == "compliance"
    assert "Nothing is issued to you now" in " ".join(office.process.status)


@pytest.mark.parametrize(
    ("decided", "outcome"),
    [
        ({"holdDecision": "go_on", "decision": None, "escalateTo": "supervisor"}, "APPROVED"),
        ({"holdDecision": "close", "decision": "close_incomplete", "escalateTo": None}, "CLOSED_INCOMPLETE"),
    ],
    ids=["goes on", "is given up"],
)
@pytest.mark.parametrize(
    ("in_review", "issue"),
    [
        (lambda: Office("alignment", MORNING).to_review(), "issue_credential"),
        (test_reinstatement.filed, "issue_credential"),
        (lambda: test_initial_certification.FirstOffice().files(), "issue_first_credential"),
        (test_instructor_initial.reported, "issue_instructor_approval"),
        (test_instructor_renewal.in_review, "issue_instructor_approval"),
    ],
    ids=["alignment", "reinstatement", "first certification", "instructor", "renewed instructor"],
)
def test_what_an_order_stopped_goes_on_or_is_given_up(
    in_review: Callable[[], Office], issue: str, decided: dict[str, str | None], outcome: str
) -> None:
    office = in_review()
    office.answers[issue] = [Fails("order_stands"), {"credential_id": "cred-1", "expires_on": "2028-03-31"}]
    office.do("review", by="edda", decision="approve")
    office.do("discipline_hold", **decided)

    assert office.outcome == outcome
    assert len(office.asked_for(issue)) == (2 if outcome == "APPROVED" else 1)


@PROCESSES
def test_a_draft_of_a_suspended_holder_ends_with_advice(process: str, facts: dict[str, str]) -> None:
    office = Office(process, MORNING, **facts)
    office.holder["maDiscipline"] = "suspended"

    assert office.message("discipline_raised")
    assert office.outcome == "ADVISED"


def test_a_draft_goes_on_where_what_was_raised_does_not_bar_it() -> None:
    office = Office("renewal", MORNING, nrExpiry="2028-03-31")
    office.holder["maDiscipline"] = "conditions"
    office.message("discipline_raised")

    assert office.form == "renewal"
    assert office.to_review().task("review").group == "supervisor"


def test_a_late_draft_is_looked_at_anew() -> None:
    office = Office("renewal", "2026-04-02 10:00", nrExpiry="2028-03-31")
    office.holder["maDiscipline"] = "revoked"

    assert office.message("discipline_raised")
    assert office.outcome == "ADVISED"


def test_a_closed_incomplete_case_is_told_what_was_missing() -> None:
    office = Office("alignment", MORNING).to_review()
    office.do("review", decision="close_incomplete")

    assert office.ended.advice is None
    assert office.ended.status is not None
