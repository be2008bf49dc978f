"""Every branch of the name change."""

from typing import Any

import pytest

from tests.bpmn.office import Fails, Office

FEBRUARY = "2026-02-02 10:00"
TOLD: dict[str, Any] = {"nameChangeReason": "court_order", "namePaper": "court_order", "registryHasNewName": False}


def sent(**facts: Any) -> Office:
    office = Office("name_change", FEBRUARY, **facts)
    office.do("name_change", **TOLD)
    return office


def test_an_approved_name_is_changed_and_new_cards_are_sent() -> None:
    office = sent()
    assert office.notices == ["N-RECEIVED"]
    office.do("review", decision="approve")

    assert office.outcome == "APPROVED"
    assert len(office.asked_for("change_name")) == 1
    assert office.asked_for("send_cards") == [{"template": "N-NAME-DONE"}]


def test_what_the_registry_calls_the_person_is_known_before_the_review() -> None:
    office = sent()

    assert office.process.variables["registry_name"] == {"has": "old"}
    assert office.task("review").group == "reviewer"


def test_a_registry_that_is_down_holds_up_nobody() -> None:
    office = Office("name_change", FEBRUARY, {"compare_registry_name": [Fails("registry_unavailable")]})
    office.do("name_change", **TOLD)

    assert office.task("review").group == "reviewer"


def test_a_second_request_beside_an_undecided_one_is_not_taken() -> None:
    office = Office("name_change", FEBRUARY, openApplication=True)

    assert office.outcome == "ADVISED"
    assert "already" in (office.ended.advice or "")


@pytest.mark.parametrize("discipline", ["suspended", "revoked", "surrendered"])
def test_a_holder_who_may_not_work_asks_compliance_first(discipline: str) -> None:
    office = Office("name_change", FEBRUARY, maDiscipline=discipline)

    assert office.task("name_change_standing").group == "compliance"


def test_what_compliance_allows_is_filled_in() -> None:
    office = Office("name_change", FEBRUARY, maDiscipline="suspended")
    office.do("name_change_standing", nameChangeAllowed="allow")

    assert office.task("name_change").group == "applicant"


def test_what_compliance_does_not_allow_ends_with_a_sentence() -> None:
    office = Office("name_change", FEBRUARY, maDiscipline="suspended")
    office.do("name_change_standing", nameChangeAllowed="refuse")

    assert office.outcome == "ADVISED"
    assert "not in force" in (office.ended.advice or "")


def test_discipline_raised_while_filling_in_is_looked_at_before_anything_is_sent() -> None:
    office = Office("name_change", FEBRUARY)
    office.holder["maDiscipline"] = "suspended"
    office.message("discipline_raised")

    assert office.form == "name_change_standing"


def test_discipline_raised_in_review_goes_to_compliance_and_back_to_a_supervisor() -> None:
    office = sent()
    office.holder["maDiscipline"] = "suspended"
    office.message("discipline_raised")
    office.do("discipline_hold", holdDecision="go_on", decision=None, escalateTo="supervisor")

    assert office.task("review").group == "supervisor"


def test_compliance_may_close_a_request() -> None:
    office = sent()
    office.message("discipline_raised")
    office.do("discipline_hold", holdDecision="close", decision="close_incomplete", escalateTo=None)

    assert (office.outcome, office.notices[-1]) == ("CLOSED_INCOMPLETE", "N-CLOSED-INCOMPLETE")
    assert "not a denial" in (office.ended.advice or "")


def test_a_request_for_more_comes_back_to_the_reviewer() -> None:
    office = sent()
    office.do("review", decision="request_information")
    office.do("reply", no_reply=False)

    assert office.task("review").group == "reviewer"


def test_a_denial_needs_a_second_person_and_is_told() -> None:
    office = sent()
    office.do("review", decision="propose_denial", by="first")
    office.do("confirm_denial", confirmation="confirmed", by="second")

    assert (office.outcome, office.notices[-1]) == ("DENIED", "N-DENIED")
    assert office.asked_for("change_name") == []


def test_a_request_without_a_reply_is_closed() -> None:
    office = sent()
    office.do("review", decision="close_incomplete")

    assert office.outcome == "CLOSED_INCOMPLETE"


def test_a_request_is_withdrawn_before_it_is_decided() -> None:
    office = sent()
    assert office.message("withdraw")

    assert (office.outcome, office.notices[-1]) == ("WITHDRAWN", "N-WITHDRAWN")
    assert office.asked_for("change_name") == []
