"""What jobs cost: `python -m workflows.worker.measure [URL]`, by default on a SQLite file of its own.

Against the database of a URL it runs only where that has no jobs: what it enqueues would be done by others.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event

from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from models import Attempt, Job
from models.base import new_id
from models.database import Database, connect
from models.migrations import migrate
from models.vocabulary import JobKind, JobStatus
from workflows import jobs as job_engine
from workflows.adapters.clock import SystemClock
from workflows.jobs import Handler, Jobs, JobView
from workflows.worker.process import Worker
from workflows.worker.runner import Duties

_TRANSACTIONS = 200
_WATCHED = 30
_HEAP = 400
_IDLE_SECONDS = 10.0


class _Nothing(Handler):
    """Asks nothing and keeps nothing, but says when it was begun."""

    def __init__(self) -> None:
        self.begun = Event()

    def work(self, _: JobView) -> None:
        self.begun.set()

    def keep(self, _session: Session, _job: JobView, _result: object) -> None:
        pass


@dataclass(frozen=True)
class _Bench:
    database: Database
    jobs: Jobs
    handler: _Nothing

    def enqueue(self, session: Session) -> None:
        self.jobs.enqueue(session, kind=JobKind.NOTICE, operation="measure", parameters={"notice_id": new_id()})

    def write_a_row(self, session: Session) -> None:
        now = SystemClock().now()
        session.execute(insert(Attempt).values(id=new_id(), kind="measure", subject="", at=now, succeeded=True))


def main(arguments: Sequence[str]) -> int:
    """Prints a figure a line; 0, or 1 where the database has jobs of its own."""
    with tempfile.TemporaryDirectory() as folder:
        url = arguments[0] if arguments else f"sqlite:///{Path(folder) / 'measure.sqlite3'}"
        migrate(url)
        job_engine.migrate(url)
        database = Database(connect(url))
        with database.read() as session:
            if session.scalar(select(Job.id).limit(1)):
                sys.stderr.write("This database has jobs of its own.\n")
                return 1
        clock = SystemClock()
        bench = _Bench(database, Jobs(database.engine, clock), _Nothing())
        duties = Duties({JobKind.NOTICE: bench.handler}, on_incident=lambda *_: None)
        worker = Worker(database=database, clock=clock, jobs=bench.jobs, duties=duties)
        for line in (*_enqueueing(bench), *_running(bench, worker)):
            sys.stdout.write(f"{line}\n")
        database.engine.dispose()
    return 0


def _enqueueing(bench: _Bench) -> Sequence[str]:
    statements: list[str] = []
    event.listen(bench.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    _transact(bench, bench.enqueue)
    enqueueing = sum(1 for statement in statements if not statement.startswith("BEGIN"))
    bare = _cost(bench, bench.write_a_row)
    with_job = _cost(bench, bench.enqueue)
    return (
        f"job.enqueue.statements {enqueueing}",
        f"job.transaction.bare {bare[0]:.2f} ms, {bare[1]:.2f} ms CPU",
        f"job.transaction.enqueue {with_job[0]:.2f} ms, {with_job[1]:.2f} ms CPU",
    )


def _running(bench: _Bench, worker: Worker) -> Sequence[str]:
    worker.start()
    _await_all(bench)
    latencies = [_latency(bench) for _ in range(_WATCHED)]
    _await_all(bench)
    begun = time.perf_counter()
    for _ in range(_HEAP):
        _transact(bench, bench.enqueue)
    _await_all(bench)
    throughput = _HEAP / (time.perf_counter() - begun)
    cpu, begun = time.process_time(), time.perf_counter()
    time.sleep(_IDLE_SECONDS)
    idle = 100 * (time.process_time() - cpu) / (time.perf_counter() - begun)
    begun = time.perf_counter()
    worker.stop()
    stopping = time.perf_counter() - begun
    return (
        f"job.latency median {1000 * median(latencies):.1f} ms, longest {1000 * max(latencies):.1f} ms",
        f"job.throughput {throughput:.0f} a second, enqueued one by one and done beside it",
        f"job.idle {idle:.1f} % of a core",
        f"job.stop {stopping:.2f} s",
    )


def _transact(bench: _Bench, change: Callable[[Session], None]) -> None:
    with bench.database.begin() as session:
        change(session)


def _cost(bench: _Bench, change: Callable[[Session], None]) -> tuple[float, float]:
    cpu, begun = time.process_time(), time.perf_counter()
    for _ in range(_TRANSACTIONS):
        _transact(bench, change)
    each = 1000 / _TRANSACTIONS
    return (time.perf_counter() - begun) * each, (time.process_time() - cpu) * each


def _latency(bench: _Bench) -> float:
    bench.handler.begun.clear()
    _transact(bench, bench.enqueue)
    committed = time.perf_counter()
    bench.handler.begun.wait(30)
    return time.perf_counter() - committed


def _await_all(bench: _Bench) -> None:
    while True:
        with bench.database.read() as session:
            if session.scalar(select(Job.id).where(Job.status == JobStatus.WAITING).limit(1)) is None:
                return
        time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
