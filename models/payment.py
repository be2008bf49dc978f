"""Money: one payment an application and purpose, and every signed message of the provider about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Cents, Id, Row, Word
from models.vocabulary import PaymentMethod, PaymentStatus


class Payment(Row):
    """What is owed, and whether it was paid."""

    __tablename__ = "payment"
    __table_args__ = (
        # one open or paid payment an application and purpose: nobody pays twice
        Index(
            "uq_payment_live",
            "application_id",
            "purpose",
            unique=True,
            sqlite_where=text("status IN ('due', 'authorised')"),
            postgresql_where=text("status IN ('due', 'authorised')"),
        ),
        CheckConstraint("amount_cents >= 0 AND surcharge_cents >= 0", name="not_negative"),
    )

    id: Mapped[Id]
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), index=True)
    #: "fee".
    purpose: Mapped[str] = mapped_column(String(40))
    #: [{"fee": "fee.personnel.alignment", "text": ..., "cents": 6250}]
    lines: Mapped[list[Any]]
    amount_cents: Mapped[Cents]
    #: Known once a method is chosen.
    surcharge_cents: Mapped[Cents] = mapped_column(default=0)
    method: Mapped[PaymentMethod | None] = mapped_column(Word(PaymentMethod))
    status: Mapped[PaymentStatus] = mapped_column(Word(PaymentStatus), default=PaymentStatus.DUE)
    #: Sent with the provider's call, and stored before it. Grows where a checkout of another method is opened.
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    checkout_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    checkout_url: Mapped[str | None] = mapped_column(Text)
    #: The last instant at which it may be paid.
    expires_at: Mapped[datetime | None]
    #: The provider's own time; decides deadlines.
    authorised_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    #: When the provider was last asked about it unbidden, in case its message was lost.
    asked_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()


class ProviderEvent(Row):
    """A webhook that was taken in; a second one with its id changes nothing."""

    __tablename__ = "provider_event"

    #: The provider's id of it.
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    checkout_id: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    received_at: Mapped[datetime]
