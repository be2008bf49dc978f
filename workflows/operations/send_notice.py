"""Writes a notice to the applicant, or to the holder a case of the Office is about."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Application, Payment, Person
from models.vocabulary import PaymentStatus
from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date, long_date
from workflows.operations import Case
from workflows.rules import setting_text
from workflows.rules.defaults import DEFAULTS
from workflows.rules.fees import dollars

#: The settings that a notice tells, by the field that it names them with.
_TERMS = {"decide_within": "sla.businessDays", "reply_within": "rfi.replyDays"}
#: Whom a case is about, where a member of staff began it.
HOLDER = "holder"


class Operation(operations.Operation):
    """One notice a task, whatever is retried, or one an application; none by e-mail to a holder without an account."""

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        template: str,
        detail: str | None = None,
        to: str | None = None,
        once: bool = False,
        **_: Any,
    ) -> dict[str, Any]:
        account_id = _holder(session, case) if to == HOLDER else case.account_id
        if account_id is None:
            return {"notice_id": None}
        settings = owner_settings.of(session, case, now=self.parts.clock.now())
        terms = {field: setting_text.words(DEFAULTS[key], settings[key]) for field, key in _TERMS.items()}
        notice_id = self.parts.notices.write(
            session,
            template,
            key=f"{template}:{case.application_id if once else case.job_id}",
            account_id=account_id,
            application_id=case.application_id,
            fields={
                "number": case.number,
                "process": case.process,
                "detail": detail or "",
                "paid": _receipt(session, case),
                **terms,
            },
        )
        return {"notice_id": notice_id}


def _receipt(session: Session, case: Case) -> str:
    """What was paid, line by line, as a paragraph of its own; nothing where no fee was paid."""
    payment = session.scalar(
        select(Payment)
        .where(Payment.application_id == case.application_id, Payment.status == PaymentStatus.AUTHORISED)
        .order_by(Payment.created_at.desc(), Payment.id.desc())
        .limit(1)
    )
    if payment is None or payment.authorised_at is None:
        return ""
    lines = [(line["text"], line["cents"]) for line in payment.lines]
    if payment.surcharge_cents:
        lines.append(("Card charge", payment.surcharge_cents))
    lines.append((f"Paid on {long_date(legal_date(payment.authorised_at))}", sum(cents for _, cents in lines)))
    return "\n\nYour receipt:\n" + "\n".join(f"{text}: {dollars(cents)}" for text, cents in lines)


def _holder(session: Session, case: Case) -> str | None:
    about_id = session.get_one(Application, case.application_id).about_id
    if about_id is not None:
        return session.get_one(Application, about_id).account_id
    return session.get_one(Person, case.person_id).account_id if case.person_id else None
