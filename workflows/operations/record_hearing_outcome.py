"""Enters what became of a request for a hearing at the decision it disputed."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Application, AwaitedMessage, Credential, Event
from models.vocabulary import ApplicationStatus, Discipline, EventKind, JobKind
from workflows import operations
from workflows.history import SYSTEM, Happening, append
from workflows.operations import Case
from workflows.operations.record_discipline import put, standing_of
from workflows.rules.discipline import Order

SET_ASIDE = "set_aside"
#: The message by which a denied application is taken up again, by a job of its own.
TAKE_UP = "denial_set_aside"
#: What is told where the diagram of a denied application ends with the denial.
_NOT_TAKEN_UP = "The decision was set aside after a hearing. Our staff will write to you about what comes next."


class Operation(operations.Operation):
    """A decision that stands is a denial again. One that is set aside counts no more.

    A denied application is told so, and its diagram takes it up again; an order ends, and what it stood on counts
    again. Answers which of the two it was: `denial` or `order`.
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
        denied = disputed.status is ApplicationStatus.APPEALED
        happening = Happening(EventKind.HEARING_DECIDED, data={"request": case.application_id, "outcome": outcome})
        append(session, disputed, happening, actor=SYSTEM, at=self.parts.clock.now())
        if outcome == SET_ASIDE:
            disputed.appeal_until = None
            if denied:
                self._take_up(session, disputed)
            else:
                _end_order(session, disputed)
        elif denied:
            disputed.status = ApplicationStatus.DENIED
        return {"outcome": outcome, "about": "denial" if denied else "order"}

    def _take_up(self, session: Session, denied: Application) -> None:
        if session.get(AwaitedMessage, (denied.id, TAKE_UP)) is None:
            denied.sentence = _NOT_TAKEN_UP
            return
        self.parts.jobs.enqueue(
            session, kind=JobKind.MESSAGE, operation=TAKE_UP, parameters={}, application_id=denied.id
        )


def _end_order(session: Session, disputed: Application) -> None:
    """Ends the one order that was disputed; what came on top of it stands."""
    done = select(Event).where(Event.stream == disputed.id, Event.kind == EventKind.TASK_COMPLETED)
    entered: dict[str, Any] = {}
    for event in session.scalars(done.order_by(Event.position)):
        entered |= event.data["variables"]
    order = Order(Discipline(entered["disciplineKind"]), date.fromisoformat(entered["servedOn"]))
    credential = session.get_one(Credential, disputed.credential_id, with_for_update=True)
    put(credential, standing_of(credential).set_aside(order))
