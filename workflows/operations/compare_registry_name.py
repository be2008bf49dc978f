"""Asks the National Registry which name it has for a person who changes theirs."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models import Person
from workflows import answers, operations
from workflows.adapters.registry import NOT_MATCHED, RegistryRecord, RegistryStatus, comparable
from workflows.jobs import REGISTRY
from workflows.operations import Case
from workflows.operations.look_up_registry import SSN_DIGITS_SHOWN, record


class Operation(operations.Operation):
    """Looks under the new name, then under the old one; the answer is kept as one of the Registry's.

    It says "new", "old", or "neither" where the Registry finds nobody or has a third name. Nobody is refused for it: a
    person looks at it.
    """

    retry_waits = REGISTRY.waits
    exhausted = "registry_unavailable"

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        with self.parts.database.read() as session:
            person = session.get_one(Person, case.person_id)
            typed = answers.given(session, self.parts.keyring, case.application_id)["new_name"]
            old = (person.legal_first, person.legal_last)
            number = person.nremt_number
            birth_date = self.parts.keyring.open(person.birth_date, place="person.birth_date", row=person.id)
            ssn = self.parts.keyring.open(person.ssn, place="person.ssn", row=person.id)
        new = (typed["new_first"], typed["new_last"])
        found = NOT_MATCHED
        for last_name in (new[1], old[1]):
            # who never had a number there is not asked for
            if number and found.status is RegistryStatus.NOT_MATCHED:
                found = self.parts.registry.look_up(
                    number=number,
                    last_name=last_name,
                    birth_date=date.fromisoformat(birth_date),
                    ssn_last4=ssn[-SSN_DIGITS_SHOWN:],
                )
        return _told(found, has=_which(found, new=new, old=old))

    def keep(self, session: Session, case: Case, found: dict[str, Any], **_: Any) -> dict[str, Any]:
        record(self.parts, session, case, found)
        return {"has": found["has"]}


def _which(found: RegistryRecord, *, new: tuple[str, str], old: tuple[str, str]) -> str:
    if found.match == "not_matched":
        return "neither"
    name = (comparable(found.first_name), comparable(found.last_name))
    for word, (first, last) in (("new", new), ("old", old)):
        if name == (comparable(first), comparable(last)):
            return word
    return "neither"


def _told(found: RegistryRecord, *, has: str) -> dict[str, Any]:
    return {
        "nrStatus": found.status.value,
        "nrLevel": found.level.value if found.level else None,
        "nrExpiry": found.expires_on.isoformat() if found.expires_on else None,
        "nrRegainedAfterLapse": False,
        "ceProfileApproved": found.ce_profile_approved,
        "nameMatches": has == "new",
        "has": has,
    }
