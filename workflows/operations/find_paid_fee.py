"""The payment that is to be given back: the newest of the application a refund is about."""

from typing import Any

from sqlalchemy import select

from models import Application, Payment
from models.vocabulary import PaymentStatus
from workflows import operations
from workflows.operations import BusinessError, Case

NOTHING_PAID = "nothing_paid"


class Operation(operations.Operation):
    """Raises the error `nothing_paid` where no payment stands as paid."""

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        with self.parts.database.read() as session:
            about_id = session.get_one(Application, case.application_id).about_id
            payment = session.scalar(
                select(Payment)
                .where(Payment.application_id == about_id, Payment.status == PaymentStatus.AUTHORISED)
                .order_by(Payment.created_at.desc(), Payment.id.desc())
                .limit(1)
            )
        if payment is None:
            raise BusinessError(NOTHING_PAID)
        return {"payment_id": payment.id}
