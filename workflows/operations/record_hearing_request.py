"""Takes a request for a hearing in: the decision it disputes stands as appealed."""

from typing import Any

from sqlalchemy.orm import Session

from models import Application
from models.vocabulary import ApplicationStatus, EventKind
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.history import SYSTEM, Happening, append
from workflows.operations import Case


class Operation(operations.Operation):
    """A late request is taken in and flagged: counsel decides on it, not a machine.

    Source: 105 CMR 170.740.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        **_: Any,
    ) -> dict[str, Any]:
        now = self.parts.clock.now()
        request = session.get_one(Application, case.application_id)
        disputed = session.get_one(Application, request.about_id, with_for_update=True)
        request.draft_of, request.submitted_at = None, now
        if disputed.status is ApplicationStatus.DENIED:
            disputed.status = ApplicationStatus.APPEALED
        happening = Happening(EventKind.HEARING_REQUESTED, data={"request": request.id})
        append(session, disputed, happening, actor=SYSTEM, at=now)
        late = disputed.appeal_until is not None and legal_date(now) > disputed.appeal_until
        return {"late": late, "asked_on": legal_date(now).isoformat()}
