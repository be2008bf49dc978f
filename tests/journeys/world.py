"""The Office with everything around it that a journey moves: time, the National Registry, the payment provider, mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Executable, event, select, text
from sqlalchemy.orm import Session

from models import Application, Event, Job
from models.vocabulary import JobStatus
from webapp import create_app
from workflows.accounts.passwords import CHEAPEST
from workflows.adapters.clock import EASTERN, FixedClock, legal_date
from workflows.adapters.files import FakeFiles
from workflows.adapters.mail import FakeMailer, OutgoingMail
from workflows.adapters.payments import FakePaymentGateway
from workflows.adapters.reader import FakeReader
from workflows.adapters.registry import FakeRegistry, RegistryUnavailable
from workflows.adapters.scanner import FakeScanner
from workflows.seed.changes import CHANGES
from workflows.seed.holder import Holder, RegistryEntry
from workflows.seed.people import HOLDERS, STAFF
from workflows.seed.rows import fill
from workflows.wiring import Office

WEBHOOK = "/payments/webhook"


class _Compiled(BytecodeCache):
    """Templates are compiled once a session, not once a test."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@dataclass(frozen=True)
class Papers:
    """What keeps, scans and reads documents."""

    files: FakeFiles
    scanner: FakeScanner
    reader: FakeReader


@dataclass
class World:
    """What a journey plays in."""

    office: Office
    clock: FixedClock
    registry: FakeRegistry
    payments: FakePaymentGateway
    mailer: FakeMailer
    papers: Papers
    holders: dict[str, Holder] = field(default_factory=dict)

    @cached_property
    def site(self) -> Flask:
        site = create_app(self.office, hash_cost=CHEAPEST)
        site.jinja_env.bytecode_cache = _COMPILED
        return site

    # who is there -------------------------------------------------------------------------------------------

    def settle_holder(self, key: str, **changed: Any) -> Holder:
        """A person of the seed, changed where a test says so, with an account and a certification."""
        holder = replace(next(one for one in (*HOLDERS, *CHANGES) if one.key == key), **changed)
        fill(self.office.database, self.office.keyring, cost=CHEAPEST, holders=[holder], staff=[])
        self.holders[key] = holder
        return holder

    def settle_staff(self, key: str) -> None:
        staff = [one for one in STAFF if one.key == key]
        fill(self.office.database, self.office.keyring, cost=CHEAPEST, holders=[], staff=staff)

    # time ---------------------------------------------------------------------------------------------------

    def it_is(self, moment: datetime | str) -> None:
        """Sets the time of all, and has done what falls due."""
        self.clock.set(at(moment) if isinstance(moment, str) else moment)
        self._registry_of_the_day()
        self.settle()

    def settle(self) -> int:
        """Has the workers do all that is due; how many jobs."""
        return self.office.worker().run_due()

    def make_the_rounds(self) -> None:
        """What workers do again and again, once: ask the provider and the Registry unbidden."""
        for periodic in self.office.duties.periodic:
            periodic.work()
        self.settle()

    # outside ------------------------------------------------------------------------------------------------

    def registry_is_down(self, down: bool = True) -> None:
        self.registry.fail_with(RegistryUnavailable("down") if down else None)

    def registry_says(self, key: str, **changed: Any) -> None:
        """From now on the Registry says something else of this person."""
        holder = self.holders[key]
        entry = self._entry(holder)
        changed_entry = RegistryEntry(None, replace(entry.record, **changed))
        self.holders[key] = replace(holder, registry=(changed_entry,))
        self._registry_of_the_day()

    def mail_to(self, email: str) -> list[OutgoingMail]:
        return [message for message in self.mailer.sent if message.to == email]

    def subjects(self, email: str) -> list[str]:
        return [message.subject for message in self.mail_to(email)]

    # what is there ------------------------------------------------------------------------------------------

    @contextmanager
    def rows(self) -> Iterator[Session]:
        with self.office.database.read() as session:
            yield session

    def all(self, statement: Any) -> list[Any]:
        with self.rows() as session:
            return list(session.scalars(statement))

    def change(self, statement: Executable) -> None:
        """What a test does behind everybody's back."""
        with self.office.database.begin() as session:
            session.execute(statement)

    def without_triggers(self) -> None:
        """From here on the database lets its history be changed."""
        if self.office.database.engine.dialect.name == "postgresql":
            self.change(text("ALTER TABLE event DISABLE TRIGGER ALL"))
            return
        for verb in ("update", "delete"):
            self.change(text(f"DROP TRIGGER event_no_{verb}"))

    def waiting_jobs(self) -> list[Job]:
        return self.all(select(Job).where(Job.status == JobStatus.WAITING))

    def incidents(self) -> list[Job]:
        return self.all(select(Job).where(Job.status == JobStatus.INCIDENT))

    def history(self, number: str) -> list[Event]:
        stream = select(Application.id).where(Application.number == number).scalar_subquery()
        return self.all(select(Event).where(Event.stream == stream).order_by(Event.position))

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Every statement that is sent to the database meanwhile, transactions' own among them."""
        engine, seen = self.office.database.engine, []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        def commit(_connection: Any) -> None:
            seen.append("COMMIT")

        event.listen(engine, "before_cursor_execute", note)
        event.listen(engine, "commit", commit)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)
            event.remove(engine, "commit", commit)

    def _registry_of_the_day(self) -> None:
        for holder in self.holders.values():
            self.registry.hold(
                self._entry(holder).record,
                number=holder.registry_number,
                last_name=holder.last_name,
                birth_date=holder.birth_date,
                ssn_last4=holder.ssn[-4:],
            )

    def _entry(self, holder: Holder) -> RegistryEntry:
        today = legal_date(self.clock.now())
        return [entry for entry in holder.registry if entry.since is None or entry.since <= today][-1]


def machine_now() -> datetime:
    """The machine's own time, by which signatures age."""
    return datetime.now(UTC)


def at(moment: str) -> datetime:
    """An instant told as the clock on the Office's wall: "2026-03-31 22:30"."""
    return datetime.fromisoformat(moment).replace(tzinfo=EASTERN)


def day(text: str) -> date:
    return date.fromisoformat(text)
