"""Sets or ends what compliance raises against a certification, and tells every open application of its person."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Application, AwaitedMessage, Credential
from models.vocabulary import Discipline, JobKind
from workflows import operations
from workflows.operations import Case
from workflows.rules.discipline import Order, Standing

#: The message to open applications; each is told by a job of its own.
RAISED = "discipline_raised"
#: What compliance enters where the latest ends, and what stood before counts again.
ENDED = "ended"


class Operation(operations.Operation):
    """The flag blocks filing at once; the public is told once its notice is recorded as served.

    Where an order was served, it stays public until the next notice is served: a suspension stands meanwhile, and
    conditions are told on. What compliance lifts or ends is gone at once.
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
        # from here on it is no draft any more: another order may follow while this one is being served
        session.get_one(Application, case.application_id).draft_of = None
        told = 0
        if kind == ENDED:
            put(credential, standing_of(credential).ended())
        elif kind == Discipline.CLEAR:
            put(credential, Standing())
        else:
            put(credential, standing_of(credential).raised(Discipline(kind)))
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


def standing_of(credential: Credential) -> Standing:
    """What stands against a certification."""
    under = (Order(Discipline(one["kind"]), date.fromisoformat(one["on"])) for one in credential.discipline_under)
    return Standing(credential.discipline, credential.discipline_on, tuple(under))


def put(credential: Credential, standing: Standing) -> None:
    """Writes what stands against a certification whose row the caller has locked."""
    credential.discipline, credential.discipline_on = standing.kind, standing.served_on
    credential.discipline_under = [{"kind": one.kind.value, "on": one.served_on.isoformat()} for one in standing.under]
