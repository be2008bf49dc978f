"""Sends the new card, and invites whoever teaches to renew the approval that rests on it."""

from typing import Any, ClassVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Application
from workflows import operations
from workflows.adapters.clock import legal_date, long_date
from workflows.operations import Case
from workflows.operations.gather_instructor_facts import approval_of, certification_of, held_by
from workflows.rules.discipline import BARRED

#: The process by which an approval to teach goes on.
APPROVAL_RENEWAL = "instructor_renewal"


class Operation(operations.Operation):
    """The card goes as an attachment, since it bears facts of the public register alone."""

    #: The notice that brings it, and what makes it the same notice: once an application.
    template: ClassVar[str] = "N-APPROVED-CARD"
    key: ClassVar[str] = "card"

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        **_: Any,
    ) -> dict[str, Any]:
        sent = self.send(session, case)
        self._invite_to_renew_approval(session, case)
        return sent

    def send(self, session: Session, case: Case) -> dict[str, Any]:
        """Writes the notice that brings the card."""
        notice_id = self.parts.notices.write(
            session,
            self.template,
            key=f"{self.key}:{case.application_id}",
            account_id=case.account_id,
            application_id=case.application_id,
            fields={"number": case.number, "process": case.process},
            attachment="card",
        )
        return {"notice_id": notice_id}

    def _invite_to_renew_approval(self, session: Session, case: Case) -> None:
        """Once for each new end of the certification, where the approval is current and ends before it.

        A draft is not begun: whoever stops teaching would have to throw it away.
        """
        held = held_by(session, case.person_id)
        certification, approval = certification_of(held), approval_of(held)
        if certification is None or approval is None or any(one.discipline in BARRED for one in held):
            return
        today = legal_date(self.parts.clock.now())
        if not today <= approval.expires_on < certification.expires_on or _renewal_filed(session, case):
            return
        self.parts.notices.write(
            session,
            "N-IC-RENEW",
            key=f"approval-renewal:{approval.id}:{certification.expires_on.isoformat()}",
            account_id=case.account_id,
            fields={"license": approval.number, "detail": long_date(approval.expires_on)},
        )


def _renewal_filed(session: Session, case: Case) -> bool:
    filed = exists().where(
        Application.person_id == case.person_id,
        Application.family == APPROVAL_RENEWAL,
        Application.submitted_at.is_not(None),
        Application.ended_at.is_(None),
    )
    return bool(session.scalar(select(filed)))
