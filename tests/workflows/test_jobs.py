"""Jobs in this thread, by a clock that the tests set: what is enqueued, retried, given up, called off."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from models import Account, Application, Job, ProcessVersion
from models.database import Database
from models.vocabulary import ApplicationStatus, JobKind, JobStatus
from workflows import jobs as engine
from workflows.adapters.clock import FixedClock
from workflows.jobs import REGISTRY, USUAL, BackOff, Handler, JobNotInIncident, Jobs, JobView, TechnicalFailure
from workflows.worker import Duties, Worker

NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)


class Outside(Handler):
    """Counts what is asked of it, and does what the test says."""

    def __init__(self) -> None:
        self.asked: list[JobView] = []
        self.kept: list[tuple[str, object]] = []
        self.on_work: Callable[[JobView], object] = lambda job: f"answer to {job.id}"
        self.on_keep: Callable[[Session, JobView], None] = lambda *_: None
        self.on_give_up: Callable[[Session, JobView], bool] = lambda *_: False

    def work(self, job: JobView) -> object:
        self.asked.append(job)
        return self.on_work(job)

    def keep(self, session: Session, job: JobView, result: object) -> None:
        self.on_keep(session, job)
        self.kept.append((job.id, result))

    def give_up(self, session: Session, job: JobView) -> bool:
        return self.on_give_up(session, job)


@dataclass
class Office:
    database: Database
    clock: FixedClock
    outside: Outside = field(default_factory=Outside)
    incidents: list[tuple[str, str]] = field(default_factory=list)
    back_offs: dict[str, BackOff] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.database.engine, self.clock)
        self.worker = Worker(
            database=self.database,
            clock=self.clock,
            jobs=self.jobs,
            duties=Duties(
                handlers={JobKind.OPERATION: self.outside, JobKind.TIMER: self.outside},
                on_incident=lambda _, job, failure: self.incidents.append((job.id, failure)),
                back_offs=self.back_offs,
            ),
        )

    def enqueue(self, **more: object) -> str:
        given = {"kind": JobKind.OPERATION, "operation": "ask_registry", "parameters": {"level": "E"}} | more
        with self.database.begin() as session:
            return self.jobs.enqueue(session, **given).id

    def job(self, job_id: str) -> Job:
        with self.database.read() as session:
            return session.get_one(Job, job_id)

    def wait(self, **duration: float) -> int:
        """Moves the clock on and does what is due then; how many jobs."""
        self.clock.set(self.clock.now() + timedelta(**duration))
        return self.worker.run_due()


@pytest.fixture
def office(database: Database) -> Office:
    engine.migrate(database.engine.url.render_as_string(hide_password=False))
    return Office(database, FixedClock(NOON))


@pytest.fixture
def application_id(office: Office) -> str:
    with office.database.begin() as session:
        account = Account(email="someone@example.org", created_at=NOON)
        version = ProcessVersion(
            process_id="renewal", number=1, digest="0" * 64, title="Renewal", family="cycle", files={}
        )
        version.published_at = NOON
        session.add_all([account, version])
        session.flush()
        application = Application(
            number="MA-2026-000001",
            version_id=version.id,
            account_id=account.id,
            family=version.family,
            status=ApplicationStatus.WAITING,
            started_at=NOON,
        )
        session.add(application)
        session.flush()
        return application.id


def test_a_job_is_done_after_the_commit_and_its_answer_is_kept(office):
    job_id = office.enqueue()

    office.worker.run_due()

    assert office.outside.kept == [(job_id, f"answer to {job_id}")]
    job = office.job(job_id)
    assert (job.status, job.tries, job.deaths, job.begun_at, job.done_at) == (JobStatus.DONE, 0, 0, None, NOON)


def test_the_handler_is_told_what_the_job_is_about(office):
    job_id = office.enqueue()

    office.worker.run_due()

    assert office.outside.asked == [
        JobView(job_id, JobKind.OPERATION, "ask_registry", {"level": "E"}, None, None, tries=0)
    ]


def test_a_change_rolled_back_leaves_neither_job_nor_hand_over(office):
    with office.database.begin() as session:
        office.jobs.enqueue(session, kind=JobKind.OPERATION, operation="ask_registry", parameters={})
        session.flush()
        session.rollback()

    with office.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 0
        schema = "" if session.get_bind().dialect.name == "sqlite" else "dbos."
        assert session.scalar(text(f"SELECT count(*) FROM {schema}workflow_status")) == 0


def test_enqueueing_costs_three_statements(office):
    statements = []
    event.listen(office.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    office.enqueue()

    statements = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert len(statements) == 3, statements
    assert all(statement.startswith("INSERT") for statement in statements)


def test_a_job_for_later_waits_until_the_clock_says_so(office):
    job_id = office.enqueue(due_at=NOON + timedelta(hours=2))

    assert office.worker.run_due() == 0
    assert office.wait(hours=1, minutes=59) == 0
    assert office.wait(minutes=1) == 1
    assert office.job(job_id).status is JobStatus.DONE


def test_a_technical_failure_is_tried_eight_times_over_three_hours_and_then_stands_as_an_incident(office):
    office.outside.on_work = raising(TechnicalFailure("The registry does not answer."))
    job_id = office.enqueue()

    tried_at = []
    office.worker.run_due()
    while (job := office.job(job_id)).status is JobStatus.WAITING:
        tried_at.append((job.due_at - NOON).total_seconds())
        office.wait(seconds=(job.due_at - office.clock.now()).total_seconds())

    assert tried_at == [2, 10, 42, 170, 682, 2730, 10922]
    assert len(office.outside.asked) == USUAL.tries == 8
    assert (job.status, job.tries) == (JobStatus.INCIDENT, 8)
    assert office.incidents == [(job_id, "The registry does not answer.")]
    assert office.outside.kept == []


def test_a_failed_job_is_not_tried_before_its_time(office):
    office.outside.on_work = raising(TechnicalFailure("Down."))
    office.enqueue()
    office.worker.run_due()

    assert office.wait(seconds=1.9) == 0
    assert office.wait(seconds=0.1) == 1


def test_the_registry_is_asked_again_after_1_5_and_30_minutes_and_then_the_handler_goes_on_without(office):
    office.back_offs["ask_registry"] = REGISTRY
    office.outside.on_work = raising(TechnicalFailure("Down."))
    gone_on = []
    office.outside.on_give_up = lambda _, job: gone_on.append(job.id) is None
    job_id = office.enqueue()

    tries = [office.worker.run_due(), office.wait(minutes=1), office.wait(minutes=5)]
    before_the_last = list(gone_on)
    tries.append(office.wait(minutes=30))

    assert tries == [1, 1, 1, 1]
    assert before_the_last == []
    assert gone_on == [job_id]
    assert office.job(job_id).status is JobStatus.DONE
    assert office.incidents == []


def test_giving_up_finds_the_job_done_so_that_the_process_may_move_on(office, application_id):
    office.back_offs["ask_registry"] = BackOff(())
    office.outside.on_work = raising(TechnicalFailure("Down."))
    seen = []

    def call_off_what_waits(session: Session, job: JobView) -> bool:
        called_off = session.execute(
            update(Job).where(Job.status == JobStatus.WAITING).values(status=JobStatus.CANCELLED)
        )
        seen.append(called_off.rowcount)
        return True

    office.outside.on_give_up = call_off_what_waits
    job_id = office.enqueue(application_id=application_id, engine_task="t1")

    office.worker.run_due()

    assert seen == [0]
    assert office.job(job_id).status is JobStatus.DONE


def test_giving_up_that_fails_writes_nothing_and_makes_an_incident(office):
    office.back_offs["ask_registry"] = BackOff(())
    office.outside.on_work = raising(TechnicalFailure("Down."))

    def give_up(session: Session, job: JobView) -> bool:
        session.add(Account(email="half@example.org", created_at=NOON))
        session.flush()
        raise KeyError

    office.outside.on_give_up = give_up
    job_id = office.enqueue()

    office.worker.run_due()

    job = office.job(job_id)
    assert (job.status, job.done_at, job.failure) == (JobStatus.INCIDENT, None, "Down.")
    assert office.incidents == [(job_id, "Down.")]
    with office.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0


def test_an_incident_stands_even_where_telling_of_it_fails(database):
    engine.migrate(database.engine.url.render_as_string(hide_password=False))
    office = Office(database, FixedClock(NOON), back_offs={"ask_registry": BackOff(())}, incidents=None)
    office.outside.on_work = raising(TechnicalFailure("Down."))
    job_id = office.enqueue()

    office.worker.run_due()

    assert office.job(job_id).status is JobStatus.INCIDENT


def test_an_error_nobody_foresaw_is_a_failed_try_and_tells_no_value(office):
    office.outside.on_work = raising(ValueError("birth date 1990-01-02"))
    job_id = office.enqueue()

    with capture_logs() as logs:
        office.worker.run_due()

    job = office.job(job_id)
    assert (job.status, job.tries) == (JobStatus.WAITING, 1)
    assert job.failure == "An unforeseen error (ValueError)."
    assert "1990-01-02" not in str(logs)
    assert logs[0]["event"] == "job_stumbled"
    assert "test_jobs.py" in logs[0]["at"]


def test_an_unforeseen_error_is_never_given_up_as_if_the_outside_were_down(office):
    office.back_offs["ask_registry"] = BackOff(())
    office.outside.on_work = raising(ValueError())
    office.outside.on_give_up = lambda *_: True
    job_id = office.enqueue()

    office.worker.run_due()

    assert office.job(job_id).status is JobStatus.INCIDENT


def test_a_job_that_nobody_can_do_is_a_failed_try(office):
    job_id = office.enqueue(kind=JobKind.PAYMENT)

    office.worker.run_due()

    assert office.job(job_id).failure == "An unforeseen error (KeyError)."


def test_keeping_that_fails_keeps_nothing_and_is_tried_again(office):
    def keep(session: Session, job: JobView) -> None:
        session.add(Account(email="half@example.org", created_at=NOON))
        session.flush()
        if job.tries == 0:
            raise RuntimeError

    office.outside.on_keep = keep
    job_id = office.enqueue()

    office.worker.run_due()
    with office.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0
    office.wait(seconds=2)

    assert office.job(job_id).status is JobStatus.DONE
    assert len(office.outside.asked) == 2
    with office.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1


def test_a_job_called_off_is_not_done(office):
    job_id = office.enqueue()
    set_job(office, job_id, status=JobStatus.CANCELLED)

    assert office.worker.run_due() == 0
    assert office.outside.asked == []


def test_what_was_asked_for_a_job_called_off_meanwhile_is_dropped(office):
    office.outside.on_work = lambda job: set_job(office, job.id, status=JobStatus.CANCELLED)
    job_id = office.enqueue()

    office.worker.run_due()

    assert office.outside.kept == []
    assert office.job(job_id).status is JobStatus.CANCELLED


@pytest.mark.parametrize("failing", [False, True])
def test_what_was_asked_under_a_hand_over_that_another_took_the_place_of_is_dropped(office, failing):
    def taken_over(job: JobView) -> None:
        set_job(office, job.id, run_id="another", begun_at=NOON)
        if failing:
            raise TechnicalFailure("Down.")

    office.outside.on_work = taken_over
    job_id = office.enqueue()

    office.worker.run_due()

    assert office.outside.kept == []
    job = office.job(job_id)
    assert (job.status, job.run_id, job.tries) == (JobStatus.WAITING, "another", 0)


def test_an_incident_that_is_retried_has_all_its_tries_again(office):
    office.back_offs["ask_registry"] = BackOff((timedelta(minutes=1),))
    office.outside.on_work = raising(TechnicalFailure("Down."))
    job_id = office.enqueue()
    office.worker.run_due()
    office.wait(minutes=1)
    assert office.job(job_id).status is JobStatus.INCIDENT

    with office.database.begin() as session:
        office.jobs.retry(session, job_id)
    office.worker.run_due()

    job = office.job(job_id)
    assert (job.status, job.tries) == (JobStatus.WAITING, 1)
    office.outside.on_work = lambda _: "well"
    office.wait(minutes=1)
    assert office.job(job_id).status is JobStatus.DONE


def test_only_an_incident_can_be_retried(office):
    job_id = office.enqueue()

    for wanted in (job_id, "nothing"):
        with pytest.raises(JobNotInIncident), office.database.begin() as session:
            office.jobs.retry(session, wanted)


class TestTimers:
    def test_a_timer_that_falls_due_is_fired_once(self, office, application_id):
        set_timer(office, application_id, NOON + timedelta(days=10))
        office.outside.on_keep = moving_to(None)

        assert office.wait(days=9) == 0
        assert office.wait(days=1) == 1
        assert office.wait(days=1) == 0
        assert [job.application_id for job in office.outside.asked] == [application_id]
        assert office.outside.asked[0].kind is JobKind.TIMER

    def test_the_next_timer_of_an_application_is_fired_too(self, office, application_id):
        set_timer(office, application_id, NOON)
        office.outside.on_keep = moving_to(NOON + timedelta(days=5))
        office.worker.run_due()
        office.outside.on_keep = moving_to(None)

        assert office.wait(days=5) == 1
        assert len(office.outside.asked) == 2

    def test_a_timer_is_not_queued_twice_however_often_it_is_seen(self, office, application_id):
        set_timer(office, application_id, NOON)

        made = []
        for _ in range(3):
            with office.database.begin() as session:
                made.append(office.jobs.enqueue_due_timers(session))

        assert made == [1, 0, 0]

    def test_the_database_refuses_a_second_open_timer_of_an_application(self, office, application_id):
        with office.database.begin() as session:
            made = [office.jobs._enqueue_timer(session, application_id, due_at=NOON, now=NOON) for _ in range(2)]

        assert made == [True, False]

    def test_a_timer_of_which_nothing_comes_ends_as_an_incident_and_not_in_a_circle(self, office, application_id):
        set_timer(office, application_id, NOON)
        office.back_offs["fire_due_timers"] = BackOff((timedelta(minutes=1),))

        tries = [office.worker.run_due(), office.wait(minutes=1), office.wait(minutes=1)]

        assert tries == [1, 1, 0]
        assert [failure for _, failure in office.incidents] == ["The timer fell due, and nothing came of it."]
        assert office.outside.kept != []  # what it wrote was rolled back with the transaction


def raising(error: Exception) -> Callable[[JobView], object]:
    def work(job: JobView) -> object:
        raise error

    return work


def moving_to(due_at: datetime | None) -> Callable[[Session, JobView], None]:
    def keep(session: Session, job: JobView) -> None:
        session.execute(update(Application).where(Application.id == job.application_id).values(due_at=due_at))

    return keep


def set_job(office: Office, job_id: str, **values: object) -> None:
    with office.database.begin() as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))


def set_timer(office: Office, application_id: str, due_at: datetime) -> None:
    with office.database.begin() as session:
        session.execute(update(Application).where(Application.id == application_id).values(due_at=due_at))
