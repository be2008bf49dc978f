"""Lets a person begin the internship as an instructor, for a year, and sends the letter that says so."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.deadlines import end_of_day


class Operation(operations.Operation):
    """The last day is told in the letter; one letter a task, whatever is retried.

    Source: 105 CMR 170.977; setting ic.internshipDays.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        level: str,
        **_: Any,
    ) -> dict[str, Any]:
        now = self.parts.clock.now()
        days = owner_settings.of(session, case, now=now)["ic.internshipDays"]
        last_day = legal_date(now) + timedelta(days=days)
        self.parts.notices.write(
            session,
            "N-IC-INTERNSHIP",
            key=f"internship:{case.job_id}",
            account_id=case.account_id,
            application_id=case.application_id,
            fields={"number": case.number, "process": case.process},
            attachment="internship",
        )
        return {
            "teaches": level,
            "authorised_on": legal_date(now).isoformat(),
            "last_day": last_day.isoformat(),
            "ends_at": end_of_day(last_day).isoformat(),
        }
