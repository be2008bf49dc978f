"""Looks whether another person of the register has the Social Security number that was given."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Person
from workflows import answers, operations
from workflows.keyring import Keyring
from workflows.operations import Case

SSN_PLACE = "person.ssn"


class Operation(operations.Operation):
    """Staff learn it, the public never does."""

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        with self.parts.database.read() as session:
            return {
                "found": on_another_record(
                    session, self.parts.keyring, case, given_number(session, self.parts.keyring, case)
                )
            }


def given_number(session: Session, keyring: Keyring, case: Case) -> str:
    """The nine digits as the applicant sent them."""
    return str(answers.given(session, keyring, case.application_id)["ssn"]["ssn"])


def on_another_record(session: Session, keyring: Keyring, case: Case, number: str) -> bool:
    """Whether another person has this number."""
    sought = keyring.look_up(number, place=SSN_PLACE)
    another = exists().where(Person.ssn_lookup == sought, Person.id != case.person_id)
    return bool(session.scalar(select(another)))
