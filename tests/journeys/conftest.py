"""A whole Office over a database of the test's own, with fakes standing outside; people come when a test calls them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.database import Database, connect
from tests.journeys.people import Applicant, Clerk
from tests.journeys.world import Papers, World, at
from tests.support.databases import execute, migrate_all
from workflows.adapters.clock import FixedClock
from workflows.adapters.examiner import DirectExaminer
from workflows.adapters.files import FakeFiles
from workflows.adapters.mail import FakeMailer
from workflows.adapters.payments import FakePaymentGateway
from workflows.adapters.pdf import FakePrinter
from workflows.adapters.reader import FakeReader
from workflows.adapters.registry import FakeRegistry
from workflows.adapters.scanner import FakeScanner
from workflows.adapters.watermark import DirectWatermark
from workflows.settings import Settings
from workflows.wiring import wire


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file to copy in which the diagrams are published: to do so anew for each test costs half a second."""
    path = tmp_path_factory.mktemp("sqlite") / "published.sqlite3"
    migrate_all(f"sqlite:///{path}")
    _publish(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The same, as the name of a PostgreSQL database."""
    name = "template_published"
    execute(postgresql_server, f"CREATE DATABASE {name}")
    migrate_all(f"{postgresql_server}/{name}")
    _publish(f"{postgresql_server}/{name}")
    return name


@pytest.fixture
def world(database_url: str, database: Database, clock: FixedClock) -> World:
    """The Office, its worker, and what stands outside; nobody is there yet."""
    registry, payments, mailer = FakeRegistry(), FakePaymentGateway(clock), FakeMailer()
    papers = Papers(FakeFiles(), FakeScanner(), FakeReader())
    office = wire(
        Settings(database_url=database_url),
        database=database,
        clock=clock,
        registry=registry,
        payments=payments,
        mailer=mailer,
        printer=FakePrinter(),
        files=papers.files,
        scanner=papers.scanner,
        examiner=DirectExaminer(),
        reader=papers.reader,
        watermark=DirectWatermark(),
    )
    return World(office, clock, registry, payments, mailer, papers)


@pytest.fixture
def applicant(world: World) -> Callable[..., Applicant]:
    """Signs a person of the seed in on the date on which the case plays, certification linked."""
    return lambda key, **changed: Applicant.arrives(world, key, **changed)


@pytest.fixture
def clerk(world: World) -> Callable[[str], Clerk]:
    """Signs a member of staff in, with the second factor."""
    return lambda key: Clerk.arrives(world, key)


def _publish(url: str) -> None:
    engine = connect(url)
    wire(Settings(database_url=url), database=Database(engine), clock=FixedClock(at("2026-01-20 10:00"))).publish()
    engine.dispose()
