"""A whole Office over a database of the test's own, with fakes standing outside; people come when a test calls them."""

from collections.abc import Callable, Iterator

import pytest

from models.database import Database, connect
from tests.journeys.people import Applicant, Clerk
from tests.journeys.world import Papers, World
from workflows.adapters.clock import FixedClock
from workflows.adapters.examiner import DirectExaminer
from workflows.adapters.files import FakeFiles
from workflows.adapters.mail import FakeMailer
from workflows.adapters.payments import FakePaymentGateway
from workflows.adapters.pdf import FakePrinter
from workflows.adapters.reader import FakeReader
from workflows.adapters.registry import FakeRegistry
from workflows.adapters.scanner import FakeScanner
from workflows.settings import Settings
from workflows.wiring import wire


@pytest.fixture
def world(database_url: str, clock: FixedClock) -> Iterator[World]:
    """The Office, its worker, and what stands outside; nobody is there yet."""
    registry, payments, mailer = FakeRegistry(), FakePaymentGateway(clock), FakeMailer()
    papers = Papers(FakeFiles(), FakeScanner(), FakeReader())
    engine = connect(database_url)
    office = wire(
        Settings(database_url=database_url),
        database=Database(engine),
        clock=clock,
        registry=registry,
        payments=payments,
        mailer=mailer,
        printer=FakePrinter(),
        files=papers.files,
        scanner=papers.scanner,
        examiner=DirectExaminer(),
        reader=papers.reader,
    )
    office.publish()
    yield World(office, clock, registry, payments, mailer, papers)
    engine.dispose()


@pytest.fixture
def applicant(world: World) -> Callable[..., Applicant]:
    """Signs a person of the seed in on the date on which the case plays, certification linked."""
    return lambda key, **changed: Applicant.arrives(world, key, **changed)


@pytest.fixture
def clerk(world: World) -> Callable[[str], Clerk]:
    """Signs a member of staff in, with the second factor."""
    return lambda key: Clerk.arrives(world, key)
