"""Starts or goes on with the Office's own clock: when a decision is due."""

from typing import Any

from models import Application
from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.service_level import due_at


class Operation(operations.Operation):
    """Ten business days, or what was left when the clock stopped; a military family is answered within thirty days.

    A clock that runs since an earlier step goes on until it ends, or the applicant is asked for more.

    Once the Office has said what is missing, those thirty days are met. Source: Office's eLicensing questions and
    answers, question 15; setting sla.businessDays.
    """

    def work(
        self, case: Case, *, remaining_days: int | None = None, running_until: str | None = None, **_: Any
    ) -> dict[str, Any]:
        if remaining_days is None and running_until is not None:
            return {"due_at": running_until}
        now = self.parts.clock.now()
        with self.parts.database.read() as session:
            days = remaining_days or owner_settings.of(session, case, now=now)["sla.businessDays"]
            holidays = owner_settings.holidays(session)
            answer_by = session.get_one(Application, case.application_id).military_answer_by
        at_latest = answer_by if remaining_days is None else None
        return {"due_at": due_at(legal_date(now), days, holidays, at_latest=at_latest).isoformat()}
