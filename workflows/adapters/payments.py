"""Taking money: the payment provider behind one gateway, and the messages it sends when something moved.

The payer chooses nothing and types no number on our pages: we open a checkout, send the browser to the provider's
own page, and ask the provider afterwards what became of it. A message of the provider (a webhook) is only a hint to
ask: it may be late, repeated, out of order or lost, and what counts is `fetch`.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Any, Protocol
from urllib.parse import quote

from workflows.adapters.clock import Clock
from workflows.adapters.outside import Answer, OutsideRefused, OutsideServer, OutsideUnavailable

#: A request must be answered within this time.
TIMEOUT_SECONDS = 5.0

#: A webhook signed longer ago, or further ahead, is refused.
WEBHOOK_TOLERANCE = timedelta(seconds=300)

#: An id or a kind of the provider's, as it fits the Office's columns.
_WORD = re.compile(r"[!-~]{1,80}")
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


class PaymentUnavailable(OutsideUnavailable):
    """The payment provider is down, too slow or answers nonsense; ask again later with the same key."""


class PaymentRefused(OutsideRefused):
    """The payment provider will not do this: unknown checkout, a key used for something else, nothing to refund."""


class WebhookRefused(Exception):
    """The message is not one the payment provider signed just now."""


class PaymentMethod(StrEnum):
    """How a payer pays; fixed when the checkout is opened, since the surcharge depends on it."""

    CARD = "card"
    BANK = "bank"


class PaymentStatus(StrEnum):
    """How far a checkout came.

    It moves forward only: open, declined (may be tried again), authorised, then refunded or returned; or from open
    and declined to expired or cancelled.
    """

    OPEN = "open"
    #: the last try was declined; the payer may try again until the checkout expires
    DECLINED = "declined"
    AUTHORISED = "authorised"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    #: we gave money back, some or all
    REFUNDED = "refunded"
    #: the bank took the money back
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Checkout:
    """An opened checkout: where to send the payer's browser."""

    id: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentState:
    """What the provider knows about one checkout."""

    checkout_id: str
    #: what we called the payment when we opened it
    reference: str
    status: PaymentStatus
    method: PaymentMethod
    #: the fee, without the surcharge
    amount_cents: int
    surcharge_cents: int
    #: from here on it can no longer be paid; UTC
    expires_at: datetime
    #: when the payer's bank said yes, whatever came later: this decides deadlines; UTC
    authorised_at: datetime | None = None
    refunded_cents: int = 0

    @property
    def total_cents(self) -> int:
        """What the payer is charged."""
        return self.amount_cents + self.surcharge_cents


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A message of the provider: something happened to a checkout, so fetch it."""

    #: the same for every repetition of the message
    id: str
    #: for the log: "checkout.authorised" and the like
    type: str
    checkout_id: str
    #: when it happened by the provider's clock; UTC
    created_at: datetime


class PaymentGateway(Protocol):
    """Opens checkouts at a payment provider and tells what became of them.

    Every method raises `PaymentUnavailable` or `PaymentRefused`.
    """

    def open_checkout(  # noqa: PLR0913 - keyword-only, each is a field of the provider's request
        self,
        *,
        idempotency_key: str,
        reference: str,
        amount_cents: int,
        surcharge_cents: int,
        method: PaymentMethod,
        description: str,
        return_url: str,
        cancel_url: str,
        expires_at: datetime,
    ) -> Checkout:
        """A page on which the payer can pay until `expires_at`.

        The same key with the same content gives the same checkout, however often; with another content it is
        refused. `description` is shown to the payer and must not name a person.
        """
        ...

    def fetch(self, checkout_id: str) -> PaymentState:
        """What became of the checkout."""
        ...

    def expire(self, checkout_id: str) -> PaymentState:
        """Closes a checkout so that it cannot be paid any more; one that has been paid stays paid."""
        ...

    def refund(self, checkout_id: str, *, amount_cents: int, idempotency_key: str) -> PaymentState:
        """Gives money back: of what was charged, surcharge included, at most what is left; once for each key."""
        ...

    def verify_webhook(self, body: bytes, signature: str, now: datetime) -> WebhookEvent:
        """The event in this message, once its signature is proven.

        Args:
            body: the bytes as they came.
            signature: the header `Payment-Signature`.
            now: the machine's time, not the Office's clock: signatures age in real seconds.

        Raises:
            WebhookRefused: signature wrong, older than 300 seconds, or the body is not an event.
        """
        ...


class HttpPaymentGateway:
    """The payment provider over HTTP."""

    def __init__(self, base_url: str, *, key: str, webhook_secret: str, private_network: bool) -> None:
        self._server = OutsideServer(
            base_url, key=key, timeout_seconds=TIMEOUT_SECONDS, private_network=private_network
        )
        self._webhook_secret = webhook_secret

    def open_checkout(  # noqa: PLR0913 - see PaymentGateway
        self,
        *,
        idempotency_key: str,
        reference: str,
        amount_cents: int,
        surcharge_cents: int,
        method: PaymentMethod,
        description: str,
        return_url: str,
        cancel_url: str,
        expires_at: datetime,
    ) -> Checkout:
        content = {
            "reference": reference,
            "amount_cents": amount_cents,
            "surcharge_cents": surcharge_cents,
            "method": method.value,
            "description": description,
            "return_url": return_url,
            "cancel_url": cancel_url,
            "expires_at": expires_at.astimezone(UTC).isoformat(),
        }
        answer = self._post("checkouts", content, idempotency_key=idempotency_key)
        try:
            return Checkout(id=_text(answer["id"]), url=_text(answer["url"]))
        except (KeyError, TypeError) as error:
            raise _nonsense(error) from None

    def fetch(self, checkout_id: str) -> PaymentState:
        try:
            return _state(self._server.get(_path(checkout_id)))
        except OutsideUnavailable as error:
            raise PaymentUnavailable(str(error)) from None
        except OutsideRefused as error:
            raise PaymentRefused(str(error)) from None

    def expire(self, checkout_id: str) -> PaymentState:
        return _parsed(self._post(f"{_path(checkout_id)}/expire", {}))

    def refund(self, checkout_id: str, *, amount_cents: int, idempotency_key: str) -> PaymentState:
        path = f"{_path(checkout_id)}/refunds"
        return _parsed(self._post(path, {"amount_cents": amount_cents}, idempotency_key=idempotency_key))

    def verify_webhook(self, body: bytes, signature: str, now: datetime) -> WebhookEvent:
        return verified_event(body, signature, secret=self._webhook_secret, now=now)

    def _post(self, path: str, content: dict[str, object], *, idempotency_key: str | None = None) -> dict[str, Any]:
        try:
            return self._server.post(path, content, idempotency_key=idempotency_key).json()
        except OutsideUnavailable as error:
            raise PaymentUnavailable(str(error)) from None
        except OutsideRefused as error:
            raise PaymentRefused(str(error)) from None


def webhook_signature(body: bytes, *, secret: str, at: datetime) -> str:
    """The header `Payment-Signature` of a body signed at this instant: `t=<unix seconds>,v1=<hex>`."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(body, secret, seconds)}"


def verified_event(body: bytes, signature: str, *, secret: str, now: datetime) -> WebhookEvent:
    """The event of a message whose signature holds. Raises `WebhookRefused`; see `PaymentGateway.verify_webhook`."""
    parts = _SIGNATURE.fullmatch(signature)
    if parts is None:
        raise WebhookRefused("The signature header is not of the form t=...,v1=....")
    seconds = int(parts[1])
    if not hmac.compare_digest(_digest(body, secret, seconds), parts[2]):
        raise WebhookRefused("The signature does not belong to this body.")
    if abs(now.timestamp() - seconds) > WEBHOOK_TOLERANCE.total_seconds():
        raise WebhookRefused(f"The message was signed more than {WEBHOOK_TOLERANCE.seconds} seconds from now.")
    try:
        event = json.loads(body)
        return WebhookEvent(
            id=_word(event["id"]),
            type=_word(event["type"]),
            checkout_id=_word(event["checkout_id"]),
            created_at=_instant(event["created_at"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise WebhookRefused("The signed body is not an event.") from None


def _digest(body: bytes, secret: str, seconds: int) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def _path(checkout_id: str) -> str:
    return f"checkouts/{quote(checkout_id, safe='')}"


def _state(answer: Answer) -> PaymentState:
    return _parsed(answer.json())


def _parsed(answer: dict[str, Any]) -> PaymentState:
    try:
        authorised_at = answer["authorised_at"]
        return PaymentState(
            checkout_id=_text(answer["id"]),
            reference=_text(answer["reference"]),
            status=PaymentStatus(answer["status"]),
            method=PaymentMethod(answer["method"]),
            amount_cents=_cents(answer["amount_cents"]),
            surcharge_cents=_cents(answer["surcharge_cents"]),
            expires_at=_instant(answer["expires_at"]),
            authorised_at=_instant(authorised_at) if authorised_at is not None else None,
            refunded_cents=_cents(answer["refunded_cents"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _nonsense(error) from None


def _nonsense(error: Exception) -> PaymentUnavailable:
    return PaymentUnavailable(f"The answer is not a checkout: {type(error).__name__}.")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _word(value: object) -> str:
    text = _text(value)
    if not _WORD.fullmatch(text):
        raise ValueError("no id or kind")
    return text


def _cents(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _instant(value: object) -> datetime:
    instant = datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError("no time zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("before or after all time") from None


class FakePaymentGateway:
    """A payment provider in memory, for tests, which also play the payer: `authorise`, `decline`, `cancel`."""

    def __init__(self, clock: Clock, *, webhook_secret: str = "a secret that only tests share") -> None:  # noqa: S107 - opens nothing
        self._clock = clock
        self._secret = webhook_secret
        self._numbers = count(1)
        self._opened: dict[str, tuple[Checkout, tuple[object, ...]]] = {}
        self._states: dict[str, PaymentState] = {}
        self._refunds: dict[str, tuple[str, int]] = {}
        self._failure: PaymentUnavailable | PaymentRefused | None = None

    def fail_with(self, failure: PaymentUnavailable | PaymentRefused | None) -> None:
        """Fails every request in this way; None ends it."""
        self._failure = failure

    def open_checkout(  # noqa: PLR0913 - see PaymentGateway
        self,
        *,
        idempotency_key: str,
        reference: str,
        amount_cents: int,
        surcharge_cents: int,
        method: PaymentMethod,
        description: str,
        return_url: str,
        cancel_url: str,
        expires_at: datetime,
    ) -> Checkout:
        self._raise_failure()
        content = (reference, amount_cents, surcharge_cents, method, description, return_url, cancel_url, expires_at)
        number = next(self._numbers)
        fresh = Checkout(id=f"co_{number}", url=f"https://pay.example/co_{number}")
        checkout, first_content = self._opened.setdefault(idempotency_key, (fresh, content))
        if first_content != content:
            raise PaymentRefused("This key was used for another checkout.")
        if checkout is fresh:
            self._states[checkout.id] = PaymentState(
                checkout_id=checkout.id,
                reference=reference,
                status=PaymentStatus.OPEN,
                method=method,
                amount_cents=amount_cents,
                surcharge_cents=surcharge_cents,
                expires_at=expires_at.astimezone(UTC),
            )
        return checkout

    def fetch(self, checkout_id: str) -> PaymentState:
        self._raise_failure()
        state = self._states.get(checkout_id)
        if state is None:
            raise PaymentRefused("No such checkout.")
        if _payable(state) and self._clock.now() >= state.expires_at:
            return self._move(state, PaymentStatus.EXPIRED)
        return state

    def expire(self, checkout_id: str) -> PaymentState:
        state = self.fetch(checkout_id)
        return self._move(state, PaymentStatus.EXPIRED) if _payable(state) else state

    def refund(self, checkout_id: str, *, amount_cents: int, idempotency_key: str) -> PaymentState:
        state = self.fetch(checkout_id)
        if self._refunds.get(idempotency_key) == (checkout_id, amount_cents):
            return state
        left = state.total_cents - state.refunded_cents
        paid = state.status in {PaymentStatus.AUTHORISED, PaymentStatus.REFUNDED}
        if idempotency_key in self._refunds or not paid or not 0 < amount_cents <= left:
            raise PaymentRefused("There is not so much left to refund.")
        self._refunds[idempotency_key] = (checkout_id, amount_cents)
        return self._move(replace(state, refunded_cents=state.refunded_cents + amount_cents), PaymentStatus.REFUNDED)

    def verify_webhook(self, body: bytes, signature: str, now: datetime) -> WebhookEvent:
        return verified_event(body, signature, secret=self._secret, now=now)

    def authorise(self, checkout_id: str) -> PaymentState:
        """The payer pays, now by the clock that was handed in."""
        state = self._payable_state(checkout_id)
        return self._move(replace(state, authorised_at=self._clock.now()), PaymentStatus.AUTHORISED)

    def decline(self, checkout_id: str) -> PaymentState:
        """The payer's bank says no."""
        return self._move(self._payable_state(checkout_id), PaymentStatus.DECLINED)

    def cancel(self, checkout_id: str) -> PaymentState:
        """The payer leaves without paying."""
        return self._move(self._payable_state(checkout_id), PaymentStatus.CANCELLED)

    def send_back(self, checkout_id: str) -> PaymentState:
        """The payer's bank takes the money back."""
        return self._move(self.fetch(checkout_id), PaymentStatus.RETURNED)

    def webhook(self, checkout_id: str, *, at: datetime) -> tuple[bytes, str]:
        """The provider's message on the checkout's present state, and its signature as of the machine's time."""
        state = self._states[checkout_id]
        body = json.dumps(
            {
                "id": f"ev_{checkout_id}_{state.status}",
                "type": f"checkout.{state.status}",
                "checkout_id": checkout_id,
                "created_at": self._clock.now().isoformat(),
            }
        ).encode()
        return body, webhook_signature(body, secret=self._secret, at=at)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _payable_state(self, checkout_id: str) -> PaymentState:
        state = self.fetch(checkout_id)
        if not _payable(state):
            raise PaymentRefused("This checkout can no longer be paid.")
        return state

    def _move(self, state: PaymentState, status: PaymentStatus) -> PaymentState:
        moved = replace(state, status=status)
        self._states[state.checkout_id] = moved
        return moved


def _payable(state: PaymentState) -> bool:
    return state.status in {PaymentStatus.OPEN, PaymentStatus.DECLINED}
