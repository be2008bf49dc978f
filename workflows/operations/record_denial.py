"""Fixes the day of a denial and the last day for a hearing request."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Application
from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import Case


class Operation(operations.Operation):
    """Fourteen calendar days from the notice.

    Source: 105 CMR 170.740; setting appeal.days.
    """

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        now = self.parts.clock.now()
        today = legal_date(now)
        with self.parts.database.read() as session:
            days = owner_settings.of(session, case, now=now)["appeal.days"]
        return {"denied_on": today.isoformat(), "last_appeal_day": (today + timedelta(days=days)).isoformat()}

    def keep(self, session: Session, case: Case, found: dict[str, Any], **_: Any) -> dict[str, Any]:
        application = session.get_one(Application, case.application_id)
        application.appeal_until = date.fromisoformat(found["last_appeal_day"])
        return found
