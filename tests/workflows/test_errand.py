"""A process that waits for nobody is run in one go; one that waits is refused."""

from pathlib import Path

import pytest

from models.database import Database, connect
from workflows.calendar.errand import Errand
from workflows.engine import EngineError, bundle_of, library
from workflows.operations import Case
from workflows.settings import Settings
from workflows.wiring import wire

DIAGRAM = Path(__file__).parent / "engine" / "diagrams" / "fill_then_pause.bpmn"


def test_a_process_in_which_somebody_must_act_can_not_be_run_as_an_errand(sqlite_url, clock):
    engine = connect(sqlite_url)
    office = wire(Settings(database_url=sqlite_url), database=Database(engine), clock=clock)
    definition = library.load(bundle_of(DIAGRAM, (DIAGRAM.parent,)))
    case = Case(
        application_id="",
        number="",
        process="",
        family="",
        account_id="",
        person_id=None,
        credential_id=None,
        job_id="key",
        submitted_at=None,
    )

    with pytest.raises(EngineError, match="waits for somebody"):
        Errand(definition, {}, case=case, parts=office.parts, now=clock.now()).ask(last_try=True)
    engine.dispose()
