"""The payment provider's interface, as the site asks it."""

import hmac
from http.client import BAD_REQUEST
from typing import Annotated
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request, url_for
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    NonNegativeInt,
    PositiveInt,
    StringConstraints,
    ValidationError,
)

from webapp.sandbox.faults import FaultKind, Faults, spoiled
from webapp.sandbox.payment_provider import CheckoutRefused, NoSuchCheckout, PaymentProvider, ProviderCheckout
from workflows.adapters.payments import PaymentMethod

#: The part of the faults that fails every request to the interface.
INTERFACE = "payments"

_Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]
_WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+", max_length=2000)]


class KeyMissing(CheckoutRefused):
    """A request that moves money carries an Idempotency-Key."""


class _NewCheckout(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    reference: _Text
    description: _Text
    method: PaymentMethod
    amount_cents: PositiveInt
    surcharge_cents: NonNegativeInt
    return_url: _WebAddress
    cancel_url: _WebAddress
    expires_at: AwareDatetime


class _NewRefund(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    amount_cents: PositiveInt


def interface(provider: PaymentProvider, *, faults: Faults, key: str, base_url: str) -> Blueprint:
    """What is below /pay/v1; `base_url` is where browsers find the payer's page."""
    blueprint = Blueprint("payment_interface", __name__)

    _guard(blueprint, faults=faults, key=key)
    _add_refusals(blueprint)

    @blueprint.post("/pay/v1/checkouts")
    def open_checkout() -> tuple[Response, int]:
        content = _NewCheckout.model_validate_json(request.get_data()).model_dump(mode="json")
        checkout, new = provider.open(f"open:{_idempotency_key()}", content)
        return answer(checkout), 201 if new else 200

    @blueprint.get("/pay/v1/checkouts/<checkout_id>")
    def fetch(checkout_id: str) -> Response:
        return answer(provider.fetch(checkout_id))

    @blueprint.post("/pay/v1/checkouts/<checkout_id>/expire")
    def expire(checkout_id: str) -> Response:
        return answer(provider.expire(checkout_id))

    @blueprint.post("/pay/v1/checkouts/<checkout_id>/refunds")
    def refund(checkout_id: str) -> Response:
        wanted = _NewRefund.model_validate_json(request.get_data())
        return answer(provider.refund(checkout_id, wanted.amount_cents, key=f"refund:{_idempotency_key()}"))

    def answer(checkout: ProviderCheckout) -> Response:
        return jsonify(checkout.as_json() | {"url": base_url + url_for("payments.page", checkout_id=checkout.id)})

    return blueprint


def _guard(blueprint: Blueprint, *, faults: Faults, key: str) -> None:
    @blueprint.before_request
    def refuse_or_be_down() -> Response | tuple[Response, int] | None:
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {key}".encode()):
            return jsonify(error="The key is missing or wrong."), 401
        fault = faults.all().get(INTERFACE)
        return spoiled(fault) if fault is not None and fault.kind is FaultKind.DOWN else None

    @blueprint.after_request
    def spoil(response: Response) -> Response:
        # the other faults spoil the answer to what has been done: asking again with the same key must be safe
        fault = faults.all().get(INTERFACE)
        if fault is None or fault.kind is FaultKind.DOWN or response.status_code >= BAD_REQUEST:
            return response
        return spoiled(fault) or response


def _add_refusals(blueprint: Blueprint) -> None:
    @blueprint.errorhandler(CheckoutRefused)
    def refuse(refused: CheckoutRefused) -> tuple[Response, int]:
        status = {NoSuchCheckout: 404, KeyMissing: 422}.get(type(refused), 409)
        return jsonify(error=str(refused)), status

    @blueprint.errorhandler(ValidationError)
    def refuse_content(refused: ValidationError) -> tuple[Response, int]:
        fields = sorted({".".join(map(str, error["loc"])) for error in refused.errors()})
        return jsonify(error=f"Missing, malformed or unknown: {', '.join(fields) or 'the whole body'}."), 422


def _idempotency_key() -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise KeyMissing("A request that moves money carries an Idempotency-Key.")
    return key


def origin_of(url: str) -> str:
    """Scheme, host and port of a web address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
