"""Every branch of the review, met inside an alignment."""

from typing import Any

import pytest

from tests.bpmn.office import Office

MORNING = "2026-01-20 10:00"


def reviewed(**facts: Any) -> Office:
    return Office("alignment", MORNING, **facts).to_review()


def answered(**answers: Any) -> Office:
    """An application whose form was answered otherwise than usual."""
    office = Office("alignment", MORNING)
    office.do("alignment", **({"backgroundAnyYes": False} | answers))
    office.paid("2026-01-20 10:10")
    return office


def test_an_ordinary_case_is_decided_by_a_reviewer_within_the_service_level() -> None:
    task = reviewed().task("review")

    assert (task.group, task.due_at) == ("reviewer", "2030-01-01T04:59:59Z")


@pytest.mark.parametrize(
    ("lane", "facts"),
    [
        ("supervisor", {"maDiscipline": "conditions"}),
        ("supervisor", {"nrExpiry": "2027-09-30"}),
        ("reviewer", {"nameMatches": False}),
    ],
)
def test_a_case_goes_to_the_lane_of_its_facts(lane: str, facts: dict[str, Any]) -> None:
    assert reviewed(**facts).task("review").group == lane


def test_a_background_answer_goes_to_compliance_which_may_approve() -> None:
    office = answered(backgroundAnyYes=True)

    assert office.do("review", decision="approve").group == "compliance"
    assert office.outcome == "APPROVED"


def test_where_a_supervisor_is_required_the_supervisor_approves_after_compliance() -> None:
    office = Office("alignment", MORNING, maDiscipline="complaint_open")
    office.do("alignment", backgroundAnyYes=True)
    office.paid("2026-01-20 10:10")

    assert office.do("review", decision="approve").group == "compliance"
    assert office.do("review", decision="approve").group == "supervisor"
    assert office.outcome == "APPROVED"


def test_an_escalated_case_changes_its_lane_and_comes_back_with_an_instruction() -> None:
    office = reviewed()

    assert office.do("review", decision="escalate", escalateTo="supervisor").group == "reviewer"
    assert office.do("review", decision="escalate", escalateTo="reviewer").group == "supervisor"
    assert office.do("review", decision="approve").group == "reviewer"
    assert office.outcome == "APPROVED"


def test_a_denial_takes_a_supervisor_who_is_not_the_one_who_proposed_it() -> None:
    office = reviewed()
    office.do("review", by="rae", decision="propose_denial")
    task = office.task("confirm_denial")

    assert (task.group, task.excludes) == ("supervisor", "rae")
    office.do("confirm_denial", by="sam", confirmation="confirmed")
    assert office.outcome == "DENIED"
    assert office.asked_for("record_denial") == [{}]
    assert office.notices[-1] == "N-DENIED"
    assert office.asked_for("issue_credential") == []


def test_a_denial_that_is_returned_is_decided_anew() -> None:
    office = reviewed()
    office.do("review", by="rae", decision="propose_denial")
    office.do("confirm_denial", by="sam", confirmation="returned")

    assert office.form == "review"
    office.do("review", decision="approve")
    assert office.outcome == "APPROVED"


def test_a_supervisor_who_proposes_a_denial_may_not_confirm_it() -> None:
    office = reviewed(maDiscipline="conditions")
    office.do("review", by="sam", decision="propose_denial")

    assert office.task("confirm_denial").excludes == "sam"


def test_an_applicant_answers_what_was_asked_and_the_clock_goes_on_with_what_was_left() -> None:
    office = reviewed()
    office.do("review", decision="request_information")

    assert office.task("reply").due_at == "2026-03-03T04:59:59Z"
    assert office.asked_for("request_information") == [{"due_at": "2030-01-01T04:59:59Z"}]
    assert office.notices[-1] == "N-INFO-REQ"
    office.do("reply", no_reply=False)
    assert office.form == "review"
    assert [asked["remaining_days"] for asked in office.asked_for("start_review_clock")] == [None, 4]


def test_a_request_is_repeated_twice_and_closed_unanswered_after_thirty_days() -> None:
    office = reviewed()
    office.do("review", decision="request_information")

    assert office.wait_until("2026-02-26 12:00") == ["reply_reminder", "reply_second_reminder"]
    assert office.notices[-2:] == ["N-INFO-REM", "N-INFO-REM"]
    assert office.form == "reply"
    assert office.wait_until("2026-03-04 12:00") == ["reply_late"]
    assert office.form == "review"
    assert office.process.variables["no_reply"] is True


@pytest.mark.parametrize(
    ("decision", "then"), [("close_incomplete", "CLOSED_INCOMPLETE"), ("request_information", None)]
)
def test_staff_close_or_extend_a_request_nobody_answered(decision: str, then: str | None) -> None:
    office = reviewed()
    office.do("review", decision="request_information")
    office.wait_until("2026-03-04 12:00")
    office.answers["request_information"] = [
        {
            "remaining_days": 4,
            "first_reminder_at": "2026-03-18T15:00:00Z",
            "second_reminder_at": "2026-03-29T15:00:00Z",
            "closes_at": "2026-04-04T03:59:59Z",
        }
    ]
    office.do("review", decision=decision)

    if then is None:
        assert office.form == "reply"
    else:
        assert office.outcome == then


def test_a_case_older_than_the_service_level_stays_open_is_marked_and_the_applicant_is_told_once() -> None:
    office = Office(
        "alignment", MORNING, answers={"start_review_clock": [{"due_at": "2026-02-04T04:59:59Z"}]}
    ).to_review()

    assert office.wait_until("2026-03-01 12:00") == ["service_level_over"]
    assert office.notices[-1] == "N-SLA"
    assert len(office.asked_for("mark_overdue")) == 1
    office.do("review", decision="escalate", escalateTo="supervisor")
    assert office.wait_until("2026-03-02 12:00") == []
    office.do("review", decision="approve")
    assert office.outcome == "APPROVED"


def proposed(**answers: object) -> Office:
    """A denial that a supervisor has confirmed."""
    office = reviewed()
    office.do("review", by="rae", decision="propose_denial", **answers)
    office.do("confirm_denial", by="sam", confirmation="confirmed")
    return office


@pytest.mark.parametrize("facts", [{"criminalHistory": True}, {"criminalHistory": False, "coriHit": True}])
def test_a_denial_on_criminal_history_takes_the_steps_of_compliance_before_it_stands(facts: dict[str, bool]) -> None:
    office = proposed(**facts)

    assert office.task("cori_steps").group == "compliance"
    assert office.asked_for("record_denial") == []
    office.do("cori_steps", by="cleo", coriSteps="done")
    assert office.outcome == "DENIED"


def test_a_record_that_was_wrong_has_the_case_decided_anew() -> None:
    office = proposed(criminalHistory=True)
    office.do("cori_steps", by="cleo", coriSteps="anew")
    office.do("review", decision="approve", criminalHistory=None)

    assert office.outcome == "APPROVED"
    assert office.asked_for("record_denial") == []


def test_a_denial_on_another_ground_needs_no_steps() -> None:
    assert proposed(criminalHistory=False).outcome == "DENIED"


def test_what_was_raised_while_nobody_listened_is_looked_at_before_the_review() -> None:
    office = Office("alignment", MORNING)
    office.do("alignment", backgroundAnyYes=False)
    office.holder["maDiscipline"] = "complaint_open"
    assert not office.message("discipline_raised")
    office.paid("2026-01-20 10:10")

    assert office.task("discipline_hold").group == "compliance"
    office.do("discipline_hold", holdDecision="go_on", decision=None, escalateTo="supervisor")
    assert office.task("review").group == "supervisor"


def test_compliance_may_close_what_it_looks_at_before_the_review() -> None:
    office = Office("alignment", MORNING)
    office.do("alignment", backgroundAnyYes=False)
    office.holder["maDiscipline"] = "suspended"
    office.paid("2026-01-20 10:10")
    office.do("discipline_hold", holdDecision="close", decision="close_incomplete", escalateTo=None)

    assert office.outcome == "CLOSED_INCOMPLETE"


def test_what_was_known_when_it_was_sent_is_not_raised_again() -> None:
    assert reviewed(maDiscipline="conditions").form == "review"


class TestStraightThrough:
    """What an owner lets through without a person."""

    @pytest.mark.parametrize(("process", "registry"), [("alignment", "2027-03-31"), ("renewal", "2028-03-31")])
    def test_what_the_owner_lets_through_is_approved_at_once_and_checked_like_any_other(
        self, process: str, registry: str
    ) -> None:
        office = Office(process, MORNING, nrExpiry=registry)
        office.straight_through = ["D10", "D12"]
        office.to_review()

        assert office.outcome == "APPROVED"
        assert len(office.asked_for("final_check")) == 1

    def test_what_does_not_pass_the_last_check_goes_to_a_reviewer_and_stays_there(self) -> None:
        office = Office("alignment", MORNING)
        office.straight_through = ["D10"]
        failed = {"passed": False, "reason": "REGISTRY_NOT_CURRENT", "nrExpiry": "2027-03-31"}
        office.answers["final_check"] = [failed, failed | {"passed": True, "reason": None}]
        office.to_review()

        assert office.task("review").group == "reviewer"
        office.do("review", decision="approve")
        assert office.outcome == "APPROVED"

    def test_discipline_that_was_raised_since_it_was_sent_is_looked_at_by_people(self) -> None:
        office = Office("alignment", MORNING)
        office.straight_through = ["D10"]
        office.do("alignment", backgroundAnyYes=False)
        office.holder["maDiscipline"] = "suspended"
        office.paid("2026-01-20 10:10")

        office.do("discipline_hold", holdDecision="go_on", decision=None, escalateTo="supervisor")
        assert office.task("review").group == "supervisor"
