"""What the Office knows at this moment about an applicant, in groups and under the names that forms show."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Answer, Application, Credential, Payment, Person, RegistryRecord, Task
from models.vocabulary import APPLICANT, PaymentStatus, TaskStatus
from workflows import answers
from workflows.adapters.clock import legal_date
from workflows.keyring import Keyring

CONTACT = "person.contact"


def known(session: Session, keyring: Keyring, application: Application, task: Task, *, now: datetime) -> dict[str, Any]:
    """The facts a form of this task may show; a group that is not known is left out."""
    credential = application.credential
    person = credential.person if credential else None
    facts: dict[str, Any] = {
        "today": legal_date(now).isoformat(),
        "account": {"email": application.account.email},
        "application": {"number": application.number},
        "process": task.facts or {},
        "route": _route(task.facts or {}),
        "asked": _asked(session, keyring, application.id),
        "previous": _previous(session, keyring, application.id),
    }
    if person is not None and credential is not None:
        facts["holder"] = {"legal_name": legal_name(person)}
        facts["credential"] = _credential(credential)
        facts["contact"] = {
            "email": application.account.email,
            **keyring.open_json(person.contact, place=CONTACT, row=person.id),
        }
        facts["registry"] = _registry(session, person)
    payment = session.scalar(
        select(Payment).where(Payment.application_id == application.id, Payment.status == PaymentStatus.DUE)
    )
    if payment is not None:
        facts["payment"] = {"amount_cents": payment.amount_cents}
    return facts


def legal_name(person: Person) -> str:
    """The whole name as it stands on the card."""
    return " ".join(filter(None, (person.legal_first, person.legal_middle, person.legal_last, person.suffix)))


def _credential(credential: Credential) -> dict[str, Any]:
    return {
        "number": credential.number,
        "level": credential.level.words,
        "expires_on": credential.expires_on.isoformat(),
    }


def _route(variables: dict[str, Any]) -> dict[str, Any]:
    route = variables.get("route_for_holder")
    return route if isinstance(route, dict) else {}


def _registry(session: Session, person: Person) -> dict[str, Any]:
    record = session.scalar(
        select(RegistryRecord)
        .where(RegistryRecord.person_id == person.id)
        .order_by(RegistryRecord.checked_at.desc())
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
        "as_of": legal_date(record.checked_at).isoformat(),
    }


def _asked(session: Session, keyring: Keyring, application_id: str) -> dict[str, Any] | None:
    """What the Office last decided or asked, as it was typed: the pages of the newest finished staff task."""
    last = session.scalar(
        select(Task.id)
        .where(Task.application_id == application_id, Task.status == TaskStatus.DONE, Task.group_name != APPLICANT)
        .order_by(Task.done_at.desc())
        .limit(1)
    )
    if last is None:
        return None
    merged: dict[str, Any] = {}
    for page in answers.of_task(session, keyring, last).values():
        merged |= page.values
    return merged


def _previous(session: Session, keyring: Keyring, application_id: str) -> dict[str, Any]:
    """The applicant's latest answers by page."""
    rows = session.scalars(
        select(Answer)
        .join(Task, Task.id == Answer.task_id)
        .where(Answer.application_id == application_id, Task.group_name == APPLICANT, Task.status == TaskStatus.DONE)
        .order_by(Answer.saved_at)
    )
    return {row.page: keyring.open_json(row.content, place=answers.PLACE, row=row.id) for row in rows}
