"""Gives a payment back, surcharge included."""

from typing import Any

from sqlalchemy.orm import Session

from models import Payment
from models.vocabulary import PaymentStatus
from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """Refunds once, whatever is retried: the provider knows the job's key. Where nothing was paid, nothing goes back."""

    def work(self, case: Case, *, payment_id: str | None, **_: Any) -> dict[str, Any]:
        if payment_id is None:
            return {}
        with self.parts.database.read() as session:
            payment = session.get_one(Payment, payment_id)
        if payment.checkout_id is None or payment.status is not PaymentStatus.AUTHORISED:
            return {}
        self.parts.payments.refund(
            payment.checkout_id,
            amount_cents=payment.amount_cents + payment.surcharge_cents,
            idempotency_key=case.job_id,
        )
        return {}

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        payment_id: str | None,
        **_: Any,
    ) -> dict[str, Any]:
        if payment_id is None:
            return {"refund_id": None}
        payment = session.get_one(Payment, payment_id, with_for_update=True)
        if payment.status is PaymentStatus.AUTHORISED:
            payment.status = PaymentStatus.REFUNDED
        return {"refund_id": case.job_id}
