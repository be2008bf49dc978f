"""A worker of the whole Office as a process of its own, for the test of a year to kill.

    python -m tests.calendar.worker_program FOLDER

It loads all it needs, leaves a file `ready-PID` in FOLDER and works from SIGUSR1 on: so one stands by to take over as
soon as another is killed. It asks the National Registry over HTTP and sends mail over SMTP, as its settings say.
"""

import logging
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from workflows.adapters.pdf import FakePrinter
from workflows.engine import bundle_from, library
from workflows.settings import Settings
from workflows.versions import BUNDLED, SHARED
from workflows.wiring import wire
from workflows.worker import Pace, Worker, serve

PACE = Pace(queue=0.1, due=0.2, beat=0.3, dead_after=1.5, lost=0.2)
_LOOK_SECONDS = 0.2


def main(folder: Path) -> int:
    """Stands by, then serves until it is killed or told to end."""
    logging.basicConfig(level=logging.WARNING)
    library.load(bundle_from(BUNDLED / "cycle_notice", BUNDLED / SHARED))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    (folder / f"ready-{os.getpid()}").touch()
    signal.sigwait({signal.SIGUSR1})
    office = wire(Settings(), printer=FakePrinter())
    looks = [
        replace(one, every_seconds=_LOOK_SECONDS) for one in office.duties.periodic if one.work == office.calendar.look
    ]
    duties = replace(office.duties, periodic=looks)
    worker = Worker(database=office.database, clock=office.clock, jobs=office.jobs, duties=duties, pace=PACE, threads=4)
    return serve(worker)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
