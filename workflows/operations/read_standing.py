"""What the register holds against the person of an application, at this moment."""

from typing import Any

from sqlalchemy import select

from models import Credential
from models.vocabulary import Discipline
from workflows import operations
from workflows.operations import Case
from workflows.rules.discipline import GRAVITY


class Operation(operations.Operation):
    """The gravest discipline over all that the person holds; `raised` tells whether it is another than is known."""

    def work(self, case: Case, *, known: str | None = None, **_: Any) -> dict[str, Any]:
        if case.person_id is None:
            return {"maDiscipline": Discipline.CLEAR.value, "raised": False}
        with self.parts.database.read() as session:
            # a higher level took over what stood against the one it replaced
            of_person = (Credential.person_id == case.person_id, Credential.superseded_by_id.is_(None))
            held = session.scalars(select(Credential.discipline).where(*of_person)).all()
        gravest = min(held, key=GRAVITY.index, default=Discipline.CLEAR)
        return {"maDiscipline": gravest.value, "raised": gravest.value != (known or Discipline.CLEAR.value)}
