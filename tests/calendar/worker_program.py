"""A worker of the whole Office as a process of its own, for the test of a year to kill.

    python -m tests.calendar.worker_program FOLDER

It loads all it needs, leaves a file `ready-PID` in FOLDER and works from SIGUSR1 on: so one stands by to take over as
soon as another is killed. The National Registry answers from FOLDER/registry.json; mail goes out over real SMTP.
"""

import json
import logging
import os
import signal
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from models.vocabulary import Level
from tests.calendar.year import BORN, SSN, registry_record
from workflows.adapters.pdf import FakePrinter
from workflows.adapters.registry import FakeRegistry
from workflows.engine import bundle_from, library
from workflows.settings import Settings
from workflows.versions import BUNDLED, SHARED
from workflows.wiring import wire
from workflows.worker import Pace, Worker, serve

PACE = Pace(queue=0.1, due=0.2, beat=0.3, dead_after=1.5, lost=0.2)
_LOOK_SECONDS = 0.2


def registry_of(folder: Path) -> FakeRegistry:
    """The Registry that knows what the test wrote down."""
    registry = FakeRegistry()
    for number, expires_on in json.loads((folder / "registry.json").read_text()).items():
        record = registry_record(Level(number[0]), date.fromisoformat(expires_on) if expires_on else None)
        registry.hold(record, number=f"R{number}", last_name="Holder", birth_date=BORN, ssn_last4=SSN[-4:])
    return registry


def main(folder: Path) -> int:
    """Stands by, then serves until it is killed or told to end."""
    logging.basicConfig(level=logging.WARNING)
    library.load(bundle_from(BUNDLED / "cycle_notice", BUNDLED / SHARED))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    (folder / f"ready-{os.getpid()}").touch()
    signal.sigwait({signal.SIGUSR1})
    office = wire(Settings(), registry=registry_of(folder), printer=FakePrinter())
    looks = [
        replace(one, every_seconds=_LOOK_SECONDS) for one in office.duties.periodic if one.work == office.calendar.look
    ]
    duties = replace(office.duties, periodic=looks)
    worker = Worker(database=office.database, clock=office.clock, jobs=office.jobs, duties=duties, pace=PACE, threads=4)
    return serve(worker)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
