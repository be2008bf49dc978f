"""Every branch of the way to an approval to teach."""

from typing import Any

import pytest

from tests.bpmn.office import Office

MAY = "2026-05-04 10:00"
FACTS: dict[str, Any] = {
    "today": "2026-05-04",
    "maLevel": "P",
    "maExpiry": "2028-03-31",
    "maDiscipline": "clear",
    "icExpiry": None,
    "inRenewal": False,
    "openApplication": False,
    "homeLane": "education",
}
TOLD: dict[str, Any] = {"icLevel": "A", "experienceEnough": True, "backgroundAnyYes": False}


def begun(*, checks: list[dict[str, Any]] | None = None, **facts: Any) -> Office:
    """A holder has pressed the button."""
    return Office(
        "instructor_initial",
        MAY,
        {
            "gather_instructor_facts": [FACTS | facts],
            "invite": [{"asked": 2, "closes_at": "2026-06-04T03:59:59Z"}],
            "authorise_internship": [{"ends_at": "2027-05-05T03:59:59Z", "last_day": "2027-05-04", "teaches": "A"}],
            "begin_next_review": [
                {"decision": None, "escalateTo": None, "confirmation": None, "information_request": None}
            ],
            "check_certification": checks or [{"passed": True, "reason": None}],
            "request_information": [
                {
                    "remaining_days": 4,
                    "first_reminder_at": "2027-01-01T05:00:00Z",
                    "second_reminder_at": "2027-01-02T05:00:00Z",
                    "closes_at": "2027-02-01T04:59:59Z",
                }
            ],
            "issue_instructor_approval": [{"credential_id": "ic-1", "expires_on": "2028-03-31"}],
        },
    )


def sent(**facts: Any) -> Office:
    office = begun(**facts)
    office.do("instructor_initial", **TOLD)
    return office


def in_review(**facts: Any) -> Office:
    """Both services have answered."""
    office = sent(**facts)
    office.message("reference_received", referenceConfirms=True, answers_in=1)
    office.message("reference_received", referenceConfirms=True, answers_in=2)
    return office


def in_internship(**facts: Any) -> Office:
    office = in_review(**facts)
    office.do("review", by="edda", decision="approve")
    return office


def reported(**facts: Any) -> Office:
    office = in_internship(**facts)
    office.do("instructor_internship", internshipEnded="2027-01-10")
    return office


def test_a_holder_is_approved_in_two_stages() -> None:
    office = reported()
    office.do("review", by="edda", decision="approve")

    assert office.outcome == "APPROVED"
    assert office.notices == ["N-RECEIVED"]
    assert office.asked_for("authorise_internship") == [{"level": "A"}]
    assert office.asked_for("issue_instructor_approval") == [{"level": "A"}]
    assert office.asked_for("check_certification") == [{"level": "A", "renewing": False}]


def test_the_services_are_asked_by_mail_and_waited_for() -> None:
    office = sent()

    assert office.asked_for("invite") == [
        {
            "form": "reference",
            "message": "reference_received",
            "address": "experience.services.rep_email",
            "days": 30,
            "template": "N-INVITATION",
        }
    ]
    assert office.process.waiting == ["reference_received"]
    assert office.message("reference_received", referenceConfirms=False, answers_in=1)
    assert office.process.waiting == ["reference_received"]
    assert office.message("reference_received", referenceConfirms=True, answers_in=2)
    assert office.form == "review"


def test_after_30_days_the_review_begins_with_the_answers_that_came() -> None:
    office = sent()
    office.message("reference_received", referenceConfirms=True, answers_in=1)

    assert office.wait_until("2026-06-04 00:00") == ["references_late"]
    assert office.form == "review"
    assert not office.message("reference_received", referenceConfirms=True, answers_in=2)


def test_education_decides_both_stages() -> None:
    assert in_review().task("review").group == "education"
    assert reported().task("review").group == "education"


def test_a_yes_among_the_background_answers_goes_to_compliance() -> None:
    office = begun()
    office.do("instructor_initial", **TOLD | {"backgroundAnyYes": True})
    office.wait_until("2026-06-04 00:00")

    assert office.task("review").group == "compliance"


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        ({"openApplication": True}, "another application"),
        ({"maDiscipline": "suspended"}, "suspended"),
        ({"maDiscipline": "revoked"}, "suspended"),
        ({"maDiscipline": "surrendered"}, "suspended"),
        ({"maExpiry": "2026-05-03"}, "has ended"),
        ({"maExpiry": None, "maLevel": None}, "has ended"),
        ({"icExpiry": "2026-05-04"}, "hold an approval"),
    ],
)
def test_whom_it_is_not_open_to_is_told_before_anything_is_filled_in(facts: dict[str, Any], row: str) -> None:
    office = begun(**facts)

    assert office.outcome == "ADVISED"
    assert row in (office.ended.advice or "")


@pytest.mark.parametrize(
    "facts", [{"maExpiry": "2026-05-04"}, {"icExpiry": "2026-05-03"}, {"maDiscipline": "conditions"}]
)
def test_whom_it_is_open_to_fills_it_in(facts: dict[str, Any]) -> None:
    assert begun(**facts).form == "instructor_initial"


def test_nobody_teaches_above_the_own_level() -> None:
    office = begun(maLevel="E")
    office.do("instructor_initial", **TOLD)

    assert office.outcome == "ADVISED"
    assert "Advanced EMT or Paramedic" in (office.ended.advice or "")
    assert office.notices == []


@pytest.mark.parametrize(("held", "taught"), [("E", "E"), ("A", "A"), ("A", "E"), ("P", "A")])
def test_the_own_level_and_those_below_can_be_taught(held: str, taught: str) -> None:
    office = begun(maLevel=held)
    office.do("instructor_initial", **TOLD | {"icLevel": taught})

    assert office.notices == ["N-RECEIVED"]


def test_too_little_work_is_told_and_nothing_is_filed() -> None:
    office = begun()
    office.do("instructor_initial", **TOLD | {"experienceEnough": False})

    assert office.outcome == "ADVISED"
    assert office.asked_for("record_submission") == []


def test_an_internship_that_is_not_reported_within_the_year_ends_it() -> None:
    office = in_internship()
    assert office.task("instructor_internship").due_at == "2027-05-05T03:59:59Z"

    assert office.wait_until("2027-05-05 00:00") == ["internship_over"]

    assert office.outcome == "LAPSED"
    assert office.notices == ["N-RECEIVED", "N-IC-OVER"]
    assert "apply again" in (office.ended.status or "")


def test_a_report_on_the_last_day_is_in_time() -> None:
    office = in_internship()
    office.wait_until("2027-05-04 23:59")
    office.do("instructor_internship", internshipEnded="2027-05-04")

    assert office.form == "review"


def test_the_second_review_has_a_whole_clock_of_its_own() -> None:
    office = in_review()
    office.do("review", by="edda", decision="request_information")
    office.do("reply", no_reply=False)
    office.do("review", by="edda", decision="approve")
    office.do("instructor_internship", internshipEnded="2027-01-10")

    assert [asked["remaining_days"] for asked in office.asked_for("start_review_clock")] == [None, 4, None]


@pytest.mark.parametrize("stage", [in_review, reported])
def test_a_denial_takes_two_people_in_either_stage(stage: Any) -> None:
    office = stage()
    office.do("review", by="edda", decision="propose_denial")
    office.do("confirm_denial", by="sam", confirmation="confirmed")

    assert office.outcome == "DENIED"
    assert office.notices[-1] == "N-DENIED"
    assert len(office.asked_for("record_denial")) == 1


@pytest.mark.parametrize("stage", [in_review, reported])
def test_a_case_without_reply_can_be_closed_in_either_stage(stage: Any) -> None:
    office = stage()
    office.do("review", by="edda", decision="request_information")
    assert office.form == "reply"
    office.wait_until("2027-02-01 00:00")
    office.do("review", by="edda", decision="close_incomplete")

    assert office.outcome == "CLOSED_INCOMPLETE"
    assert office.notices[-1] == "N-CLOSED-INCOMPLETE"


def test_an_approval_that_is_no_longer_in_order_goes_back_to_the_review() -> None:
    office = reported(checks=[{"passed": False, "reason": "CERTIFICATION_ENDED"}, {"passed": True, "reason": None}])
    office.do("review", by="edda", decision="approve")
    assert office.form == "review"
    office.do("review", by="edda", decision="approve")

    assert office.outcome == "APPROVED"


@pytest.mark.parametrize("stage", [begun, sent, in_review, in_internship, reported])
def test_it_can_be_withdrawn_at_any_time(stage: Any) -> None:
    office = stage()
    assert office.message("withdraw")

    assert office.outcome == "WITHDRAWN"
    assert office.notices[-1] == "N-WITHDRAWN"


def test_discipline_raised_while_filling_in_asks_once_more_whether_it_is_open() -> None:
    office = begun()
    office.answers["gather_instructor_facts"] = [FACTS | {"maDiscipline": "suspended"}]
    assert office.message("discipline_raised")

    assert office.outcome == "ADVISED"


@pytest.mark.parametrize(
    ("stage", "form"),
    [(in_review, "review"), (in_internship, "instructor_internship"), (reported, "review")],
)
def test_discipline_raised_is_looked_at_and_it_goes_on_where_it_was(stage: Any, form: str) -> None:
    office = stage()
    office.holder["maDiscipline"] = "conditions"
    assert office.message("discipline_raised")
    assert office.task("discipline_hold").group == "compliance"
    office.do("discipline_hold", by="cora", holdDecision="go_on", decision=None, escalateTo="supervisor")

    assert office.form == form


@pytest.mark.parametrize("stage", [in_review, in_internship, reported])
def test_discipline_raised_can_close_it(stage: Any) -> None:
    office = stage()
    assert office.message("discipline_raised")
    office.do("discipline_hold", by="cora", holdDecision="close", decision="close_incomplete", escalateTo=None)

    assert office.outcome == "CLOSED_INCOMPLETE"
    assert "compliance" in (office.ended.advice or "")
