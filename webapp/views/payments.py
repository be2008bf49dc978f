"""Paying: the choice of card or bank, the way to the provider's page and back, and the provider's messages."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forms.pay import Pay
from models.vocabulary import PaymentMethod, PaymentStatus
from webapp.access import current, office
from webapp.responses import see
from workflows.adapters.payments import WebhookRefused
from workflows.billing import Bill

blueprint = Blueprint("payments", __name__, url_prefix="/payments")

SIGNATURE = "Payment-Signature"


@blueprint.get("/<payment_id>")
def show(payment_id: str) -> Response | str:
    """What is to pay, and how."""
    bill = office().billing.show(current.account_id or "", payment_id)
    if bill.payment.status is not PaymentStatus.DUE:
        return see("applications.show", number=bill.number)
    return render_template("payments/show.html", **_page(bill, None))


@blueprint.post("/<payment_id>")
def checkout(payment_id: str) -> Response | tuple[str, int]:
    """Leads to the provider's page; pressed twice, to the same one."""
    bill = office().billing.show(current.account_id or "", payment_id)
    context = _page(bill, request.form)
    if not context["page"].validate():
        return render_template("payments/show.html", **context), 422
    method = PaymentMethod(context["page"].method.data)
    return redirect(office().billing.checkout(current.account_id or "", payment_id, method), 303)


@blueprint.get("/<payment_id>/return")
def come_back(payment_id: str) -> str | Response:
    """Where the provider leads the payer back to; its message may come before or after."""
    bill = office().billing.show(current.account_id or "", payment_id)
    if bill.payment.status is not PaymentStatus.DUE:
        return see("applications.show", number=bill.number)
    return render_template("payments/come_back.html", number=bill.number, payment_id=payment_id)


@blueprint.get("/<payment_id>/state.json")
def state(payment_id: str) -> dict[str, str]:
    """What the waiting page compares."""
    return {"version": office().billing.show(current.account_id or "", payment_id).payment.status.value}


@blueprint.post("/webhook")
def webhook() -> Response:
    """Takes a signed message of the provider in."""
    try:
        office().billing.take_webhook(request.get_data(), request.headers.get(SIGNATURE, ""), at=datetime.now(UTC))
    except WebhookRefused:
        return Response("refused", 400, mimetype="text/plain")
    return Response("taken", 200, mimetype="text/plain")


def _page(bill: Bill, posted: MultiDict[str, str] | None) -> dict[str, Any]:
    payment = bill.payment
    facts = {
        "payment": {
            "amount_cents": payment.amount_cents,
            "card_total_cents": payment.amount_cents + bill.surcharges[PaymentMethod.CARD],
            "returned_cents": bill.returned_cents,
        }
    }
    return {
        "page": Pay(posted, facts=facts, answers=None),
        "payment": payment,
        "lines": [{"label": line["text"], "amount_cents": line["cents"]} for line in payment.lines],
        "back_url": url_for("applications.show", number=bill.number),
        "later": False,
    }
