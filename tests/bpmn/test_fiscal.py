"""Every branch of a payment that came back, and of a refund."""

import pytest

from tests.bpmn.office import Fails, Office

MORNING = "2026-05-04 10:00"


def claimed(claim: str, **answers: list[object]) -> Office:
    office = Office("returned_payment", MORNING, answers)
    office.do("returned_payment", by="fay", claim=claim)
    return office


def test_the_holder_is_told_and_the_fiscal_staff_say_what_is_owed() -> None:
    office = Office("returned_payment", MORNING)

    assert office.notices == ["N-PAY-RETURNED"]
    assert office.task("returned_payment").group == "fiscal"


@pytest.mark.parametrize("claim", ["fee_and_charge", "fee_alone"])
def test_what_is_claimed_is_paid_on_the_usual_page(claim: str) -> None:
    office = claimed(claim)

    assert office.asked_for("name_returned_fees") == [{"claim": claim}]
    assert office.paid("2026-05-05 09:00")
    assert office.outcome == "COMPLETED"


def test_where_nothing_is_owed_it_ends() -> None:
    office = claimed("nothing")

    assert office.asked_for("request_payment") == []
    assert office.outcome == "COMPLETED"


def test_what_is_not_paid_in_time_comes_back_to_the_fiscal_staff() -> None:
    office = claimed("fee_alone")

    assert office.wait_until("2026-06-05 00:00") == ["await_payment"]
    assert office.form == "returned_payment"
    office.do("returned_payment", by="fay", claim="nothing")
    assert office.outcome == "COMPLETED"


def test_what_was_paid_in_the_last_moment_counts() -> None:
    paid = {"state": "paid", "authorised_at": "2026-06-03T03:00:00+00:00"}
    office = claimed("fee_alone", close_checkout=[paid])
    office.wait_until("2026-06-05 00:00")

    assert office.outcome == "COMPLETED"


def refunding(**answers: list[object]) -> Office:
    office = Office("refund", MORNING, answers)
    office.do("refund", by="fay", refundReason="twice")
    return office


def test_a_refund_takes_a_second_person_and_is_told() -> None:
    office = refunding()
    task = office.task("confirm_refund")

    assert (task.group, task.excludes) == ("supervisor", "fay")
    office.do("confirm_refund", by="sam", refundConfirmed="confirmed")
    assert office.asked_for("refund_payment") == [{"payment_id": "pay-1"}]
    assert office.notices == ["N-REFUNDED"]
    assert office.outcome == "COMPLETED"


def test_a_refund_that_is_not_agreed_to_gives_nothing_back() -> None:
    office = refunding()
    office.do("confirm_refund", by="sam", refundConfirmed="refused")

    assert office.asked_for("refund_payment") == []


def test_where_nothing_stands_as_paid_nothing_goes_back() -> None:
    office = refunding(find_paid_fee=[Fails("nothing_paid")])
    office.do("confirm_refund", by="sam", refundConfirmed="confirmed")

    assert office.asked_for("refund_payment") == []
    assert office.outcome == "COMPLETED"
