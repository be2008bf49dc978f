"""Asks the National Registry about the holder."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Credential, Person
from models.registry_record import RegistryRecord as RecordRow
from workflows import operations
from workflows.adapters.registry import RegistryRecord, RegistryStatus, comparable
from workflows.jobs import REGISTRY
from workflows.operations import Case, Parts

SSN_DIGITS_SHOWN = 4


class Operation(operations.Operation):
    """Three retries after 1, 5 and 30 minutes; then a person matches by hand. Nobody is refused by a machine.

    Source: Office's eLicensing questions and answers; setting nremt.retryMinutes.
    """

    retry_waits = REGISTRY.waits
    exhausted = "registry_unavailable"

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        return ask(self.parts, case)

    def keep(self, session: Session, case: Case, found: dict[str, Any], **_: Any) -> dict[str, Any]:
        record(self.parts, session, case, found)
        return found


def ask(parts: Parts, case: Case) -> dict[str, Any]:
    """What the National Registry says of the case's person today, under the route table's names.

    Where it does not find the person, what a clerk found by hand for this application counts.

    Raises:
        RegistryUnavailable: try again later.
    """
    with parts.database.read() as session:
        person = session.get_one(Person, case.person_id)
        credential = session.get(Credential, case.credential_id) if case.credential_id else None
        expires_on = credential.expires_on if credential is not None else None
        number, first, last = person.nremt_number, person.legal_first, person.legal_last
        birth_date = parts.keyring.open(person.birth_date, place="person.birth_date", row=person.id)
        ssn = parts.keyring.open(person.ssn, place="person.ssn", row=person.id)
    answer = parts.registry.look_up(
        number=number,
        last_name=last,
        birth_date=date.fromisoformat(birth_date),
        ssn_last4=ssn[-SSN_DIGITS_SHOWN:],
    )
    if answer.status is RegistryStatus.NOT_MATCHED:
        by_hand = _by_hand(parts, case)
        if by_hand is not None:
            return by_hand
    return {
        "nrStatus": answer.status.value,
        "nrLevel": answer.level.value if answer.level else None,
        "nrExpiry": answer.expires_on.isoformat() if answer.expires_on else None,
        "nrRegainedAfterLapse": expires_on is not None and answer.regained_after(expires_on),
        "ceProfileApproved": answer.ce_profile_approved,
        "nameMatches": _same_name(answer, first, last),
        "nrCandidateFor": answer.candidate_for.value if answer.candidate_for else None,
        "nrEducation": answer.education_approved,
        "nrCognitive": answer.cognitive_exam.value,
        "nrHandsOn": answer.psychomotor_exam.value,
    }


def record(parts: Parts, session: Session, case: Case, found: dict[str, Any]) -> None:
    """Keeps an answer of the registry with its moment."""
    assert case.person_id is not None  # noqa: S101 - whoever was asked for is known
    session.add(RecordRow.of(found, person_id=case.person_id, application_id=case.application_id, at=parts.clock.now()))


def _by_hand(parts: Parts, case: Case) -> dict[str, Any] | None:
    with parts.database.read() as session:
        found = session.scalar(
            select(RecordRow)
            .where(RecordRow.application_id == case.application_id, RecordRow.entered_by_id.is_not(None))
            .order_by(RecordRow.checked_at.desc(), RecordRow.id.desc())
            .limit(1)
        )
    return found.facts if found is not None else None


def _same_name(answer: RegistryRecord, first: str, last: str) -> bool:
    if answer.match == "not_matched":
        return False
    return (comparable(answer.first_name), comparable(answer.last_name)) == (comparable(first), comparable(last))
