"""The payment provider: its interface, the page on which a payer pays, and the page on which a tester plays the bank."""

import secrets
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from webapp.sandbox.faults import FaultKind, Faults
from webapp.sandbox.payment_interface import INTERFACE, origin_of
from webapp.sandbox.payment_provider import (
    CheckoutRefused,
    NoSuchCheckout,
    NotPayable,
    PaymentProvider,
    ProviderCheckout,
)
from webapp.sandbox.postman import Postman
from webapp.sandbox.registry_pages import set_fault
from webapp.sandbox.trial_numbers import NUMBERS, BankAnswer, trial_number
from workflows.adapters.payments import PaymentMethod, PaymentStatus

_GONE, _PAYMENT_REQUIRED, _NO_ANSWER = 410, 402, 504


def pages(provider: PaymentProvider, *, postman: Postman, faults: Faults) -> Blueprint:
    """What is below /pay."""
    blueprint = Blueprint("payments", __name__)
    _add_payers_page(blueprint, provider)
    _add_testers_page(blueprint, provider, postman=postman, faults=faults)

    @blueprint.errorhandler(CheckoutRefused)
    def refuse(refused: CheckoutRefused) -> tuple[Any, int]:
        status = 404 if isinstance(refused, NoSuchCheckout) else 409
        return render_template("payments/refused.html", sentence=str(refused)), status

    return blueprint


def _add_payers_page(blueprint: Blueprint, provider: PaymentProvider) -> None:
    @blueprint.get("/pay/<checkout_id>")
    def page(checkout_id: str) -> Response:
        return shown(provider.fetch(checkout_id))

    @blueprint.post("/pay/<checkout_id>")
    def pay(checkout_id: str) -> Response | BaseResponse:
        typed = request.form.get("number", "")
        checkout = provider.fetch(checkout_id)
        number = trial_number(checkout.method, typed)
        if number is None and checkout.payable:
            return shown(
                checkout, typed=typed, sentence="Enter one of the numbers below. No other is taken.", status=422
            )
        try:
            paid = provider.pay(checkout_id, number) if number is not None else checkout
        except NotPayable:
            return shown(provider.fetch(checkout_id))
        if paid.paid:
            return redirect(paid.return_url, 303)
        if number is not None and number.answer is BankAnswer.NOTHING:
            sentence = "Your bank did not answer in time. Nothing was charged. Try again, or use another number."
            return shown(paid, typed=typed, sentence=sentence, status=_NO_ANSWER)
        sentence = "Your bank declined the payment. Nothing was charged. Use another number."
        return shown(paid, typed=typed, sentence=sentence, status=_PAYMENT_REQUIRED)

    @blueprint.post("/pay/<checkout_id>/cancel")
    def cancel(checkout_id: str) -> BaseResponse:
        checkout = provider.cancel(checkout_id)
        return redirect(checkout.return_url if checkout.paid else checkout.cancel_url, 303)

    def shown(checkout: ProviderCheckout, *, typed: str = "", sentence: str = "", status: int = 200) -> Response:
        if not checkout.payable:
            status = 200 if checkout.paid else _GONE
        numbers = [number for number in NUMBERS if number.method is checkout.method]
        content = render_template(
            "payments/pay.html",
            checkout=checkout,
            numbers=numbers,
            typed=typed,
            sentence=sentence,
            bank=PaymentMethod.BANK,
        )
        response = Response(content, status=status, mimetype="text/html")
        # Chromium holds the redirect after a form against form-action, so the way back must be named
        back = " ".join(sorted({origin_of(checkout.return_url), origin_of(checkout.cancel_url)}))
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; img-src 'self' data:;"
            f" form-action 'self' {back}; base-uri 'none'; frame-ancestors 'none'"
        )
        return response


def _add_testers_page(blueprint: Blueprint, provider: PaymentProvider, *, postman: Postman, faults: Faults) -> None:
    @blueprint.get("/pay")
    def index() -> str:
        checkouts = [(checkout, postman.letters(checkout.id)) for checkout in provider.all()]
        fault = faults.all().get(INTERFACE)
        return render_template(
            "payments/index.html",
            checkouts=checkouts,
            numbers=NUMBERS,
            fault=fault,
            kinds=FaultKind,
            statuses=PaymentStatus,
        )

    @blueprint.post("/pay/<checkout_id>/webhooks/<order>")
    def send(checkout_id: str, order: str) -> Response | BaseResponse:
        provider.fetch(checkout_id)
        if order == "reversed":
            postman.send_out_of_order(checkout_id)
        else:
            postman.send_now(checkout_id)
        return done()

    @blueprint.post("/pay/<checkout_id>/return")
    def send_back(checkout_id: str) -> Response | BaseResponse:
        provider.send_back(checkout_id)
        return done()

    @blueprint.post("/pay/<checkout_id>/refund")
    def refund(checkout_id: str) -> Response | BaseResponse:
        left = provider.fetch(checkout_id).refundable_cents
        provider.refund(checkout_id, left, key=f"tester:{secrets.token_hex(8)}")
        return done()

    @blueprint.post("/pay/faults")
    def fail() -> Response | BaseResponse | tuple[Response, int]:
        return set_fault(faults, INTERFACE) or done()

    def done() -> Response | BaseResponse:
        return jsonify(done=True) if request.is_json else redirect(url_for("payments.index"), 303)
