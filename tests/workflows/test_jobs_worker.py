"""A started worker: threads of this process, on the machine's own time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from dbos import error as dbos_error
from sqlalchemy import delete, select, text, update

from models import Job, WorkerProcess
from models.database import Database, connect
from models.migrations import migrate
from models.vocabulary import JobKind, JobStatus
from tests.support.deadline import until
from workflows import jobs as engine
from workflows.adapters.clock import Clock, FixedClock, SystemClock
from workflows.jobs import Handler, Jobs, JobView
from workflows.worker import Duties, Pace, Periodic, Worker, WorkerRunning
from workflows.worker.upkeep import Upkeep

#: The queue is looked at so seldom that only being told of a job can begin it in time.
TOLD = Pace(queue=600, due=600, beat=0.2, dead_after=5, lost=0.2)
NEVER_SILENT = datetime(9999, 1, 1, tzinfo=UTC)
LOOKING = Pace(queue=0.05, due=0.05, beat=0.2, dead_after=5, lost=0.2)


class Notices(Handler):
    """Sends nothing, does what the operation's name says, and remembers."""

    def __init__(self) -> None:
        self.begun = Event()
        self.may_end = Event()
        self.kept: list[str] = []

    def work(self, job: JobView) -> object:
        if job.operation == "linger":
            self.begun.set()
            self.may_end.wait(60)
        if job.operation == "poison":
            raise MemoryError
        return None

    def keep(self, _session: object, job: JobView, _: object) -> None:
        self.kept.append(job.id)


@dataclass
class Office:
    database: Database
    notices: Notices = field(default_factory=Notices)
    periodic: list[Periodic] = field(default_factory=list)
    clock: Clock = field(default_factory=SystemClock)
    worker: Worker | None = None

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.database.engine, SystemClock())

    def new_worker(self, pace: Pace) -> Worker:
        duties = Duties(handlers={JobKind.NOTICE: self.notices}, on_incident=lambda *_: None, periodic=self.periodic)
        return Worker(database=self.database, clock=self.clock, jobs=self.jobs, duties=duties, pace=pace, threads=2)

    def start(self, pace: Pace) -> Worker:
        self.worker = self.new_worker(pace)
        self.worker.start()
        return self.worker

    def enqueue(self, operation: str = "send") -> str:
        with self.database.begin() as session:
            return self.jobs.enqueue(session, kind=JobKind.NOTICE, operation=operation, parameters={}).id

    def is_done(self, job_id: str) -> Callable[[], bool]:
        return lambda: self.job(job_id).status is JobStatus.DONE

    def job(self, job_id: str) -> Job:
        with self.database.read() as session:
            return session.get_one(Job, job_id)

    @property
    def schema(self) -> str:
        """What stands before the names of DBOS's tables."""
        return "" if self.database.engine.dialect.name == "sqlite" else "dbos."

    def beat(self) -> datetime:
        with self.database.read() as session:
            return session.scalar(select(WorkerProcess.beat_at).where(WorkerProcess.beat_at < NEVER_SILENT))

    def hand_overs(self) -> list[str]:
        """What DBOS thinks of each hand-over."""
        with self.database.read() as session:
            return list(session.scalars(text(f"SELECT status FROM {self.schema}workflow_status")))


def stranger(office: Office) -> Upkeep:
    """The upkeep of another worker."""
    return office.new_worker(TOLD)._upkeep


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    engine.migrate(database.engine.url.render_as_string(hide_password=False))
    office = Office(database)
    yield office
    office.notices.may_end.set()
    if office.worker is not None:
        office.worker.stop()


def test_a_job_is_begun_when_its_change_is_committed(office):
    office.start(TOLD)

    job_id = office.enqueue()

    until(office.is_done(job_id), "the job is done")
    assert office.notices.kept == [job_id]


def test_a_job_committed_by_another_process_is_found_in_the_queue(office):
    job_id = office.enqueue()

    office.start(LOOKING)

    until(office.is_done(job_id), "the job is done")
    until(lambda: office.hand_overs() == ["SUCCESS"], "DBOS is told")


def test_many_jobs_are_each_done_once_though_the_worker_hears_of_them_twice(office):
    office.start(LOOKING)

    with office.database.begin() as session:
        ids = [office.jobs.enqueue(session, kind=JobKind.NOTICE, operation="send", parameters={}).id for _ in range(60)]

    until(lambda: len(office.notices.kept) >= 60, "all are done")
    until(lambda: set(office.hand_overs()) == {"SUCCESS"}, "DBOS is told")
    assert sorted(office.notices.kept) == sorted(ids)


def test_a_savepoint_within_the_change_begins_nothing(office):
    office.start(TOLD)

    with office.database.begin() as session:
        with session.begin_nested():
            job_id = office.jobs.enqueue(session, kind=JobKind.NOTICE, operation="send", parameters={}).id
        assert office.notices.kept == []

    until(office.is_done(job_id), "the job is done")


def test_after_a_job_that_fails_in_the_worst_way_the_next_is_done(office):
    office.start(TOLD)

    poison = office.enqueue("poison")
    until(lambda: office.job(poison).tries == 1, "the poison is tasted")
    job_id = office.enqueue()

    until(office.is_done(job_id), "the next is done")
    assert office.job(poison).status is JobStatus.WAITING


def test_a_job_in_hand_may_finish_when_the_worker_ends(office):
    worker = office.start(TOLD)
    job_id = office.enqueue("linger")
    assert office.notices.begun.wait(20)

    office.notices.may_end.set()

    assert worker.stop(seconds=20) is True
    assert office.job(job_id).status is JobStatus.DONE


def test_a_job_that_does_not_finish_in_time_is_given_back_without_blame_and_done_by_the_next_worker(office):
    worker = office.start(TOLD)
    job_id = office.enqueue("linger")
    assert office.notices.begun.wait(20)

    assert worker.stop(seconds=0.1) is False
    job = office.job(job_id)
    assert (job.status, job.run_id, job.begun_at, job.deaths) == (JobStatus.WAITING, None, None, 0)
    office.notices.may_end.set()
    office.start(LOOKING)

    until(office.is_done(job_id), "the job is done")
    assert office.notices.kept == [job_id]


def test_a_worker_that_ended_leaves_no_heart_behind(office):
    worker = office.start(TOLD)
    with office.database.read() as session:
        assert len(session.scalars(select(WorkerProcess.id)).all()) == 1

    worker.stop()

    with office.database.read() as session:
        assert session.scalars(select(WorkerProcess.id)).all() == []


def test_stopping_what_does_not_run_does_nothing(office):
    worker = office.new_worker(TOLD)

    assert worker.stop() is True
    office.start(TOLD)
    assert worker.stop() is True

    job_id = office.enqueue()
    until(office.is_done(job_id), "the other one goes on")


def test_a_worker_whose_tables_are_missing_says_so_and_is_not_in_the_way_of_another(office, tmp_path):
    empty = Database(connect(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    migrate(str(empty.engine.url))

    with pytest.raises(dbos_error.DBOSException):
        Office(empty).start(TOLD)

    empty.engine.dispose()
    office.start(TOLD)
    until(office.is_done(office.enqueue()), "the other works")


def test_a_process_runs_one_worker_at_a_time(office):
    office.start(TOLD)

    with pytest.raises(WorkerRunning):
        office.new_worker(TOLD).start()


def test_periodic_work_comes_up_again_and_again_whatever_it_does(office):
    ran = []

    def stumble() -> None:
        ran.append(None)
        raise LookupError

    office.periodic.append(Periodic("expire_drafts", 0.02, stumble))

    office.start(TOLD)

    until(lambda: len(ran) >= 3, "it ran three times")


def test_what_comes_up_once_an_hour_runs_soon_after_the_start_and_then_by_the_clock(office):
    began, ran = datetime(2026, 1, 20, 15, tzinfo=UTC), []
    office.clock = FixedClock(began)
    office.periodic.append(Periodic("expire_drafts", 3600, lambda: ran.append(office.clock.now())))
    office.start(replace(TOLD, periodic=0.02))
    until(lambda: ran == [began], "it ran after the start")

    office.clock.set(began + timedelta(hours=1))

    until(lambda: ran == [began, began + timedelta(hours=1)], "it ran after an hour")


def test_of_several_workers_the_one_that_started_first_does_the_periodic_work(office):
    ran = []
    office.periodic.append(Periodic("expire_drafts", 0.02, lambda: ran.append(None)))
    with office.database.begin() as session:
        session.add(WorkerProcess(id="0" * 32, name="elsewhere:1", beat_at=NEVER_SILENT))
    office.start(TOLD)
    for _ in range(2):  # long enough to have run twenty times
        beat_at = office.beat()
        until(lambda beat_at=beat_at: office.beat() > beat_at, "the worker beats")

    assert ran == []

    with office.database.begin() as session:
        session.execute(delete(WorkerProcess).where(WorkerProcess.id == "0" * 32))
    until(lambda: ran != [], "the next takes over")


def test_what_finished_long_ago_is_thrown_away_and_the_rest_kept(office):
    for _ in range(2):  # before there is a worker here: the queue carries them
        office.enqueue()
    worker = office.start(LOOKING)
    until(lambda: len(office.notices.kept) == 2, "both are done")
    with office.database.begin() as session:
        session.add(WorkerProcess(id="0" * 32, name="elsewhere:1", beat_at=datetime(2026, 1, 1, tzinfo=UTC)))
        session.execute(
            text(
                f"UPDATE {office.schema}workflow_status SET status = 'SUCCESS', completed_at = 1000"
                f" WHERE workflow_uuid = (SELECT max(workflow_uuid) FROM {office.schema}workflow_status)"
            )
        )

    worker._upkeep.tidy(dead_after=5)

    assert len(office.hand_overs()) == 1
    with office.database.read() as session:
        assert session.scalars(select(WorkerProcess.name)).all() != ["elsewhere:1"]
        assert session.get(WorkerProcess, "0" * 32) is None


def test_a_job_begun_at_once_is_left_to_whoever_began_it_though_the_queue_gave_it_to_another(office):
    worker = office.start(TOLD)
    job_id = office.enqueue("linger")
    assert office.notices.begun.wait(20)
    # another worker took it from the queue, found it begun, and told DBOS that it is over
    with office.database.begin() as session:
        session.execute(text(f"UPDATE {office.schema}workflow_status SET status = 'SUCCESS'"))

    lost = [worker._upkeep.recover(dead_after=5), stranger(office).recover(dead_after=5)]

    assert lost == [0, 0]
    office.notices.may_end.set()
    until(office.is_done(job_id), "the job is done")
    assert office.notices.kept == [job_id]


def test_a_job_whose_worker_died_is_taken_back_once_by_several(office):
    office.start(Pace(queue=600, due=600, beat=0.2, dead_after=5, lost=600))
    job_id = office.enqueue("linger")
    assert office.notices.begun.wait(20)
    with office.database.begin() as session:
        session.execute(update(Job).values(worker_id="d" * 32))

    lost = [stranger(office).recover(dead_after=5), stranger(office).recover(dead_after=5)]

    assert lost == [1, 0]
    assert office.job(job_id).deaths == 1


def test_a_job_whose_hand_over_got_lost_is_handed_over_anew(office):
    job_id = office.enqueue()
    with office.database.begin() as session:
        session.execute(text(f"DELETE FROM {office.schema}workflow_status"))

    office.start(LOOKING)

    until(office.is_done(job_id), "the job is done")
    assert office.job(job_id).deaths == 0
