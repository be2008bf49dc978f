"""What a worker does besides jobs: beats, hands over what falls due, and takes over what the dead left.

DBOS without its paid part leaves the jobs of a dead worker where they are. Here any worker finds them, every few
seconds. A job that somebody began is in good hands while that worker's heart beats. One that nobody began is so while
its hand-over is in DBOS's queue, or with a living worker that took it from there. Every other is taken back and handed
over anew, whatever the way it got lost. Several workers may do all of this at once.
"""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from dbos import DBOS, WorkflowStatus, WorkflowStatusString
from sqlalchemy import CursorResult, delete, insert, or_, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from models import Job, WorkerProcess
from models.base import Instant
from models.database import Database
from models.vocabulary import JobStatus
from workflows.adapters.clock import Clock
from workflows.jobs import Jobs, due_jobs, due_timers
from workflows.worker.runner import Runner

_PAGE = 500
#: How long DBOS's finished rows, and the rows of workers that died, are kept for an operator to look at.
_KEPT = timedelta(days=1)
_QUEUED = {WorkflowStatusString.ENQUEUED, WorkflowStatusString.DELAYED}
_OVER = [
    WorkflowStatusString.SUCCESS,
    WorkflowStatusString.ERROR,
    WorkflowStatusString.CANCELLED,
    WorkflowStatusString.MAX_RECOVERY_ATTEMPTS_EXCEEDED,
]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Pace:
    """How often a worker looks at what, in seconds."""

    #: For jobs that other processes handed over. What this process hands over itself is begun at once.
    queue: float = 1.0
    #: For jobs and timers that fall due by the Office's clock.
    due: float = 1.0
    #: Between two beats of its heart.
    beat: float = 5.0
    #: Without a beat for this long, a worker is dead.
    dead_after: float = 15.0
    #: For jobs that got lost with a worker.
    lost: float = 5.0
    #: For what may be thrown away.
    tidy: float = 3600.0
    #: For periodic work that comes up more seldom, by the Office's clock.
    periodic: float = 60.0


class Upkeep:
    """The upkeep of one worker; each method is one look."""

    def __init__(self, *, worker_id: str, database: Database, clock: Clock, jobs: Jobs, runner: Runner) -> None:
        self._worker_id = worker_id
        self._database = database
        self._clock = clock
        self._jobs = jobs
        self._runner = runner

    def beat(self) -> None:
        """Says that this worker lives."""
        name = f"{platform.node()}:{os.getpid()}"
        with self._database.begin() as session:
            beaten = session.execute(
                update(WorkerProcess)
                .where(WorkerProcess.id == self._worker_id)
                .values(beat_at=_database_now())
                .execution_options(synchronize_session=False)
            )
            assert isinstance(beaten, CursorResult)  # noqa: S101 - narrows for the type checker
            if beaten.rowcount == 0:
                row = insert(WorkerProcess).values(id=self._worker_id, name=name, beat_at=_database_now())
                session.execute(row)

    def rest(self) -> None:
        """Says that this worker has ended: nobody need wait for its heart to stop."""
        with self._database.begin() as session:
            session.execute(delete(WorkerProcess).where(WorkerProcess.id == self._worker_id))

    def living(self, *, within: float) -> set[str]:
        """The ids of the workers that beat in the last so many seconds, this one among them in any case."""
        with self._database.read() as session:
            beats = session.execute(select(WorkerProcess.id, WorkerProcess.beat_at, _database_now())).all()
        recent = timedelta(seconds=within)
        return {self._worker_id, *(worker for worker, beat_at, now in beats if now - beat_at <= recent)}

    def hand_over_due(self) -> int:
        """Hands over what has fallen due by the Office's clock, jobs and timers; how many."""
        now = self._clock.now()
        # a look costs no write lock; there is nothing nearly always
        with self._database.read() as session:
            due = session.scalar(select(or_(due_jobs(now).exists(), due_timers(now).exists())))
        if not due:
            return 0
        with self._database.begin() as session:
            return self._jobs.hand_over_due(session) + self._jobs.enqueue_due_timers(session)

    def recover(self, *, dead_after: float) -> int:
        """Takes back the jobs that nobody will finish; how many."""
        lost = 0
        for page in self._handed_over():
            known = self._known_to_dbos([job.run_id for job in page if not job.begun])
            # after the two looks above: a worker beats before it takes anything
            living = self.living(within=dead_after)
            for job in page:
                if not self._in_good_hands(job, known.get(job.run_id), living):
                    self._runner.lose(job.run_id, begun=job.begun)
                    lost += 1
        return lost

    def tidy(self, *, dead_after: float) -> None:
        """Throws away what DBOS and dead workers left behind and nobody will ask for."""
        before = datetime.now(UTC) - _KEPT
        while ids := _finished(before.isoformat()):
            DBOS.delete_workflows(ids)
        DBOS.delete_workflows(_stuck(before.isoformat(), self.living(within=dead_after)))
        with self._database.begin() as session:
            session.execute(
                delete(WorkerProcess)
                .where(WorkerProcess.beat_at < before, WorkerProcess.id != self._worker_id)
                .execution_options(synchronize_session=False)
            )

    def _handed_over(self) -> Iterator[list["_HandedOver"]]:
        after = ""
        while True:
            with self._database.read() as session:
                rows = session.execute(
                    select(Job.run_id, Job.worker_id)
                    .where(Job.status == JobStatus.WAITING, Job.run_id > after)
                    .order_by(Job.run_id)
                    .limit(_PAGE)
                ).all()
            page = [_HandedOver(run_id, worker_id) for run_id, worker_id in rows if run_id is not None]
            if not page:
                return
            yield page
            after = page[-1].run_id

    def _known_to_dbos(self, run_ids: list[str]) -> dict[str, WorkflowStatus]:
        if not run_ids:
            return {}
        known = DBOS.list_workflows(workflow_ids=run_ids, load_input=False, load_output=False)
        return {hand_over.workflow_id: hand_over for hand_over in known}

    def _in_good_hands(self, job: "_HandedOver", known: WorkflowStatus | None, living: set[str]) -> bool:
        if self._runner.has_in_hand(job.run_id):
            return True
        if job.worker_id == self._worker_id:
            return False
        if job.worker_id is not None:
            return job.worker_id in living
        if known is None:
            return False
        status = WorkflowStatusString(known.status)
        return status in _QUEUED or (status is WorkflowStatusString.PENDING and known.executor_id in living)


@dataclass(frozen=True)
class _HandedOver:
    run_id: str
    #: Who is at it; None while nobody has begun.
    worker_id: str | None

    @property
    def begun(self) -> bool:
        return self.worker_id is not None


def _finished(before: str) -> list[str]:
    over = DBOS.list_workflows(
        status=[status.value for status in _OVER],
        completed_before=before,
        limit=_PAGE,
        load_input=False,
        load_output=False,
    )
    return [hand_over.workflow_id for hand_over in over]


def _stuck(before: str, living: set[str]) -> list[str]:
    # its job was kept, or taken over, but its worker died before DBOS was told
    begun = DBOS.list_workflows(
        status=WorkflowStatusString.PENDING.value, dequeued_before=before, load_input=False, load_output=False
    )
    return [hand_over.workflow_id for hand_over in begun if hand_over.executor_id not in living]


class _database_now(FunctionElement[datetime]):  # noqa: N801 - reads as the SQL function it stands for
    """The database's own present instant: hearts of several machines are compared by one clock."""

    type = Instant()
    inherit_cache = True


@compiles(_database_now, "sqlite")
def _now_on_sqlite(_element: _database_now, _compiler: SQLCompiler, **_: object) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


@compiles(_database_now, "postgresql")
def _now_on_postgresql(_element: _database_now, _compiler: SQLCompiler, **_: object) -> str:
    return "clock_timestamp()"
