"""The whole Office at work, for tests that kill its workers.

The site runs in the test's own process, over a database of its own, with the sandbox on real HTTP and SMTP beside it;
jobs are run by worker processes alone. Applicants and a reviewer act by the use-cases that the pages call.
"""

import os
import platform
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Account, Application, Credential, CredentialTerm, Event, Job, Notice, Payment, Task, WorkerProcess
from models.database import Database, connect
from models.vocabulary import (
    APPLICANT,
    ActorKind,
    ApplicationStatus,
    EventKind,
    JobKind,
    JobStatus,
    NoticeStatus,
    PaymentMethod,
    PaymentStatus,
    StaffRole,
    TaskStatus,
)
from tests.kills import office_program
from tests.sandbox.running import served
from tests.support.deadline import until
from tests.support.processes import Processes
from webapp import create_app
from webapp.sandbox import create_sandbox, sandbox_of
from webapp.sandbox.store import Store
from workflows.accounts.linking import Claim
from workflows.accounts.passwords import CHEAPEST
from workflows.adapters.clock import FileClock
from workflows.case import Staff
from workflows.history import Actor, first_broken
from workflows.seed.people import HOLDERS, STAFF
from workflows.seed.rows import fill
from workflows.settings import Settings
from workflows.wiring import Office, wire

CARD_NUMBER = "4242 4242 4242 4242"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What became of an application, on the Office's side and outside; by default, as it has to be."""

    status: ApplicationStatus = ApplicationStatus.APPROVED
    approvals: int = 1
    terms: int = 1
    #: Payments of the application by where they stand.
    payments: Mapping[PaymentStatus, int] = field(default_factory=lambda: {PaymentStatus.AUTHORISED: 1})
    #: Times the payer was charged at the provider, and cents that went back.
    charges: int = 1
    refunded_cents: int = 0
    #: The files of the messages with a card in the holder's mailbox.
    cards: Sequence[str] = ()
    #: Whether each operation's answer is in the history exactly once, and the history whole.
    answered_once: bool = True
    first_broken: int | None = None
    #: Jobs that waited for staff to try them again.
    incidents: int = 0
    #: Jobs that still wait or stand, and notices that have not left.
    left: int = 0


class Workers:
    """The worker processes of one Office; who died is replaced."""

    def __init__(self, processes: Processes, folder: Path, environment: Mapping[str, str], *, count: int) -> None:
        self.folder = folder
        self.deaths = 0
        command = (sys.executable, "-m", "tests.kills.office_program", str(folder))
        self._parent = processes.start("workers", *command, environment=environment)
        until(lambda: office_program.lines(folder, "ready"), "workers can be started", seconds=60)
        self.running = [self._start() for _ in range(count)]

    def mend(self) -> None:
        """Starts a worker for each that died."""
        for process, code in self._ended():
            if process in self.running:
                assert code == -signal.SIGKILL, self._parent.output.read_text()
                self.deaths += 1
                self.running[self.running.index(process)] = self._start()

    def kill(self, process: int) -> None:
        """Kills one, without a word, and waits until it is gone."""
        os.kill(process, signal.SIGKILL)
        until(lambda: (process, -signal.SIGKILL) in self._ended(), "the killed worker is gone")

    def sharers(self) -> Counter[int]:
        """How many jobs each process began."""
        return Counter(int(process) for process, _ in office_program.lines(self.folder, "begun"))

    def _ended(self) -> list[tuple[int, int]]:
        return [(int(process), int(code)) for process, code in office_program.lines(self.folder, "ended")]

    def _start(self) -> int:
        before = len(office_program.lines(self.folder, "started"))
        self._parent.process.send_signal(signal.SIGUSR1)
        [process] = until(lambda: office_program.lines(self.folder, "started")[before:], "a worker is started")[0]
        return int(process)


class OfficeAtWork:
    """An Office with all that stands around it, and the people who come to it."""

    def __init__(self, office: Office, sandbox: Store, http: httpx2.Client, workers: Workers) -> None:
        self.office = office
        self.workers = workers
        self._sandbox = sandbox
        self._http = http
        self._keys = count(1)
        self._paid: set[str] = set()
        reviewer = next(one for one in STAFF if one.key == "reviewer_1")
        fill(office.database, office.keyring, cost=CHEAPEST, holders=[], staff=[reviewer])
        with self._rows() as session:
            account_id = session.scalars(select(Account.id).where(Account.email == reviewer.email)).one()
        self._reviewer = Staff(account_id, frozenset({StaffRole.REVIEWER}))

    # what people do -----------------------------------------------------------------------------------------

    def somebody_applies(self) -> str:
        """A new holder links the certification and starts an alignment; the application's number."""
        ana = next(one for one in HOLDERS if one.key == "ana")
        key = next(self._keys)
        holder = replace(ana, key=f"holder {key}", email=f"holder{key}@example.org", number=f"E{key:07}")
        fill(self.office.database, self.office.keyring, cost=CHEAPEST, holders=[holder], staff=[])
        with self._rows() as session:
            account_id = session.scalars(select(Account.id).where(Account.email == holder.email)).one()
            credential = session.scalars(select(Credential).where(Credential.number == holder.number)).one()
        claim = Claim(level=holder.level, number=holder.number, ssn=holder.ssn, birth_date=holder.birth_date)
        self.office.accounts.linking.link(account_id, claim)
        with self.office.database.begin() as session:
            application = self.office.file.open(
                session,
                process_id="alignment",
                account_id=account_id,
                person_id=credential.person_id,
                credential_id=credential.id,
                actor=Actor(ActorKind.APPLICANT, account_id),
            )
            return application.number

    def go_round(self) -> None:
        """Everybody does what it is their turn to do, and a worker that died is replaced."""
        self.workers.mend()
        # one that was in hand at three kills
        for incident in self.office.review.incidents():
            self.office.review.retry(self._reviewer, incident.job_id)
        with self._rows() as session:
            tasks = session.scalars(
                select(Task).where(Task.status == TaskStatus.OPEN).options(joinedload(Task.application))
            ).all()
            owed = select(Payment).where(Payment.status == PaymentStatus.DUE, Payment.id.not_in(self._paid))
            payments = session.scalars(owed.options(joinedload(Payment.application))).all()
        for task in tasks:
            if task.group_name == APPLICANT:
                self._fill_in(task)
            else:
                self._approve(task)
        for payment in payments:
            self._pay(payment)

    def go_on_until(self, condition: Callable[[], object], what: str, *, seconds: float = 90) -> None:
        """Has everybody go on until the condition holds."""

        def holds() -> object:
            self.go_round()
            return condition()

        until(holds, what, seconds=seconds)

    def go_on_until_done(self, more: int) -> None:
        """Has everybody go on until so many more jobs are done."""
        enough = self.done() + more
        self.go_on_until(lambda: self.done() >= enough, "work goes on")

    def go_on_until_settled(self, numbers: Sequence[str]) -> None:
        """Has everybody go on until these applications have ended and nothing is left to be done."""
        self.go_on_until(lambda: self.settled(numbers), "all is done that follows from the applications")

    def kill_a_busy_one(self, chance: random.Random) -> None:
        """Kills a worker that has a job in hand, whatever it is doing to it."""
        self.go_on_until(self.busy, "a worker has a job in hand")
        self.workers.kill(chance.choice(self.busy() or self.workers.running))

    def _fill_in(self, task: Task) -> None:
        account_id = task.application.account_id
        view = self.office.applications.task(account_id, task.id)
        revisions = {page: saved.revision for page, saved in view.pages.items()}
        variables = {"datesConfirmed": True, "backgroundAnyYes": False}
        self.office.applications.submit(account_id, task.id, variables=variables, revisions=revisions)

    def _pay(self, payment: Payment) -> None:
        url = self.office.billing.checkout(payment.application.account_id, payment.id, PaymentMethod.CARD)
        paid = self._http.post(url, data={"number": CARD_NUMBER})
        assert paid.status_code == 303
        self._paid.add(payment.id)

    def _approve(self, task: Task) -> None:
        self.office.review.claim(self._reviewer, task.id)
        variables = {"decision": "approve", "escalateTo": None, "confirmedExpiry": None}
        self.office.review.decide(self._reviewer, task.id, pages={}, variables=variables)

    # what became of it --------------------------------------------------------------------------------------

    def settled(self, numbers: Sequence[str]) -> bool:
        """Whether these have ended and nothing waits to be done."""
        with self._rows() as session:
            running = select(Application.id).where(Application.number.in_(numbers), Application.ended_at.is_(None))
            waiting = select(Job.id).where(Job.status == JobStatus.WAITING)
            return session.scalar(running.limit(1)) is None and session.scalar(waiting.limit(1)) is None

    def done(self) -> int:
        """How many jobs are done."""
        with self._rows() as session:
            return session.scalar(select(func.count()).where(Job.status == JobStatus.DONE)) or 0

    def busy(self) -> list[int]:
        """The workers that have a job in hand, by process id."""
        with self._rows() as session:
            names = session.scalars(
                select(WorkerProcess.name).join(Job, Job.worker_id == WorkerProcess.id).distinct()
            ).all()
        here = f"{platform.node()}:"
        return sorted({int(name.removeprefix(here)) for name in names} & set(self.workers.running))

    def endings(self, numbers: Sequence[str]) -> dict[str, Ending]:
        """What became of applications."""
        cards, checkouts = self.cards(), list(self._sandbox.all("checkout").values())
        with self._rows() as session:
            applications = session.scalars(
                select(Application).where(Application.number.in_(numbers)).options(joinedload(Application.account))
            ).all()
            return {
                application.number: _ending(
                    session,
                    application,
                    cards=[mail for mail in cards if mail["to"] == [application.account.email]],
                    checkouts=[kept for kept in checkouts if kept["reference"] == application.number],
                )
                for application in applications
            }

    def right_endings(self, numbers: Sequence[str]) -> dict[str, Ending]:
        """What has to become of them."""
        with self._rows() as session:
            applications = session.scalars(
                select(Application).where(Application.number.in_(numbers)).options(joinedload(Application.credential))
            ).all()
        return {
            application.number: Ending(cards=[f"{application.credential.number}-card.pdf"])
            for application in applications
            if application.credential is not None
        }

    def cards(self) -> list[dict[str, Any]]:
        """The messages with a card in all mailboxes, the newest first."""
        return [message for message in self._http.get("/mailbox.json").json() if message["attachments"]]

    @contextmanager
    def _rows(self) -> Iterator[Session]:
        with self.office.database.read() as session:
            yield session


def _ending(
    session: Session, application: Application, *, cards: list[dict[str, Any]], checkouts: list[dict[str, Any]]
) -> Ending:
    payments = session.scalars(select(Payment.status).where(Payment.application_id == application.id)).all()
    terms = session.scalars(select(CredentialTerm).where(CredentialTerm.application_id == application.id)).all()
    events = session.scalars(select(Event).where(Event.stream == application.id)).all()
    return Ending(
        status=application.status,
        approvals=sum(_approves(event) for event in events),
        terms=len(terms),
        payments=Counter(payments),
        charges=sum(checkout["authorised_at"] is not None for checkout in checkouts),
        refunded_cents=sum(checkout["refunded_cents"] for checkout in checkouts),
        cards=[part["filename"] for mail in cards for part in mail["attachments"]],
        answered_once=_answered_once(session, application, events),
        first_broken=first_broken(session, application.id),
        incidents=sum(event.kind is EventKind.INCIDENT_RAISED for event in events),
        left=_left(session, application),
    )


def _approves(event: Event) -> bool:
    return event.kind is EventKind.TASK_COMPLETED and event.data["variables"].get("decision") == "approve"


def _answered_once(session: Session, application: Application, events: Sequence[Event]) -> bool:
    answered = Counter(event.data["job"] for event in events if event.kind is EventKind.OPERATION_ANSWERED)
    asked = session.scalars(
        select(Job.id).where(Job.application_id == application.id, Job.kind == JobKind.OPERATION)
    ).all()
    return answered == Counter(asked)


def _left(session: Session, application: Application) -> int:
    of_it = Job.application_id == application.id, Job.status.in_((JobStatus.WAITING, JobStatus.INCIDENT))
    unsent = Notice.application_id == application.id, Notice.status != NoticeStatus.SENT
    rows = [*session.scalars(select(Job.id).where(*of_it)), *session.scalars(select(Notice.id).where(*unsent))]
    return len(rows)


@contextmanager
def office_at_work(database_url: str, folder: Path, *, workers: int) -> Iterator[OfficeAtWork]:
    """The Office over a migrated database, with so many worker processes; all ends with the block."""
    processes = Processes(folder)
    with served() as site, served() as sandbox:
        settings = _settings(database_url, folder, site_port=site.server_port, sandbox_port=sandbox.server_port)
        FileClock(folder / "clock.json").set(next(one for one in HOLDERS if one.key == "ana").plays_at)
        app = create_sandbox(settings, mail_port=0, back_off=(0.1,) * 20)
        parts = sandbox_of(app)
        sandbox.app = app
        parts.start()
        settings = settings.model_copy(update={"smtp_port": parts.mail_server.port})
        office = wire(settings, database=Database(connect(database_url)))
        office.publish()
        site.app = create_app(office, hash_cost=CHEAPEST)
        try:
            running = Workers(processes, folder, _environment(settings), count=workers)
            with httpx2.Client(base_url=settings.sandbox_url, trust_env=False) as http:
                yield OfficeAtWork(office, parts.store, http, running)
        finally:
            processes.end_all()
            parts.stop()
            office.database.engine.dispose()


def _settings(database_url: str, folder: Path, *, site_port: int, sandbox_port: int) -> Settings:
    sandbox_url = f"http://127.0.0.1:{sandbox_port}"
    return Settings(
        database_url=database_url,
        site_url=f"http://127.0.0.1:{site_port}",
        sandbox_url=sandbox_url,
        registry_url=f"{sandbox_url}/registry/v1",
        payment_url=f"{sandbox_url}/pay/v1",
        payment_page_url=sandbox_url,
        clock_file=folder / "clock.json",
        sandbox_file=folder / "sandbox.sqlite3",
        smtp_port=1,
    )


def _environment(settings: Settings) -> dict[str, str]:
    names = ("site_url", "sandbox_url", "registry_url", "payment_url", "payment_page_url", "clock_file", "smtp_port")
    own = {f"ELICENSE_{name.upper()}": str(getattr(settings, name)) for name in names}
    return own | {"DATABASE_URL": settings.database_url}
