"""The fee is paid once, whatever is pressed, repeated, lost or late; and the provider's word alone counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import CredentialTerm, Payment, ProviderEvent
from models.vocabulary import PaymentStatus
from tests.journeys.people import APPROVE
from tests.journeys.world import WEBHOOK, machine_now
from tests.webapp.browser import Browser
from workflows.adapters.payments import PaymentRefused, PaymentUnavailable
from workflows.adapters.payments import PaymentStatus as AtProvider


def owing(applicant: Any) -> tuple[Any, str]:
    """Hana Ito, who owes 125.00."""
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    hana.fills_in(number)
    return hana, number


def test_the_page_shows_the_fee_and_what_a_card_adds(applicant: Any) -> None:
    hana, number = owing(applicant)

    hana.reads(f"/payments/{hana.payment(number).id}", "Two-year renewal", "$125.00", "$127.94")
    assert hana.browser.sees("Charge if your bank returns the payment")
    assert hana.browser.sees("$15.00")
    hana.sends(f"/payments/{hana.payment(number).id}", {}, expect=422)

    assert hana.browser.sees("Choose how you want to pay")


def test_who_pays_gets_a_receipt_and_is_filed(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)

    payment = hana.pays(number)

    assert payment.status is PaymentStatus.AUTHORISED
    receipt = world.mail_to(hana.holder.email)[-1]
    assert receipt.subject == f"We have your application {number}"
    assert "Two-year renewal: $125.00\nCard charge: $2.94\nPaid on January 10, 2026: $127.94\n" in receipt.text
    hana.sees(number, "In review", "Paid", "$127.94 on January 10, 2026, with a card charge of $2.94")
    hana.browser.get(f"/payments/{payment.id}", expect=303)


def test_a_bank_account_costs_nothing_more(applicant: Any) -> None:
    hana, number = owing(applicant)

    payment = hana.pays(number, "bank")

    assert (payment.amount_cents, payment.surcharge_cents) == (12500, 0)


def test_a_double_click_leads_to_one_checkout(applicant: Any) -> None:
    hana, number = owing(applicant)

    assert hana.opens_checkout(number) == hana.opens_checkout(number)


def test_50_posts_at_once_open_one_checkout(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    path, token, cookie = f"/payments/{hana.payment(number).id}", hana.token, hana.browser.cookie

    def post(_: int) -> str:
        browser = Browser(world.site)
        browser.set_cookie(cookie)
        answer = browser.open(path, "POST", data={"method": "card", "csrf_token": token})
        assert answer.status_code == 303
        return answer.headers["Location"]

    with ThreadPoolExecutor(16) as pool:
        led_to = set(pool.map(post, range(50)))

    assert len(led_to) == 1
    assert len(hana.payments(number)) == 1


def test_another_method_shuts_the_first_page_before_the_second_opens(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    card = hana.opens_checkout(number)

    bank = hana.opens_checkout(number, "bank")

    assert bank != card
    with pytest.raises(PaymentRefused):
        world.payments.authorise(card)
    world.payments.authorise(bank)
    hana.hears_of(bank)
    assert hana.payment(number).surcharge_cents == 0


def test_a_declined_card_may_be_tried_again(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    checkout = hana.opens_checkout(number)
    world.payments.decline(checkout)
    hana.hears_of(checkout)
    hana.sees(number, "Pay $125.00")

    assert hana.opens_checkout(number) == checkout
    world.payments.authorise(checkout)
    hana.hears_of(checkout)

    hana.sees(number, "In review")


def test_who_left_the_page_gets_a_new_one(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    left = hana.opens_checkout(number)
    world.payments.cancel(left)
    hana.hears_of(left)

    again = hana.opens_checkout(number)

    assert again != left
    world.payments.authorise(again)
    hana.hears_of(again)
    hana.sees(number, "In review")


def test_who_presses_pay_again_after_paying_is_told_and_not_charged(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    checkout = hana.opens_checkout(number)
    world.payments.authorise(checkout)

    hana.sends(f"/payments/{hana.payment(number).id}", {"method": "bank"}, expect=409)

    assert hana.browser.sees("This fee is already paid. Nothing was charged again.")
    world.settle()
    hana.sees(number, "In review")


def test_coming_back_before_the_message_waits_and_after_it_goes_on(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    payment, checkout = hana.payment(number), hana.opens_checkout(number)
    world.payments.authorise(checkout)

    hana.reads(f"/payments/{payment.id}/return", "We are waiting for the payment provider to confirm your payment.")
    hana.hears_of(checkout)

    assert hana.browser.get(f"/payments/{payment.id}/return", expect=303).headers["Location"].endswith(number)


def test_a_provider_that_is_down_loses_nothing(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    world.payments.fail_with(PaymentUnavailable("down"))

    hana.sends(f"/payments/{hana.payment(number).id}", {"method": "card"}, expect=503)

    assert hana.browser.sees("Nothing was charged.")
    world.payments.fail_with(None)
    assert hana.pays(number).status is PaymentStatus.AUTHORISED


def test_a_repeated_message_changes_nothing(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    hana.pays(number)
    events, checkout = len(world.history(number)), hana.payment(number).checkout_id

    for _ in range(3):
        hana.hears_of(checkout)

    assert len(world.history(number)) == events
    assert len(world.all(select(ProviderEvent))) == 1


def test_messages_out_of_order_move_a_payment_forward_only(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    checkout = hana.opens_checkout(number)
    world.payments.decline(checkout)
    declined = world.payments.webhook(checkout, at=machine_now())
    world.payments.authorise(checkout)
    hana.hears_of(checkout)

    post(hana, *declined, expect=200)
    world.settle()

    assert hana.payment(number).status is PaymentStatus.AUTHORISED
    hana.sees(number, "In review")


def test_a_lost_message_is_made_up_for_by_asking(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    world.payments.authorise(hana.opens_checkout(number))
    world.make_the_rounds()
    hana.sees(number, "Payment due")

    world.it_is(world.clock.now() + timedelta(minutes=2))
    world.make_the_rounds()

    hana.sees(number, "In review")


@pytest.mark.parametrize("forgery", ["body", "signature", "old", "none"])
def test_a_forged_message_is_refused_and_changes_nothing(forgery: str, applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    checkout = hana.opens_checkout(number)
    world.payments.authorise(checkout)
    age = timedelta(seconds=301) if forgery == "old" else timedelta()
    body, signature = world.payments.webhook(checkout, at=machine_now() - age)
    forged = {"body": (body + b" ", signature), "signature": (body, signature[:-1] + "x"), "none": (body, "")}

    post(hana, *forged.get(forgery, (body, signature)), expect=400)
    world.settle()

    assert hana.payment(number).status is PaymentStatus.DUE
    assert world.all(select(ProviderEvent)) == []


def test_a_message_on_a_checkout_nobody_opened_is_taken_and_forgotten(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    hana.opens_checkout(number)
    world.payments.open_checkout(
        idempotency_key="somebody else's",
        reference="another shop",
        amount_cents=1,
        surcharge_cents=0,
        method="card",
        description="",
        return_url="",
        cancel_url="",
        expires_at=world.clock.now(),
    )

    hana.hears_of("co_2")

    assert hana.payment(number).status is PaymentStatus.DUE


def test_a_payment_the_bank_takes_back_is_marked(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = owing(applicant)
    payment = hana.pays(number, "bank")

    world.payments.send_back(payment.checkout_id)
    hana.hears_of(payment.checkout_id)

    assert hana.payment(number).status is PaymentStatus.RETURNED
    clerk("reviewer_1").sees(number, "Returned by the bank")


def test_no_card_is_issued_for_a_fee_that_went_back(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.asks_for_the_way()
    hana.fills_in(number)
    payment = hana.pays(number, "bank")
    world.payments.send_back(payment.checkout_id)
    hana.hears_of(payment.checkout_id)

    rita.decides(number, APPROVE)

    rita.sees(number, "The last check was not passed", "The fee is not paid")
    assert world.all(select(CredentialTerm).where(CredentialTerm.application_id == hana.application(number).id)) == []


def test_nothing_is_issued_twice(applicant: Any, clerk: Any, world: Any) -> None:
    hana, number = owing(applicant)
    payment = hana.pays(number)
    clerk("reviewer_1").decides(number, APPROVE)
    checkout = payment.checkout_id

    hana.hears_of(checkout)
    world.make_the_rounds()

    earned = CredentialTerm.application_id == hana.application(number).id
    assert len(world.all(select(CredentialTerm).where(earned))) == 1
    assert world.subjects(hana.holder.email).count("Your new certification card") == 1


def test_nobody_opens_or_pays_anothers_fee(applicant: Any) -> None:
    hana, number = owing(applicant)
    ana = applicant("ana")
    path = f"/payments/{hana.payment(number).id}"

    for address in (path, f"{path}/return", f"{path}/state.json"):
        ana.reads(address, expect=404)
    ana.sends(path, {"method": "card"}, expect=404)


def test_what_the_provider_is_told_names_nobody(applicant: Any, world: Any) -> None:
    hana, number = owing(applicant)
    checkout = hana.opens_checkout(number)

    assert world.payments.fetch(checkout).reference == number
    assert world.payments.fetch(checkout).status is AtProvider.OPEN
    assert world.all(select(Payment.lines)) == [
        [{"fee": "fee.personnel.renewal", "text": "Two-year renewal", "cents": 12500}]
    ]


def post(person: Any, body: bytes, signature: str, *, expect: int) -> None:
    person.browser.post_bare(WEBHOOK, body, expect=expect, headers={"Payment-Signature": signature})
