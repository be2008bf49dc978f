"""Work for later: written with the change that asks for it, and handed to the job engine in the same transaction.

The `job` row is the truth. DBOS carries its id to a worker and knows nothing else; what DBOS forgets, the row still
has. Each hand-over has an id of its own (`run_id`), and only the latest may do the job: that is what makes taking
a job over from a dead worker safe, even when that worker was not dead but asleep.

Nothing here talks to DBOS's own connection: on SQLite it would wait for the transaction that is open.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy import Engine, Select, event, literal, make_url, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Application, Job
from models.base import new_id
from models.vocabulary import JobKind, JobStatus
from workflows.adapters.clock import Clock

#: The name all processes share in DBOS's tables.
APPLICATION = "elicense"
#: The queue, and the one function that DBOS knows.
QUEUE = "jobs"
CARRY = "carry"
#: Pinned, because DBOS's default is a hash of the source: jobs from before a deployment would never be taken up.
VERSION = "1"


class JobError(Exception):
    """What can go wrong with a job."""


class TechnicalFailure(JobError):
    """The outside did not answer as it should; the job is tried again later.

    Its sentence is kept in the row and shown to staff: no value of the case belongs in it.
    """


class JobNotInIncident(JobError):
    """The job is no incident any more."""


@dataclass(frozen=True)
class JobView:
    """What a handler is told of its job; `id` is the idempotency key for all it asks of the outside."""

    id: str
    kind: JobKind
    operation: str
    parameters: Mapping[str, Any]
    application_id: str | None
    #: The parked service task it answers; None for work of another kind.
    engine_task: str | None
    #: Tries that ended in a technical failure.
    tries: int


class Handler(Protocol):
    """What is done for the jobs of one kind."""

    def work(self, job: JobView) -> Any:
        """Asks the outside, with no transaction open; a failure of the case is an answer like any other.

        Raises:
            TechnicalFailure: no answer came; the job is tried again later. So it is after any other error.
        """
        ...

    def keep(self, session: Session, job: JobView, result: Any) -> None:
        """Writes what `work` brought; in this transaction the job is done, and its application locked."""
        ...

    def give_up(self, session: Session, job: JobView) -> bool:  # noqa: ARG002 - for those who can
        """Goes on without an answer after the last technical failure; False makes it an incident.

        In this transaction the job is done, and its application locked.
        """
        return False


@dataclass(frozen=True)
class BackOff:
    """How long a job waits after its first failure, its second, and so on; after the last wait it is tried once more."""

    waits: tuple[timedelta, ...]

    @property
    def tries(self) -> int:
        """How often it is tried in all."""
        return len(self.waits) + 1


#: Eight tries over three hours: 2 s, then four times as long each time.
USUAL = BackOff(tuple(timedelta(seconds=2 * 4**n) for n in range(7)))
#: A registry that is down: three more tries, then whatever the diagram does without it.
REGISTRY = BackOff((timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)))


class OwnWorker(Protocol):
    """The worker of this process, which may begin a job in the moment in which its change is committed."""

    def reserve(self) -> bool:
        """Whether it can begin one more at once; the place is kept until `begin` or `release`."""
        ...

    def begin(self, job_id: str, run_id: str) -> None:
        """Begins a job in a place that was kept; returns at once."""
        ...

    def release(self) -> None:
        """Gives a place back."""
        ...


class Jobs:
    """Takes jobs in, hands them to the job engine, and gives incidents another chance.

    Every method works on the caller's session and leaves the commit to it.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._clock = clock
        self._own_worker: OwnWorker | None = None
        # lazy: it writes over the callers' sessions only, and never opens a connection
        self._dbos = DBOSClient(
            system_database_engine=engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
        )

    def enqueue(
        self,
        session: Session,
        *,
        kind: JobKind,
        operation: str,
        parameters: Mapping[str, Any],
        application_id: str | None = None,
        engine_task: str | None = None,
        due_at: datetime | None = None,
    ) -> Job:
        """A new job, done soon after the commit, or once `due_at` has come by the Office's clock.

        `parameters` are decision variables and ids, never a personal value.
        """
        now = self._clock.now()
        job = Job(
            id=new_id(),
            kind=kind,
            operation=operation,
            parameters=dict(parameters),
            application_id=application_id,
            engine_task=engine_task,
            status=JobStatus.WAITING,
            due_at=due_at or now,
            created_at=now,
        )
        session.add(job)
        if job.due_at <= now:
            job.run_id = f"{job.id}.{_suffix()}"
            self._hand_over(session, job.id, job.run_id)
        return job

    def work_with(self, own_worker: OwnWorker | None) -> None:
        """Has this process's own worker begin each job as soon as it is committed, while it has room."""
        self._own_worker = own_worker

    def retry(self, session: Session, job_id: str) -> Job:
        """The incident, waiting again with all its tries.

        Raises:
            JobNotInIncident: it was retried by somebody else, called off, or never stood still.
        """
        job = session.scalar(select(Job).where(Job.id == job_id).with_for_update())
        if job is None or job.status is not JobStatus.INCIDENT:
            raise JobNotInIncident
        job.status, job.tries, job.deaths, job.failure = JobStatus.WAITING, 0, 0, ""
        job.due_at = self._clock.now()
        job.run_id = f"{job.id}.{_suffix()}"
        self._hand_over(session, job.id, job.run_id)
        return job

    def hand_over_due(self, session: Session, *, at_most: int = 100) -> int:
        """Hands the jobs that have fallen due to the job engine; how many there were."""
        due = due_jobs(self._clock.now()).limit(at_most).with_for_update(skip_locked=True)
        suffix = _suffix()
        handed = session.scalars(
            update(Job)
            .where(Job.id.in_(due.scalar_subquery()), Job.run_id.is_(None), Job.status == JobStatus.WAITING)
            .values(run_id=Job.id.concat(f".{suffix}"))
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        ).all()
        for job_id in handed:
            self._hand_over(session, job_id, f"{job_id}.{suffix}")
        return len(handed)

    def enqueue_due_timers(self, session: Session, *, at_most: int = 100) -> int:
        """Makes a job for each application whose timer has fallen due and that has none yet; how many it made."""
        now = self._clock.now()
        made = 0
        for application_id, due_at in session.execute(due_timers(now).limit(at_most)).all():
            made += due_at is not None and self._enqueue_timer(session, application_id, due_at=due_at, now=now)
        return made

    def _enqueue_timer(self, session: Session, application_id: str, *, due_at: datetime, now: datetime) -> bool:
        job_id = new_id()
        run_id = f"{job_id}.{_suffix()}"
        values = {
            "id": job_id,
            "kind": JobKind.TIMER,
            "operation": "fire_due_timers",
            "parameters": {"due_at": due_at.isoformat()},
            "status": JobStatus.WAITING,
            "tries": 0,
            "deaths": 0,
            "failure": "",
            "application_id": application_id,
            "run_id": run_id,
            "due_at": due_at,
            "created_at": now,
        }
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        # another worker may have seen it too: uq_job_timer lets one of us through
        written = dialect.insert(Job).values(values).on_conflict_do_nothing().returning(Job.id)
        if session.scalar(written) is None:
            return False
        self._hand_over(session, job_id, run_id)
        return True

    def _hand_over(self, session: Session, job_id: str, run_id: str) -> None:
        own = self._own_worker
        if own is not None and own.reserve():
            # nothing for the queue to carry. Should this process die before it begins, the row tells: it waits, and
            # its hand-over is with nobody
            _when_over(session, committed=lambda: own.begin(job_id, run_id), undone=own.release)
            return
        options = EnqueueOptions(workflow_name=CARRY, queue_name=QUEUE, workflow_id=run_id, app_version=VERSION)
        self._dbos.enqueue_in_transaction(session, options, job_id)


def due_jobs(now: datetime) -> Select[str]:
    """The ids of the jobs that are due and not yet handed over, the longest due first."""
    return (
        select(Job.id)
        .where(Job.status == JobStatus.WAITING, Job.run_id.is_(None), Job.due_at <= now)
        .order_by(Job.due_at)
    )


def due_timers(now: datetime) -> Select[str, datetime | None]:
    """The applications, with the instant, whose next timer has fallen due and that no open job is to fire."""
    has_job = (
        select(literal(1))
        .where(
            Job.application_id == Application.id,
            Job.kind == JobKind.TIMER,
            Job.status.in_((JobStatus.WAITING, JobStatus.INCIDENT)),
        )
        .exists()
    )
    return select(Application.id, Application.due_at).where(Application.due_at <= now, ~has_job)


def migrate(url: str) -> None:
    """Brings the job engine's own tables, which lie beside ours, forward; part of the migrate step."""
    quieten()
    DBOS.migrate(dbos_url(url))


def dbos_url(url: str) -> str:
    """The database's URL as DBOS takes it."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def quieten() -> None:
    """Sends DBOS's log the way of every other; it would put up a console of its own and tell all it does."""
    log = logging.getLogger("dbos")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    log.setLevel(logging.WARNING)


def _suffix() -> str:
    return secrets.token_hex(4)


def _when_over(session: Session, *, committed: Callable[[], None], undone: Callable[[], None]) -> None:
    over = False

    def end(session: Session, what: Callable[[], None]) -> None:
        nonlocal over
        # the end of a savepoint is called a commit too, and nobody else sees the row yet
        if not over and not session.in_nested_transaction():
            over = True
            what()

    event.listen(session, "after_commit", lambda session: end(session, committed))
    event.listen(session, "after_rollback", lambda session: end(session, undone))
