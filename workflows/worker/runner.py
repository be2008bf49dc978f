"""One job, from taking it up to keeping its answer.

Two transactions with none between them: while the outside is asked, nothing is locked. The second begins with the
guard: the job still waits, and this hand-over is still the one that may do it. Where that is not so, what was asked
is dropped; the job's id made the asking harmless.
"""

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition
from typing import Protocol

import structlog
from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import Application, Job
from models.database import Database
from models.vocabulary import JobKind, JobStatus
from workflows.adapters.clock import Clock
from workflows.jobs import USUAL, BackOff, Handler, JobView, TechnicalFailure

#: A job that took its worker down this often is not tried again.
DEATHS = 3
#: How often the second transaction is begun anew when another one got in its way.
_KEEP_TRIES = 3
_IN_THE_WAY = (OperationalError, StaleDataError)

_log = structlog.get_logger(__name__)


class IncidentHook(Protocol):
    """Writes down, in the same transaction, that a job stands still until a person retries it."""

    def __call__(self, session: Session, job: JobView, failure: str) -> None: ...


@dataclass(frozen=True)
class Periodic:
    """Work without a row that comes up again and again, such as letting drafts expire.

    One worker does it at a time; should it die just then, another does it again, so twice must do no harm.
    """

    name: str
    every_seconds: float
    work: Callable[[], object]


@dataclass(frozen=True)
class Duties:
    """What the workers of an office do."""

    handlers: Mapping[JobKind, Handler]
    on_incident: IncidentHook
    #: By operation, where it is not `USUAL`; a function where an owner sets it.
    back_offs: Mapping[str, BackOff | Callable[[Session], BackOff]] = field(default_factory=dict)
    periodic: Sequence[Periodic] = ()


class Runner:
    """Does the jobs that it is handed, each by the handler of its kind; no failure of theirs gets out."""

    def __init__(self, *, worker_id: str, database: Database, clock: Clock, duties: Duties, at_once: int) -> None:
        self._worker_id = worker_id
        self._database = database
        self._clock = clock
        self._duties = duties
        self._at_once = at_once
        self._begun = 0
        self._in_hand: set[str] = set()
        self._changed = Condition()
        self._closed = False

    def perform(self, job_id: str, run_id: str) -> None:
        """Does a job, unless it is done, called off, or handed to somebody else by now.

        It waits its turn where enough are being done. Asked twice for the same hand-over, it does it once, and both
        callers return when it is over.
        """
        with self._changed:
            if run_id in self._in_hand:
                self._changed.wait_for(lambda: run_id not in self._in_hand)
                return
            self._in_hand.add(run_id)
            self._changed.wait_for(lambda: self._begun < self._at_once)
            self._begun += 1
        try:
            if self._closed:
                self._give_back({run_id})
            else:
                self._perform(job_id, run_id)
        except Exception as error:  # noqa: BLE001 - the worker's loop: no job may take the worker down
            # what is left half-done here is found by `Upkeep.recover`
            _log.error("job_left", job=job_id, error=type(error).__name__, at=place(error))
        finally:
            with self._changed:
                self._begun -= 1
                self._in_hand.discard(run_id)
                self._changed.notify_all()

    def has_in_hand(self, run_id: str) -> bool:
        """Whether it is at this hand-over, or about to begin it."""
        return run_id in self._in_hand

    def close(self, *, seconds: float) -> bool:
        """Takes up nothing more and waits for what is in hand; whether all was finished in time.

        What was not is given back, for another worker to begin anew: it counts neither as a try nor as a death.
        """
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._in_hand, timeout=seconds)
            left = set(self._in_hand)
        if left:
            self._give_back(left)
        return not left

    def lose(self, run_id: str, *, begun: bool) -> None:
        """Takes a job back from a hand-over that will not finish it, because its worker died or stumbled over it.

        `begun` is what was seen of it: where it has begun since, it is in good hands after all.
        """
        with self._database.begin() as session:
            _lock_application(session, session.scalar(select(Job.application_id).where(Job.run_id == run_id)))
            job = self._hold(session, run_id)
            if job is None or (job.begun_at is not None) != begun:
                return
            if begun:
                job.deaths += 1
                job.failure = "The worker ended while at it."
            job.run_id = job.begun_at = job.worker_id = None
            if job.deaths >= DEATHS:
                job.status = JobStatus.INCIDENT
                self._tell_of_incident(session, job)
            deaths = job.deaths
        _log.warning("job_lost", job=run_id.partition(".")[0], deaths=deaths)

    def _perform(self, job_id: str, run_id: str) -> None:
        job = self._begin(job_id, run_id)
        if job is None:
            return
        try:
            handler = self._duties.handlers[job.kind]
            result = handler.work(job)
            self._keep(handler, job, run_id, result)
        except TechnicalFailure as failure:
            _log.info("job_failed", job=job.id, kind=job.kind, operation=job.operation)
            self._fail(job, run_id, str(failure), foreseen=True)
        except Exception as error:  # noqa: BLE001 - whatever a handler does is a failed try
            self._log_stumble(job, error)
            self._fail(job, run_id, f"An unforeseen error ({type(error).__name__}).", foreseen=False)

    def _begin(self, job_id: str, run_id: str) -> JobView | None:
        with self._database.begin() as session:
            job = session.scalar(
                update(Job)
                .where(
                    Job.id == job_id,
                    Job.status == JobStatus.WAITING,
                    Job.run_id == run_id,
                    Job.begun_at.is_(None),
                )
                .values(begun_at=self._clock.now(), worker_id=self._worker_id)
                .returning(Job)
            )
            return None if job is None else _view(job)

    def _keep(self, handler: Handler, job: JobView, run_id: str, result: object) -> None:
        for left in reversed(range(_KEEP_TRIES)):
            try:
                with self._database.begin() as session:
                    self._finish(session, handler, job, run_id, result)
            except _IN_THE_WAY:
                if left == 0:
                    raise
            else:
                return

    def _finish(self, session: Session, handler: Handler, job: JobView, run_id: str, result: object) -> None:
        _lock_application(session, job.application_id)
        done = session.execute(
            update(Job)
            .where(Job.id == job.id, Job.status == JobStatus.WAITING, Job.run_id == run_id)
            .values(status=JobStatus.DONE, done_at=self._clock.now(), begun_at=None, worker_id=None, failure="")
            .execution_options(synchronize_session=False)
        )
        assert isinstance(done, CursorResult)  # noqa: S101 - narrows for the type checker
        if done.rowcount == 1:
            handler.keep(session, job, result)
            if job.kind is JobKind.TIMER:
                _see_that_it_moved(session, job, self._clock.now())

    def _fail(self, view: JobView, run_id: str, failure: str, *, foreseen: bool) -> None:
        with self._database.begin() as session:
            _lock_application(session, view.application_id)
            job = self._hold(session, run_id)
            if job is None:
                return
            self._put_off(session, job, failure)
            if job.status is JobStatus.INCIDENT and not (foreseen and self._given_up(session, job)):
                self._tell_of_incident(session, job)

    def _given_up(self, session: Session, job: Job) -> bool:
        try:
            with session.begin_nested():
                # done before the handler moves the process, which would otherwise call off a job that still waits
                job.status, job.done_at = JobStatus.DONE, self._clock.now()
                session.flush()
                if not self._duties.handlers[job.kind].give_up(session, _view(job)):
                    job.status, job.done_at = JobStatus.INCIDENT, None
        except Exception as error:  # noqa: BLE001 - giving up is a handler's work too: what fails here is an incident
            self._log_stumble(_view(job), error)
        return job.status is JobStatus.DONE

    def _tell_of_incident(self, session: Session, job: Job) -> None:
        _log.error("job_incident", job=job.id, kind=job.kind, operation=job.operation)
        view = _view(job)
        try:
            with session.begin_nested():
                self._duties.on_incident(session, view, job.failure)
        except Exception as error:  # noqa: BLE001 - the job stands still all the same, and staff see it
            self._log_stumble(view, error)

    def _log_stumble(self, job: JobView, error: Exception) -> None:
        # the message may tell a value of the case; where it happened does not
        _log.error(
            "job_stumbled",
            job=job.id,
            kind=job.kind,
            operation=job.operation,
            error=type(error).__name__,
            at=place(error),
        )

    def _give_back(self, run_ids: set[str]) -> None:
        with self._database.begin() as session:
            session.execute(
                update(Job)
                .where(Job.run_id.in_(run_ids), Job.status == JobStatus.WAITING)
                .values(run_id=None, begun_at=None, worker_id=None)
                .execution_options(synchronize_session=False)
            )

    def _hold(self, session: Session, run_id: str) -> Job | None:
        return session.scalar(
            select(Job)
            .where(Job.id == run_id.partition(".")[0], Job.run_id == run_id, Job.status == JobStatus.WAITING)
            .with_for_update()
        )

    def _put_off(self, session: Session, job: Job, failure: str) -> None:
        """Counts a try; the job waits for its next, or becomes an incident where there is none."""
        back_off = self._duties.back_offs.get(job.operation, USUAL)
        if not isinstance(back_off, BackOff):
            back_off = back_off(session)
        job.tries += 1
        job.failure = failure
        job.run_id = job.begun_at = job.worker_id = None
        if job.tries >= back_off.tries:
            job.status = JobStatus.INCIDENT
        else:
            job.due_at = self._clock.now() + back_off.waits[job.tries - 1]


def _view(job: Job) -> JobView:
    return JobView(
        id=job.id,
        kind=job.kind,
        operation=job.operation,
        parameters=job.parameters,
        application_id=job.application_id,
        engine_task=job.engine_task,
        tries=job.tries,
    )


def _lock_application(session: Session, application_id: str | None) -> None:
    """Before the job's own row: who moves an application locks in this order too, or each would wait for the other."""
    if application_id is not None and session.get_bind().dialect.name != "sqlite":
        session.execute(select(Application.id).where(Application.id == application_id).with_for_update(key_share=True))


def _see_that_it_moved(session: Session, job: JobView, now: datetime) -> None:
    due_at = session.scalar(select(Application.due_at).where(Application.id == job.application_id))
    if due_at is not None and due_at <= now and due_at.isoformat() == job.parameters["due_at"]:
        raise TechnicalFailure("The timer fell due, and nothing came of it.")


def place(error: BaseException) -> str:
    """Where in the code an error came up: unlike its message, that never tells a value of a case."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno} in {frame.name}"
