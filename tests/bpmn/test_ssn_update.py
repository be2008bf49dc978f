"""Every branch of the change from the National Registry's nine digits to a Social Security number."""

from typing import Any

import pytest

from tests.bpmn.office import Fails, Office

FEBRUARY = "2026-02-02 10:00"


def sent(answers: dict[str, list[Any]] | None = None, **facts: Any) -> Office:
    office = Office("ssn_update", FEBRUARY, answers, ssnKind="pseudo", **facts)
    office.do("ssn_update", willTellRegistry=True)
    return office


def test_an_approved_number_is_changed_and_the_registry_that_knows_it_ends_the_matter() -> None:
    office = sent()
    office.do("review", decision="approve")

    assert office.outcome == "APPROVED"
    assert len(office.asked_for("change_ssn")) == 1
    assert office.notices == ["N-RECEIVED", "N-SSN-DONE"]
    assert "knows it too" in (office.ended.status or "")


@pytest.mark.parametrize(
    ("facts", "told"), [({"ssnKind": "ssn"}, "already"), ({"ssnKind": "pseudo", "openApplication": True}, "sent us")]
)
def test_who_need_not_ask_is_told_so(facts: dict[str, Any], told: str) -> None:
    office = Office("ssn_update", FEBRUARY, **facts)

    assert office.outcome == "ADVISED"
    assert told in (office.ended.advice or "")


def test_a_number_on_another_record_goes_to_a_supervisor_and_on_once_it_is_cleared_up() -> None:
    office = sent({"find_same_number": [{"found": True}, {"found": False}]})
    assert office.task("same_number").group == "supervisor"

    office.do("same_number", sameNumberFinding="look_again")
    assert office.task("review").group == "reviewer"


def test_what_cannot_be_cleared_up_is_closed_without_a_word_of_the_other_record() -> None:
    office = sent({"find_same_number": [{"found": True}]})
    office.do("same_number", sameNumberFinding="close")

    assert (office.outcome, office.notices[-1]) == ("CLOSED_INCOMPLETE", "N-CLOSED-INCOMPLETE")
    assert "record" not in (office.ended.status or "")
    assert office.asked_for("change_ssn") == []


def test_a_number_taken_between_review_and_change_goes_to_a_supervisor() -> None:
    office = sent({"change_ssn": [Fails("ssn_taken"), {"person_id": "per-1"}]})
    office.do("review", decision="approve")
    assert office.form == "same_number"

    office.do("same_number", sameNumberFinding="look_again")
    office.do("review", decision="approve")
    assert office.outcome == "APPROVED"


def test_a_number_taken_meanwhile_that_cannot_be_cleared_up_is_closed() -> None:
    office = sent({"change_ssn": [Fails("ssn_taken")]})
    office.do("review", decision="approve")
    office.do("same_number", sameNumberFinding="close")

    assert office.outcome == "CLOSED_INCOMPLETE"


def waiting() -> Office:
    office = sent(nrStatus="NOT_MATCHED")
    office.do("review", decision="approve")
    return office


def test_a_registry_that_was_not_told_is_looked_at_until_it_knows_the_number() -> None:
    office = waiting()
    assert office.process.waiting == ["registry_advanced"]

    office.message("registry_advanced", nrStatus="NOT_MATCHED", nrLevel=None, nrExpiry=None)
    assert office.process.waiting == ["registry_advanced"]
    office.message("registry_advanced", nrStatus="ACTIVE", nrLevel="EMT", nrExpiry="2027-03-31")

    assert office.outcome == "APPROVED"


def test_the_holder_is_reminded_once_after_30_days_and_the_matter_ends_after_90() -> None:
    office = waiting()

    assert office.wait_until("2026-03-05 10:00") == ["reminder_due"]
    assert office.notices[-1] == "N-SSN-REGISTRY"
    assert office.wait_until("2026-05-04 10:00") == ["wait_over"]
    assert office.outcome == "APPROVED"
    assert "did not know it" in (office.ended.status or "")
    assert office.notices.count("N-SSN-REGISTRY") == 1


def test_a_registry_that_is_down_is_waited_for() -> None:
    office = sent({"look_up_registry": [Fails("registry_unavailable")]})
    office.do("review", decision="approve")

    assert office.process.waiting == ["registry_advanced"]


def test_a_denial_changes_nothing() -> None:
    office = sent()
    office.do("review", decision="propose_denial", by="first")
    office.do("confirm_denial", confirmation="confirmed", by="second")

    assert (office.outcome, office.notices[-1]) == ("DENIED", "N-DENIED")
    assert office.asked_for("change_ssn") == []


def test_discipline_raised_while_filling_in_leads_back_to_the_record() -> None:
    office = Office("ssn_update", FEBRUARY, ssnKind="pseudo")
    office.message("discipline_raised")

    assert office.form == "ssn_update"
    assert len(office.asked_for("gather_person_facts")) == 2


@pytest.mark.parametrize(("held", "then"), [("go_on", "supervisor"), ("close", None)])
def test_discipline_raised_in_review_is_looked_at(held: str, then: str | None) -> None:
    office = sent()
    office.message("discipline_raised")
    decision = "close_incomplete" if held == "close" else None
    office.do("discipline_hold", holdDecision=held, decision=decision, escalateTo=then)

    if then is None:
        assert office.outcome == "CLOSED_INCOMPLETE"
    else:
        assert office.task("review").group == then


def test_a_request_is_withdrawn_before_it_is_decided() -> None:
    office = sent()
    assert office.message("withdraw")

    assert (office.outcome, office.notices[-1]) == ("WITHDRAWN", "N-WITHDRAWN")
