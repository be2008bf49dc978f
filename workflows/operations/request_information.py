"""Stops the Office's clock and starts the applicant's."""

from datetime import datetime, timedelta
from typing import Any

from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.business_days import business_days_between
from workflows.rules.deadlines import end_of_day


class Operation(operations.Operation):
    """Thirty calendar days to reply, reminders on days 14 and 25.

    Source: settings rfi.replyDays, rfi.reminders.
    """

    def work(self, case: Case, *, due_at: str, **_: Any) -> dict[str, Any]:
        now = self.parts.clock.now()
        today = legal_date(now)
        with self.parts.database.read() as session:
            settings = owner_settings.of(session, case, now=now)
            holidays = owner_settings.holidays(session)
        first, second = settings["rfi.reminders"]
        left = business_days_between(today, legal_date(datetime.fromisoformat(due_at)), holidays)
        return {
            "remaining_days": max(left, 1),
            "first_reminder_at": (now + timedelta(days=first)).isoformat(),
            "second_reminder_at": (now + timedelta(days=second)).isoformat(),
            "closes_at": end_of_day(today + timedelta(days=settings["rfi.replyDays"])).isoformat(),
        }
