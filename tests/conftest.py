"""What every test may ask for: a clock, a database of its own, real processes, a real browser.

The parts live in tests/support; a fixture that only one folder needs lives in that folder's conftest.
"""

import gc
import os
from datetime import UTC, datetime

import pytest

from workflows.adapters.clock import FixedClock

pytest_plugins = ["tests.support.browser", "tests.support.databases", "tests.support.processes"]

# A developer's own settings must not decide what a test finds; this runs before any module of ours reads them.
for _name in [*os.environ]:
    if _name.startswith("ELICENSE_") or _name in {"DATABASE_URL", "PORT", "SANDBOX_PORT"}:
        del os.environ[_name]


@pytest.fixture
def clock() -> FixedClock:
    """Stands at ten in the morning of 20 January 2026 in Massachusetts, until the test sets it."""
    return FixedClock(datetime(2026, 1, 20, 15, tzinfo=UTC))


#: Whose tests run for minutes, or wait for other processes.
_LONG = (
    "tests/architecture/test_makefile.py",
    "tests/browser/test_every_page.py",
    "tests/calendar/test_whole_year.py",
    "tests/kills/",
)


@pytest.hookimpl(trylast=True)  # after the order was made random
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the long ones, so that none is left at the end, when there is nothing to do beside it."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


def pytest_collection_finish() -> None:
    """Spares what was imported and collected from being gone through again and again: it stays to the end."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
