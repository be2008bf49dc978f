"""Shuts a payment page for good, and tells whether it had been paid before."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Payment
from models.vocabulary import PaymentStatus
from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """The provider's own time decides: paid in time stays paid, though its message comes later."""

    def work(self, case: Case, *, payment_id: str | None, **_: Any) -> dict[str, Any]:
        with self.parts.database.read() as session:
            payment = _payment(session, case, payment_id)
        if payment is None or payment.checkout_id is None or payment.status is not PaymentStatus.DUE:
            return {"authorised_at": None}
        state = self.parts.payments.expire(payment.checkout_id)
        return {"authorised_at": state.authorised_at.isoformat() if state.authorised_at else None}

    def keep(
        self, session: Session, case: Case, found: dict[str, Any], *, payment_id: str | None, **_: Any
    ) -> dict[str, Any]:
        payment = _payment(session, case, payment_id)
        if payment is not None and payment.status is PaymentStatus.DUE:
            paid = found["authorised_at"]
            payment.status = PaymentStatus.AUTHORISED if paid else PaymentStatus.CLOSED
            payment.authorised_at = datetime.fromisoformat(paid) if paid else None
        if payment is None or payment.status is not PaymentStatus.AUTHORISED or payment.authorised_at is None:
            return {"state": "unpaid", "authorised_at": None}
        return {"state": "paid", "authorised_at": payment.authorised_at.isoformat()}


def _payment(session: Session, case: Case, payment_id: str | None) -> Payment | None:
    wanted = select(Payment).where(Payment.application_id == case.application_id)
    if payment_id is not None:
        wanted = wanted.where(Payment.id == payment_id)
    return session.scalar(wanted.order_by(Payment.created_at.desc(), Payment.id.desc()).limit(1).with_for_update())
