"""An Office with a few holders, or many, and the calendar of its year."""

import pytest

from models.database import Database
from tests.calendar.year import Year
from tests.support.databases import Engines
from workflows.adapters.clock import FixedClock
from workflows.adapters.mail import FakeMailer
from workflows.adapters.registry import FakeRegistry
from workflows.engine import bundle_from
from workflows.settings import Settings
from workflows.versions import BUNDLED, SHARED
from workflows.wiring import wire


@pytest.fixture
def year(sqlite_url: str, engines: Engines, clock: FixedClock) -> Year:
    """The Office in the summer of 2026, with nobody in its register."""
    registry, mailer = FakeRegistry(), FakeMailer()
    office = wire(
        Settings(database_url=sqlite_url),
        database=Database(engines.of(sqlite_url)),
        clock=clock,
        registry=registry,
        mailer=mailer,
    )
    for process in ("cycle_notice", "renewal"):
        office.versions.publish(bundle_from(BUNDLED / process, BUNDLED / SHARED))
    return Year(office, clock, registry, mailer)
