"""What the engine's tests share: diagrams by the name of their case, and a process that was stored in between."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workflows.engine import Bundle, Definition, Process, bundle_of, library

DIAGRAMS = Path(__file__).parent / "diagrams"

Load = Callable[[str], Definition]
Stored = Callable[[Process], Process]


@pytest.fixture
def now() -> datetime:
    """An ordinary morning."""
    return datetime(2026, 1, 20, 15, tzinfo=UTC)


@pytest.fixture
def bundle() -> Callable[[str], Bundle]:
    """The bundle of a case's diagram."""
    return lambda case: bundle_of(DIAGRAMS / f"{case}.bpmn", ())


@pytest.fixture
def definition(bundle: Callable[[str], Bundle]) -> Load:
    """The definition of a case's diagram."""
    return lambda case: library.load(bundle(case))


@pytest.fixture
def stored() -> Stored:
    """The process as it comes back from the database: nothing that is kept may differ from what was there."""

    def store_and_load(process: Process) -> Process:
        text = process.state()
        again = Process.load(process.definition, text)
        assert again.state() == text
        assert again.open_tasks() == process.open_tasks()
        assert again.parked() == process.parked()
        assert again.variables == process.variables
        assert (again.live, again.due_at, again.messages()) == (process.live, process.due_at, process.messages())
        return again

    return store_and_load
