"""Marks an application as sent: its route, fees and settings are frozen, and where to reach the person is known."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Application, Document
from workflows import answers, operations, owner_settings
from workflows.operations import Case
from workflows.rules.deadlines import end_of_day
from workflows.rules.service_level import answer_by

#: The rows of `route_for_holder` that an owner may let through without a person, by the setting that does.
STRAIGHT_THROUGH = {"D10": "straightThrough.D10", "D12": "straightThrough.D12"}


class Operation(operations.Operation):
    """The instant is the payment's authorisation; where nothing was due, now.

    It tells which routes the owner let through that day, none where a document waits for a person's look, and by when
    a military family is answered. Source: settings straightThrough.D10, straightThrough.D12, military.priority.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        submitted_at: str | None = None,
        military: bool | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        application = session.get_one(Application, case.application_id)
        if application.person is not None:
            answers.remember(session, self.parts.keyring, application.person, application.id)
        application.draft_of = None
        application.submitted_at = datetime.fromisoformat(submitted_at) if submitted_at else self.parts.clock.now()
        settings = owner_settings.of(session, application, now=application.submitted_at)
        if military is True and settings["military.priority"]:
            application.military_answer_by = answer_by(application.submitted_at)
        last_day = application.military_answer_by
        added = session.scalar(select(exists().where(Document.application_id == application.id)))
        return {
            "submitted_at": application.submitted_at.isoformat(),
            "straight_through": [row for row, key in STRAIGHT_THROUGH.items() if settings[key] and not added],
            "answer_due_at": end_of_day(last_day).isoformat() if last_day else None,
        }
