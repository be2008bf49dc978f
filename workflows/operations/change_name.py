"""Writes a person's new name into the register; the former one is kept."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import FormerName, Person
from models.base import new_id
from workflows import answers, operations
from workflows.operations import Case

#: Where a former name is sealed.
PLACE = "former_name.name"


class Operation(operations.Operation):
    """Once an application, whatever is retried. Numbers and last days stay as they are.

    Source: Office's eLicensing questions and answers, question 9.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        **_: Any,
    ) -> dict[str, Any]:
        person = session.get_one(Person, case.person_id, with_for_update=True)
        former = session.scalar(select(FormerName).where(FormerName.application_id == case.application_id))
        if former is None:
            typed = answers.given(session, self.parts.keyring, case.application_id)["new_name"]
            former = FormerName(
                id=new_id(),
                person_id=person.id,
                application_id=case.application_id,
                changed_on=date.fromisoformat(typed["effective_on"]),
                recorded_at=self.parts.clock.now(),
            )
            old = {
                "first": person.legal_first,
                "middle": person.legal_middle,
                "last": person.legal_last,
                "suffix": person.suffix,
            }
            former.name = self.parts.keyring.seal_json(old, place=PLACE, row=former.id)
            session.add(former)
            person.legal_first, person.legal_last = typed["new_first"], typed["new_last"]
            person.legal_middle, person.suffix = typed["new_middle"] or "", typed["suffix"] or ""
        return {"former_name_id": former.id}
