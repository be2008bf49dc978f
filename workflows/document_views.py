"""What pages and forms are told of documents, read from rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models import Application, Document, Task
from models.vocabulary import APPLICANT, ApplicationStatus, DocumentSlot, ScanStatus, TaskStatus, Verdict
from workflows import answers
from workflows.keyring import Keyring
from workflows.rules.card_reading import end_date, issue_date, shows_name
from workflows.rules.defaults import OwnerSettings

#: What the parts of a document's row are sealed for.
NAME = "document.name"
READING = "document.reading"
REASON = "document.reason"
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
#: The slots of cards with two sides.
_TWO_SIDED = frozenset({DocumentSlot.CPR, DocumentSlot.ACLS, DocumentSlot.BLS_INSTRUCTOR})
_PDF = "application/pdf"
#: The page on which a person gives the legal name.
_NAME_PAGE = "name"


class OwnDocumentState(StrEnum):
    """How far the Office is with a document, as its sender is told."""

    #: The scanner has not looked at it yet.
    CHECKED = "checked"
    INFECTED = "infected"
    #: The scanner would not say that it is clean.
    NOT_CHECKABLE = "not_checkable"
    #: The page it came with was not sent yet.
    ADDED = "added"
    #: The page it came with was never sent, and cannot be any more.
    NOT_SENT = "not_sent"
    WITH_OFFICE = "with_office"
    ACCEPTED = "accepted"
    ASKED_AGAIN = "asked_again"
    #: It was asked for again, and another has come.
    REPLACED = "replaced"
    #: Told once the application is decided.
    NOT_ACCEPTED = "not_accepted"


@dataclass(frozen=True)
class OwnDocument:
    """A document as its sender sees it."""

    id: str
    slot: DocumentSlot
    name: str
    size_bytes: int
    state: OwnDocumentState
    #: What the reviewer asks, where it is asked for again.
    reason: str


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
    #: As its sender told; None where the page does not ask.
    issued_on: date | None
    expires_on: date | None
    #: Whether the machine has read it, and the dates it found: None where it found none.
    read: bool
    read_issued_on: date | None
    read_expires_on: date | None
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
                "picture": row.media_type != _PDF,
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
    """The documents that were sent with an application, the oldest first, with what a person should look at."""
    rows = [row for row in _rows(session, application) if row.task.group_name != APPLICANT or _is_sent(row)]
    names = _legal_names(session, keyring, application) if rows else []
    return [_view(session, keyring, application, row, names) for row in rows]


def of_sender(session: Session, keyring: Keyring, application: Application) -> tuple[OwnDocument, ...]:
    """The documents that the applicant added, the oldest first; what the Office filled in is told apart."""
    rows = [row for row in _rows(session, application) if row.task.group_name == APPLICANT]
    asked_at = session.scalar(
        select(func.max(Task.opened_at)).where(Task.application_id == application.id, Task.group_name == APPLICANT)
    )
    return tuple(_own(keyring, application, row, rows, asked_at) for row in rows)


def papers(session: Session, keyring: Keyring, application: Application) -> tuple[tuple[str, str], ...]:
    """What the Office filled in for an applicant and gave back: id and name of each file."""
    rows = session.scalars(
        select(Document)
        .join(Document.application)
        .where(Document.application_id == application.id, given_back())
        .order_by(Document.added_at, Document.id)
    )
    return tuple((row.id, keyring.open(row.name, place=NAME, row=row.id)) for row in rows)


def given_back() -> ColumnElement[bool]:
    """Whether a document, joined with its application, is one that the Office filled in and gave back."""
    return and_(
        Document.slot == DocumentSlot.COMPLETED_FORM,
        Document.scan == ScanStatus.CLEAN,
        Application.status == ApplicationStatus.APPROVED,
    )


def sent() -> ColumnElement[bool]:
    """Whether a document, joined with its task, is for staff to see: its page was sent, or staff added it."""
    return or_(Task.status == TaskStatus.DONE, Task.group_name != APPLICANT)


def _rows(session: Session, application: Application) -> Sequence[Document]:
    return session.scalars(
        select(Document)
        .where(Document.application_id.in_(chain(session, application)))
        .options(joinedload(Document.judged_by), joinedload(Document.task))
        .order_by(Document.added_at, Document.id)
    ).all()


def chain(session: Session, application: Application) -> list[str]:
    """The ids of an application and of those that went on as it: their answers were carried over."""
    found, before = [application.id], application.continues_id
    while before is not None and before not in found:
        found.append(before)
        before = session.scalar(select(Application.continues_id).where(Application.id == before))
    return found


def _is_sent(row: Document) -> bool:
    return row.task.status is TaskStatus.DONE


def _own(
    keyring: Keyring, application: Application, row: Document, rows: Sequence[Document], asked_at: datetime | None
) -> OwnDocument:
    state = _state(application, row, rows, asked_at)
    asks = state is OwnDocumentState.ASKED_AGAIN and row.reason is not None
    return OwnDocument(
        id=row.id,
        slot=row.slot,
        name=keyring.open(row.name, place=NAME, row=row.id),
        size_bytes=row.size_bytes,
        state=state,
        reason=keyring.open(row.reason, place=REASON, row=row.id) if asks and row.reason else "",
    )


def _state(
    application: Application, row: Document, rows: Sequence[Document], asked_at: datetime | None
) -> OwnDocumentState:
    if row.scan is not ScanStatus.CLEAN:
        return _UNCLEAN[row.scan]
    if not _is_sent(row):
        return OwnDocumentState.ADDED if row.task.status is TaskStatus.OPEN else OwnDocumentState.NOT_SENT
    if row.verdict is Verdict.ACCEPTED:
        return OwnDocumentState.ACCEPTED
    # what a reviewer says is the Office's own until it is sent: in a request, or with the decision
    if row.verdict is Verdict.ASKED_AGAIN and row.judged_at and asked_at and asked_at > row.judged_at:
        return OwnDocumentState.REPLACED if _replaced(row, rows) else OwnDocumentState.ASKED_AGAIN
    if row.verdict is Verdict.REJECTED and application.ended_at is not None:
        return OwnDocumentState.NOT_ACCEPTED
    return OwnDocumentState.WITH_OFFICE


_UNCLEAN = {
    ScanStatus.WAITING: OwnDocumentState.CHECKED,
    ScanStatus.INFECTED: OwnDocumentState.INFECTED,
    ScanStatus.REFUSED: OwnDocumentState.NOT_CHECKABLE,
}


def _view(
    session: Session, keyring: Keyring, application: Application, row: Document, names: Sequence[tuple[str, str]]
) -> DocumentView:
    lines = keyring.open_json(row.reading, place=READING, row=row.id) if row.reading is not None else None
    read_expires_on = end_date(lines) if lines is not None else None
    flags = _same_elsewhere(session, application, row)
    if row.slot in _TWO_SIDED and row.media_type == _PDF and row.pages == 1:
        flags.append("It has one page. Look whether the other side is missing")
    if lines is not None and row.slot in READ:
        flags += _differs(row, lines, read_expires_on, names)
    judge = row.judged_by
    return DocumentView(
        id=row.id,
        slot=row.slot,
        page=row.page,
        name=keyring.open(row.name, place=NAME, row=row.id),
        size_bytes=row.size_bytes,
        added_at=row.added_at,
        scan=row.scan,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        read=lines is not None,
        read_issued_on=issue_date(lines) if lines is not None else None,
        read_expires_on=read_expires_on,
        flags=tuple(flags),
        verdict=row.verdict,
        reason=keyring.open(row.reason, place=REASON, row=row.id) if row.reason is not None else "",
        judged_by=f"{judge.first_name} {judge.last_name}" if judge else "",
        judged_at=row.judged_at,
    )


def _legal_names(session: Session, keyring: Keyring, application: Application) -> list[tuple[str, str]]:
    typed, person = answers.given(session, keyring, application.id).get(_NAME_PAGE, {}), application.person
    names = [(str(typed.get("legal_first") or ""), str(typed.get("legal_last") or ""))]
    if person is not None:
        names.append((person.legal_first, person.legal_last))
    return [(first, last) for first, last in names if first and last]


def _differs(
    row: Document, lines: Sequence[str], read_expires_on: date | None, names: Sequence[tuple[str, str]]
) -> list[str]:
    if not lines:
        return ["Nothing could be read from it by machine. Look at it by eye"]
    flags = []
    if names and not any(shows_name(lines, first=first, last=last) for first, last in names):
        flags.append("The name was not found on it")
    if row.expires_on is not None:
        if read_expires_on is None:
            flags.append("No end date was found on it")
        elif read_expires_on != row.expires_on:
            flags.append("The end date on it is not the one that was typed")
    elif read_expires_on is not None:
        flags.append("A machine read the end date. Nobody typed it")
    return flags


def _same_elsewhere(session: Session, application: Application, row: Document) -> list[str]:
    twins = session.execute(
        select(Document.id, Application.number)
        .join(Application, Application.id == Document.application_id)
        .join(Document.task)
        .where(Document.checksum == row.checksum, Document.id != row.id, sent())
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
        if row.verdict is not Verdict.ASKED_AGAIN or _replaced(row, rows):
            continue
        reason = keyring.open(row.reason, place=REASON, row=row.id) if row.reason is not None else ""
        asked.setdefault(row.page, []).append(f"Please add a new file: {row.slot.words}. {reason}".strip())
    return {page: "\n".join(dict.fromkeys(sentences)) for page, sentences in asked.items()}


def _replaced(row: Document, rows: Sequence[Document]) -> bool:
    """Whether another came for the same after it was judged."""
    return row.judged_at is not None and any(
        other.slot is row.slot and other.page == row.page and other.added_at > row.judged_at for other in rows
    )
