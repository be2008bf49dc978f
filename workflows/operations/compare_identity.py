"""Compares what a holder typed about who they are with the register."""

from typing import Any

from models import Person
from workflows import answers, operations
from workflows.operations import Case


class Operation(operations.Operation):
    """Says what differs: "nothing", "birth_date", "number" or "both"; never what was typed, nor what is on record.

    Nobody is refused for it: the reviewer is told, and looks at it.
    """

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        keyring = self.parts.keyring
        with self.parts.database.read() as session:
            person = session.get_one(Person, case.person_id)
            typed = answers.given(session, keyring, case.application_id).get("identity", {})
            birth_date = keyring.open(person.birth_date, place="person.birth_date", row=person.id)
            number = keyring.open(person.ssn, place="person.ssn", row=person.id)
        return {"differs": _differs(born=typed.get("birth_date") != birth_date, number=typed.get("ssn") != number)}


def _differs(*, born: bool, number: bool) -> str:
    if born and number:
        return "both"
    return "birth_date" if born else "number" if number else "nothing"
