"""Puts a Social Security number in the place of the National Registry's nine digits."""

from typing import Any

from sqlalchemy.orm import Session

from models import Person
from models.vocabulary import SsnKind
from workflows import operations
from workflows.operations import BusinessError, Case
from workflows.operations.find_same_number import SSN_PLACE, given_number, on_another_record


class Operation(operations.Operation):
    """The number, its look-up and its kind, together; a repeat changes nothing.

    Source: Office's eLicensing questions and answers, question 14.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        **_: Any,
    ) -> dict[str, Any]:
        keyring = self.parts.keyring
        number = given_number(session, keyring, case)
        person = session.get_one(Person, case.person_id, with_for_update=True)
        if on_another_record(session, keyring, case, number):
            raise BusinessError("ssn_taken")
        person.ssn = keyring.seal(number, place=SSN_PLACE, row=person.id)
        person.ssn_lookup = keyring.look_up(number, place=SSN_PLACE)
        person.ssn_kind = SsnKind.SSN
        return {"person_id": person.id}
