"""What the register says about a holder on a day of the year's calendar."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Application, Credential, Person
from models.vocabulary import ApplicationStatus, Level
from workflows import operations, owner_settings
from workflows.adapters.clock import EASTERN, legal_date
from workflows.operations import Case
from workflows.operations.gather_holder_facts import holder_facts
from workflows.operations.gather_instructor_facts import held_by
from workflows.rules.defaults import OwnerSettings
from workflows.rules.discipline import GRAVITY
from workflows.rules.year import window_opened

_DECIDED = (ApplicationStatus.APPROVED, ApplicationStatus.DENIED)


class Operation(operations.Operation):
    """The facts of the route table for the day asked about, or for today where that is over already.

    Whoever is told late is told what is true then, and not what would have been.
    """

    def work(self, case: Case, *, day: str, **_: Any) -> dict[str, Any]:
        asked_about = max(date.fromisoformat(day), legal_date(self.parts.clock.now()))
        with self.parts.database.read() as session:
            settings = owner_settings.on(session, asked_about)
            credential = session.get_one(Credential, case.credential_id)
            person = session.get_one(Person, credential.person_id)
            return {
                **holder_facts(session, case, credential, today=asked_about, settings=settings),
                **_of_approval(session, credential),
                "hasAccount": person.account_id is not None,
                "decidedThisSeason": _decided(session, case, credential, settings),
                "timelyRenewalContinues": settings["cert.timelyRenewalContinues"],
            }


def _decided(session: Session, case: Case, credential: Credential, settings: OwnerSettings) -> bool:
    opened = datetime.combine(window_opened(credential.expires_on, settings), time(), EASTERN)
    decided = exists().where(
        Application.credential_id == credential.id,
        Application.submitted_at >= opened,
        Application.status.in_(_DECIDED),
        Application.family == case.family,
    )
    return bool(session.scalar(select(decided)))


def _of_approval(session: Session, credential: Credential) -> dict[str, Any]:
    """What is held against anything of a person stands against their approval to teach."""
    if credential.level is not Level.INSTRUCTOR:
        return {}
    held = held_by(session, credential.person_id)
    return {"maDiscipline": min((one.discipline for one in held), key=GRAVITY.index).value}
