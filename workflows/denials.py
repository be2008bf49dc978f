"""The letter of a denial: drawn from what is kept with the application whenever its person or the staff ask for it.

It states what staff wrote in their own words, which no machine can tell to be free of criminal history, a birth date or
a Social Security number. So it is never mailed: the notice says that there is a decision, and the letter is read after
signing in.
Source: 105 CMR 170.740 (notice of a denial); M.G.L. c.30A s.14; M.G.L. c.93H; 803 CMR 2.00 (criminal history).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from models import Application, Event, Task
from models.database import Database
from models.vocabulary import ApplicationStatus, EventKind, TaskStatus
from workflows import answers
from workflows.adapters.pdf import DenialFacts, Printer
from workflows.application_views import titled
from workflows.facts import legal_name
from workflows.keyring import Keyring
from workflows.operations.record_denial import REVIEW
from workflows.refusals import NotFound

_OPERATION = "record_denial"
_STANDING = (ApplicationStatus.DENIED, ApplicationStatus.APPEALED)


@dataclass(frozen=True)
class Denial:
    """A denial that stands, or whose hearing is not over."""

    #: Of the application.
    number: str
    #: What was applied for.
    title: str
    name: str
    denied_on: date
    #: The last day to ask for a hearing, as it was fixed then; None where the court is the way.
    last_day: date | None
    #: What whoever proposed it wrote: page -> field -> value.
    panel: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Denials:
    """The use-cases of a denial's letter."""

    database: Database
    keyring: Keyring
    printer: Printer
    site_url: str

    def own(self, account_id: str, number: str) -> Denial:
        """The denial of an application of this account.

        Raises:
            NotFound: there is no such application, or it is not denied.
        """
        return self._found(Application.number == number, Application.account_id == account_id)

    def of_case(self, number: str) -> Denial:
        """The denial of any application; the caller has looked that whoever asks may see the case.

        Raises:
            NotFound: it is not denied.
        """
        return self._found(Application.number == number)

    def letter(self, denial: Denial, told: tuple[tuple[str, str], ...]) -> tuple[str, bytes]:
        """The file name and PDF of the letter; `told` is label and text of reasons, law and facts.

        Raises:
            DrawingFailed: try again later.
        """
        facts = DenialFacts(
            name=denial.name,
            number=denial.number,
            title=denial.title,
            denied_on=denial.denied_on,
            told=told,
            last_day=denial.last_day,
            site_url=self.site_url,
        )
        return f"{denial.number}-denial.pdf", self.printer.denial(facts)

    def _found(self, *wanted: ColumnElement[bool]) -> Denial:
        with self.database.read() as session:
            row = session.scalar(
                select(Application)
                .where(*wanted, Application.status.in_(_STANDING))
                .options(
                    joinedload(Application.version), joinedload(Application.person), joinedload(Application.account)
                )
            )
            fixed = _fixed(session, row) if row is not None else None
            if row is None or fixed is None:
                raise NotFound
            return Denial(
                number=row.number,
                title=titled(row),
                name=legal_name(row.person) if row.person else f"{row.account.first_name} {row.account.last_name}",
                denied_on=date.fromisoformat(fixed["denied_on"]),
                last_day=date.fromisoformat(fixed["last_appeal_day"]) if fixed["last_appeal_day"] else None,
                panel=self._panel(session, row),
            )

    def _panel(self, session: Session, row: Application) -> Mapping[str, Mapping[str, Any]]:
        proposed = session.scalar(
            select(Task.id)
            .where(Task.application_id == row.id, Task.form == REVIEW, Task.status == TaskStatus.DONE)
            .order_by(Task.done_at.desc(), Task.id.desc())
            .limit(1)
        )
        saved = answers.of_task(session, self.keyring, proposed) if proposed else {}
        return {page: one.values for page, one in saved.items()}


def _fixed(session: Session, row: Application) -> dict[str, Any] | None:
    """Day and last day as the newest denial fixed them; a hearing's outcome changes nothing in the letter."""
    told = session.scalars(
        select(Event)
        .where(Event.stream == row.id, Event.kind == EventKind.OPERATION_ANSWERED)
        .order_by(Event.position.desc())
    )
    return next((event.data["answer"] for event in told if event.data["operation"] == _OPERATION), None)
