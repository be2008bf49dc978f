"""What the Office knows at this moment about an applicant, in groups and under the names that forms show."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Answer, Application, Credential, Person, RegistryRecord, Task
from models.vocabulary import APPLICANT, TaskStatus
from workflows import answers
from workflows.adapters.clock import legal_date
from workflows.keyring import Keyring
from workflows.rules.defaults import OwnerSettings
from workflows.rules.expiry import ExpiryBasis, ExpiryUnconfirmed, new_expiry
from workflows.rules.fees import total_cents


def known(
    session: Session,
    keyring: Keyring,
    application: Application,
    variables: dict[str, Any],
    settings: OwnerSettings,
    *,
    now: datetime,
) -> dict[str, Any]:
    """The facts a form may show, with the decision variables of the moment; a group that is not known is left out.

    Args:
        settings: those that count for the application.
    """
    today = legal_date(now)
    facts: dict[str, Any] = {
        "today": today.isoformat(),
        "account": {"email": application.account.email},
        "application": {
            "number": application.number,
            "guides": _guides(session, application.id),
            "level": application.level.words if application.level else None,
            "no_reply": variables.get("no_reply") is True,
        },
        "final_check": variables.get("final_check"),
        "settings": _card_rules(settings),
        "identity_differs": (variables.get("identity") or {}).get("differs"),
        "number_shared": variables.get("numberShared") is True,
        "registry_name": (variables.get("registry_name") or {}).get("has"),
        "asked": _asked(session, keyring, application.id),
        "previous": _previous(session, keyring, application.id),
    }
    if application.about_id is not None:
        facts["about"] = _about(session.get_one(Application, application.about_id))
    if variables.get("disciplineKind") is not None:
        facts["discipline"] = {"kind": variables["disciplineKind"], "ordered_on": variables.get("orderedOn")}
    person, credential = application.person, application.credential
    if person is not None:
        facts["holder"] = {
            "legal_name": legal_name(person),
            "legal_first": person.legal_first,
            "legal_middle": person.legal_middle,
            "legal_last": person.legal_last,
            "suffix": person.suffix,
            "on_register": bool(person.credentials),
        }
        facts["contact"] = keyring.open_json(person.contact, place=answers.CONTACT, row=person.id)
        facts["registry"] = _registry(session, person)
    if isinstance(variables.get("personnel_fee"), dict) and application.submitted_at is None:
        facts["fee"] = {"cents": total_cents(variables["personnel_fee"]["fees"], settings)}
    if isinstance(variables.get("initial_eligibility"), dict):
        facts["eligibility"] = _eligibility(variables, settings)
    if credential is not None:
        facts["credential"] = {
            "number": credential.number,
            "level": credential.level.words,
            "expires_on": credential.expires_on.isoformat(),
        }
        facts["route"] = _route(variables, credential, settings, today)
    return facts


def _card_rules(settings: OwnerSettings) -> dict[str, Any]:
    """What the owner lets count as a card or a form, as the pages that ask for them name it."""
    return {
        "cpr_online_only": settings["cpr.onlineOnlyAllowed"],
        "cpr_max_months": settings["cpr.maxMonths"],
        "cpr_providers": list(settings["cpr.acceptProviders"]),
        "renewal_cpr_upload": settings["renewal.cprUploadRequired"],
        "cori_max_age_months": settings["cori.maxAgeMonths"],
        "ic_min_months": settings["ic.minMonths"],
        "ic_lookback_years": settings["ic.lookbackYears"],
    }


def _about(application: Application) -> dict[str, Any]:
    """The application that another is about."""
    return {
        "number": application.number,
        "decision": application.version.title,
        "last_day": application.appeal_until.isoformat() if application.appeal_until else None,
    }


def legal_name(person: Person) -> str:
    """The whole name as it stands on the card."""
    return " ".join(filter(None, (person.legal_first, person.legal_middle, person.legal_last, person.suffix)))


def _route(variables: dict[str, Any], credential: Credential, settings: OwnerSettings, today: date) -> dict[str, Any]:
    """The route as the diagram found it, with what it costs and where it leads, in cents and as an ISO date."""
    route = variables.get("route_for_holder")
    if not isinstance(route, dict):
        return {}
    asked = variables.get("personnel_fee")
    fees = asked["fees"] if isinstance(asked, dict) else None
    registry_expiry = variables.get("nrExpiry")
    return {
        **route,
        "fee_cents": total_cents(fees, settings) if fees is not None else None,
        "new_expiry": _new_expiry(route, credential, registry_expiry, settings, today),
    }


def _eligibility(variables: dict[str, Any], settings: OwnerSettings) -> dict[str, Any]:
    """What the table tells of a first certification, with what it costs in cents."""
    asked = variables.get("personnel_fee")
    fees = asked["fees"] if isinstance(asked, dict) else []
    return {**variables["initial_eligibility"], "fee_cents": total_cents(fees, settings) or None}


def _new_expiry(
    route: dict[str, Any], credential: Credential, registry_expiry: Any, settings: OwnerSettings, today: date
) -> str | None:
    if route.get("new_expiry_basis") is None:
        return None
    try:
        return new_expiry(
            basis=ExpiryBasis(route["new_expiry_basis"]),
            old_expiry=credential.expires_on,
            registry_expiry=date.fromisoformat(registry_expiry) if registry_expiry else None,
            today=today,
            settings=settings,
        ).isoformat()
    except ExpiryUnconfirmed:
        return None


def _registry(session: Session, person: Person) -> dict[str, Any]:
    record = session.scalar(
        select(RegistryRecord)
        .where(RegistryRecord.person_id == person.id)
        .order_by(RegistryRecord.checked_at.desc(), RegistryRecord.id.desc())
        .limit(1)
    )
    if record is None:
        return {"number": person.nremt_number}
    return {
        "number": person.nremt_number,
        "status": record.status,
        "level": record.level,
        "expires_on": record.expires_on.isoformat() if record.expires_on else None,
        "name_matches": record.name_matches,
        "candidate_for": record.candidate_for,
        "education_approved": record.education_approved,
        "cognitive": record.cognitive,
        "hands_on": record.hands_on,
        "as_of": legal_date(record.checked_at).isoformat(),
    }


def _guides(session: Session, application_id: str) -> list[str]:
    """The guides the applicant answered, the first one first: their pages are those that may be asked for again."""
    forms = session.scalars(
        select(Task.form)
        .where(Task.application_id == application_id, Task.status == TaskStatus.DONE, Task.group_name == APPLICANT)
        .order_by(Task.opened_at, Task.id)
    )
    return list(dict.fromkeys(forms))


def _asked(session: Session, keyring: Keyring, application_id: str) -> dict[str, Any]:
    """What the Office last decided or asked, as it was typed: the pages of the newest finished staff task."""
    last = session.scalar(
        select(Task.id)
        .where(Task.application_id == application_id, Task.status == TaskStatus.DONE, Task.group_name != APPLICANT)
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(1)
    )
    if last is None:
        return {}
    return {page: saved.values for page, saved in answers.of_task(session, keyring, last).items()}


def _previous(session: Session, keyring: Keyring, application_id: str) -> dict[str, Any]:
    """The applicant's latest answers by page."""
    rows = session.scalars(
        select(Answer)
        .join(Task, Task.id == Answer.task_id)
        .where(Answer.application_id == application_id, Task.group_name == APPLICANT, Task.status == TaskStatus.DONE)
        .order_by(Answer.saved_at, Answer.id)
    )
    return {row.page: keyring.open_json(row.content, place=answers.PLACE, row=row.id) for row in rows}
