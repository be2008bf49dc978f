"""How a document of a case is told to staff: one word, its color, and what stands beside it."""

from forms.upload import size_in_words
from forms.wording import long_date
from models.vocabulary import ScanStatus, Verdict
from workflows.document_views import DocumentView

_SCAN = {
    ScanStatus.WAITING: ("Not scanned", "yellow"),
    ScanStatus.CLEAN: ("To look at", "blue"),
    ScanStatus.INFECTED: ("Virus found", "red"),
    ScanStatus.REFUSED: ("Scanner refused it", "red"),
}
_VERDICT = {
    Verdict.ACCEPTED: ("Accepted", "green"),
    Verdict.REJECTED: ("Rejected", "red"),
    Verdict.ASKED_AGAIN: ("Asked again", "yellow"),
}


def about(document: DocumentView) -> dict[str, str]:
    """Its state as a tag, and its size."""
    word, color = _VERDICT[document.verdict] if document.verdict else _SCAN[document.scan]
    return {"word": word, "color": color, "size": size_in_words(document.size_bytes)}


def told(document: DocumentView) -> list[dict[str, str]]:
    """What is known of it, in rows."""
    lines = [
        ("Shows", document.slot.words),
        ("File", document.name),
        ("Size", size_in_words(document.size_bytes)),
        ("Scanner", _SCAN[document.scan][0] if document.scan is not ScanStatus.CLEAN else "Found nothing"),
        ("End date, as a machine read it", long_date(document.ends_on.isoformat()) if document.ends_on else "None"),
    ]
    if not document.read:
        lines.pop()
    if document.verdict:
        lines.append(("Verdict", f"{_VERDICT[document.verdict][0]} by {document.judged_by}"))
    if document.reason:
        lines.append(("Reason", document.reason))
    return [{"label": label, "value": value, "source": ""} for label, value in lines]
