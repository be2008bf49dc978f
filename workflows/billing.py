"""Money from the payer's side: opening the provider's page, taking its messages in, moving a payment forward.

Nobody pays twice: an application has one live payment by unique index, its idempotency key is stored before the
provider is called, and a payment only moves forward. What the provider says counts, by its own clock; its messages
are hints to ask, and a lost one is made up for by asking unbidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, joinedload

from models import Application, Payment, ProviderEvent
from models.base import new_id
from models.database import Database
from models.vocabulary import ActorKind, EventKind, JobKind, PaymentMethod, PaymentStatus
from workflows import owner_settings
from workflows.adapters import payments as provider
from workflows.adapters.clock import Clock, legal_date
from workflows.adapters.payments import PaymentGateway
from workflows.application_file import ASK_PROVIDER, SETTLED, ApplicationFile
from workflows.application_views import PaymentLine, payment_line
from workflows.history import Actor, Happening
from workflows.jobs import Handler, Jobs, JobView
from workflows.refusals import NotFound, NotPayable, PaymentUnavailable
from workflows.rules.defaults import OwnerSettings
from workflows.rules.fees import surcharge_cents

#: How long a checkout may stay silent before the provider is asked unbidden.
SILENCE = timedelta(minutes=1)
#: The payer's page at the provider lives this long where no deadline ends it before.
PAGE_LIFE = timedelta(hours=24)

_FINAL = frozenset({provider.PaymentStatus.EXPIRED, provider.PaymentStatus.CANCELLED})
_PAID = frozenset({provider.PaymentStatus.AUTHORISED, provider.PaymentStatus.REFUNDED, provider.PaymentStatus.RETURNED})
PROVIDER = Actor(ActorKind.PROVIDER)
#: The process that looks into a payment that came back.
RETURNED = "returned_payment"
_OTHER_WAY = "You chose another way to pay in the meantime. Nothing was charged. Please choose again."


@dataclass(frozen=True)
class Bill:
    """A payment as its payer sees it."""

    #: The application's number.
    number: str
    payment: PaymentLine
    #: What each method adds, in cents.
    surcharges: Mapping[PaymentMethod, int]
    #: The charge for a payment that the bank sends back, in cents.
    returned_cents: int


@dataclass(frozen=True)
class _Intent:
    """What is to be asked of the provider, fixed before it is asked."""

    payment_id: str
    key: str
    number: str
    title: str
    method: PaymentMethod
    amount_cents: int
    surcharge_cents: int
    expires_at: datetime


class Billing(Handler):
    """The use-cases of paying."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        gateway: PaymentGateway,
        file: ApplicationFile,
        jobs: Jobs,
        site_url: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._gateway = gateway
        self._file = file
        self._jobs = jobs
        self._site_url = site_url

    def show(self, account_id: str, payment_id: str) -> Bill:
        """What is to pay, and what paying costs beside it.

        Raises:
            NotFound: it is not this account's.
        """
        with self._database.read() as session:
            payment = self._own(session, account_id, payment_id)
            return Bill(
                number=payment.application.number,
                payment=payment_line(payment),
                surcharges=self._surcharges(session, payment),
                returned_cents=_settings(session, payment)["fee.returned"],
            )

    def checkout(self, account_id: str, payment_id: str, method: PaymentMethod) -> str:
        """The address of the provider's page for this payment, the same however often it is asked for.

        Raises:
            NotFound: it is not this account's.
            NotPayable: it is paid already, closed, or past its deadline.
            PaymentUnavailable: the provider cannot be reached.
        """
        earlier = self._standing_checkout(account_id, payment_id)
        try:
            state = self._gateway.fetch(earlier) if earlier else None
            if state is not None and state.status in _PAID:
                self._ask_soon(payment_id)
                raise NotPayable("This fee is already paid. Nothing was charged again.")
            if state is not None and state.status not in _FINAL and state.method.value != method.value:
                state = self._gateway.expire(state.checkout_id)
                if state.status in _PAID:
                    self._ask_soon(payment_id)
                    raise NotPayable("This fee is already paid. Nothing was charged again.")
            over = state is not None and state.status in _FINAL
            intent = self._intend(account_id, payment_id, method, earlier=earlier, over=over)
            opened = self._gateway.open_checkout(
                idempotency_key=intent.key,
                reference=intent.number,
                amount_cents=intent.amount_cents,
                surcharge_cents=intent.surcharge_cents,
                method=provider.PaymentMethod(intent.method.value),
                description=f"{intent.title}, application {intent.number}",
                return_url=f"{self._site_url}/payments/{payment_id}/return",
                cancel_url=f"{self._site_url}/payments/{payment_id}",
                expires_at=intent.expires_at,
            )
            self._keep_checkout(intent, opened)
        except (provider.PaymentUnavailable, provider.PaymentRefused) as fault:
            raise PaymentUnavailable from fault
        return opened.url

    def take_webhook(self, body: bytes, signature: str, *, at: datetime) -> None:
        """Takes a message of the provider in, once; what it hints at is asked by a job.

        Args:
            body: the raw bytes that were signed.
            signature: the header `Payment-Signature`.
            at: the machine's own time, since signatures age in real seconds.

        Raises:
            WebhookRefused: the signature does not hold.
        """
        event = self._gateway.verify_webhook(body, signature, at)
        with self._database.begin() as session:
            row = {
                "id": event.id,
                "checkout_id": event.checkout_id,
                "kind": event.type[:60],
                "received_at": self._clock.now(),
            }
            insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
            taken = session.execute(
                insert(ProviderEvent).values(**row).on_conflict_do_nothing().returning(ProviderEvent.id)
            ).scalar()
            payment_id = session.scalar(select(Payment.id).where(Payment.checkout_id == event.checkout_id))
            if taken is not None and payment_id is not None:
                self._enqueue(session, payment_id)

    def ask_about_silent(self) -> int:
        """Has the provider asked about payments whose message may be lost; how many."""
        now = self._clock.now()
        with self._database.begin() as session:
            silent = session.scalars(
                select(Payment)
                .where(
                    Payment.status == PaymentStatus.DUE,
                    Payment.checkout_id.is_not(None),
                    or_(Payment.asked_at.is_(None), Payment.asked_at < now - SILENCE, Payment.asked_at > now),
                )
                .with_for_update(skip_locked=True)
                .limit(100)
            ).all()
            for payment in silent:
                payment.asked_at = now
                self._enqueue(session, payment.id)
            return len(silent)

    def work(self, job: JobView) -> provider.PaymentState | None:
        """Asks the provider what became of a payment; None where it has no checkout.

        Money for an application that was never filed and will not be is given back: nothing is owed.
        """
        with self._database.read() as session:
            payment = session.scalars(
                select(Payment)
                .where(Payment.id == job.parameters["payment_id"])
                .options(joinedload(Payment.application))
            ).one()
        if payment.checkout_id is None:
            return None
        state = self._gateway.fetch(payment.checkout_id)
        if state.status is provider.PaymentStatus.AUTHORISED and _stray(payment):
            return self._gateway.refund(
                payment.checkout_id,
                amount_cents=state.total_cents,
                idempotency_key=f"stray:{payment.id}",
            )
        return state

    def keep(self, session: Session, job: JobView, state: provider.PaymentState | None) -> None:
        """Moves the payment forward and tells the diagram, in one transaction."""
        if state is None:
            return
        application_id = session.scalars(
            select(Payment.application_id).where(Payment.id == job.parameters["payment_id"])
        ).one()
        application = session.get_one(Application, application_id, with_for_update={"key_share": True})
        payment = session.get_one(Payment, job.parameters["payment_id"], with_for_update=True)
        match state.status, payment.status:
            case provider.PaymentStatus.RETURNED, PaymentStatus.DUE | PaymentStatus.AUTHORISED:
                payment.status = PaymentStatus.RETURNED
            case provider.PaymentStatus.REFUNDED, PaymentStatus.DUE | PaymentStatus.AUTHORISED | PaymentStatus.CLOSED:
                payment.status = PaymentStatus.REFUNDED
            case provider.PaymentStatus.AUTHORISED, PaymentStatus.DUE:
                payment.status = PaymentStatus.AUTHORISED
            case _:
                return
        payment.authorised_at = state.authorised_at
        if payment.status is PaymentStatus.RETURNED and application.submitted_at is not None:
            self._have_return_looked_into(session, application)
        if payment.status is PaymentStatus.AUTHORISED:
            if application.status.ended:
                self._enqueue(session, payment.id)
            else:
                self._tell(session, application, payment)

    def _have_return_looked_into(self, session: Session, application: Application) -> None:
        """Opens a case of the fiscal staff: what was filed with this payment is not paid any more."""
        opened = self._file.open(
            session,
            process_id=RETURNED,
            account_id=application.account_id,
            person_id=application.person_id,
            credential_id=application.credential_id,
            about_id=application.id,
            actor=PROVIDER,
        )
        # it is no draft of the payer's: another payment of the same application may come back later
        opened.draft_of = None

    def _tell(self, session: Session, application: Application, payment: Payment) -> None:
        """Delivers the settlement to a diagram that waits for it.

        One that has just gone on, because its time was up or its applicant withdrew, shuts the payment page next and
        so learns by itself that this was paid, and when.
        """
        assert payment.authorised_at is not None  # noqa: S101 - the provider names it with the status
        running = self._file.take(session, application.id)
        settlement = {"state": "paid", "authorised_at": payment.authorised_at.isoformat()}
        variables = {"settlement": settlement}
        if running.process.deliver(SETTLED, variables, now=self._clock.now()):
            happening = Happening(EventKind.MESSAGE_DELIVERED, node=SETTLED, data={"variables": variables})
            self._file.keep(session, running, happening, actor=PROVIDER)

    def _standing_checkout(self, account_id: str, payment_id: str) -> str | None:
        with self._database.read() as session:
            payment = self._own(session, account_id, payment_id)
            if payment.status is not PaymentStatus.DUE:
                raise NotPayable
            return payment.checkout_id

    def _intend(
        self, account_id: str, payment_id: str, method: PaymentMethod, *, earlier: str | None, over: bool
    ) -> _Intent:
        """Fixes what will be asked, and its key, before the provider is called.

        `over` says that the checkout `earlier` can no longer be paid, so that a new one is needed. It says nothing of
        one that another press has opened since: that can be paid, and is never put aside while it can.
        """
        now = self._clock.now()
        with self._database.begin() as session:
            payment = self._own(session, account_id, payment_id, lock=True)
            expires_at = payment.expires_at or now + PAGE_LIFE
            if payment.status is not PaymentStatus.DUE or expires_at <= now:
                raise NotPayable
            if payment.method is not method and payment.checkout_id not in (None, earlier):
                raise NotPayable(_OTHER_WAY)
            if payment.method is not method or (over and payment.checkout_id == earlier):
                payment.method = method
                payment.surcharge_cents = self._surcharges(session, payment)[method]
                payment.idempotency_key = new_id()
                payment.checkout_id = payment.checkout_url = None
            return _Intent(
                payment_id=payment.id,
                key=payment.idempotency_key,
                number=payment.application.number,
                title=payment.application.version.title,
                method=method,
                amount_cents=payment.amount_cents,
                surcharge_cents=payment.surcharge_cents,
                expires_at=expires_at,
            )

    def _keep_checkout(self, intent: _Intent, opened: provider.Checkout) -> None:
        with self._database.begin() as session:
            payment = session.get_one(Payment, intent.payment_id, with_for_update=True)
            if payment.idempotency_key == intent.key:
                payment.checkout_id, payment.checkout_url = opened.id, opened.url
                payment.asked_at = self._clock.now()
                return
        # another press chose the other method meanwhile: its page stands, this one is shut unseen
        self._gateway.expire(opened.id)
        raise NotPayable(_OTHER_WAY)

    def _ask_soon(self, payment_id: str) -> None:
        with self._database.begin() as session:
            self._enqueue(session, payment_id)

    def _enqueue(self, session: Session, payment_id: str) -> None:
        self._jobs.enqueue(
            session,
            kind=JobKind.PAYMENT,
            operation=ASK_PROVIDER,
            parameters={"payment_id": payment_id},
        )

    def _surcharges(self, session: Session, payment: Payment) -> dict[PaymentMethod, int]:
        settings = _settings(session, payment)
        return {method: surcharge_cents(payment.amount_cents, method, settings) for method in PaymentMethod}

    @staticmethod
    def _own(session: Session, account_id: str, payment_id: str, *, lock: bool = False) -> Payment:
        wanted = (
            select(Payment)
            .join(Payment.application)
            .where(Payment.id == payment_id, Application.account_id == account_id)
        )
        payment = session.scalar(wanted.with_for_update(of=Payment) if lock else wanted)
        if payment is None:
            raise NotFound
        return payment


def _settings(session: Session, payment: Payment) -> OwnerSettings:
    """The owner's settings on the day on which it was asked for."""
    return owner_settings.on(session, legal_date(payment.created_at))


def _stray(payment: Payment) -> bool:
    """Whether it was paid for an application that went another way in that moment."""
    ended_unfiled = payment.application.ended_at is not None and payment.application.submitted_at is None
    return payment.status is PaymentStatus.CLOSED or ended_unfiled
