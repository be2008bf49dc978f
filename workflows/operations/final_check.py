"""Looks once more, at the moment of approval, at what may have changed since the application was sent."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import Application, Credential, Payment, Person
from models.vocabulary import ApplicationStatus, PaymentStatus
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.jobs import REGISTRY
from workflows.operations import Case
from workflows.operations.look_up_registry import ask, record
from workflows.rules.discipline import BARRED

CURRENT = frozenset({"ACTIVE", "INACTIVE"})
RANK = {"EMR": 0, "EMT": 1, "AEMT": 2, "NRP": 3, "E": 1, "A": 2, "P": 3}
#: The family of the cases in which the fiscal staff look into what came back.
RETURNED_PAYMENT = "returned_payment"
TAKEN_BACK = frozenset({PaymentStatus.RETURNED, PaymentStatus.REFUNDED})


class Operation(operations.Operation):
    """Registry, discipline, taxes, cards and whether the fee is still paid; never window or route, frozen when sent.

    Where nothing has been granted yet the diagram names the level, and every certification of the person is looked at.
    """

    retry_waits = REGISTRY.waits

    def work(
        self,
        case: Case,
        *,
        registry_must_show: str | None = None,
        level: str | None = None,
        cpr_expires: str | None = None,
        acls_expires: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        found = ask(self.parts, case)
        with self.parts.database.read() as session:
            held = session.scalars(_held(case)).all()
        today = self._today()
        wanted = level or next(one.level.value for one in held)
        reason = (
            barred(held)
            or _unmet(found, wanted, registry_must_show, today)
            or _ended("CPR_ENDED", cpr_expires, today)
            or _ended("ACLS_ENDED", acls_expires, today)
        )
        return {**found, "reason": reason}

    def keep(
        self, session: Session, case: Case, found: dict[str, Any], *, level: str | None = None, **_: Any
    ) -> dict[str, Any]:
        record(self.parts, session, case, found)
        # read again under the application's lock: a suspension may have come while the registry was asked
        held = session.scalars(_held(case).with_for_update()).all()
        certified = None if case.credential_id else _certified(held, level, self._today())
        reason = (
            barred(held) or tax_hold(session, case) or certified or fee_taken_back(session, case) or found["reason"]
        )
        return {"passed": reason is None, "reason": reason, "nrExpiry": found["nrExpiry"]}

    def _today(self) -> date:
        return legal_date(self.parts.clock.now())


def _held(case: Case) -> Select[Credential]:
    """The certification that the case is about, or else all that its person holds."""
    if case.credential_id is not None:
        return select(Credential).where(Credential.id == case.credential_id)
    return (
        select(Credential)
        .where(Credential.person_id == case.person_id, Credential.superseded_by_id.is_(None))
        .order_by(Credential.id)
    )


def barred(held: Sequence[Credential]) -> str | None:
    """What bars the person from work, in capitals; None where nothing does."""
    return next((one.discipline.value.upper() for one in held if one.discipline in BARRED), None)


def _certified(held: Sequence[Credential], level: str | None, today: date) -> str | None:
    """Whether another application has earned the level meanwhile: this one is not to earn it again."""
    enough = (one.expires_on >= today and RANK.get(one.level, -1) >= RANK[level] for one in held) if level else ()
    return "ALREADY_CERTIFIED" if any(enough) else None


def tax_hold(session: Session, case: Case) -> str | None:
    """Whether the Department of Revenue asks that nothing is issued to the person. Source: M.G.L. c.62C s.49A."""
    held_on = session.scalar(select(Person.tax_hold_on).where(Person.id == case.person_id))
    return None if held_on is None else "TAX_HOLD"


def _ended(reason: str, expires: str | None, today: date) -> str | None:
    return reason if expires is not None and date.fromisoformat(expires) < today else None


def fee_taken_back(session: Session, case: Case) -> str | None:
    """Whether the fee that was paid last went back since: by the payer's bank, or by the provider."""
    newest = (
        select(Payment.status)
        .where(Payment.application_id == case.application_id)
        .order_by(Payment.created_at.desc(), Payment.id.desc())
        .limit(1)
    )
    return "FEE_TAKEN_BACK" if session.scalar(newest) in TAKEN_BACK and not _made_good(session, case) else None


def _made_good(session: Session, case: Case) -> bool:
    """Whether the fiscal staff have settled what came back: it was paid again, or nothing is owed."""
    looked_into = session.scalars(
        select(Application.status).where(
            Application.about_id == case.application_id, Application.family == RETURNED_PAYMENT
        )
    ).all()
    return bool(looked_into) and all(status is ApplicationStatus.COMPLETED for status in looked_into)


def _unmet(found: dict[str, Any], wanted: str, must_show: str | None, today: date) -> str | None:
    if must_show is None:
        return None if found["ceProfileApproved"] else "PROFILE_NOT_APPROVED"
    if found["nrStatus"] not in CURRENT:
        return "REGISTRY_NOT_CURRENT"
    if RANK[found["nrLevel"]] < RANK[wanted]:
        return "REGISTRY_LEVEL"
    expiry = found["nrExpiry"]
    if expiry is None or date.fromisoformat(expiry) < max(date.fromisoformat(must_show), today):
        return "REGISTRY_EXPIRY"
    return None
