"""What is asked for after a payment came back: the fee it was for, and the charge for the return."""

from collections.abc import Mapping
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
from workflows.rules.defaults import OwnerSettings

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
        about = session.get_one(Application, session.get_one(Application, case.application_id).about_id)
        returned = session.scalars(
            select(Payment)
            .where(Payment.application_id == about.id, Payment.status == PaymentStatus.RETURNED)
            .order_by(Payment.created_at.desc(), Payment.id.desc())
            .limit(1)
        ).one()
        now = self.parts.clock.now()
        today = legal_date(now)
        settings = owner_settings.on(session, today)
        then = owner_settings.of(session, about, now=now)
        fees = [line["fee"] for line in returned.lines for _ in range(_times(line, then))]
        if claim == WITH_CHARGE and RETURN_CHARGE not in fees:
            fees.append(RETURN_CHARGE)
        if claim == WITHOUT_CHARGE:
            fees = [fee for fee in fees if fee != RETURN_CHARGE]
        closes_on = today + timedelta(days=settings["rfi.replyDays"])
        return {"fees": fees, "closes_at": day_over(closes_on).isoformat()}


def _times(line: Mapping[str, Any], settings: OwnerSettings) -> int:
    """How often a line names its fee: a late renewal names one for each year."""
    price = settings[line["fee"]]
    return max(1, line["cents"] // price) if price else 1
