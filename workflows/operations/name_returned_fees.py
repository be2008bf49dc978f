"""What is asked for after a payment came back: the fee it was for, and the charge for the return."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Application, Payment
from models.vocabulary import PaymentStatus
from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.deadlines import day_over

RETURN_CHARGE = "fee.returned"
WITH_CHARGE, WITHOUT_CHARGE = "fee_and_charge", "fee_alone"


class Operation(operations.Operation):
    """The fees as they were named when they were first asked for; the charge as it is today.

    Source: fee page of the Office for initial certification (returned payments).
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        claim: str,
        **_: Any,
    ) -> dict[str, Any]:
        about_id = session.get_one(Application, case.application_id).about_id
        returned = session.scalars(
            select(Payment)
            .where(Payment.application_id == about_id, Payment.status == PaymentStatus.RETURNED)
            .order_by(Payment.created_at.desc(), Payment.id.desc())
            .limit(1)
        ).one()
        today = legal_date(self.parts.clock.now())
        settings = owner_settings.on(session, today)
        fees = [line["fee"] for line in returned.lines for _ in range(max(1, line["cents"] // settings[line["fee"]]))]
        if claim == WITH_CHARGE and RETURN_CHARGE not in fees:
            fees.append(RETURN_CHARGE)
        if claim == WITHOUT_CHARGE:
            fees = [fee for fee in fees if fee != RETURN_CHARGE]
        closes_on = today + timedelta(days=settings["rfi.replyDays"])
        return {"fees": fees, "closes_at": day_over(closes_on).isoformat()}
