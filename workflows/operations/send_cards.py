"""Sends a notice with a new card for each certification that is current."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Credential
from models.vocabulary import Level
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.cards import STANDING

#: What is told beside it.
_ATTACHED = "Your new card is attached. It has the same number and the same last day as before."
_NONE = "Your license is not current, so there is no new card. Your record is changed all the same."


class Operation(operations.Operation):
    """Numbers and last days stay; a certification that has ended or is suspended gets no card."""

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        template: str,
        **_: Any,
    ) -> dict[str, Any]:
        today = legal_date(self.parts.clock.now())
        current = exists().where(
            Credential.person_id == case.person_id,
            Credential.expires_on >= today,
            Credential.discipline.in_(STANDING),
            Credential.superseded_by_id.is_(None),
            Credential.level != Level.INSTRUCTOR,
        )
        printable = bool(session.scalar(select(current)))
        notice_id = self.parts.notices.write(
            session,
            template,
            key=f"{template}:{case.application_id}",
            account_id=case.account_id,
            application_id=case.application_id,
            fields={
                "number": case.number,
                "process": case.process,
                "detail": _ATTACHED if printable else _NONE,
            },
            attachment="card" if printable else "",
        )
        return {"notice_id": notice_id, "with_card": printable}
