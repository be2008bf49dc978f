"""What a worker does for an application: a parked service task's operation, and the timers that fell due."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Application
from models.database import Database
from models.vocabulary import EventKind
from workflows import operations
from workflows.adapters.clock import Clock
from workflows.adapters.outside import OutsideUnavailable
from workflows.application_file import ApplicationFile, Running
from workflows.engine import ErrorNotCaught
from workflows.history import SYSTEM, Happening, append
from workflows.jobs import Handler, JobView, TechnicalFailure
from workflows.operations import BusinessError, Case, Operation, Parts
from workflows.refusals import NotFound


@dataclass(frozen=True)
class _Failed:
    """The operation's business error, on its way to the diagram."""

    code: str


class OperationJobs(Handler):
    """Runs the operation of a parked service task and hands its answer to the engine."""

    def __init__(self, database: Database, *, file: ApplicationFile, parts: Parts) -> None:
        self._database = database
        self._file = file
        self._parts = parts

    def work(self, job: JobView) -> tuple[Case, Any]:
        """Asks and reads, with no transaction open.

        Raises:
            TechnicalFailure: try again later.
        """
        case = self._case(job)
        try:
            return case, self._operation(job.operation).work(case, **job.parameters)
        except BusinessError as error:
            return case, _Failed(error.code)
        except OutsideUnavailable as fault:
            raise TechnicalFailure(type(fault).__doc__ or type(fault).__name__) from fault

    def keep(self, session: Session, job: JobView, result: tuple[Case, Any]) -> None:
        """Writes what was found, hands the answer to the engine and runs to the next wait: one transaction."""
        case, found = result
        running = self._take(session, job)
        if running is None:
            return
        if isinstance(found, _Failed):
            self._fail(session, running, job, found.code)
            return
        try:
            with session.begin_nested():
                answer = self._operation(job.operation).keep(session, case, found, **job.parameters)
        except BusinessError as error:
            self._fail(session, running, job, error.code)
            return
        node = _leave(running, job)
        running.process.answer(job.engine_task or "", answer, now=self._parts.clock.now())
        data = {"operation": job.operation, "answer": answer, "job": job.id}
        self._file.keep(session, running, Happening(EventKind.OPERATION_ANSWERED, node=node, data=data), actor=SYSTEM)

    def give_up(self, session: Session, job: JobView) -> bool:
        """Hands the operation's error to the diagram once the tries are used up; false: it stands as an incident."""
        code = operations.find(job.operation).exhausted
        running = self._take(session, job) if code else None
        if code is None:
            return False
        if running is not None:
            self._fail(session, running, job, code)
        return True

    def raised(self, session: Session, job: JobView, failure: str) -> None:
        """Tells the application's history that a job of it stands."""
        if job.application_id is None:
            return
        application = session.get_one(Application, job.application_id, with_for_update=True)
        data = {"operation": job.operation, "job": job.id, "failure": failure}
        happening = Happening(EventKind.INCIDENT_RAISED, data=data)
        append(session, application, happening, actor=SYSTEM, at=self._parts.clock.now())

    def _fail(self, session: Session, running: Running, job: JobView, code: str) -> None:
        node = _leave(running, job)
        try:
            running.process.fail(job.engine_task or "", code, now=self._parts.clock.now())
        except ErrorNotCaught as fault:
            raise TechnicalFailure(f"The diagram has no answer to the error {code}.") from fault
        data = {"operation": job.operation, "error": code, "job": job.id}
        self._file.keep(session, running, Happening(EventKind.OPERATION_FAILED, node=node, data=data), actor=SYSTEM)

    def _take(self, session: Session, job: JobView) -> Running | None:
        """The application, unless the process went another way meanwhile."""
        assert job.application_id is not None  # noqa: S101 - jobs of this kind have one
        try:
            running = self._file.take(session, job.application_id)
        except NotFound:
            return None
        return running if job.engine_task in running.parked_before else None

    def _operation(self, name: str) -> Operation:
        return operations.find(name)(self._parts)

    def _case(self, job: JobView) -> Case:
        with self._database.read() as session:
            application = session.scalars(
                select(Application).where(Application.id == job.application_id).options(joinedload(Application.version))
            ).one()
        return Case(
            application_id=application.id,
            number=application.number,
            process=application.version.title,
            account_id=application.account_id,
            credential_id=application.credential_id,
            job_id=job.id,
            submitted_at=application.submitted_at,
        )


def _leave(running: Running, job: JobView) -> str:
    """The diagram's id of the parked task, which this job's own end is about to close."""
    parked = {task.id: task.name for task in running.process.parked()}
    running.parked_before -= {job.engine_task or ""}
    return parked[job.engine_task or ""]


class TimerJobs(Handler):
    """Fires what is due in one application."""

    def __init__(self, *, file: ApplicationFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def work(self, _: JobView) -> None:
        """Asks nothing: timers need no one outside."""

    def keep(self, session: Session, job: JobView, _: None) -> None:
        """Fires, runs to the next wait and keeps, in one transaction."""
        assert job.application_id is not None  # noqa: S101 - jobs of this kind have one
        now = self._clock.now()
        try:
            running = self._file.take(session, job.application_id)
        except NotFound:
            return
        fired = running.process.fire_due(now)
        data = {"at": now.isoformat()}
        happenings = [Happening(EventKind.TIMER_FIRED, node=node, data=data) for node in fired]
        self._file.keep(session, running, *happenings, actor=SYSTEM)
