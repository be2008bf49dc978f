"""What journeys about documents share: the way to a page that takes one, and the rows."""

from typing import Any

from sqlalchemy import select

from models import Document
from tests.journeys.people import Applicant, Clerk
from tests.journeys.world import World

#: What the page beside the files asks.
PAPER = {"paper": "court_order"}


def at_proof(person: Applicant) -> tuple[Applicant, str, str]:
    """A holder at the page that asks for the paper with the new name; the application's number, the page's address."""
    number = person.sends("/start/name_change").rsplit("/", 1)[1]
    person.world.settle()
    path = person.next_page(number)
    new_name: dict[str, Any] = {
        "new_first": person.holder.first_name,
        "new_last": "Diaz",
        "reason": "marriage",
        "effective_on-month": "1",
        "effective_on-day": "5",
        "effective_on-year": "2026",
        "nremt_also_changed": "yes",
    }
    path = person.sends(path, person.answer(path, new_name=new_name))
    assert path.endswith("/proof")
    return person, number, path


def documents(world: World) -> list[Document]:
    """Every document, the oldest first."""
    return world.all(select(Document).order_by(Document.added_at, Document.id))


def judges(staff: Clerk, number: str, row: Document, verdict: str, **why: str) -> None:
    """Says something of a document of the case that they hold."""
    staff.sends(f"/cases/{number}/documents/{row.id}", {"verdict": verdict, **why})


def asks_for_proof(staff: Clerk, number: str) -> None:
    """Sends the applicant a request for the page with the proof."""
    posted = {"decision": "request_information", "ask_proof": "y", "ask_proof_note": "Add it again."}
    staff.sends(f"/cases/{number}/tasks/{staff.open_task(number).id}", posted)
    staff.world.settle()
