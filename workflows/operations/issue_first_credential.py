"""Issues a certification to a person who had none at this level: once an application, whatever is retried."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Application, Credential, CredentialNumber, CredentialTerm
from models.base import new_id
from models.vocabulary import CERTIFICATIONS, Discipline, Level
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.operations.issue_credential import refuse_barred

#: The number after which a prefix begins, so that it has seven digits and follows all that were given before.
_BEFORE_FIRST = 1_000_000


class Operation(operations.Operation):
    """A new number; a lower certification of the same person is superseded by it.

    Source: Office's eLicensing questions and answers, question 2, on the numbers' prefixes.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        level: str,
        expires_on: str,
        **_: Any,
    ) -> dict[str, Any]:
        term = session.scalar(select(CredentialTerm).where(CredentialTerm.application_id == case.application_id))
        if term is None:
            application = session.get_one(Application, case.application_id)
            term = _issue(
                session, application, Level(level), expires_on=date.fromisoformat(expires_on), at=self.parts.clock.now()
            )
        return {
            "credential_id": term.credential_id,
            "issued_on": legal_date(term.issued_at).isoformat(),
            "expires_on": term.expires_on.isoformat(),
        }


def _issue(
    session: Session, application: Application, level: Level, *, expires_on: date, at: datetime
) -> CredentialTerm:
    person_id, today = application.person_id, legal_date(at)
    assert person_id is not None  # noqa: S101 - whoever was reviewed is known
    held = session.scalars(
        select(Credential)
        .where(Credential.person_id == person_id, Credential.superseded_by_id.is_(None))
        .order_by(Credential.id)
        .with_for_update()
    ).all()
    refuse_barred(held)
    credential = Credential(
        id=new_id(),
        person_id=person_id,
        number=next_number(session, level),
        level=level,
        issued_on=today,
        expires_on=expires_on,
        discipline=Discipline.CLEAR,
    )
    term = CredentialTerm(
        id=new_id(),
        credential=credential,
        application_id=application.id,
        starts_on=today,
        expires_on=expires_on,
        issued_at=at,
    )
    session.add_all([credential, term])
    session.flush()
    for lower in held:
        if lower.level in CERTIFICATIONS[: CERTIFICATIONS.index(level)]:
            _supersede(lower, credential)
    application.credential_id = credential.id
    return term


def _supersede(lower: Credential, higher: Credential) -> None:
    """A discipline is the person's: it goes along."""
    higher.discipline = lower.discipline
    higher.discipline_on = lower.discipline_on
    higher.discipline_under = lower.discipline_under
    lower.superseded_by_id = higher.id


def next_number(session: Session, prefix: str, *, before_first: int = _BEFORE_FIRST) -> str:
    """The next number of a prefix that nobody has; the first follows `before_first`."""
    while True:
        last = session.scalar(
            update(CredentialNumber)
            .where(CredentialNumber.prefix == prefix)
            .values(last=CredentialNumber.last + 1)
            .returning(CredentialNumber.last)
        )
        if last is None:
            last = before_first + 1
            session.add(CredentialNumber(prefix=prefix, last=last))
            session.flush()
        number = f"{prefix}{last}"
        if session.scalar(select(Credential.id).where(Credential.number == number)) is None:
            return number
