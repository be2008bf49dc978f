"""What the Office's own register says of a person who teaches or wants to."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Application, Credential
from models.vocabulary import CERTIFICATIONS, Level, StaffRole
from workflows import operations
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.discipline import GRAVITY


class Operation(operations.Operation):
    """The certification under the approval, the approval itself, the gravest discipline, and who decides.

    Source: 105 CMR 170.977: the approval rests on a current certification in good standing; instructors are the
    education coordinator's.
    """

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        today = legal_date(self.parts.clock.now())
        with self.parts.database.read() as session:
            held = held_by(session, case.person_id)
            certification, approval = certification_of(held), approval_of(held)
            return {
                "today": today.isoformat(),
                "maLevel": certification.level.value if certification else None,
                "maExpiry": certification.expires_on.isoformat() if certification else None,
                "maDiscipline": min((one.discipline for one in held), key=GRAVITY.index).value if held else "clear",
                "icExpiry": approval.expires_on.isoformat() if approval else None,
                "inRenewal": certification is not None and _in_renewal(session, certification),
                "openApplication": _another_undecided(session, case),
                "homeLane": StaffRole.EDUCATION.value,
            }


def held_by(session: Session, person_id: str | None) -> list[Credential]:
    """Everything a person holds, but for what a higher level replaced; the last to expire first."""
    return list(
        session.scalars(
            select(Credential)
            .where(Credential.person_id == person_id, Credential.superseded_by_id.is_(None))
            .order_by(Credential.expires_on.desc(), Credential.number)
        )
    )


def certification_of(held: list[Credential]) -> Credential | None:
    """The certification that an approval rests on: the one that lasts longest."""
    return next((one for one in held if one.level in CERTIFICATIONS), None)


def approval_of(held: list[Credential]) -> Credential | None:
    """The approval to teach."""
    return next((one for one in held if one.level is Level.INSTRUCTOR), None)


def _in_renewal(session: Session, certification: Credential) -> bool:
    filed = exists().where(
        Application.credential_id == certification.id,
        Application.family == "cycle",
        Application.submitted_at.is_not(None),
        Application.ended_at.is_(None),
    )
    return bool(session.scalar(select(filed)))


def _another_undecided(session: Session, case: Case) -> bool:
    another = exists().where(
        Application.person_id == case.person_id,
        Application.family == case.family,
        Application.id != case.application_id,
        Application.submitted_at.is_not(None),
        Application.ended_at.is_(None),
    )
    return bool(session.scalar(select(another)))
