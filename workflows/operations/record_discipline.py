"""Sets the flag that compliance raises against a certification, and tells every open application of its person."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Application, AwaitedMessage, Credential
from models.vocabulary import Discipline, JobKind
from workflows import operations
from workflows.operations import Case

#: The message to open applications; each is told by a job of its own.
RAISED = "discipline_raised"


class Operation(operations.Operation):
    """The flag blocks filing at once; the public is told once its notice is recorded as served.

    Where an order was served, it stays public until the next notice is served: a suspension stands meanwhile, and
    conditions are told on. What compliance lifts is gone at once.
    Source: M.G.L. c.111C s.16.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        kind: str,
        **_: Any,
    ) -> dict[str, Any]:
        credential = session.get_one(Credential, case.credential_id, with_for_update=True)
        raised = Discipline(kind)
        # from here on it is no draft any more: another order may follow while this one is being served
        session.get_one(Application, case.application_id).draft_of = None
        if not (_barred(credential.discipline) and credential.discipline_on is not None and _barred(raised)):
            credential.discipline_before = _public(credential) if raised is not Discipline.CLEAR else None
            credential.discipline, credential.discipline_on = raised, None
        told = 0
        if raised is not Discipline.CLEAR:
            told = self._tell(session, case)
        return {"kind": credential.discipline.value, "told": told}

    def _tell(self, session: Session, case: Case) -> int:
        waiting = session.scalars(
            select(AwaitedMessage.application_id)
            .join(Application, Application.id == AwaitedMessage.application_id)
            .where(AwaitedMessage.message == RAISED, Application.person_id == case.person_id)
        ).all()
        for application_id in waiting:
            self.parts.jobs.enqueue(
                session, kind=JobKind.MESSAGE, operation=RAISED, parameters={}, application_id=application_id
            )
        return len(waiting)


def _public(credential: Credential) -> Discipline | None:
    """What the public is told before the new notice is served."""
    return credential.discipline_before if credential.discipline_on is None else credential.discipline


def _barred(kind: Discipline) -> bool:
    return kind in {Discipline.SUSPENDED, Discipline.REVOKED, Discipline.SURRENDERED}
