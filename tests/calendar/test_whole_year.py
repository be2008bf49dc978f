"""A whole year over five hundred holders, in simulated time: the real worker, HTTP and SMTP, with kills in between."""

import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path

from sqlalchemy import func, select

from models import CalendarDay, Job
from models.database import Database, connect
from models.vocabulary import ApplicationStatus, CalendarStatus, Discipline, JobStatus, Level, SsnKind
from tests.calendar.year import BORN, Year, address_of, march, plant, registry_record
from tests.sandbox.running import RunningSandbox, running_sandbox
from tests.support.deadline import until
from tests.support.processes import Processes, Program
from workflows.adapters.clock import EASTERN
from workflows.adapters.mail import FakeMailer
from workflows.adapters.registry import FakeRegistry
from workflows.engine import bundle_from
from workflows.seed.holder import Address, Expected, Played, RegistryEntry
from workflows.versions import BUNDLED, SHARED
from workflows.wiring import wire

DAYS = (
    "2026-09-01", "2026-09-15", "2026-10-01", "2026-12-01", "2027-01-01", "2027-01-15", "2027-02-01", "2027-02-15",
    "2027-03-01", "2027-03-15", "2027-03-25", "2027-03-31", "2027-04-01", "2027-05-01",
)  # fmt: skip
#: Days on which a worker is killed while it is at work.
KILLS = frozenset({"2026-09-15", "2026-10-01", "2027-01-01", "2027-02-15", "2027-03-31", "2027-04-01"})

ALIGNING = ("N-ALIGN-FALL", "N-ALIGN-DUE", *["N-REMIND"] * 7, "N-REMIND-LAST", "N-EXPIRED", "N-REMIND-LATE")
RENEWING = ("N-WINDOW-OPEN", *["N-REMIND-NREMT"] * 7, "N-REMIND-LAST", "N-EXPIRED", "N-NREMT-LAPSED")
LAPSED = ("N-NREMT-LAPSED", "N-NREMT-LAPSED", "N-NREMT-LAPSED", "N-EXPIRED", "N-NREMT-LAPSED")
LATE = ("N-REMIND-LATE", "N-REMIND-LATE", "N-LATE-CLOSING", "N-LATE-CLOSED")


@dataclass(frozen=True)
class Kind:
    """So many holders of one kind, and what each is to get."""

    many: int
    expires: int
    registry: int
    gets: tuple[str, ...]
    account: bool = True
    discipline: Discipline = Discipline.CLEAR
    applied: ApplicationStatus | None = None


KINDS = (
    Kind(30, 2027, 2028, ALIGNING),
    Kind(12, 2027, 2027, RENEWING),
    Kind(10, 2027, 2026, LAPSED),
    Kind(60, 2027, 2028, (), account=False),
    Kind(30, 2027, 2028, ("N-EXPIRED-PENDING",), applied=ApplicationStatus.IN_QUEUE),
    Kind(20, 2027, 2028, (), applied=ApplicationStatus.DENIED),
    Kind(10, 2027, 2028, (), discipline=Discipline.SUSPENDED),
    Kind(40, 2026, 2028, LATE),
    Kind(50, 2028, 2027, ("N-ALIGN-REVERSE",)),
    Kind(138, 2028, 2029, ()),
    Kind(100, 2029, 2029, ()),
)
#: By number.
EVERYBODY = {
    f"E{number}": kind for number, kind in enumerate(chain(*([kind] * kind.many for kind in KINDS)), start=2000001)
}


def test_the_calendar_of_a_whole_year_puts_each_notice_into_the_mailbox_once(
    sqlite_template: Path, tmp_path: Path, processes: Processes
) -> None:
    with office_of_the_year(sqlite_template, tmp_path, processes) as office:
        expected = office.settle()
        chance = random.Random(1904)

        for day in DAYS:
            office.live_through(day, kill_after=chance.randint(3, 30) if day in KILLS else None)

        assert len(EVERYBODY) == 500
        assert office.kills == len(KILLS)
        assert office.mailbox() == expected


class OfficeOfTheYear:
    """The Office seen from outside: its clock, its mailbox, and the worker that is killed."""

    def __init__(self, year: Year, sandbox: RunningSandbox, workers: "Workers") -> None:
        self._year = year
        self._sandbox = sandbox
        self._workers = workers
        self.kills = 0

    def settle(self) -> Counter[tuple[str, str]]:
        """Brings five hundred holders into the register; what is to come into their mailboxes, by notice."""
        office, expected = self._year.office, Counter()
        subjects = _subjects()
        self._sandbox.clock.set(_morning("2026-08-20"))
        for number, kind in EVERYBODY.items():
            plant(
                office.database,
                office.keyring,
                number=number,
                expires_on=march(kind.expires),
                account=kind.account,
                ssn=_ssn(number),
                discipline=kind.discipline,
            )
            if kind.applied is not None:
                self._year.applies(number, "2026-10-02", kind.applied)
            expected.update((address_of(number), subjects[template]) for template in kind.gets)
        return expected

    def live_through(self, day: str, *, kill_after: int | None) -> None:
        """A day's morning comes; the worker does what it brings, and may be killed at it and replaced."""
        self._workers.run()
        done = self._done()
        self._sandbox.clock.set(_morning(day))
        if kill_after is not None:
            until(lambda: self._done() >= done + kill_after or self._over(day), f"work of {day}", seconds=60)
            self.kills += not self._over(day)
            self._workers.kill()
            self._workers.run()
        until(lambda: self._over(day), f"{day} is over", seconds=90)

    def mailbox(self) -> Counter[tuple[str, str]]:
        """How many messages of each subject lie in each mailbox; a message that came again under its id counts once."""
        messages = self._sandbox.http.get("/mailbox.json", timeout=60).json()
        return Counter((message["to"][0], _without_number(message["subject"])) for message in messages)

    def _done(self) -> int:
        with self._year.office.database.read() as session:
            return session.scalar(select(func.count()).where(Job.status == JobStatus.DONE)) or 0

    def _over(self, day: str) -> bool:
        with self._year.office.database.read() as session:
            row = session.get(CalendarDay, date.fromisoformat(day))
            waiting = session.scalar(select(func.count()).where(Job.status == JobStatus.WAITING))
            return row is not None and row.status is CalendarStatus.SENT and not waiting


class Workers:
    """One worker at work, and one that stands by."""

    def __init__(self, processes: Processes, folder: Path, environment: dict[str, str]) -> None:
        self._processes = processes
        self._folder = folder
        self._environment = environment
        self._standing_by = self._start()
        self._running: Program | None = None

    def run(self) -> None:
        """Sees that one is at work."""
        if self._running is None:
            program = self._standing_by
            ready = self._folder / f"ready-{program.process.pid}"
            until(ready.exists, "a worker stands by", seconds=60)
            os.kill(program.process.pid, signal.SIGUSR1)
            self._running, self._standing_by = program, self._start()

    def kill(self) -> None:
        """Kills the one at work, without a word."""
        assert self._running is not None
        self._running.kill()
        self._running = None

    def _start(self) -> Program:
        command = (sys.executable, "-m", "tests.calendar.worker_program", str(self._folder))
        return self._processes.start("worker", *command, environment=self._environment)


@contextmanager
def office_of_the_year(template: Path, folder: Path, processes: Processes) -> Iterator[OfficeOfTheYear]:
    path = folder / "year.sqlite3"
    shutil.copyfile(template, path)
    people = [_known_as(number, kind) for number, kind in EVERYBODY.items()]
    with running_sandbox(folder, people=people) as sandbox:
        settings = sandbox.settings.model_copy(update={"database_url": f"sqlite:///{path}"})
        engine = connect(settings.database_url)
        office = wire(settings, database=Database(engine))
        for process in ("cycle_notice", "renewal"):
            office.versions.publish(bundle_from(BUNDLED / process, BUNDLED / SHARED))
        environment = {
            "DATABASE_URL": settings.database_url,
            "ELICENSE_CLOCK_FILE": str(settings.clock_file),
            "ELICENSE_REGISTRY_URL": settings.registry_url,
            "ELICENSE_SMTP_PORT": str(settings.smtp_port),
        }
        year = Year(office, None, FakeRegistry(), FakeMailer())
        try:
            yield OfficeOfTheYear(year, sandbox, Workers(processes, folder, environment))
        finally:
            processes.end_all()
            engine.dispose()


def _known_as(number: str, kind: Kind) -> Played:
    """A holder as the National Registry knows them."""
    record = replace(registry_record(Level(number[0]), march(kind.registry)), number=f"R{number}")
    return Played(
        key=number,
        case="",
        first_name="Test",
        last_name="Holder",
        email=address_of(number),
        password="",
        birth_date=BORN,
        ssn=_ssn(number),
        ssn_kind=SsnKind.SSN,
        level=Level(number[0]),
        address=Address("", "", ""),
        phone="",
        registry_number=f"R{number}",
        registry=(RegistryEntry(None, record),),
        registry_down_until=None,
        plays_at=_morning("2026-08-20"),
        expected=Expected(row="", outcome="", fee_cents=None, new_expires_on=None, sentence=""),
    )


def _ssn(number: str) -> str:
    return f"81{number[1:]}"


def _morning(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(9), EASTERN)


def _subjects() -> dict[str, str]:
    """The subject of each notice, without the holder's number and the day."""
    from workflows.notices import render

    templates = {template for kind in KINDS for template in kind.gets}
    fields = {"license": "E2000001", "detail": "March 31, 2027", "site": "here"}
    return {template: _without_number(render(template, fields).subject) for template in templates}


def _without_number(subject: str) -> str:
    return " ".join(word for word in subject.split() if not any(letter.isdigit() for letter in word))
