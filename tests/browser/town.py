"""A morning at the Office with somebody in every state that a page can show, made without a browser in a few seconds.

The database is then handed to a running site, and each page can be opened by its address.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from models import Account, Application, Document, Job, Payment, Task
from models.database import Database
from models.vocabulary import JobStatus, TaskStatus
from tests.browser.acts import someone
from tests.browser.callers import Callers
from tests.journeys.people import APPROVE, ASK, CONFIRM, DENY, Applicant, Clerk
from tests.journeys.world import Papers, World, at, machine_now
from tests.support.databases import Engines
from tests.webapp.browser import Browser
from webapp.sandbox.one_time_code import one_time_code
from workflows.accounts.passwords import CHEAPEST
from workflows.adapters.clock import FixedClock
from workflows.adapters.files import FakeFiles
from workflows.adapters.mail import FakeMailer
from workflows.adapters.payments import FakePaymentGateway
from workflows.adapters.pdf import FakePrinter
from workflows.adapters.reader import FakeReader
from workflows.adapters.registry import FakeRegistry
from workflows.adapters.scanner import FakeScanner
from workflows.seed.holder import StaffMember
from workflows.seed.rows import fill
from workflows.settings import Settings
from workflows.wiring import wire

#: When the town stands still.
MORNING = "2026-02-02 10:00"
#: Members of staff who did something before.
STAFF_AT_WORK = ("reviewer_2", "supervisor_1", "compliance", "education", "fiscal", "intake")
#: Has an account and no license linked to it.
UNLINKED = "eli"


@dataclass
class Town:
    """The numbers and ids of what there is, by the key of the person whose it is: "lee", or "lee/name_change"."""

    numbers: dict[str, str]
    #: Of the open task, of an applicant or of the staff.
    tasks: dict[str, str]
    payments: dict[str, str]
    #: Of a document that was sent.
    documents: dict[str, str]
    #: Of cases that the staff began, by what they are.
    cases: dict[str, str]
    #: Where a letter leads, by the address that it went to.
    invitations: dict[str, str]


def build(database_url: str) -> Town:
    """Fills a migrated SQLite database."""
    engines = Engines()
    clock = FixedClock(at(MORNING))
    registry, payments, mailer = FakeRegistry(), FakePaymentGateway(clock), FakeMailer()
    papers = Papers(FakeFiles(), FakeScanner(), FakeReader())
    office = wire(
        Settings(database_url=database_url),
        database=Database(engines.of(database_url)),
        clock=clock,
        registry=registry,
        payments=payments,
        mailer=mailer,
        printer=FakePrinter(),
        files=papers.files,
        scanner=papers.scanner,
        reader=papers.reader,
    )
    office.publish()
    town = _Builder(World(office, clock, registry, payments, mailer, papers)).build()
    engines.disconnect()
    return town


def cookie_of(site: Flask, key: str) -> str:
    """The cookie of anyone of the seed who signs in, staff with the one-time code."""
    browser, known = Browser(site), someone(key)
    browser.post("/login", {"email": known.email, "password": known.password})
    if isinstance(known, StaffMember):
        browser.post("/login/code", {"code": one_time_code(known.totp_secret, machine_now()).code})
    assert browser.cookie is not None
    return browser.cookie


class _Builder:
    """Plays everyone to the state that they stand for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers: dict[str, str] = {}
        self._staff = {key: Clerk.arrives(world, key) for key in STAFF_AT_WORK}
        self._reviewer, self._supervisor = (self._staff[key] for key in ("reviewer_2", "supervisor_1"))
        self._callers = Callers(world, at(MORNING), self._staff, self._numbers)

    def build(self) -> Town:
        for key in ("ana", "hana", "fay"):
            self._asks(key)
        self._asks("chloe", ma_expires_on=date(2025, 3, 31))
        self._asks("max", ma_expires_on=date(2024, 3, 31))
        self._asks("leo")
        self._asks("ben").fills_in(self._numbers["ben"])
        for key in ("sue", "ivan"):
            self._files(key)
        self._reviewer.decides(self._files("noa"), ASK)
        self._reviewer.decides(self._files("raj", "bank"), APPROVE)
        self._reviewer.decides(self._files("yan", open_application=False), DENY)
        self._supervisor.decides(self._numbers["yan"], CONFIRM)
        self._supervisor.decides(self._files("una"), DENY)
        self._asks("dan").withdraws(self._numbers["dan"])
        self._asks_for_changes("lee")
        self._sends_a_paper("elijah")
        self._callers.come()
        self._plans_the_calendar()
        self._world.registry_is_down()
        self._asks("tom")
        self._stands_still("tom")
        # whoever is not there yet, with nothing begun
        fill(self._world.office.database, self._world.office.keyring, cost=CHEAPEST)
        # the staff may sign in again at once, with the same one-time code
        self._world.change(update(Account).values(totp_counter=None))
        return self._town()

    def _plans_the_calendar(self) -> None:
        """The next day of the calendar is worked out, and a notice waits for somebody to look at its digits."""
        office = self._world.office
        office.calendar.look()
        office.calendar.look_ahead(date(2026, 2, 15))
        with office.database.begin() as session:
            fields = {"number": self._numbers["sue"], "process": "Renewal", "detail": "800-12-3456"}
            office.notices.write(session, "N-DRAFT-REM", key="held", fields=fields)
        self._world.settle()

    def _asks(self, key: str, **changed: Any) -> Applicant:
        person = Applicant.arrives(self._world, key, plays_at=at(MORNING), **changed)
        self._numbers[key] = person.asks_for_the_way()
        return person

    def _asks_for_changes(self, key: str) -> None:
        """Begins each change of the record, and leaves it to be filled in."""
        person = Applicant.arrives(self._world, key, plays_at=at(MORNING))
        of_license = f"/credentials/{person.credential().id}/start"
        for where in (
            "/start/name_change",
            "/start/contact_change",
            f"{of_license}/duplicate_card",
            f"{of_license}/verification",
        ):
            number = person.sends(where).rsplit("/", 1)[1]
            self._world.settle()
            self._numbers[f"{key}/{where.rsplit('/', 1)[1]}"] = number

    def _sends_a_paper(self, key: str) -> None:
        """Sends a change of name with its proof."""
        person = Applicant.arrives(self._world, key, plays_at=at(MORNING))
        number = person.sends("/start/name_change").rsplit("/", 1)[1]
        self._world.settle()
        married = {"effective_on-month": "1", "effective_on-day": "5", "effective_on-year": "2026"}
        name = {"new_first": "Elijah", "new_last": "Diaz", "reason": "marriage", "nremt_also_changed": "yes", **married}
        person.fills_in(number, new_name=name, proof={"paper": "marriage_certificate"})
        self._numbers[key] = number

    def _files(self, key: str, method: str = "card", **changed: Any) -> str:
        person = self._asks(key, **changed)
        number = self._numbers[key]
        person.fills_in(number)
        person.pays(number, method)
        return number

    def _stands_still(self, key: str) -> None:
        """The person's job has been tried often enough."""
        here = select(Application.id).where(Application.number == self._numbers[key]).scalar_subquery()
        waiting = update(Job).where(Job.application_id == here, Job.status == JobStatus.WAITING)
        failure = "The National Registry did not answer."
        self._world.change(waiting.values(status=JobStatus.INCIDENT, failure=failure, tries=8))

    def _town(self) -> Town:
        keys = {number: key for key, number in self._numbers.items()}
        open_tasks = select(Application.number, Task.id).join(Task.application).where(Task.status == TaskStatus.OPEN)
        payments = select(Application.number, Payment.id).join(Payment.application)
        documents = select(Application.number, Document.id).join(Document.application)
        with self._world.rows() as session:
            asked = ("chief@red.example", "ems@nh.example.org")
            return Town(
                cases=self._callers.cases,
                invitations={address: self._callers.invitation(address) for address in asked},
                numbers=self._numbers,
                tasks={keys[number]: task for number, task in session.execute(open_tasks) if number in keys},
                payments={keys[number]: payment for number, payment in session.execute(payments) if number in keys},
                documents={keys[number]: paper for number, paper in session.execute(documents) if number in keys},
            )
