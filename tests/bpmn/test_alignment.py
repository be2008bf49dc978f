"""Every branch of the alignment, on the real engine with a made-up Office."""

import pytest

from tests.bpmn.office import Fails, Office

MORNING = "2026-01-20 10:00"


def test_a_holder_aligns_and_gets_the_card() -> None:
    office = Office("alignment", MORNING)
    office.do("alignment", backgroundAnyYes=False)
    office.paid("2026-01-20 10:20")
    office.do("review", decision="approve")

    assert office.outcome == "APPROVED"
    assert [name for name, _ in office.asked] == [
        "gather_holder_facts",
        "look_up_registry",
        "gather_holder_facts",
        "look_up_registry",
        "request_payment",
        "record_submission",
        "send_notice",
        "start_review_clock",
        "read_standing",
        "final_check",
        "new_expiry",
        "issue_credential",
        "send_card",
    ]
    assert office.asked_for("request_payment")[0]["fees"] == ["fee.personnel.alignment"]
    assert office.asked_for("new_expiry")[0]["basis"] == "REGISTRY"
    assert office.asked_for("issue_credential") == [{"expires_on": "2027-03-31"}]
    assert office.notices == ["N-RECEIVED"]


def test_a_holder_who_is_not_yet_due_is_told_and_pays_nothing() -> None:
    office = Office("alignment", "2025-09-30 12:00")

    assert office.outcome == "ADVISED"
    assert "October 1, 2025" in (office.ended.advice or "")
    assert office.ended.continue_as is None
    assert office.asked_for("request_payment") == []


def test_a_holder_who_missed_the_window_goes_on_in_a_renewal() -> None:
    office = Office("alignment", "2026-04-01 09:00")

    assert office.ended.continue_as == "renewal"


def test_a_draft_left_open_past_the_window_goes_on_in_a_renewal() -> None:
    office = Office("alignment", MORNING)

    fired = office.wait_until("2026-04-01 00:00")

    assert fired == ["window_closed"]
    assert office.ended.continue_as == "renewal"


def test_a_draft_is_still_open_in_the_last_minute() -> None:
    office = Office("alignment", MORNING)

    assert office.wait_until("2026-03-31 23:59") == []
    assert office.form == "alignment"


def test_a_route_that_changed_while_filling_in_is_told_and_nothing_is_charged() -> None:
    office = Office("alignment", MORNING)
    office.registry["nrStatus"] = "LAPSED"
    office.do("alignment", backgroundAnyYes=False)

    assert office.notices == ["N-ROUTE-CHANGED"]
    assert office.outcome == "ADVISED"
    assert office.asked_for("request_payment") == []


def test_ben_cole_pays_on_the_last_evening_and_the_news_comes_after_midnight() -> None:
    office = Office("alignment", "2026-03-31 22:00")
    office.do("alignment", backgroundAnyYes=False)
    office.answers["close_checkout"] = [{"state": "paid", "authorised_at": "2026-04-01T02:30:00+00:00"}]

    office.wait_until("2026-04-01 00:10")

    assert office.asked_for("record_submission")[0]["submitted_at"] == "2026-04-01T02:30:00+00:00"
    assert office.form == "review"
    assert not office.paid("2026-03-31 22:30")


def test_a_payment_of_the_last_evening_counts_though_its_message_is_first_read_the_next_day() -> None:
    office = Office("alignment", "2026-03-31 22:00")
    office.do("alignment", backgroundAnyYes=False)
    office.paid("2026-03-31 23:59")

    assert office.form == "review"


def test_an_invoice_unpaid_at_the_end_of_the_window_leads_to_the_route_open_then() -> None:
    office = Office("alignment", "2026-03-31 22:00")
    office.do("alignment", backgroundAnyYes=False)
    office.wait_until("2026-04-01 00:00")

    assert office.asked_for("refund_payment") == []
    assert office.notices == ["N-ROUTE-CHANGED"]
    assert office.ended.continue_as == "renewal"


@pytest.mark.parametrize("news", ["message", "closing"])
def test_a_payment_after_the_window_is_given_back(news: str) -> None:
    office = Office("alignment", "2026-03-31 22:00")
    office.do("alignment", backgroundAnyYes=False)
    late = {"state": "paid", "authorised_at": "2026-04-01T04:00:01+00:00"}
    office.answers["close_checkout"] = [late]
    if news == "message":
        office.now = office.now.replace(day=1, month=4, hour=4, minute=0, second=2)
        office.message("payment_settled", settlement=late)
    else:
        office.wait_until("2026-04-01 00:01")

    assert office.asked_for("refund_payment") == [{"payment_id": "pay-1"}]
    assert office.asked_for("record_submission") == []
    assert office.ended.continue_as == "renewal"


def test_a_fee_of_nothing_is_not_waited_for() -> None:
    office = Office("alignment", MORNING)
    office.answers["request_payment"] = [{"payment_id": "pay-1", "amount_cents": 0}]
    office.do("alignment", backgroundAnyYes=False)

    assert office.form == "review"
    assert office.asked_for("record_submission")[0]["submitted_at"] is None


def test_a_case_that_is_no_longer_in_order_at_approval_goes_back_to_review() -> None:
    office = Office("alignment", MORNING).to_review()
    office.answers["final_check"] = [
        {"passed": False, "reason": "REGISTRY_NOT_CURRENT", "nrExpiry": None},
        {"passed": True, "reason": None, "nrExpiry": "2027-03-31"},
    ]
    office.do("review", decision="approve")

    assert office.form == "review"
    assert office.process.variables["final_check"]["reason"] == "REGISTRY_NOT_CURRENT"

    office.do("review", decision="approve")
    assert office.outcome == "APPROVED"


def test_a_case_closed_for_missing_information_gets_a_notice_and_no_card() -> None:
    office = Office("alignment", MORNING).to_review()
    office.do("review", decision="close_incomplete")

    assert office.outcome == "CLOSED_INCOMPLETE"
    assert office.notices[-1] == "N-CLOSED-INCOMPLETE"
    assert office.asked_for("issue_credential") == []


def test_a_holder_withdraws_a_draft() -> None:
    office = Office("alignment", MORNING)

    assert office.message("withdraw")
    assert (office.outcome, office.notices) == ("WITHDRAWN", ["N-WITHDRAWN"])


def test_a_holder_withdraws_while_the_payment_page_is_open_and_it_is_shut() -> None:
    office = Office("alignment", MORNING)
    office.do("alignment", backgroundAnyYes=False)
    office.message("withdraw")

    assert office.outcome == "WITHDRAWN"
    assert len(office.asked_for("close_checkout")) == 1
    assert not office.paid("2026-01-20 10:20")


def test_a_holder_withdraws_while_the_office_reviews() -> None:
    office = Office("alignment", MORNING).to_review()
    office.message("withdraw")

    assert office.outcome == "WITHDRAWN"
    assert office.process.open_tasks() == []


def test_nobody_withdraws_between_approval_and_card() -> None:
    office = Office("alignment", MORNING).to_review()
    task = office.task("review")
    office.process.complete(task.id, {"decision": "approve", "acting_account": "rae"}, now=office.now)
    (check,) = office.process.parked()
    office.process.answer(check.id, {"passed": True, "reason": None, "nrExpiry": "2027-03-31"}, now=office.now)

    assert [parked.operation for parked in office.process.parked()] == ["new_expiry"]
    assert not office.process.deliver("withdraw", {}, now=office.now)


def test_a_supervisor_confirms_the_expiry_where_the_registrys_is_unusual() -> None:
    office = Office("alignment", MORNING, nrExpiry="2027-09-30").to_review()

    assert office.task("review").group == "supervisor"
    office.do("review", decision="approve")
    assert office.form == "review"
    office.do("review", decision="approve", confirmedExpiry="2027-03-31")
    assert office.asked_for("new_expiry")[0]["confirmed"] == "2027-03-31"


def test_a_registry_that_is_down_is_looked_up_by_hand_and_the_application_goes_on() -> None:
    office = _with_registry_down()
    task = office.task("match_registry")
    assert (task.group, office.process.variables["route_for_holder"]["row"]) == ("intake", "D04")
    office.do("match_registry", registryMatch="matched", **office.registry)

    assert office.form == "alignment"


def test_staff_may_have_the_registry_asked_again() -> None:
    office = _with_registry_down()
    office.answers.pop("look_up_registry")
    office.do("match_registry", registryMatch="try_again")

    assert office.form == "alignment"


def test_a_holder_without_a_record_is_told_that_nothing_is_refused() -> None:
    office = Office("alignment", MORNING, nrStatus="NOT_MATCHED", nrExpiry=None, nrLevel=None)
    office.do("match_registry", registryMatch="no_match")

    assert office.outcome == "ADVISED"
    assert "Nothing is refused" in (office.ended.advice or "")


def test_dates_that_do_not_fit_are_checked_by_staff() -> None:
    office = Office("alignment", MORNING, nrExpiry="2030-03-31")
    assert office.process.variables["route_for_holder"]["row"] == "D14"

    office.do("match_registry", registryMatch="matched", nrExpiry="2027-03-31")
    assert office.form == "alignment"


def test_an_action_at_the_registry_goes_to_compliance_and_the_applicant_is_told_meanwhile() -> None:
    office = Office("alignment", MORNING, nrStatus="REVOKED", nrExpiry=None)
    task = office.task("registry_discipline")

    assert task.group == "compliance"
    assert "write to you" in (task.status or "")
    office.do("registry_discipline", disciplineFinding="stands")
    assert office.outcome == "ADVISED"
    assert office.process.variables["route_for_holder"]["reason"] == "NREMT_DISCIPLINE"


def test_an_action_that_was_lifted_lets_the_application_go_on() -> None:
    office = Office("alignment", MORNING, nrStatus="SUSPENDED")
    office.registry["nrStatus"] = "ACTIVE"
    office.do("registry_discipline", disciplineFinding="ask_again")

    assert office.form == "alignment"


def _with_registry_down() -> Office:
    return Office("alignment", MORNING, answers={"look_up_registry": [Fails("registry_unavailable")]})
