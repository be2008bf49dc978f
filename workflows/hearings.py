"""What a person may dispute, and the request for a hearing about it.

Two kinds of decision can be disputed: a denial whose facts are in dispute, found at its own application, and an order
against a certification, found at the case in which the compliance staff entered it. A request that comes late is taken
in like any other; counsel decides on it.

Source: 105 CMR 170.740; M.G.L. c.111C s.16.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from models import Application, Credential, Person, Task
from models.database import Database
from models.vocabulary import ActorKind, ApplicationStatus, StartsFrom, TaskStatus
from workflows import answers
from workflows.adapters.clock import Clock, legal_date
from workflows.application_file import ApplicationFile
from workflows.history import Actor
from workflows.keyring import Keyring
from workflows.refusals import NotFound
from workflows.versions import Versions

#: The process that is begun from a decision, and the guide in which an order was entered.
PROCESS = "hearing_request"
ORDER_GUIDE = "discipline_order"
_DISPUTABLE = frozenset({ApplicationStatus.DENIED, ApplicationStatus.APPEALED, ApplicationStatus.COMPLETED})
#: A request that was taken back or never sent, or whose decision stands no more, is in the way of no other.
_SETTLED = frozenset({ApplicationStatus.WITHDRAWN, ApplicationStatus.LAPSED, ApplicationStatus.APPROVED})


@dataclass(frozen=True)
class Request:
    """A request for a hearing that was begun."""

    number: str
    #: The day on which it was sent; None while it is a draft.
    sent_on: date | None
    #: Where it stands, in the diagram's words.
    sentence: str


@dataclass(frozen=True)
class Decision:
    """A decision that its person may dispute."""

    number: str
    title: str
    credential_number: str | None
    #: The last day on which a request is in time.
    last_day: date
    #: Whether that day is over.
    late: bool
    #: The request that was begun; None where there is none.
    request: Request | None
    #: What compliance entered of an order, page -> field -> value; empty for a denial.
    order: Mapping[str, Mapping[str, Any]]


class Hearings:
    """The use-cases of those who dispute a decision; each finds nothing of another's."""

    def __init__(
        self, database: Database, *, clock: Clock, keyring: Keyring, file: ApplicationFile, versions: Versions
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._file = file
        self._versions = versions

    def orders(self, account_id: str) -> list[Decision]:
        """The orders against this account's person that were served and not set aside, the newest first."""
        with self._database.read() as session:
            rows = session.scalars(
                _of(account_id)
                .where(Application.account_id != account_id)
                .order_by(Application.appeal_until.desc(), Application.id.desc())
            )
            return [self._decision(session, row) for row in rows]

    def show(self, account_id: str, number: str) -> Decision:
        """One decision of this account's person that may be disputed.

        Raises:
            NotFound: there is none, or a hearing is not the way to dispute it.
        """
        with self._database.read() as session:
            return self._decision(session, self._found(session, account_id, number))

    def ask(self, account_id: str, number: str) -> str:
        """Begins a request for a hearing, or finds the one that was begun; its number.

        Raises:
            NotFound: as `show`.
        """
        try:
            with self._database.begin() as session:
                disputed = self._found(session, account_id, number, lock=True)
                known = _request(session, disputed)
                if known is not None:
                    return known.number
                self._versions.offer(session, PROCESS, StartsFrom.DECISION, {})
                return self._file.open(
                    session,
                    process_id=PROCESS,
                    account_id=account_id,
                    person_id=disputed.person_id,
                    credential_id=disputed.credential_id,
                    about_id=disputed.id,
                    actor=Actor(ActorKind.APPLICANT, account_id),
                ).number
        except IntegrityError as fault:
            # the other press of a double click came first; anything else is not ours to answer
            if "application" not in str(fault.orig):
                raise
        with self._database.read() as session:
            known = _request(session, self._found(session, account_id, number))
        if known is None:
            raise NotFound
        return known.number

    def _decision(self, session: Session, row: Application) -> Decision:
        assert row.appeal_until is not None  # noqa: S101 - selected so
        entered = session.scalar(
            select(Task.id)
            .where(Task.application_id == row.id, Task.form == ORDER_GUIDE, Task.status == TaskStatus.DONE)
            .order_by(Task.done_at.desc())
            .limit(1)
        )
        saved = answers.of_task(session, self._keyring, entered) if entered else {}
        return Decision(
            number=row.number,
            title=row.version.title,
            credential_number=row.credential.number if row.credential else None,
            last_day=row.appeal_until,
            late=legal_date(self._clock.now()) > row.appeal_until,
            request=_request(session, row),
            order={page: one.values for page, one in saved.items()},
        )

    @staticmethod
    def _found(session: Session, account_id: str, number: str, *, lock: bool = False) -> Application:
        wanted = _of(account_id).where(Application.number == number)
        if lock:
            wanted = wanted.with_for_update(of=Application)
        row: Application | None = session.scalar(wanted)
        if row is None:
            raise NotFound
        return row


def _of(account_id: str) -> Any:
    """What this account may dispute: its own denials, and orders against the person it is linked to."""
    own = and_(Application.account_id == account_id, Application.status != ApplicationStatus.COMPLETED)
    order = and_(Person.account_id == account_id, Application.status == ApplicationStatus.COMPLETED)
    return (
        select(Application)
        .outerjoin(Credential, Credential.id == Application.credential_id)
        .outerjoin(Person, Person.id == Credential.person_id)
        .where(Application.appeal_until.is_not(None), Application.status.in_(_DISPUTABLE), or_(own, order))
        .options(joinedload(Application.version), joinedload(Application.credential))
    )


def _request(session: Session, disputed: Application) -> Request | None:
    row = session.scalar(
        select(Application)
        .where(Application.about_id == disputed.id, Application.status.not_in(_SETTLED))
        .where(Application.family == PROCESS)
        .order_by(Application.started_at.desc())
        .limit(1)
    )
    if row is None:
        return None
    return Request(row.number, legal_date(row.submitted_at) if row.submitted_at else None, row.sentence)
