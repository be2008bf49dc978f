"""Every branch of the reinstatement, on the real engine with a made-up Office."""

from typing import Any

import pytest

from tests.bpmn.office import Office, at

JUNE = "2026-06-01 10:00"
PAID = "2026-06-01 10:20"
#: Liv Mann: ended three years ago, and the Registry is current.
LIV = {"maExpiry": "2023-03-31", "nrExpiry": "2028-03-31"}
#: An EMT Basic whose certification ended eighteen months ago.
WITHIN_TWO_YEARS = {"maExpiry": "2025-03-31", "nrExpiry": "2028-03-31"}
ANSWERED = {"backgroundAnyYes": False, "workedAfterExpiry": None, "cprExpires": "2027-04-30", "aclsExpires": None}
CLEAN = {"coriHit": False, "falseStatement": None, "escalateTo": None}
NEW_END = [{"passed": True, "reason": None, "nrExpiry": "2028-03-31"}]


def opened(**changed: Any) -> Office:
    return Office("reinstatement", JUNE, {"new_expiry": ["2028-03-31"]}, **{**LIV, **changed})


def filed(**changed: Any) -> Office:
    return checked(opened(**changed), **ANSWERED)


def checked(office: Office, **answered: Any) -> Office:
    """Answered and paid, and the search of criminal history brought nothing."""
    office.do("reinstatement", **answered)
    office.paid(PAID)
    office.do("cori_result", **CLEAN)
    return office


def test_a_holder_is_reinstated_and_gets_the_card() -> None:
    office = filed()
    office.do("review", decision="approve")

    assert office.outcome == "APPROVED"
    assert office.notices == ["N-RECEIVED"]
    assert [name for name, _ in office.asked if name in ("new_expiry", "issue_credential", "send_card")] == [
        "new_expiry",
        "issue_credential",
        "send_card",
    ]
    assert office.asked_for("new_expiry")[0]["basis"] == "INITIAL_POLICY"
    assert office.asked_for("issue_credential") == [{"expires_on": "2028-03-31"}]


@pytest.mark.parametrize(
    ("changed", "sub_route", "fee"),
    [
        (WITHIN_TWO_YEARS, "REINSTATE_FORM", "fee.personnel.reinstatement"),
        ({**WITHIN_TWO_YEARS, "maLevel": "P", "nrLevel": "NRP"}, "INITIAL_FORM", "fee.personnel.initial"),
        (LIV, "INITIAL_FORM", "fee.personnel.initial"),
        (
            {"maExpiry": "2026-03-31", "nrExpiry": "2028-03-31", "nrRegainedAfterLapse": True},
            "REINSTATE_FORM",
            "fee.personnel.reinstatement",
        ),
    ],
    ids=["D20", "D21", "D22", "D18"],
)
def test_the_sub_route_decides_form_and_fee(changed: dict[str, Any], sub_route: str, fee: str) -> None:
    office = Office("reinstatement", JUNE, **changed)

    task = office.task("reinstatement")
    assert office.process.variables["route_for_holder"]["sub_route"] == sub_route
    assert (task.group, task.due_at) == ("applicant", None)
    office.do("reinstatement", **ANSWERED)
    assert office.asked_for("request_payment")[0]["fees"] == [fee]


@pytest.mark.parametrize(
    ("changed", "process"),
    [
        ({"maExpiry": "2026-03-31", "nrExpiry": "2027-03-31"}, "renewal"),
        ({"maExpiry": "2023-03-31", "nrStatus": "LAPSED", "nrExpiry": "2023-03-31"}, "regain_registry"),
    ],
)
def test_a_holder_with_another_way_goes_on_there(changed: dict[str, Any], process: str) -> None:
    office = Office("reinstatement", JUNE, **changed)

    assert (office.outcome, office.ended.continue_as) == ("ADVISED", process)


def test_a_suspended_holder_is_told_and_pays_nothing() -> None:
    office = opened(maDiscipline="suspended")

    assert (office.outcome, office.ended.continue_as) == ("ADVISED", None)
    assert "suspended" in (office.ended.advice or "")
    assert office.asked_for("request_payment") == []


def test_a_registry_that_does_not_answer_is_looked_up_by_hand() -> None:
    office = Office("reinstatement", JUNE, maExpiry="2023-03-31", nrStatus="NOT_MATCHED", nrLevel=None, nrExpiry=None)

    office.do("match_registry", registryMatch="no_record")

    assert office.outcome == "ADVISED"


def test_a_draft_that_waits_too_long_answers_another_form() -> None:
    office = Office("reinstatement", "2027-03-30 10:00", maExpiry="2025-03-31", nrExpiry="2028-03-31")
    office.now = at("2027-04-01 10:00")
    office.do("reinstatement", **ANSWERED)

    assert office.notices == ["N-ROUTE-CHANGED"]
    assert office.form == "reinstatement"
    assert office.process.variables["personnel_fee"]["fees"] == ["fee.personnel.initial"]
    assert office.asked_for("request_payment") == []


def test_a_registry_lost_while_filling_in_ends_in_the_wait_for_it() -> None:
    office = opened()
    office.registry |= {"nrStatus": "LAPSED", "nrExpiry": "2026-05-31"}
    office.do("reinstatement", **ANSWERED)

    assert office.notices == ["N-ROUTE-CHANGED"]
    assert office.ended.continue_as == "regain_registry"


def test_a_fee_that_is_not_paid_leaves_the_draft_open() -> None:
    office = opened()
    office.do("reinstatement", **ANSWERED)

    assert office.wait_until("2026-08-30 23:59") == []
    assert office.wait_until("2026-08-31 00:00") != []
    assert office.notices == ["N-ROUTE-CHANGED"]
    assert office.form == "reinstatement"
    assert office.asked_for("refund_payment") == []


def test_money_that_comes_late_is_sent_back() -> None:
    office = opened()
    office.do("reinstatement", **ANSWERED)
    office.paid("2026-09-30 10:00")

    assert office.asked_for("refund_payment") == [{"payment_id": "pay-1"}]
    assert office.form == "reinstatement"


def test_where_nothing_is_due_nothing_is_paid() -> None:
    free = {"payment_id": "pay-1", "amount_cents": 0, "closes_at": "2026-08-31T04:00:00Z"}
    office = Office("reinstatement", JUNE, {"request_payment": [free]}, **LIV)
    office.do("reinstatement", **ANSWERED)

    assert office.form == "cori_result"
    assert office.asked_for("record_submission")[0]["submitted_at"] is None


def test_the_last_check_looks_at_the_registry_of_the_day_and_at_both_cards() -> None:
    office = checked(opened(maLevel="P", nrLevel="NRP"), **{**ANSWERED, "aclsExpires": "2027-01-31"})
    office.do("review", decision="approve")

    assert office.asked_for("final_check") == [
        {"registry_must_show": "2026-06-01", "cpr_expires": "2027-04-30", "acls_expires": "2027-01-31"}
    ]


def test_a_card_that_ended_meanwhile_brings_the_case_back_to_the_reviewer() -> None:
    failed = {"passed": False, "reason": "CPR_ENDED", "nrExpiry": "2028-03-31"}
    office = filed()
    office.answers["final_check"] = [failed, *NEW_END]
    office.do("review", decision="approve")

    assert office.form == "review"
    office.do("review", decision="approve")
    assert office.outcome == "APPROVED"


def test_an_unusual_date_of_the_registry_is_confirmed_by_a_supervisor() -> None:
    office = filed(nrExpiry="2028-05-31")
    assert office.task("review").group == "supervisor"
    office.do("review", decision="approve")
    assert office.form == "review"
    office.do("review", decision="approve", confirmedExpiry="2028-03-31")

    assert office.outcome == "APPROVED"
    assert office.asked_for("new_expiry")[0]["confirmed"] == "2028-03-31"


@pytest.mark.parametrize("answered", [{"backgroundAnyYes": True}, {"workedAfterExpiry": True}])
def test_a_yes_goes_to_compliance(answered: dict[str, bool]) -> None:
    office = checked(Office("reinstatement", JUNE, **WITHIN_TWO_YEARS), **{**ANSWERED, **answered})

    assert office.task("review").group == "compliance"


def test_a_search_of_criminal_history_comes_before_the_review_and_denies_nothing() -> None:
    office = opened()
    office.do("reinstatement", **ANSWERED)
    office.paid(PAID)

    assert office.task("cori_result").group == "compliance"
    office.do("cori_result", coriHit=True, falseStatement=False, escalateTo="compliance")
    assert office.task("review").group == "compliance"


def test_a_denial_needs_two_people_and_is_told() -> None:
    office = filed()
    office.do("review", by="rita", decision="propose_denial")
    office.do("confirm_denial", by="sam", confirmation="confirmed")

    assert office.outcome == "DENIED"
    assert office.notices[-1] == "N-DENIED"
    assert office.asked_for("issue_credential") == []


def test_what_stays_incomplete_is_closed() -> None:
    office = filed()
    office.do("review", decision="close_incomplete")

    assert (office.outcome, office.notices[-1]) == ("CLOSED_INCOMPLETE", "N-CLOSED-INCOMPLETE")


def test_discipline_raised_while_filling_in_finds_the_route_again() -> None:
    office = opened()
    office.holder["maDiscipline"] = "suspended"

    assert office.message("discipline_raised")
    assert office.outcome == "ADVISED"


@pytest.mark.parametrize(("found", "ends"), [("go_on", None), ("close", "CLOSED_INCOMPLETE")])
def test_discipline_raised_in_review_is_looked_at_first(found: str, ends: str | None) -> None:
    office = filed()
    assert office.message("discipline_raised")
    decision = {"decision": "close_incomplete"} if found == "close" else {"decision": None, "escalateTo": "supervisor"}
    office.do("discipline_hold", holdDecision=found, **decision)

    if ends is None:
        assert office.task("review").group == "supervisor"
    else:
        assert office.outcome == ends
        assert "compliance office closed" in (office.ended.advice or "")


@pytest.mark.parametrize("step", ["drafted", "owing", "in review"])
def test_a_holder_may_withdraw_until_it_is_decided(step: str) -> None:
    office = opened()
    if step != "drafted":
        office.do("reinstatement", **ANSWERED)
    if step == "in review":
        office.paid(PAID)

    assert office.message("withdraw")
    assert (office.outcome, office.notices[-1]) == ("WITHDRAWN", "N-WITHDRAWN")
    assert len(office.asked_for("close_checkout")) == 1
