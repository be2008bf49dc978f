"""Fixes the day of a denial and, where the facts are disputed, the last day to ask for a hearing."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Application, Task
from models.vocabulary import TaskStatus
from workflows import answers, operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import Case

#: The guide in which a denial is proposed, its page, and the answer that decides which right of appeal there is.
REVIEW, PANEL, DISPUTED = "review", "decide", "facts_disputed"


class Operation(operations.Operation):
    """Fourteen calendar days from the notice; on facts that nobody disputes there is no hearing, but the court.

    Source: 105 CMR 170.740; M.G.L. c.30A s.14; setting appeal.days.
    """

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        now = self.parts.clock.now()
        today = legal_date(now)
        with self.parts.database.read() as session:
            days = owner_settings.of(session, case, now=now)["appeal.days"]
        return {"denied_on": today.isoformat(), "last_appeal_day": (today + timedelta(days=days)).isoformat()}

    def keep(self, session: Session, case: Case, found: dict[str, Any], **_: Any) -> dict[str, Any]:
        if not self._disputed(session, case):
            return {**found, "last_appeal_day": None}
        application = session.get_one(Application, case.application_id)
        application.appeal_until = date.fromisoformat(found["last_appeal_day"])
        return found

    def _disputed(self, session: Session, case: Case) -> bool:
        """What whoever proposed the denial said of the facts."""
        proposed = session.scalar(
            select(Task.id)
            .where(Task.application_id == case.application_id, Task.form == REVIEW, Task.status == TaskStatus.DONE)
            .order_by(Task.done_at.desc(), Task.id.desc())
            .limit(1)
        )
        if proposed is None:
            return False
        panel = answers.of_task(session, self.parts.keyring, proposed).get(PANEL)
        return panel is not None and panel.values.get(DISPUTED) is True
