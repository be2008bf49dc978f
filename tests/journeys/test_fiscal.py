"""Money that comes back after an approval, and money that the Office gives back."""

from typing import Any

from sqlalchemy import select

from models import Application
from models.vocabulary import ApplicationStatus, PaymentStatus
from tests.journeys.people import APPROVE
from tests.journeys.test_discipline import begins, enters

CLAIM = {"claim": "fee_and_charge", "note": "The bank says that the account is closed."}


def approved(applicant: Any, clerk: Any) -> tuple[Any, str]:
    """Hana Ito's renewal, paid from a bank account and approved."""
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    hana.fills_in(number)
    hana.pays(number, "bank")
    clerk("reviewer_1").decides(number, APPROVE)
    return hana, number


def comes_back(hana: Any, number: str) -> str:
    """The provider tells that the payment came back; the number of the case that it opens."""
    checkout = hana.payment(number).checkout_id
    hana.world.payments.send_back(checkout)
    hana.hears_of(checkout)
    [case] = hana.world.all(select(Application.number).where(Application.family == "returned_payment"))
    return str(case)


def test_a_returned_e_check_opens_a_task_of_the_fiscal_staff_and_the_holder_pays_again(
    applicant: Any, clerk: Any, world: Any
) -> None:
    """Persona 56."""
    hana, number = approved(applicant, clerk)
    case = comes_back(hana, number)

    assert hana.payment(number).status is PaymentStatus.RETURNED
    assert hana.application(number).status is ApplicationStatus.APPROVED
    assert world.subjects(hana.holder.email)[-1] == "A payment of yours came back"
    fiona = clerk("fiscal")
    assert case in fiona.queue()
    fiona.decides(case, CLAIM)

    due = hana.payment(case)
    assert due.amount_cents == 125_00 + 15_00
    hana.sees(case, "Returned payment", "$140.00", "Your payment came back from the bank")
    hana.pays(case)
    hana.sees(case, "Thank you. Your fee is paid")
    assert hana.application(case).status is ApplicationStatus.COMPLETED


def test_the_charge_may_be_dropped(applicant: Any, clerk: Any) -> None:
    hana, number = approved(applicant, clerk)
    case = comes_back(hana, number)
    clerk("fiscal").decides(case, {**CLAIM, "claim": "fee_alone"})

    assert hana.payment(case).amount_cents == 125_00


def test_nothing_may_be_owed(applicant: Any, clerk: Any) -> None:
    hana, number = approved(applicant, clerk)
    case = comes_back(hana, number)
    clerk("fiscal").decides(case, {**CLAIM, "claim": "nothing"})

    hana.sees(case, "You do not have to pay anything")


def test_an_application_whose_fee_came_back_is_approved_once_it_is_made_good(applicant: Any, clerk: Any) -> None:
    hana = applicant("hana")
    number = hana.files()
    case = comes_back(hana, number)
    rita = clerk("reviewer_1")
    rita.decides(number, APPROVE)
    rita.sees(number, "The fee is not paid")

    clerk("fiscal").decides(case, CLAIM)
    rita.decides(number, APPROVE)
    assert hana.application(number).ended_at is None
    hana.pays(case)
    rita.decides(number, APPROVE)
    hana.sees(number, "Approved")


def test_a_message_that_comes_twice_opens_one_case(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = approved(applicant, clerk)
    comes_back(hana, number)
    hana.hears_of(hana.payment(number).checkout_id)

    assert len(world.all(select(Application).where(Application.family == "returned_payment"))) == 1


def test_the_fiscal_staff_see_no_case_in_which_they_have_nothing_to_do(applicant: Any, clerk: Any) -> None:
    hana, number = approved(applicant, clerk)
    fiona = clerk("fiscal")

    fiona.reads(f"/cases/{number}", expect=404)
    fiona.sees(comes_back(hana, number), "Returned payment")


def test_a_refund_takes_two_people_and_the_payer_is_told(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = approved(applicant, clerk)
    fiona = clerk("fiscal")
    case = begins(fiona, number, "refund")
    enters(fiona, case, {"reason": "twice", "note": "A cheque for the same fee came in."})
    assert hana.payment(number).status is PaymentStatus.AUTHORISED
    clerk("supervisor_1").decides(case, {"outcome": "confirmed"})

    assert hana.payment(number).status is PaymentStatus.REFUNDED
    assert world.subjects(hana.holder.email)[-1] == "A payment goes back to you"
    hana.sees(number, "$125.00 on January 10, 2026. Refunded")
    hana.reads("/home")
    hana.misses(case)


def test_nobody_but_the_fiscal_staff_begins_a_refund(applicant: Any, clerk: Any) -> None:
    _, number = approved(applicant, clerk)

    clerk("supervisor_1").sends(f"/records/{number}/start/refund", expect=404)
    clerk("compliance").sends(f"/records/{number}/start/discipline", expect=404)
