"""A denial in every process that can end with one: it stands, or it is set aside after a hearing and decided anew."""

from collections.abc import Callable

import pytest

from tests.bpmn import (
    test_instructor_initial,
    test_instructor_renewal,
    test_name_change,
    test_reinstatement,
    test_renewal,
    test_review,
    test_ssn_update,
)
from tests.bpmn.office import Office
from tests.bpmn.test_initial_certification import FirstOffice

DISPUTED = {"denied_on": "2026-02-10", "last_appeal_day": "2026-02-24"}
IN_REVIEW: dict[str, Callable[[], Office]] = {
    "alignment": test_review.reviewed,
    "initial_certification": lambda: FirstOffice().files(backgroundAnyYes=False),
    "instructor_initial": test_instructor_initial.in_review,
    "instructor_renewal": test_instructor_renewal.in_review,
    "name_change": test_name_change.sent,
    "reinstatement": test_reinstatement.filed,
    "renewal": lambda: Office("renewal", test_renewal.JANUARY, nrExpiry=test_renewal.RENEWED).to_review(),
    "ssn_update": test_ssn_update.sent,
}


@pytest.fixture(params=IN_REVIEW)
def office(request: pytest.FixtureRequest) -> Office:
    """An application of each process whose denial is disputed and confirmed."""
    office = IN_REVIEW[request.param]()
    office.answers["record_denial"] = [DISPUTED]
    office.answers.pop("begin_next_review", None)
    office.do("review", by="rita", decision="propose_denial")
    office.do("confirm_denial", by="sam", confirmation="confirmed")
    return office


def test_a_disputed_denial_rests_as_denied_until_a_hearing_sets_it_aside(office: Office) -> None:
    assert office.notices[-1] == "N-DENIED"
    assert office.process.decided == "DENIED"
    assert office.process.messages() == ["denial_set_aside", "withdraw"]

    assert office.message("denial_set_aside")

    task = office.task("review")
    assert (task.group, office.process.decided) == ("supervisor", None)
    assert office.asked_for("begin_next_review")[-1] == {"lane": "supervisor"}


def test_what_was_set_aside_may_be_denied_again(office: Office) -> None:
    office.message("denial_set_aside")
    office.answers["record_denial"] = [{**DISPUTED, "last_appeal_day": None}]
    office.do("review", by="sue", decision="propose_denial")
    office.do("confirm_denial", by="sam", confirmation="confirmed")

    assert office.outcome == "DENIED"
    assert office.notices.count("N-DENIED") == 2


def test_what_was_set_aside_may_be_closed(office: Office) -> None:
    office.message("denial_set_aside")
    office.do("review", by="sue", decision="close_incomplete")

    assert office.outcome == "CLOSED_INCOMPLETE"


def test_an_application_that_was_set_aside_is_issued_once() -> None:
    office = IN_REVIEW["renewal"]()
    office.answers["record_denial"] = [DISPUTED]
    office.do("review", by="rita", decision="propose_denial")
    office.do("confirm_denial", by="sam", confirmation="confirmed")
    office.message("denial_set_aside")
    office.do("review", by="sue", decision="approve")

    assert office.outcome == "APPROVED"
    assert len(office.asked_for("issue_credential")) == 1
    assert len(office.asked_for("final_check")) == 1
