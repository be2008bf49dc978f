"""Writes the invoice: which fees, what they come to, until when it can be paid."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Payment
from models.base import new_id
from models.vocabulary import PaymentStatus
from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.adapters.payments import PaymentStatus as PaymentState
from workflows.operations import Case
from workflows.rules.deadlines import day_over
from workflows.rules.fees import fee_lines

PURPOSE = "fee"


class Operation(operations.Operation):
    """An invoice that was open before is replaced, and its payment page shut first; one of 0.00 is not written.

    Where no window closes it can be paid as long as a draft is kept. Source: setting draft.keepDays.
    """

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        with self.parts.database.read() as session:
            checkouts = session.scalars(_due(case).where(Payment.checkout_id.is_not(None))).all()
        for payment in checkouts:
            assert payment.checkout_id is not None  # noqa: S101 - selected so
            state = self.parts.payments.expire(payment.checkout_id)
            if state.status is PaymentState.AUTHORISED:
                # paid in the last moment: what replaces it is asked for anew, so this goes back
                self.parts.payments.refund(
                    payment.checkout_id, amount_cents=state.total_cents, idempotency_key=f"stray:{payment.id}"
                )
        return {}

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        fees: list[str],
        closes_at: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        now = self.parts.clock.now()
        for earlier in session.scalars(_due(case)):
            earlier.status = PaymentStatus.CLOSED
        session.flush()
        settings = owner_settings.of(session, case, now=now)
        lines = fee_lines(fees, settings)
        amount = sum(line.cents for line in lines)
        last_day = legal_date(now) + timedelta(days=settings["draft.keepDays"])
        closing = datetime.fromisoformat(closes_at) if closes_at else day_over(last_day)
        if not amount:
            return {"payment_id": None, "amount_cents": 0, "closes_at": closing.isoformat()}
        payment = Payment(
            id=new_id(),
            application_id=case.application_id,
            purpose=PURPOSE,
            lines=[{"fee": line.fee, "text": line.text, "cents": line.cents} for line in lines],
            amount_cents=amount,
            surcharge_cents=0,
            status=PaymentStatus.DUE,
            idempotency_key=case.job_id,
            expires_at=closing,
            created_at=now,
        )
        session.add(payment)
        session.flush()
        return {"payment_id": payment.id, "amount_cents": amount, "closes_at": closing.isoformat()}


def _due(case: Case) -> Any:
    return select(Payment).where(Payment.application_id == case.application_id, Payment.status == PaymentStatus.DUE)
