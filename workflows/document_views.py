"""What pages and forms are told of documents, read from rows alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Answer, Application, Document, Task
from models.vocabulary import APPLICANT, DocumentSlot, ScanStatus, Verdict
from workflows import answers
from workflows.keyring import Keyring
from workflows.rules.card_reading import end_date, shows_name
from workflows.rules.defaults import OwnerSettings

#: Where the parts of a document's row, and its bytes, are sealed for.
NAME = "document.name"
READING = "document.reading"
REASON = "document.reason"
CONTENT = "document.content"
#: The slots whose documents a machine reads: they show whose they are, or until when they count.
READ = frozenset(
    {
        DocumentSlot.CPR,
        DocumentSlot.ACLS,
        DocumentSlot.BLS_INSTRUCTOR,
        DocumentSlot.NREMT_CARD,
        DocumentSlot.COURSE_CERTIFICATE,
    }
)
#: The page and the fields on which a person gives the legal name, and the field on which a card's last day stands.
_NAME_PAGE = "name"
_END = "expires"


@dataclass(frozen=True)
class DocumentView:
    """A document as staff see it."""

    id: str
    slot: DocumentSlot
    page: str
    name: str
    size_bytes: int
    added_at: datetime
    scan: ScanStatus
    #: Whether the machine has read it.
    read: bool
    #: The end date a machine found on it; None where it found none.
    ends_on: date | None
    #: What a person should look at, a sentence each. No machine refuses a document.
    flags: tuple[str, ...]
    verdict: Verdict | None
    reason: str
    judged_by: str
    judged_at: datetime | None


def known(
    session: Session, keyring: Keyring, application: Application, settings: OwnerSettings, *, task_id: str | None = None
) -> dict[str, Any]:
    """The facts `documents` and `upload` of forms: of this application, and of those that went on as it."""
    rows = _rows(session, application)
    return {
        "documents": {
            row.id: {
                "slot": row.slot.value,
                "name": keyring.open(row.name, place=NAME, row=row.id),
                "size": row.size_bytes,
                "status": row.scan.value,
                "page": row.page,
                "field": row.field,
                "here": row.task_id == task_id,
            }
            for row in rows
        },
        "upload": {"most_megabytes": settings["upload.maxMB"], "ask_again": _asked_again(rows, keyring)},
    }


def of_case(session: Session, keyring: Keyring, application: Application) -> list[DocumentView]:
    """The documents of an application, the oldest first, with what a person should look at."""
    rows = _rows(session, application)
    given = _given(session, keyring, application) if rows else {}
    return [_view(session, keyring, application, row, given) for row in rows]


def given_back(session: Session, keyring: Keyring, application: Application) -> tuple[tuple[str, str], ...]:
    """What the Office filled in for an applicant: id and name of each file that the scanner found clean."""
    rows = session.scalars(
        select(Document)
        .where(
            Document.application_id == application.id,
            Document.slot == DocumentSlot.COMPLETED_FORM,
            Document.scan == ScanStatus.CLEAN,
        )
        .order_by(Document.added_at, Document.id)
    )
    return tuple((row.id, keyring.open(row.name, place=NAME, row=row.id)) for row in rows)


def _rows(session: Session, application: Application) -> Sequence[Document]:
    return session.scalars(
        select(Document)
        .where(Document.application_id.in_(chain(session, application)))
        .options(joinedload(Document.judged_by))
        .order_by(Document.added_at, Document.id)
    ).all()


def chain(session: Session, application: Application) -> list[str]:
    """The ids of an application and of those that went on as it: their answers were carried over."""
    found, before = [application.id], application.continues_id
    while before is not None and before not in found:
        found.append(before)
        before = session.scalar(select(Application.continues_id).where(Application.id == before))
    return found


def _given(session: Session, keyring: Keyring, application: Application) -> dict[str, Mapping[str, Any]]:
    """The applicant's latest answers by page, drafts too."""
    rows = session.scalars(
        select(Answer)
        .join(Task, Task.id == Answer.task_id)
        .where(Answer.application_id == application.id, Task.group_name == APPLICANT)
        .order_by(Answer.saved_at, Answer.id)
    )
    return {row.page: keyring.open_json(row.content, place=answers.PLACE, row=row.id) for row in rows}


def _view(
    session: Session,
    keyring: Keyring,
    application: Application,
    row: Document,
    given: Mapping[str, Mapping[str, Any]],
) -> DocumentView:
    lines = keyring.open_json(row.reading, place=READING, row=row.id) if row.reading is not None else None
    ends_on = end_date(lines) if lines is not None else None
    flags = [*_same_elsewhere(session, application, row)]
    if lines is not None:
        flags += _differs(row, lines, ends_on, names=_legal_names(application, given), page=given.get(row.page, {}))
    judge = row.judged_by
    return DocumentView(
        id=row.id,
        slot=row.slot,
        page=row.page,
        name=keyring.open(row.name, place=NAME, row=row.id),
        size_bytes=row.size_bytes,
        added_at=row.added_at,
        scan=row.scan,
        read=lines is not None,
        ends_on=ends_on,
        flags=tuple(flags),
        verdict=row.verdict,
        reason=keyring.open(row.reason, place=REASON, row=row.id) if row.reason is not None else "",
        judged_by=f"{judge.first_name} {judge.last_name}" if judge else "",
        judged_at=row.judged_at,
    )


def _legal_names(application: Application, given: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    typed, person = given.get(_NAME_PAGE, {}), application.person
    names = [(str(typed.get("legal_first") or ""), str(typed.get("legal_last") or ""))]
    if person is not None:
        names.append((person.legal_first, person.legal_last))
    return [(first, last) for first, last in names if first and last]


def _differs(
    row: Document,
    lines: Sequence[str],
    ends_on: date | None,
    *,
    names: Sequence[tuple[str, str]],
    page: Mapping[str, Any],
) -> list[str]:
    if row.slot not in READ:
        return []
    if not lines:
        return ["Nothing could be read from it by machine. Look at it by eye"]
    flags = []
    if names and not any(shows_name(lines, first=first, last=last) for first, last in names):
        flags.append("The name was not found on it")
    typed = page.get(_END)
    if isinstance(typed, str):
        if ends_on is None:
            flags.append("No end date was found on it")
        elif ends_on.isoformat() != typed:
            flags.append("The end date on it is not the one that was typed")
    return flags


def _same_elsewhere(session: Session, application: Application, row: Document) -> list[str]:
    twins = session.execute(
        select(Document.id, Application.number)
        .join(Application, Application.id == Document.application_id)
        .where(Document.checksum == row.checksum, Document.id != row.id)
        .order_by(Application.number)
    ).all()
    own = application.number
    others = sorted({number for _, number in twins if number != own})
    flags = ["The same file was added twice here"] if any(number == own for _, number in twins) else []
    return flags + ([f"The same file was added to {', '.join(others)}"] if others else [])


def _asked_again(rows: Sequence[Document], keyring: Keyring) -> dict[str, str]:
    """Page -> what the applicant is to do about its documents, of those asked for again and not replaced since."""
    asked: dict[str, list[str]] = {}
    for row in rows:
        if row.verdict is not Verdict.ASKED_AGAIN or row.judged_at is None:
            continue
        judged_at = row.judged_at
        if any(other.slot is row.slot and other.page == row.page and other.added_at > judged_at for other in rows):
            continue
        reason = keyring.open(row.reason, place=REASON, row=row.id) if row.reason is not None else ""
        asked.setdefault(row.page, []).append(f"Please add a new file: {row.slot.words}. {reason}".strip())
    return {page: "\n".join(dict.fromkeys(sentences)) for page, sentences in asked.items()}
