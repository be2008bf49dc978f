"""The audit trail: what happened to every application and account, for whoever checks that all went as it should.

It tells who or what acted, when, and on which version. Of an applicant it tells the application's number and nothing
else: no answer, no name, no address, and of decision variables the names alone. Looking writes nothing, because there is
nothing here that is kept from the role; handing the trail out as a file is itself an event.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import Account, Application, Event, ProcessVersion
from models.account import account_role
from models.database import Database
from models.vocabulary import ActorKind, EventKind
from workflows.adapters.clock import EASTERN, Clock
from workflows.case import ACTORS
from workflows.history import Actor, Chain, Happening, append_to_account, recomputed, told
from workflows.refusals import NotFound
from workflows.versions import Versions

PAGE_ROWS = 50
#: One history is shown whole, but for one of a length that nobody reads.
HISTORY_ROWS = 500
EXPORT_ROWS = 10_000
#: After so many events a check of the chains stops at the end of a chain: at most a second.
CHECK_EVENTS = 5_000


@dataclass(frozen=True)
class Wanted:
    """What is looked for; all of it must hold."""

    #: The application's number.
    number: str = ""
    #: The account of the member of staff who acted.
    staff_id: str = ""
    kind: EventKind | None = None
    #: The first and the last day in Massachusetts, both included.
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Subject:
    """Whose history an event belongs to."""

    #: The application's number; "" for an account.
    number: str
    #: The account's id; "" for an application.
    account_id: str
    #: A member of staff's e-mail address; "" for everyone else.
    email: str = ""

    @property
    def words(self) -> str:
        """The subject as staff call it."""
        return self.number or self.email or "An applicant’s account"


@dataclass(frozen=True)
class TrailLine:
    """One event."""

    id: str
    at: datetime
    kind: EventKind
    #: What happened, in the diagram's own words.
    text: str
    #: Who or what acted: a member of staff's e-mail address, "the applicant", an operation, a timer.
    by: str
    about: Subject
    #: The process and its version, "Renewal, version 2"; "" for what happened to an account.
    version: str
    position: int
    #: What the event says besides, with a label; no personal value.
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TrailPage:
    """Events, the newest first."""

    lines: tuple[TrailLine, ...]
    #: The event to go on before; "" where there are no older ones.
    older: str


@dataclass(frozen=True)
class History:
    """The trail of one application or account, and whether its chain holds."""

    about: Subject
    chain: Chain
    page: TrailPage
    #: The applicant's account, of an application.
    account_id: str = ""


@dataclass(frozen=True)
class Checked:
    """A number of chains that were computed anew."""

    chains: int
    events: int
    broken: tuple[tuple[Subject, int], ...]
    #: The stream to go on after; "" where all were looked at.
    after: str


class AuditTrail:
    """Searches the history, checks its chains, and hands out what was searched for."""

    def __init__(self, database: Database, *, clock: Clock, versions: Versions) -> None:
        self._database = database
        self._clock = clock
        self._versions = versions

    def staff(self) -> dict[str, str]:
        """Everyone with a staff role, id -> e-mail address, by address."""
        has_role = select(account_role.c.account_id)
        with self._database.read() as session:
            rows = session.execute(
                select(Account.id, Account.email).where(Account.id.in_(has_role)).order_by(Account.email)
            )
            return {row.id: row.email for row in rows}

    def search(self, wanted: Wanted, *, before: str = "") -> TrailPage:
        """A page of what is looked for, older than an event where one is named.

        Raises:
            NotFound: there is no such application, or no such event to go on from.
        """
        with self._database.read() as session:
            return self._page(session, _conditions(session, wanted), before)

    def of_application(self, number: str, *, before: str = "") -> History:
        """One application's trail.

        Raises:
            NotFound: there is no such application, or no such event to go on from.
        """
        with self._database.read() as session:
            known = session.execute(
                select(Application.id, Application.number, Application.account_id).where(Application.number == number)
            ).one_or_none()
            if known is None:
                raise NotFound
            return History(
                about=Subject(known.number, ""),
                chain=recomputed(session, known.id),
                page=self._page(session, [Event.stream == known.id], before, rows=HISTORY_ROWS),
                account_id=known.account_id,
            )

    def of_account(self, account_id: str, *, before: str = "") -> History:
        """One account's trail: of a member of staff, or of an applicant who stays without a name.

        Raises:
            NotFound: there is no such account, or no such event to go on from.
        """
        with self._database.read() as session:
            if session.scalar(select(Account.id).where(Account.id == account_id)) is None:
                raise NotFound
            return History(
                about=_subject(session, account_id),
                chain=recomputed(session, account_id),
                page=self._page(session, [Event.stream == account_id], before, rows=HISTORY_ROWS),
            )

    def check(self, *, after: str = "", enough: int = CHECK_EVENTS) -> Checked:
        """The next chains computed anew, in the order of their streams' ids, until enough events were read."""
        chains = events = 0
        broken: list[tuple[Subject, int]] = []
        with self._database.read() as session:
            streams = _streams(session, after, most=enough + 1)
            for stream in streams[:enough]:
                if events >= enough:
                    break
                chain = recomputed(session, stream)
                chains, events = chains + 1, events + chain.events
                if chain.first_broken is not None:
                    broken.append((_subject(session, stream), chain.first_broken))
        return Checked(chains, events, tuple(broken), streams[chains - 1] if chains < len(streams) else "")

    def export(self, wanted: Wanted, *, by: str) -> list[TrailLine]:
        """The newest 10,000 events of what is looked for; that they were handed out stands in the history first.

        Raises:
            NotFound: there is no such application.
        """
        with self._database.read() as session:
            lines = self._lines(session, _events().where(*_conditions(session, wanted)).limit(EXPORT_ROWS))
        typed = {name: str(value) for name, value in asdict(wanted).items() if value}
        happening = Happening(EventKind.TRAIL_EXPORTED, data={"wanted": typed, "rows": len(lines)})
        with self._database.begin() as session:
            append_to_account(session, by, happening, actor=Actor(ActorKind.STAFF, by), at=self._clock.now())
        return lines

    def _page(
        self, session: Session, conditions: Iterable[ColumnElement[bool]], before: str, *, rows: int = PAGE_ROWS
    ) -> TrailPage:
        wanted = _events().where(*conditions).limit(rows + 1)
        if before:
            last = session.get(Event, before)
            if last is None:
                raise NotFound
            # newest first needs more than the instant: one transaction writes many events at one
            place = tuple_(Event.at, Event.stream, Event.position)
            wanted = wanted.where(place < (last.at, last.stream, last.position))
        lines = self._lines(session, wanted)
        shown = lines[:rows]
        return TrailPage(tuple(shown), older=shown[-1].id if len(lines) > rows else "")

    def _lines(self, session: Session, wanted: Select[*tuple[Any, ...]]) -> list[TrailLine]:
        return [self._line(session, row) for row in session.execute(wanted)]

    def _line(self, session: Session, row: Row[Any]) -> TrailLine:
        event: Event = row.Event
        definition = self._versions.definition(session, event.version_id) if event.version_id else None
        return TrailLine(
            id=event.id,
            at=event.at,
            kind=event.kind,
            text=told(event, definition),
            by=_by(event, row.actor),
            about=Subject(row.number or "", "" if row.number else event.stream, row.owner or ""),
            version=f"{row.title}, version {row.version}" if row.title else "",
            position=event.position,
            details=tuple(_details(event)),
        )


_ACTING, _OWNING = aliased(Account), aliased(Account)


def _events() -> Select[*tuple[Any, ...]]:
    """Events with what names them; of the rows beside them the few columns that are shown."""
    is_staff = _OWNING.id.in_(select(account_role.c.account_id))
    named = (
        select(
            Event,
            Application.number.label("number"),
            ProcessVersion.title.label("title"),
            ProcessVersion.number.label("version"),
            _ACTING.email.label("actor"),
            _OWNING.email.label("owner"),
        )
        .outerjoin(Application, Application.id == Event.stream)
        .outerjoin(ProcessVersion, ProcessVersion.id == Event.version_id)
        .outerjoin(_ACTING, _ACTING.id == Event.actor_id)
        .outerjoin(_OWNING, (_OWNING.id == Event.stream) & is_staff)
    )
    return named.order_by(Event.at.desc(), Event.stream.desc(), Event.position.desc())


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.number:
        stream = session.scalar(select(Application.id).where(Application.number == wanted.number))
        if stream is None:
            raise NotFound
        conditions.append(Event.stream == stream)
    if wanted.staff_id:
        conditions.append(Event.actor_id == wanted.staff_id)
    if wanted.kind:
        conditions.append(Event.kind == wanted.kind)
    if wanted.since:
        conditions.append(Event.at >= _midnight(wanted.since))
    if wanted.until:
        conditions.append(Event.at < _midnight(wanted.until + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    """The instant at which a day begins in Massachusetts."""
    return datetime.combine(day, time(), tzinfo=EASTERN)


def _streams(session: Session, after: str, *, most: int) -> list[str]:
    """Whose history there is or should be, by id: an application whose events are all gone is one of them."""
    with_events = select(Event.stream).where(Event.stream > after).distinct().order_by(Event.stream).limit(most)
    expected = select(Application.id).where(Application.id > after).order_by(Application.id).limit(most)
    return sorted({*session.scalars(with_events), *session.scalars(expected)})[:most]


def _subject(session: Session, stream: str) -> Subject:
    number = session.scalar(select(Application.number).where(Application.id == stream))
    if number is not None:
        return Subject(number, "")
    is_staff = Account.id.in_(select(account_role.c.account_id))
    email = session.scalar(select(Account.email).where(Account.id == stream, is_staff))
    return Subject("", stream, email or "")


def _by(event: Event, email: str | None) -> str:
    if event.actor_kind is ActorKind.STAFF:
        return email or ACTORS[event.actor_kind]
    if event.actor_kind is not ActorKind.SYSTEM:
        return ACTORS[event.actor_kind]
    if operation := event.data.get("operation"):
        return f"the operation “{operation.replace('_', ' ')}”"
    return {EventKind.TIMER_FIRED: "a timer", EventKind.DECISION_MADE: "a decision table"}.get(
        event.kind, ACTORS[event.actor_kind]
    )


#: What of an event's data is shown, by its label: ids and closed words. What is not named here stays unseen.
_SHOWN = {
    "operation": "Operation",
    "error": "Error",
    "decision": "Decision table",
    "rules": "Rows that matched",
    "verdict": "Verdict",
    "needed_for": "Needed for",
    "outcome": "Outcome",
    "kind": "What was printed",
    "key": "Setting",
    "effective_on": "Counts from",
    "day": "Day",
    "name": "Name of the day",
    "wanted": "What was searched for",
    "rows": "Events handed out",
    "task": "Task",
    "job": "Job",
    "document": "Document",
    "invitation": "Letter with a link",
    "notice": "Notice",
    "request": "Request",
    "credential": "License record",
}


def _details(event: Event) -> Iterator[tuple[str, str]]:
    told_of = {name: event.data.get(name) for name in _SHOWN}
    yield from ((_SHOWN[name], _words(value)) for name, value in told_of.items() if value not in (None, "", []))
    if event.kind is EventKind.SETTING_SET:
        yield "New value", _words(event.data["value"])
    parts = (event.data.get(part) for part in ("variables", "answer"))
    kept = [name for part in parts if isinstance(part, dict) for name in part]
    if kept:
        yield "Facts kept with it, not shown here", ", ".join(kept)
    if answered := event.data.get("answers"):
        yield "Pages of answers kept, not shown here", str(len(answered))
    if event.node:
        yield "Step in the diagram", event.node
    yield "Event", event.id
    yield "Hash", event.digest
    yield "Hash of the event before", event.previous or "None: the first of its chain"


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {part}" for name, part in value.items()) or "everything"
    return str(value)
