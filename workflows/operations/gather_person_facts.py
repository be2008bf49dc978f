"""What the Office's own register says about the person, where a change of the record is asked for."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Application, Credential, Person
from models.vocabulary import Discipline
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.discipline import GRAVITY


class Operation(operations.Operation):
    """The gravest discipline over all credentials, the kind of the nine digits, and whether this is asked for twice."""

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        today = legal_date(self.parts.clock.now())
        with self.parts.database.read() as session:
            person = session.get_one(Person, case.person_id)
            of_person = (Credential.person_id == person.id, Credential.superseded_by_id.is_(None))
            held = session.scalars(select(Credential.discipline).where(*of_person)).all()
            return {
                "today": today.isoformat(),
                "maDiscipline": min(held, key=GRAVITY.index, default=Discipline.CLEAR).value,
                "ssnKind": person.ssn_kind.value,
                "openApplication": _another_undecided(session, case),
            }


def _another_undecided(session: Session, case: Case) -> bool:
    another = exists().where(
        Application.person_id == case.person_id,
        Application.family == case.family,
        Application.id != case.application_id,
        Application.submitted_at.is_not(None),
        Application.ended_at.is_(None),
    )
    return bool(session.scalar(select(another)))
