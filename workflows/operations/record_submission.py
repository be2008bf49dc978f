"""Marks an application as sent: its route and fees are frozen, and where to reach the person is known the next time."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Application
from workflows import answers, operations
from workflows.operations import Case


class Operation(operations.Operation):
    """The instant is the payment's authorisation; where nothing was due, now.

    Source: setting deadline.basis.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        submitted_at: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        application = session.get_one(Application, case.application_id)
        if application.person is not None:
            answers.remember(session, self.parts.keyring, application.person, application.id)
        application.draft_of = None
        application.submitted_at = datetime.fromisoformat(submitted_at) if submitted_at else self.parts.clock.now()
        return {"submitted_at": application.submitted_at.isoformat()}
