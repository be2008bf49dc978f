"""A worker as a process of its own, for tests to kill; its outside is a file that takes a line for each time it is asked.

    python -m tests.kills.worker_program URL FOLDER

An operation says where the process is to die by its own hand: `die_asking` before the outside is asked, `die_asked`
after it, `die_keeping` before the commit, `die_kept` after it. `..._always` does so each time, the others once.
"""

import logging
import os
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from models import Application
from models.database import Database, connect
from models.vocabulary import JobKind
from workflows.adapters.clock import SystemClock
from workflows.jobs import Handler, Jobs, JobView
from workflows.worker import Duties, Pace, Worker, serve

PACE = Pace(queue=0.1, due=0.1, beat=0.3, dead_after=3, lost=0.3)
_WORK_SECONDS = 0.02


class Counter(Handler):
    """Asks the outside by a line in a file, and keeps a row in the table `kept`, which has no key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def work(self, job: JobView) -> object:
        self._die(job, "asking")
        self._ask(job)
        time.sleep(_WORK_SECONDS)
        if job.operation == "linger":
            time.sleep(60)
        if job.operation == "nap":
            (self._folder / "napping").touch()
            time.sleep(2)
        self._die(job, "asked")
        return os.getpid()

    def keep(self, session: Session, job: JobView, result: object) -> None:
        session.execute(
            text("INSERT INTO kept (job_id, worker) VALUES (:job, :worker)"), {"job": job.id, "worker": result}
        )
        if job.kind is JobKind.TIMER:
            session.execute(update(Application).where(Application.id == job.application_id).values(due_at=None))
        self._die(job, "keeping")
        if job.operation.startswith("die_kept"):
            event.listen(session, "after_commit", lambda _: self._die(job, "kept"), once=True)

    def _ask(self, job: JobView) -> None:
        line = f"{job.id} {os.getpid()}\n".encode()
        outside = os.open(self._folder / "asked", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(outside, line)
        os.close(outside)

    def _die(self, job: JobView, where: str) -> None:
        if not job.operation.startswith(f"die_{where}"):
            return
        died = self._folder / f"died-{job.id}"
        if job.operation.endswith("_always") or not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, folder: str) -> int:
    """Serves until told to end."""
    logging.basicConfig(level=logging.WARNING)
    database = Database(connect(url))
    clock = SystemClock()
    counter = Counter(Path(folder))
    worker = Worker(
        database=database,
        clock=clock,
        jobs=Jobs(database.engine, clock),
        duties=Duties(dict.fromkeys(JobKind, counter), on_incident=lambda *_: None),
        pace=PACE,
        threads=4,
    )
    return serve(worker)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
