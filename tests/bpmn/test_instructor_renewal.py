"""Every branch of the renewal of an approval to teach."""

from typing import Any

import pytest

from tests.bpmn.office import Office

JANUARY = "2026-01-12 10:00"
FACTS: dict[str, Any] = {
    "today": "2026-01-12",
    "maLevel": "P",
    "maExpiry": "2028-03-31",
    "maDiscipline": "clear",
    "icExpiry": "2026-03-31",
    "inRenewal": False,
    "openApplication": False,
    "homeLane": "education",
}


def begun(*, checks: list[dict[str, Any]] | None = None, **facts: Any) -> Office:
    return Office(
        "instructor_renewal",
        JANUARY,
        {
            "gather_instructor_facts": [FACTS | facts],
            "check_certification": checks or [{"passed": True, "reason": None}],
            "issue_instructor_approval": [{"credential_id": "ic-1", "expires_on": "2028-03-31"}],
        },
    )


def in_review(**facts: Any) -> Office:
    office = begun(**facts)
    office.do("instructor_renewal", backgroundAnyYes=False)
    return office


def test_an_approval_is_renewed_by_education() -> None:
    office = in_review()
    assert office.task("review").group == "education"
    office.do("review", by="edda", decision="approve")

    assert office.outcome == "APPROVED"
    assert office.notices == ["N-RECEIVED"]
    assert office.asked_for("issue_instructor_approval") == [{"level": None}]
    assert office.asked_for("check_certification") == [{"level": None, "renewing": True}]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"openApplication": True}, "another application"),
        ({"maDiscipline": "suspended"}, "suspended"),
        ({"maExpiry": "2026-01-11"}, "has ended"),
        ({"icExpiry": "2026-01-11"}, "can not be renewed"),
        ({"icExpiry": None}, "can not be renewed"),
        ({"maExpiry": "2026-03-31"}, "Renew your license first"),
    ],
)
def test_whom_it_is_not_open_to_is_told_what_to_do_first(facts: dict[str, Any], words: str) -> None:
    office = begun(**facts)

    assert office.outcome == "ADVISED"
    assert words in (office.ended.advice or "")


@pytest.mark.parametrize("facts", [{"maExpiry": "2026-03-31", "inRenewal": True}, {"icExpiry": "2026-01-12"}])
def test_it_is_open_while_the_certification_is_in_renewal_and_until_the_last_day(facts: dict[str, Any]) -> None:
    assert begun(**facts).form == "instructor_renewal"


def test_an_approval_waits_in_review_until_the_certification_is_renewed() -> None:
    checks = [{"passed": False, "reason": "CERTIFICATION_NOT_RENEWED"}, {"passed": True, "reason": None}]
    office = in_review(checks=checks)
    office.do("review", by="edda", decision="approve")
    assert office.form == "review"
    office.do("review", by="edda", decision="approve")

    assert office.outcome == "APPROVED"


def test_a_yes_among_the_background_answers_goes_to_compliance() -> None:
    office = begun()
    office.do("instructor_renewal", backgroundAnyYes=True)

    assert office.task("review").group == "compliance"


def test_a_denial_takes_two_people() -> None:
    office = in_review()
    office.do("review", by="edda", decision="propose_denial")
    office.do("confirm_denial", by="sam", confirmation="confirmed")

    assert office.outcome == "DENIED"
    assert office.notices[-1] == "N-DENIED"


def test_a_case_can_be_closed_as_incomplete() -> None:
    office = in_review()
    office.do("review", by="edda", decision="close_incomplete")

    assert office.outcome == "CLOSED_INCOMPLETE"


@pytest.mark.parametrize("stage", [begun, in_review])
def test_it_can_be_withdrawn(stage: Any) -> None:
    office = stage()
    office.message("withdraw")

    assert office.outcome == "WITHDRAWN"


def test_discipline_raised_while_filling_in_asks_once_more_whether_it_is_open() -> None:
    office = begun()
    office.answers["gather_instructor_facts"] = [FACTS | {"maDiscipline": "revoked"}]
    office.message("discipline_raised")

    assert office.outcome == "ADVISED"


@pytest.mark.parametrize(
    ("decision", "outcome"), [({"holdDecision": "go_on", "decision": None}, None), ({"holdDecision": "close"}, "X")]
)
def test_discipline_raised_in_review_is_looked_at_first(decision: dict[str, Any], outcome: str | None) -> None:
    office = in_review()
    office.message("discipline_raised")
    office.do("discipline_hold", by="cora", **decision)

    if outcome is None:
        assert office.form == "review"
    else:
        assert office.outcome == "CLOSED_INCOMPLETE"
