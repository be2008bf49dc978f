"""Enters what became of a request for a hearing at the decision it disputed."""

from typing import Any

from sqlalchemy.orm import Session

from models import Application, Credential
from models.vocabulary import ApplicationStatus, Discipline, EventKind
from workflows import operations
from workflows.history import SYSTEM, Happening, append
from workflows.operations import Case

SET_ASIDE = "set_aside"
_SENTENCE = "The decision was set aside after a hearing. Our staff will write to you about what comes next."


class Operation(operations.Operation):
    """A decision that stands is a denial again; one that is set aside lifts the discipline it imposed.

    Source: M.G.L. c.30A s.11; M.G.L. c.111C s.16.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        outcome: str,
        **_: Any,
    ) -> dict[str, Any]:
        about_id = session.get_one(Application, case.application_id).about_id
        disputed = session.get_one(Application, about_id, with_for_update=True)
        happening = Happening(EventKind.MESSAGE_DELIVERED, node="hearing_decided", data={"outcome": outcome})
        append(session, disputed, happening, actor=SYSTEM, at=self.parts.clock.now())
        if outcome != SET_ASIDE:
            if disputed.status is ApplicationStatus.APPEALED:
                disputed.status = ApplicationStatus.DENIED
            return {"outcome": outcome}
        disputed.appeal_until = None
        if disputed.status is ApplicationStatus.APPEALED:
            disputed.sentence = _SENTENCE
        elif disputed.credential_id is not None:
            credential = session.get_one(Credential, disputed.credential_id, with_for_update=True)
            credential.discipline, credential.discipline_on = Discipline.CLEAR, None
            credential.discipline_before = None
        return {"outcome": outcome}
