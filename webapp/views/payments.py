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

blueprint = Blueprint("payments", __name__, url_prefix="/payments")

SIGNATURE = "Payment-Signature"


@blueprint.get("/<payment_id>")
def show(payment_id: str) -> Response | str:
    """What is to pay, and how."""
    number, payment, _ = office().billing.show(current.account_id or "", payment_id)
    if payment.status is not PaymentStatus.DUE:
        return see("applications.show", number=number)
    return render_template("payments/show.html", **_page(number, payment_id, None))


@blueprint.post("/<payment_id>")
def checkout(payment_id: str) -> Response | tuple[str, int]:
    """Leads to the provider's page; pressed twice, to the same one."""
    number, _, _ = office().billing.show(current.account_id or "", payment_id)
    context = _page(number, payment_id, request.form)
    if not context["page"].validate():
        return render_template("payments/show.html", **context), 422
    method = PaymentMethod(context["page"].method.data)
    return redirect(office().billing.checkout(current.account_id or "", payment_id, method), 303)


@blueprint.get("/<payment_id>/return")
def come_back(payment_id: str) -> str | Response:
    """Where the provider leads the payer back to; its message may come before or after."""
    number, payment, _ = office().billing.show(current.account_id or "", payment_id)
    if payment.status is not PaymentStatus.DUE:
        return see("applications.show", number=number)
    return render_template("payments/come_back.html", number=number, payment_id=payment_id)


@blueprint.get("/<payment_id>/state.json")
def state(payment_id: str) -> dict[str, str]:
    """What the waiting page compares."""
    _, payment, _ = office().billing.show(current.account_id or "", payment_id)
    return {"version": payment.status.value}


@blueprint.post("/webhook")
def webhook() -> Response:
    """Takes a signed message of the provider in."""
    try:
        office().billing.take_webhook(request.get_data(), request.headers.get(SIGNATURE, ""), at=datetime.now(UTC))
    except WebhookRefused:
        return Response("refused", 400, mimetype="text/plain")
    return Response("taken", 200, mimetype="text/plain")


def _page(number: str, payment_id: str, posted: MultiDict[str, str] | None) -> dict[str, Any]:
    _, payment, surcharges = office().billing.show(current.account_id or "", payment_id)
    facts = {
        "payment": {
            "amount_cents": payment.amount_cents,
            "card_total_cents": payment.amount_cents + surcharges[PaymentMethod.CARD],
        }
    }
    return {
        "page": Pay(posted, facts=facts, answers=None),
        "payment": payment,
        "lines": [{"label": line["text"], "amount_cents": line["cents"]} for line in payment.lines],
        "back_url": url_for("applications.show", number=number),
        "later": False,
    }
