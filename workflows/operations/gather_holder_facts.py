"""What the Office's own register says about the holder, as the route table asks it."""

from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Application, Credential
from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import Case
from workflows.rules.defaults import OwnerSettings


class Operation(operations.Operation):
    """Reads the register; where the National Registry has not been asked, its facts say so."""

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        now = self.parts.clock.now()
        with self.parts.database.read() as session:
            credential = session.get_one(Credential, case.credential_id)
            settings = owner_settings.of(session, case, now=now)
            return holder_facts(session, case, credential, today=legal_date(now), settings=settings)


def holder_facts(
    session: Session, case: Case, credential: Credential, *, today: date, settings: OwnerSettings
) -> dict[str, Any]:
    """What the route table asks of a holder on a day, as it stands before the Registry is asked."""
    return {
        "today": today.isoformat(),
        "maExpiry": credential.expires_on.isoformat(),
        "maLevel": credential.level.value,
        "maDiscipline": credential.discipline.value,
        "openApplication": _another_undecided(session, case),
        "settings": settings.context(),
        "nrStatus": "SERVICE_ERROR",
        "nrLevel": None,
        "nrExpiry": None,
        "nrRegainedAfterLapse": False,
        "ceProfileApproved": False,
        "nameMatches": None,
    }


def _another_undecided(session: Session, case: Case) -> bool:
    another = exists().where(
        Application.credential_id == case.credential_id,
        Application.family == case.family,
        Application.id != case.application_id,
        Application.submitted_at.is_not(None),
        Application.ended_at.is_(None),
    )
    return bool(session.scalar(select(another)))
