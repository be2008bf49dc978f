"""How documents are told: to staff with all that is known of them, to their senders how far the Office is."""

from datetime import date
from typing import Any

from flask import url_for

from forms.upload import size_in_words
from forms.wording import long_date
from models.vocabulary import DocumentSlot, ScanStatus, Verdict
from webapp.presentation import moment
from workflows.document_views import READ, DocumentView, OwnDocument, OwnDocumentState

_SCAN = {
    ScanStatus.WAITING: ("Not scanned", "yellow"),
    ScanStatus.CLEAN: ("No virus found", ""),
    ScanStatus.INFECTED: ("Virus found", "red"),
    ScanStatus.REFUSED: ("Scanner refused it", "red"),
}
_VERDICT = {
    Verdict.ACCEPTED: ("Accepted", "green"),
    Verdict.REJECTED: ("Rejected", "red"),
    Verdict.ASKED_AGAIN: ("Asked again", "yellow"),
}
_TO_LOOK_AT = ("To look at", "blue")
_STATE = {
    OwnDocumentState.CHECKED: "We are checking it for viruses",
    OwnDocumentState.INFECTED: "A virus was found in it. Nobody can open it",
    OwnDocumentState.NOT_CHECKABLE: "Our scanner could not check it. Nobody can open it",
    OwnDocumentState.ADDED: "Added. You did not send it yet",
    OwnDocumentState.NOT_SENT: "You did not send it",
    OwnDocumentState.WITH_OFFICE: "With the Office",
    OwnDocumentState.ACCEPTED: "Accepted",
    OwnDocumentState.ASKED_AGAIN: "Please add a new file",
    OwnDocumentState.REPLACED: "A newer file took its place",
    OwnDocumentState.NOT_ACCEPTED: "Not accepted",
}
_NOBODYS = frozenset({OwnDocumentState.INFECTED, OwnDocumentState.NOT_CHECKABLE})
#: What is said of a date that nobody typed.
_BY_MACHINE = "Read by a machine. Check it by eye"


def about(document: DocumentView) -> dict[str, Any]:
    """A document in the list of a case: two tags, when it was added, and its dates."""
    dates = [
        f"{word} {long_date(day)}{' (read by a machine)' if by_machine else ''}"
        for word, (day, by_machine) in (("Issued", _issued(document)), ("Expires", _expires(document)))
        if day
    ]
    return {
        "scan": _SCAN[document.scan],
        "verdict": _VERDICT[document.verdict] if document.verdict else _TO_LOOK_AT,
        "added": f"{size_in_words(document.size_bytes)}, added {moment(document.added_at)}",
        "dates": ". ".join(dates),
    }


def told(document: DocumentView) -> list[dict[str, str]]:
    """What is known of it, in rows."""
    lines = [
        _line("Shows", document.slot.words),
        _line("File", document.name),
        _line("Size", size_in_words(document.size_bytes)),
        _line("Added", moment(document.added_at)),
        *_dated("Issued", _issued(document), document.slot),
        *_dated("Expires", _expires(document), document.slot),
        _line("Scanner", _SCAN[document.scan][0]),
    ]
    if document.expires_on and document.read_expires_on:
        lines.append(_line("End date, as a machine read it", long_date(document.read_expires_on)))
    if document.verdict:
        lines.append(_line("Verdict", f"{_VERDICT[document.verdict][0]} by {document.judged_by}"))
    if document.reason:
        lines.append(_line("Reason", document.reason))
    return lines


def own(document: OwnDocument) -> dict[str, str]:
    """A document in the list of those who sent it; without an address where nobody can open it."""
    opens = document.state not in _NOBODYS
    said = [size_in_words(document.size_bytes), _STATE[document.state], document.reason]
    return {
        "name": f"{document.slot.words}: {document.name}",
        "url": url_for("documents.show", document_id=document.id) if opens else "",
        "about": ". ".join(part.rstrip(".") for part in said if part),
    }


def _issued(document: DocumentView) -> tuple[date | None, bool]:
    """The day, and whether nobody but a machine tells it."""
    return (document.issued_on, False) if document.issued_on else (document.read_issued_on, True)


def _expires(document: DocumentView) -> tuple[date | None, bool]:
    return (document.expires_on, False) if document.expires_on else (document.read_expires_on, True)


def _dated(label: str, told: tuple[date | None, bool], slot: DocumentSlot) -> list[dict[str, str]]:
    """A date in a row; that none is told is worth a row where the document should show one."""
    day, by_machine = told
    if day:
        return [_line(label, long_date(day), _BY_MACHINE if by_machine else "")]
    return [_line(label, "Not told")] if slot in READ else []


def _line(label: str, value: str, source: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "source": source}
