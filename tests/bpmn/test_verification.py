"""Every branch of the form that the Office fills in, sent by the holder or keyed in by a clerk."""

from typing import Any

import pytest

from tests.bpmn.office import Office

MAY = "2026-05-04 10:00"
DONE: dict[str, Any] = {"verificationDecision": "complete"}
NOT_DONE: dict[str, Any] = {"verificationDecision": "close_incomplete", "sentHow": None}


def sent(discipline: str = "clear") -> Office:
    office = Office("verification", MAY, maDiscipline=discipline)
    office.do("verification", verificationPurpose="other_state", deliverBy="email")
    return office


@pytest.mark.parametrize(("way", "told"), [("email", "by e-mail"), ("post", "by mail"), ("account", "in your account")])
def test_a_form_that_is_filled_in_is_told_with_the_way_it_went(way: str, told: str) -> None:
    office = sent()
    assert office.notices == ["N-RECEIVED"]
    office.do("complete_verification", sentHow=way, **DONE)

    assert (office.outcome, office.notices[-1]) == ("APPROVED", "N-VERIF-READY")
    assert told in office.asked_for("send_notice")[-1]["detail"]
    assert ("below" in (office.ended.advice or "")) is (way == "account")


@pytest.mark.parametrize(
    ("discipline", "group"),
    [("clear", "intake"), ("complaint_open", "intake"), ("conditions", "supervisor"), ("suspended", "supervisor")],
)
def test_a_supervisor_fills_in_where_there_is_discipline(discipline: str, group: str) -> None:
    assert sent(discipline).task("complete_verification").group == group


def test_discipline_raised_meanwhile_takes_the_form_to_a_supervisor() -> None:
    office = sent()
    office.holder["maDiscipline"] = "suspended"
    office.message("discipline_raised")

    assert office.task("complete_verification").group == "supervisor"


def test_a_form_that_is_late_is_told_once_and_still_filled_in() -> None:
    office = Office("verification", MAY, {"start_review_clock": [{"due_at": "2026-05-19T03:59:59Z"}]})
    office.do("verification", verificationPurpose="employment", deliverBy="post")

    assert office.wait_until("2026-05-19 09:00") == ["service_level_over"]
    assert office.notices[-1] == "N-SLA"
    assert len(office.asked_for("mark_overdue")) == 1
    office.do("complete_verification", sentHow="post", **DONE)
    assert office.outcome == "APPROVED"


def test_a_form_that_cannot_be_filled_in_is_closed() -> None:
    office = sent()
    office.do("complete_verification", **NOT_DONE)

    assert (office.outcome, office.notices[-1]) == ("CLOSED_INCOMPLETE", "N-CLOSED-INCOMPLETE")


def test_a_request_is_withdrawn_before_it_is_answered() -> None:
    office = sent()
    assert office.message("withdraw")

    assert (office.outcome, office.notices[-1]) == ("WITHDRAWN", "N-WITHDRAWN")


def on_paper() -> Office:
    office = Office("verification_on_paper", MAY)
    assert office.task("verification_on_paper").group == "intake"
    office.do("verification_on_paper", verificationPurpose="employment", deliverBy="post")
    return office


def test_what_came_on_paper_is_keyed_in_and_the_holder_is_told() -> None:
    office = on_paper()
    office.do("complete_verification", sentHow="post", **DONE)

    assert office.outcome == "APPROVED"
    assert office.asked_for("send_notice")[-1]["to"] == "holder"


def test_what_came_on_paper_may_be_closed_too() -> None:
    office = on_paper()
    office.do("complete_verification", **NOT_DONE)

    assert (office.outcome, office.notices) == ("CLOSED_INCOMPLETE", ["N-CLOSED-INCOMPLETE"])
