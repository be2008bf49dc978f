"""Issues or prolongs an approval to teach: once an application, whatever is retried."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Credential, CredentialTerm
from models.base import new_id
from models.vocabulary import Discipline, Level
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.operations.gather_instructor_facts import approval_of, certification_of, held_by
from workflows.operations.issue_credential import refuse_barred
from workflows.operations.issue_first_credential import next_number

#: The number after which approvals are counted.
_BEFORE_FIRST = 100_000


class Operation(operations.Operation):
    """It ends with the certification it rests on, and the letter goes out with it; a renewal keeps what it is for.

    Source: 105 CMR 170.943, on the sister approval of examiners.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        level: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        term = session.scalar(select(CredentialTerm).where(CredentialTerm.application_id == case.application_id))
        if term is None:
            term = self._issue(session, case, level)
        self.parts.notices.write(
            session,
            "N-IC-APPROVED",
            key=f"approval:{case.application_id}",
            account_id=case.account_id,
            application_id=case.application_id,
            fields={"number": case.number, "process": case.process},
            attachment="approval",
        )
        return {
            "credential_id": term.credential_id,
            "issued_on": legal_date(term.issued_at).isoformat(),
            "expires_on": term.expires_on.isoformat(),
        }

    def _issue(self, session: Session, case: Case, level: str | None) -> CredentialTerm:
        now = self.parts.clock.now()
        session.execute(select(Credential.id).where(Credential.person_id == case.person_id).with_for_update())
        held = held_by(session, case.person_id)
        refuse_barred(held)
        certification, approval = certification_of(held), approval_of(held)
        assert certification is not None  # noqa: S101 - checked in the step before
        assert case.person_id is not None  # noqa: S101 - whoever holds one is known
        if approval is None:
            approval = Credential(
                id=new_id(),
                person_id=case.person_id,
                number=next_number(session, Level.INSTRUCTOR.value, before_first=_BEFORE_FIRST),
                level=Level.INSTRUCTOR,
                issued_on=legal_date(now),
                expires_on=certification.expires_on,
                discipline=Discipline.CLEAR,
            )
            session.add(approval)
        approval.expires_on = certification.expires_on
        approval.teaches = Level(level) if level is not None else approval.teaches
        term = CredentialTerm(
            id=new_id(),
            credential=approval,
            application_id=case.application_id,
            starts_on=min(legal_date(now), certification.expires_on),
            expires_on=certification.expires_on,
            issued_at=now,
        )
        session.add(term)
        session.flush()
        return term
