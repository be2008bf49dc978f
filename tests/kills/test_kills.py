"""Workers as real processes, killed outright: nothing is lost, nothing is kept twice."""

import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from models import Account, Application, Job, ProcessVersion
from models.database import Database, connect
from models.vocabulary import ApplicationStatus, JobKind, JobStatus
from tests.support.deadline import until
from tests.support.processes import Processes, Program
from workflows import jobs as engine
from workflows.adapters.clock import SystemClock
from workflows.jobs import Jobs

SIGNED = datetime(2026, 1, 20, 15, tzinfo=UTC)


@dataclass
class Office:
    """The database that the workers share, seen from the site."""

    database: Database
    url: str
    folder: Path
    processes: Processes

    def __post_init__(self) -> None:
        engine.migrate(self.url)
        self.jobs = Jobs(self.database.engine, SystemClock())
        with self.database.begin() as session:
            session.execute(text("CREATE TABLE kept (job_id VARCHAR(32), worker INTEGER)"))

    def start_worker(self) -> Program:
        command = (sys.executable, "-m", "tests.kills.worker_program", self.url, str(self.folder))
        return self.processes.start("worker", *command, environment={})

    def enqueue(self, operation: str = "count") -> str:
        with self.database.begin() as session:
            return self.jobs.enqueue(session, kind=JobKind.OPERATION, operation=operation, parameters={}).id

    def waiting(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).where(Job.status == JobStatus.WAITING)) or 0

    def job(self, job_id: str) -> Job:
        with self.database.read() as session:
            return session.get_one(Job, job_id)

    def kept(self) -> Counter[str]:
        with self.database.read() as session:
            return Counter(session.scalars(text("SELECT job_id FROM kept")))

    def sharers(self) -> Counter[int]:
        with self.database.read() as session:
            return Counter(session.scalars(text("SELECT worker FROM kept")))

    def asked(self) -> list[str]:
        asked = self.folder / "asked"
        return asked.read_text().splitlines() if asked.exists() else []

    def retry_incidents(self) -> None:
        with self.database.begin() as session:
            for job_id in session.scalars(select(Job.id).where(Job.status == JobStatus.INCIDENT)).all():
                self.jobs.retry(session, job_id)

    def has_ended(self, program: Program) -> Callable[[], bool]:
        return lambda: program.process.poll() is not None


@pytest.fixture
def office(database_url: str, tmp_path: Path, processes: Processes) -> Office:
    database = Database(connect(database_url))
    yield Office(database, database_url, tmp_path, processes)
    processes.end_all()
    database.engine.dispose()


def test_of_two_hundred_jobs_none_is_lost_and_none_kept_twice_over_ten_kills(office):
    ids = [office.enqueue() for _ in range(200)]
    chance = random.Random(4711)

    for kill in range(1, 11):
        worker = office.start_worker()
        # the next kill comes at another point of another job, while there is still work to do
        begun = len(office.asked()) + chance.randint(3, 12)
        until(lambda begun=begun: len(office.asked()) >= begun, f"work goes on before kill {kill}", seconds=60)
        worker.kill()
    assert office.waiting() > 0
    office.start_worker()
    until(lambda: office.waiting() == 0, "all jobs are done", seconds=120)
    # one that was in hand at three of the kills stands for a person to look at
    office.retry_incidents()
    until(lambda: office.waiting() == 0, "the rest is done", seconds=60)

    assert office.kept() == dict.fromkeys(ids, 1)
    assert {line.split()[0] for line in office.asked()} == set(ids)


@pytest.mark.parametrize(
    ("point", "times_asked", "deaths"),
    [("die_asking", 1, 1), ("die_asked", 2, 1), ("die_keeping", 2, 1), ("die_kept", 1, 0)],
)
def test_a_worker_killed_at_any_point_of_a_job_leaves_it_to_the_next(office, point, times_asked, deaths):
    job_id = office.enqueue(point)
    first = office.start_worker()
    until(office.has_ended(first), "the first worker died")

    office.start_worker()
    until(lambda: office.job(job_id).status is JobStatus.DONE, "the job is done")

    assert office.kept() == {job_id: 1}
    assert len(office.asked()) == times_asked
    assert office.job(job_id).deaths == deaths


def test_a_job_that_kills_its_worker_three_times_stands_as_an_incident_and_the_others_are_done(office):
    poison = office.enqueue("die_asked_always")
    for _ in range(3):
        worker = office.start_worker()
        until(office.has_ended(worker), "the poison killed its worker")
    others = [office.enqueue() for _ in range(5)]

    office.start_worker()
    until(lambda: office.waiting() == 0, "all is settled")

    assert office.kept() == dict.fromkeys(others, 1)
    assert (office.job(poison).status, office.job(poison).deaths) == (JobStatus.INCIDENT, 3)


def test_a_worker_told_to_end_does_so_within_seconds_and_leaves_a_long_job_waiting_unblamed(office):
    job_id = office.enqueue("linger")
    worker = office.start_worker()
    until(lambda: office.asked() != [], "the job is begun")

    assert worker.end() == 0

    job = office.job(job_id)
    assert (job.status, job.run_id, job.deaths, job.tries) == (JobStatus.WAITING, None, 0, 0)


@pytest.mark.postgresql
class TestTwoWorkers:
    @pytest.fixture
    def database_url(self, postgresql_url: str) -> str:
        return postgresql_url

    def test_share_the_load(self, office):
        first, second = office.start_worker(), office.start_worker()
        until(lambda: len(living(office)) == 2, "both workers are up")

        ids = [office.enqueue() for _ in range(120)]
        until(lambda: office.waiting() == 0, "all jobs are done", seconds=60)

        assert set(office.kept().values()) == {1}
        assert set(office.kept()) == set(ids)
        assert min(office.sharers()[program.process.pid] for program in (first, second)) > 0

    def test_the_jobs_of_the_one_that_died_are_done_by_the_other(self, office):
        first, second = office.start_worker(), office.start_worker()
        until(lambda: len(living(office)) == 2, "both workers are up")
        ids = [office.enqueue() for _ in range(100)]
        until(lambda: len(office.asked()) > 10, "work goes on")

        random.Random(7).choice([first, second]).kill()
        until(lambda: office.waiting() == 0, "all jobs are done", seconds=60)

        assert office.kept() == dict.fromkeys(ids, 1)

    def test_one_that_was_only_asleep_keeps_nothing_of_a_job_that_was_given_to_the_other(self, office):
        sleeper = office.start_worker()
        job_id = office.enqueue("nap")
        until((office.folder / "napping").exists, "the job is begun")
        os.kill(sleeper.process.pid, signal.SIGSTOP)
        other = office.start_worker()
        until(lambda: office.job(job_id).status is JobStatus.DONE, "the other does the job")

        os.kill(sleeper.process.pid, signal.SIGCONT)
        last = office.enqueue()
        until(lambda: office.job(last).status is JobStatus.DONE, "work goes on")

        assert sleeper.end() == 0  # it finished what it had in hand before it ended
        assert office.kept() == {job_id: 1, last: 1}
        assert office.sharers()[other.process.pid] >= 1
        assert len(office.asked()) == 3

    def test_fire_each_timer_once(self, office):
        application_ids = add_due_applications(office, 60)

        office.start_worker()
        office.start_worker()
        until(lambda: len(office.kept()) == 60 and office.waiting() == 0, "all timers are fired", seconds=60)

        with office.database.read() as session:
            fired = Counter(session.scalars(select(Job.application_id).where(Job.kind == JobKind.TIMER)))
        assert fired == dict.fromkeys(application_ids, 1)
        assert set(office.kept().values()) == {1}


def living(office: Office) -> list[str]:
    with office.database.read() as session:
        return list(session.scalars(text("SELECT id FROM worker")))


def add_due_applications(office: Office, count: int) -> list[str]:
    with office.database.begin() as session:
        account = Account(email="someone@example.org", created_at=SIGNED)
        version = ProcessVersion(
            process_id="renewal", number=1, digest="0" * 64, title="Renewal", family="cycle", files={}
        )
        version.published_at = SIGNED
        session.add_all([account, version])
        session.flush()
        applications = [
            Application(
                number=f"MA-2026-{number:06}",
                version_id=version.id,
                account_id=account.id,
                family=version.family,
                status=ApplicationStatus.WAITING,
                started_at=SIGNED,
                due_at=SIGNED,
            )
            for number in range(count)
        ]
        session.add_all(applications)
        session.flush()
        return [application.id for application in applications]
