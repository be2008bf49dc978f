"""The worker as a process sees it: started once, ended cleanly, in the site's own process or in one of its own."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Lock, Semaphore, Thread

import structlog
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer
from sqlalchemy import select

from models import Job
from models.base import new_id
from models.database import Database
from models.vocabulary import JobStatus
from workflows.adapters.clock import Clock
from workflows.jobs import APPLICATION, CARRY, QUEUE, VERSION, Jobs, dbos_url, quieten
from workflows.worker.runner import Duties, Periodic, Runner, place
from workflows.worker.upkeep import Pace, Upkeep

#: How long jobs in hand may take to finish when the worker ends.
GRACE_SECONDS = 3.0
_JOIN_SECONDS = 1.0
_TAKEN_PER_THREAD = 4
#: DBOS is one to a process, and so is its worker.
_one_to_a_process = Lock()

_log = structlog.get_logger(__name__)


class WorkerRunning(RuntimeError):
    """This process runs a worker already."""


class Worker:
    """Runs jobs on threads of this process, and takes its part in keeping the jobs of all workers going.

    A server that forks makes and starts it in the child: neither threads nor connections outlive a fork. It is stopped
    before Python begins to shut down, which waits for threads without asking anybody: later, jobs in hand finish first.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        jobs: Jobs,
        duties: Duties,
        pace: Pace | None = None,
        threads: int = 8,
    ) -> None:
        self._database = database
        self._clock = clock
        self._jobs = jobs
        self._periodic = duties.periodic
        shared = database.engine.dialect.name != "sqlite"
        self._pace = pace or (Pace(queue=0.25) if shared else Pace())
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None
        self._room = Semaphore(threads)
        self._worker_id = new_id()
        self._runner = Runner(worker_id=self._worker_id, database=database, clock=clock, duties=duties, at_once=threads)
        self._upkeep = Upkeep(worker_id=self._worker_id, database=database, clock=clock, jobs=jobs, runner=self._runner)
        self._ending = Event()
        self._stopping = Lock()
        self._loops: list[Thread] = []

    def start(self) -> None:
        """Takes up jobs from now on; returns at once.

        Raises:
            WorkerRunning: this process has one already.
        """
        if not _one_to_a_process.acquire(blocking=False):
            raise WorkerRunning
        try:
            # before DBOS takes a job for this worker, or another would think it dead
            self._upkeep.beat()
            self._launch()
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            _one_to_a_process.release()
            raise
        pace, upkeep = self._pace, self._upkeep
        self._repeat("beat", pace.beat, upkeep.beat)
        self._repeat("due", pace.due, upkeep.hand_over_due)
        self._repeat("lost", pace.lost, lambda: upkeep.recover(dead_after=pace.dead_after))
        self._repeat("tidy", pace.tidy, self._if_first(lambda: upkeep.tidy(dead_after=pace.dead_after)))
        for periodic in self._periodic:
            seconds = min(periodic.every_seconds, pace.periodic)
            self._repeat(periodic.name, seconds, self._if_first(self._by_the_clock(periodic, seconds)))
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="job")
        self._jobs.work_with(self)
        _log.info("worker_started", worker=self._worker_id)

    def stop(self, *, seconds: float = GRACE_SECONDS) -> bool:
        """Ends: jobs in hand may finish for so long, then go back to be begun anew; whether all finished.

        Where it says no, a thread is still busy with the outside; nothing it brings will be kept. Once stopped, or never
        started, it says yes and does nothing.
        """
        with self._stopping:
            if self._pool is None or self._ending.is_set():
                return True
            self._ending.set()
        self._jobs.work_with(None)
        finished = self._runner.close(seconds=seconds)
        for loop in self._loops:
            loop.join(_JOIN_SECONDS)
        self._pool.shutdown(wait=False, cancel_futures=True)
        DBOS.destroy(destroy_registry=True)
        self._upkeep.rest()
        _one_to_a_process.release()
        _log.info("worker_ended", worker=self._worker_id, finished=finished)
        return finished

    def reserve(self) -> bool:
        """Whether it can begin one more job at once; the place is kept until `begin` or `release`."""
        return self._pool is not None and not self._ending.is_set() and self._room.acquire(blocking=False)

    def begin(self, job_id: str, run_id: str) -> None:
        """Begins a job in a place that was kept; returns at once."""
        try:
            begun = self._open_pool().submit(self._runner.perform, job_id, run_id)
        except RuntimeError:  # the pool is closing: another worker finds the job with nobody
            self._room.release()
        else:
            begun.add_done_callback(lambda _: self._room.release())

    def release(self) -> None:
        """Gives a place back."""
        self._room.release()

    def run_due(self) -> int:
        """Does in this thread, one after the other, all that is due now and all that comes of it; how many jobs.

        For a worker that is not started, where no other runs: tests, and whoever wants to see the end before going on.
        """
        count = 0
        while not self._ending.is_set():
            self._upkeep.hand_over_due()
            with self._database.read() as session:
                handed = session.execute(
                    select(Job.id, Job.run_id)
                    .where(Job.status == JobStatus.WAITING, Job.run_id.is_not(None), Job.begun_at.is_(None))
                    .order_by(Job.due_at, Job.id)
                    .limit(1)
                ).first()
            if handed is None or handed.run_id is None:
                break
            self._runner.perform(handed.id, handed.run_id)
            count += 1
        return count

    def _open_pool(self) -> ThreadPoolExecutor:
        if self._pool is None:
            raise RuntimeError
        return self._pool

    def _launch(self) -> None:
        quieten()
        url = self._database.engine.url.render_as_string(hide_password=False)
        DBOS(
            config=DBOSConfig(
                name=APPLICATION,
                system_database_url=dbos_url(url),
                sys_db_pool_size=self._threads,
                application_version=VERSION,
                executor_id=self._worker_id,
                serializer=DBOSPortableJSONSerializer(),
                run_migrations=False,
                log_level="WARNING",
                notification_listener_polling_interval_sec=0.5,
                scheduler_polling_interval_sec=3600,
            )
        )

        @DBOS.workflow(name=CARRY)
        def carry(job_id: str) -> None:
            run_id = DBOS.workflow_id
            assert run_id is not None  # noqa: S101 - inside a workflow there is one
            self._runner.perform(job_id, run_id)

        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            # more than are done at once, so that a heap of small jobs does not wait for the next look
            worker_concurrency=self._threads * _TAKEN_PER_THREAD,
            polling_interval_sec=self._pace.queue,
            on_conflict="always_update",
        )

    def _repeat(self, name: str, seconds: float, look: Callable[[], object]) -> None:
        def loop() -> None:
            while not self._ending.wait(seconds):
                try:
                    look()
                except Exception as error:  # noqa: BLE001 - a look that failed is taken again
                    _log.error("upkeep_stumbled", upkeep=name, error=type(error).__name__, at=place(error))

        thread = Thread(target=loop, name=f"upkeep-{name}", daemon=True)
        thread.start()
        self._loops.append(thread)

    def _by_the_clock(self, periodic: Periodic, looked_every: float) -> Callable[[], object]:
        """Its work soon after the start, and again as often as it says: a restart puts nothing off by a day."""
        if periodic.every_seconds <= looked_every:
            return periodic.work
        done_at: datetime | None = None

        def work_if_due() -> None:
            nonlocal done_at
            now = self._clock.now()
            if done_at is None or abs(now - done_at) >= timedelta(seconds=periodic.every_seconds):
                periodic.work()
                done_at = now

        return work_if_due

    def _if_first(self, look: Callable[[], object]) -> Callable[[], object]:
        """Of all living workers the one that started first looks; the ids sort by that."""

        def look_if_first() -> None:
            if min(self._upkeep.living(within=self._pace.dead_after)) == self._worker_id:
                look()

        return look_if_first


def serve(worker: Worker) -> int:
    """Runs a worker until TERM or INT, then ends it within seconds; the exit code. Main thread only."""
    asked = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    worker.start()
    asked.wait()
    if not worker.stop():
        # Python would wait for the thread that is still busy; its job has been given back
        os._exit(0)
    return 0
