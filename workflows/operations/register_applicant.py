"""Makes a person of what an applicant typed, and tells what the register has of them."""

from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import Application, Person
from models.vocabulary import Level
from workflows import answers, operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.applicants import Applicants, Identity, Known, Tries
from workflows.operations import Case
from workflows.rules.discipline import GRAVITY

#: The levels, lowest first.
LEVELS = (Level.EMT, Level.ADVANCED_EMT, Level.PARAMEDIC)


class Operation(operations.Operation):
    """What was typed is read from its sealed rows; closed words alone are answered.

    Source: state guide to initial certification; settings link.maxFails, link.lockHours.
    """

    def keep(
        self,
        session: Session,
        case: Case,
        found: dict[str, Any],  # noqa: ARG002
        *,
        level: str,
        asked: str,
        **_: Any,
    ) -> dict[str, Any]:
        now = self.parts.clock.now()
        today = legal_date(now)
        settings = owner_settings.of(session, case, now=now)
        identity = Identity.of(answers.given(session, self.parts.keyring, case.application_id))
        tries = Tries(most=settings["link.maxFails"], lock_hours=settings["link.lockHours"])
        applicants = Applicants(session, self.parts.keyring)
        known, person = applicants.register(identity, account_id=case.account_id, tries=tries, now=now)
        application = session.get_one(Application, case.application_id)
        application.level = Level(level)
        registered = person if known in (Known.NONE, Known.OWN) else None
        if registered is not None:
            application.person_id = registered.id
        return {
            "today": today.isoformat(),
            "levelApplied": level,
            "levelAsked": asked,
            "personKnown": known.value,
            # another birth date, or the register would have been meant: the reviewer learns it, the applicant does not
            "numberShared": registered is not None and applicants.number_is_shared(registered),
            "adult": identity.adult_on(today),
            "openApplication": _another_undecided(session, case),
            "settings": settings.context(),
            **_held(person if known is Known.OWN else None, today),
            **_NOT_ASKED,
        }


#: What is known of the National Registry's answer before it is asked.
_NOT_ASKED: dict[str, Any] = {
    "nrStatus": "SERVICE_ERROR",
    "nrLevel": None,
    "nrExpiry": None,
    "nrCandidateFor": None,
    "nrEducation": None,
    "nrCognitive": None,
    "nrHandsOn": None,
    "nameMatches": None,
}


def _held(person: Person | None, today: date) -> dict[str, Any]:
    """The highest level that the person holds or held, and what the Office has against any of it."""
    held = [one for one in person.credentials if one.superseded_by_id is None] if person is not None else []
    # another prefix is an approval to teach, which is no level
    certifications = [one for one in held if one.level in LEVELS]
    if not certifications:
        return {"heldLevel": None, "heldCurrent": None, "maDiscipline": None}
    highest = max(certifications, key=lambda one: LEVELS.index(one.level))
    return {
        "heldLevel": highest.level.value,
        "heldCurrent": highest.expires_on >= today,
        "maDiscipline": min((one.discipline for one in held), key=GRAVITY.index).value,
    }


def _another_undecided(session: Session, case: Case) -> bool:
    another = exists().where(
        Application.account_id == case.account_id,
        Application.family == case.family,
        Application.id != case.application_id,
        Application.submitted_at.is_not(None),
        Application.ended_at.is_(None),
    )
    return bool(session.scalar(select(another)))
