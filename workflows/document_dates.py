"""When documents were issued and until when they count, as told with the page that asks for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Document, Task
from workflows import answers
from workflows.document_views import chain
from workflows.keyring import Keyring

#: How pages call the day on which what they ask for was issued, and its last day. A form is issued when it is signed.
_ISSUED = ("issued", "signed_on")
_EXPIRES = ("expires",)


def keep(session: Session, keyring: Keyring, task: Task) -> None:
    """Writes the dates of a task's pages onto the documents that the pages list; the caller sends the task."""
    for page in answers.of_task(session, keyring, task.id).values():
        issued_on, expires_on = _day(page.values, _ISSUED), _day(page.values, _EXPIRES)
        if issued_on is None and expires_on is None:
            continue
        lists = (value for value in page.values.values() if isinstance(value, list))
        listed = [each for value in lists for each in value if isinstance(each, str)]
        of_page = select(Document).where(
            Document.application_id.in_(chain(session, task.application)),
            Document.page == page.page,
            Document.id.in_(listed),
        )
        for row in session.scalars(of_page):
            row.issued_on, row.expires_on = issued_on, expires_on


def _day(values: Mapping[str, Any], names: tuple[str, ...]) -> date | None:
    told = next((values[name] for name in names if values.get(name)), None)
    try:
        return date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        # of a page that is no longer asked, so nobody checked it
        return None
