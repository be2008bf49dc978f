"""Looks, at the moment of approval, whether the certification under an approval to teach still holds it up."""

from typing import Any

from sqlalchemy.orm import Session

from models.vocabulary import CERTIFICATIONS, Level
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.operations.final_check import barred, fee_taken_back, tax_hold
from workflows.operations.gather_instructor_facts import approval_of, certification_of, held_by


class Operation(operations.Operation):
    """In good standing, current, at or above the level taught, for a renewal already renewed itself; and still paid.

    Source: 105 CMR 170.977.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        level: str | None = None,
        renewing: bool = False,
        **_: Any,
    ) -> dict[str, Any]:
        today = legal_date(self.parts.clock.now())
        held = held_by(session, case.person_id)
        certification, approval = certification_of(held), approval_of(held)
        reason = barred(held) or tax_hold(session, case) or fee_taken_back(session, case)
        if reason is None and (certification is None or certification.expires_on < today):
            reason = "CERTIFICATION_ENDED"
        if reason is None and level is not None and certification is not None:
            too_low = CERTIFICATIONS.index(certification.level) < CERTIFICATIONS.index(Level(level))
            reason = "CERTIFICATION_TOO_LOW" if too_low else None
        if reason is None and renewing and certification is not None and approval is not None:
            reason = "CERTIFICATION_NOT_RENEWED" if certification.expires_on <= approval.expires_on else None
        return {"passed": reason is None, "reason": reason}
