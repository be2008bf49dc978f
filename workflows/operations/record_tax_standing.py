"""Sets or lifts the hold of the Department of Revenue against a person."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models import Person
from workflows import operations
from workflows.operations import BusinessError, Case


class Operation(operations.Operation):
    """A hold stops the last check before anything is issued; filing goes on.

    Source: M.G.L. c.62C s.49A.

    Raises:
        BusinessError: `nobody_on_record`, where the application was not sent yet.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        standing: str,
        told_on: str,
        **_: Any,
    ) -> dict[str, Any]:
        if case.person_id is None:
            raise BusinessError("nobody_on_record")
        person = session.get_one(Person, case.person_id, with_for_update=True)
        person.tax_hold_on = date.fromisoformat(told_on) if standing == "hold" else None
        return {"hold": person.tax_hold_on is not None}
