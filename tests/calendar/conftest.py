"""An Office with a few holders, or many, and the calendar of its year."""

from collections.abc import Iterator

import pytest

from models.database import Database, connect
from tests.calendar.year import Year
from workflows.adapters.clock import FixedClock
from workflows.adapters.mail import FakeMailer
from workflows.adapters.registry import FakeRegistry
from workflows.engine import bundle_from
from workflows.settings import Settings
from workflows.versions import BUNDLED, SHARED
from workflows.wiring import wire


@pytest.fixture
def year(sqlite_url: str, clock: FixedClock) -> Iterator[Year]:
    """The Office in the summer of 2026, with nobody in its register."""
    engine = connect(sqlite_url)
    registry, mailer = FakeRegistry(), FakeMailer()
    office = wire(
        Settings(database_url=sqlite_url), database=Database(engine), clock=clock, registry=registry, mailer=mailer
    )
    for process in ("cycle_notice", "renewal"):
        office.versions.publish(bundle_from(BUNDLED / process, BUNDLED / SHARED))
    yield Year(office, clock, registry, mailer)
    engine.dispose()
