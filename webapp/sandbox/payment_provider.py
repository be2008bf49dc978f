"""The stand-in's own books: checkouts, what became of them, and the messages about it."""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from webapp.sandbox.store import Store
from webapp.sandbox.trial_numbers import BankAnswer, Sending, TrialNumber
from workflows.adapters.clock import Clock
from workflows.adapters.payments import PaymentMethod, PaymentStatus

_CHECKOUTS, _KEYS = "checkout", "idempotency_key"
_PAYABLE = {PaymentStatus.OPEN, PaymentStatus.DECLINED}
_REFUNDABLE = {PaymentStatus.AUTHORISED, PaymentStatus.REFUNDED}


class CheckoutRefused(Exception):
    """The provider will not do this; the message says why."""


class KeyReused(CheckoutRefused):
    """This idempotency key was used with other content."""


class NoSuchCheckout(CheckoutRefused):
    """There is no such checkout."""


class NotPayable(CheckoutRefused):
    """This checkout can no longer be paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderCheckout:
    """One checkout as the provider keeps it."""

    id: str
    reference: str
    description: str
    method: PaymentMethod
    amount_cents: int
    surcharge_cents: int
    return_url: str
    cancel_url: str
    expires_at: datetime
    created_at: datetime
    status: PaymentStatus = PaymentStatus.OPEN
    authorised_at: datetime | None = None
    refunded_cents: int = 0

    @property
    def total_cents(self) -> int:
        """What the payer is charged."""
        return self.amount_cents + self.surcharge_cents

    @property
    def payable(self) -> bool:
        """Whether the payer may still try."""
        return self.status in _PAYABLE

    @property
    def paid(self) -> bool:
        """Whether the payer's bank once said yes."""
        return self.authorised_at is not None

    @property
    def returnable(self) -> bool:
        """Whether the bank can take the money back."""
        return self.status is PaymentStatus.AUTHORISED

    @property
    def refundable_cents(self) -> int:
        """What is left to give back."""
        return self.total_cents - self.refunded_cents if self.status in _REFUNDABLE else 0

    def as_json(self) -> dict[str, Any]:
        """The checkout as the provider's interface answers it, but for its address."""
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The checkout again."""
        instants = {name: datetime.fromisoformat(kept[name]) for name in ("expires_at", "created_at")}
        paid = kept["authorised_at"]
        return cls(
            **{
                **kept,
                **instants,
                "authorised_at": datetime.fromisoformat(paid) if paid else None,
                "method": PaymentMethod(kept["method"]),
                "status": PaymentStatus(kept["status"]),
            }
        )


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """Something that happened to a checkout, as it is told in a webhook."""

    id: str
    type: str
    checkout_id: str
    #: by the sandbox's clock, ISO
    created_at: str


#: Takes a message to send, and how it shall travel.
Post = Callable[[ProviderEvent, Sending], None]


class PaymentProvider:
    """Opens checkouts, takes the payer's number, gives money back; every change is told in a webhook."""

    def __init__(self, *, clock: Clock, store: Store, post: Post) -> None:
        self._clock = clock
        self._store = store
        self._post = post
        # two presses of Pay, or one key sent twice at once, are taken one after the other
        self._lock = threading.RLock()

    def all(self) -> list[ProviderCheckout]:
        """Every checkout, newest first."""
        kept = self._store.all(_CHECKOUTS)
        return [self.fetch(checkout_id) for checkout_id in reversed(kept)]

    def open(self, key: str, content: Mapping[str, Any]) -> tuple[ProviderCheckout, bool]:
        """The checkout of this key, and whether it is a new one.

        Raises:
            KeyReused: the key came before, with other content.
        """
        with self._lock:
            known = self._by_key(key, content)
            if known is not None:
                return self.fetch(known), False
            checkout = ProviderCheckout(
                id=f"co_{secrets.token_hex(10)}",
                reference=content["reference"],
                description=content["description"],
                method=PaymentMethod(content["method"]),
                amount_cents=content["amount_cents"],
                surcharge_cents=content["surcharge_cents"],
                return_url=content["return_url"],
                cancel_url=content["cancel_url"],
                expires_at=datetime.fromisoformat(content["expires_at"]).astimezone(UTC),
                created_at=self._clock.now(),
            )
            self._keep(checkout)
            self._remember(key, content, checkout.id)
            return checkout, True

    def fetch(self, checkout_id: str) -> ProviderCheckout:
        """The checkout as it stands now; one past its time has expired.

        Raises:
            NoSuchCheckout: it is unknown here.
        """
        with self._lock:
            kept = self._store.get(_CHECKOUTS, checkout_id)
            if kept is None:
                raise NoSuchCheckout("There is no such checkout.")
            checkout = ProviderCheckout.from_json(kept)
            if checkout.payable and self._clock.now() >= checkout.expires_at:
                return self._move(checkout, PaymentStatus.EXPIRED)
            return checkout

    def expire(self, checkout_id: str) -> ProviderCheckout:
        """Closes the checkout where it still can be paid. Raises `NoSuchCheckout`."""
        with self._lock:
            checkout = self.fetch(checkout_id)
            return self._move(checkout, PaymentStatus.EXPIRED) if checkout.payable else checkout

    def pay(self, checkout_id: str, number: TrialNumber) -> ProviderCheckout:
        """What becomes of the checkout when the payer presses Pay; one that was paid stays paid.

        Raises:
            NoSuchCheckout: it is unknown here.
            NotPayable: it has expired, or was left.
        """
        with self._lock:
            checkout = self.fetch(checkout_id)
            if checkout.paid:
                return checkout
            if not checkout.payable:
                raise NotPayable("This checkout can no longer be paid.")
            if number.answer is BankAnswer.NOTHING:
                return checkout
            if number.answer is BankAnswer.NO:
                return self._move(checkout, PaymentStatus.DECLINED)
            paid = replace(checkout, authorised_at=self._clock.now())
            return self._move(paid, PaymentStatus.AUTHORISED, sending=number.sending)

    def cancel(self, checkout_id: str) -> ProviderCheckout:
        """What becomes of the checkout when the payer leaves; one that was paid stays paid."""
        with self._lock:
            checkout = self.fetch(checkout_id)
            return self._move(checkout, PaymentStatus.CANCELLED) if checkout.payable else checkout

    def refund(self, checkout_id: str, amount_cents: int, *, key: str) -> ProviderCheckout:
        """Gives money back, once for each key.

        Raises:
            NoSuchCheckout: it is unknown here.
            KeyReused: the key came before, with other content.
            CheckoutRefused: there is not so much left.
        """
        with self._lock:
            content = {"checkout_id": checkout_id, "amount_cents": amount_cents}
            checkout = self.fetch(checkout_id)
            if self._by_key(key, content) is not None:
                return checkout
            if not 0 < amount_cents <= checkout.refundable_cents:
                raise CheckoutRefused("There is not so much left to refund.")
            refunded = replace(checkout, refunded_cents=checkout.refunded_cents + amount_cents)
            self._remember(key, content, checkout_id)
            return self._move(refunded, PaymentStatus.REFUNDED)

    def send_back(self, checkout_id: str) -> ProviderCheckout:
        """The payer's bank takes the money back.

        Raises:
            NoSuchCheckout: it is unknown here.
            CheckoutRefused: it was not paid, or the money has gone back already.
        """
        with self._lock:
            checkout = self.fetch(checkout_id)
            if not checkout.returnable:
                raise CheckoutRefused("Only a paid checkout can be returned.")
            return self._move(checkout, PaymentStatus.RETURNED)

    def _move(
        self, checkout: ProviderCheckout, status: PaymentStatus, *, sending: Sending = Sending.AT_ONCE
    ) -> ProviderCheckout:
        moved = replace(checkout, status=status)
        self._keep(moved)
        if sending is Sending.OUT_OF_ORDER:
            # as if a first try had been declined, and its message overtaken
            older = self._event(checkout, PaymentStatus.DECLINED)
            self._post(self._event(moved, status), Sending.AT_ONCE)
            self._post(older, Sending.AT_ONCE)
        else:
            self._post(self._event(moved, status), sending)
        return moved

    def _event(self, checkout: ProviderCheckout, status: PaymentStatus) -> ProviderEvent:
        created_at = self._clock.now().isoformat()
        return ProviderEvent(f"ev_{secrets.token_hex(10)}", f"checkout.{status}", checkout.id, created_at)

    def _keep(self, checkout: ProviderCheckout) -> None:
        self._store.put(_CHECKOUTS, checkout.id, checkout.as_json())

    def _by_key(self, key: str, content: Mapping[str, Any]) -> str | None:
        known = self._store.get(_KEYS, key)
        if known is None:
            return None
        if known["content"] != content:
            raise KeyReused("This idempotency key was used with other content.")
        return str(known["checkout_id"])

    def _remember(self, key: str, content: Mapping[str, Any], checkout_id: str) -> None:
        self._store.put(_KEYS, key, {"content": dict(content), "checkout_id": checkout_id})
