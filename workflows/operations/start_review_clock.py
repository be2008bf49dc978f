"""Starts or goes on with the Office's own clock: when a decision is due."""

from typing import Any

from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.business_days import add_business_days
from workflows.rules.deadlines import end_of_day


class Operation(operations.Operation):
    """Ten business days, or what was left when the clock stopped.

    Source: Office's eLicensing questions and answers, question 15; setting sla.businessDays.
    """

    def work(self, case: Case, *, remaining_days: int | None = None, **_: Any) -> dict[str, Any]:
        now = self.parts.clock.now()
        with self.parts.database.read() as session:
            days = remaining_days or owner_settings.of(session, case, now=now)["sla.businessDays"]
            holidays = owner_settings.holidays(session)
        return {"due_at": end_of_day(add_business_days(legal_date(now), days, holidays)).isoformat()}
