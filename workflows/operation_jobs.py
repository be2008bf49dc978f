"""What a worker does for an application: a parked task's operation, timers that fell due, a Registry that is waited for."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from models import Application, AwaitedMessage, RegistryRecord
from models.database import Database
from models.vocabulary import EventKind, JobKind
from workflows import operations
from workflows.adapters.clock import Clock, legal_date
from workflows.adapters.outside import OutsideUnavailable
from workflows.application_file import ApplicationFile, Running
from workflows.engine import ErrorNotCaught
from workflows.history import SYSTEM, Happening, append
from workflows.jobs import Handler, Jobs, JobView, TechnicalFailure
from workflows.operations import BusinessError, Case, Operation, Parts
from workflows.operations.look_up_registry import ask, record
from workflows.refusals import NotFound

#: The message of a process that waits until the National Registry shows something new, and what it brings.
REGISTRY_ADVANCED = "registry_advanced"
_BROUGHT = ("nrStatus", "nrLevel", "nrExpiry", "nrCandidateFor", "nrEducation", "nrCognitive", "nrHandsOn")
#: The operation's name of a job that asks for it.
ASK_REGISTRY = "ask_registry_anew"
_AT_ONCE = 100


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
        case = _case(self._database, job)
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
        application = session.get_one(Application, job.application_id, with_for_update={"key_share": True})
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


class RegistryJobs(Handler):
    """Asks the National Registry, once a day, for each application that waits until the Registry shows something new.

    Which ones wait is read from the rows of awaited messages. An answer like the one before changes nothing, so that
    neither history nor state grows with the nights that pass; only another one is kept and told to the process.
    """

    def __init__(self, database: Database, *, file: ApplicationFile, parts: Parts, jobs: Jobs) -> None:
        self._database = database
        self._file = file
        self._parts = parts
        self._jobs = jobs

    def ask_for_waiting(self) -> int:
        """Makes a job for each application that was not asked for today by the Office's clock; how many, at most 100."""
        today = legal_date(self._parts.clock.now())
        due = (
            select(AwaitedMessage)
            .where(
                AwaitedMessage.message == REGISTRY_ADVANCED,
                or_(AwaitedMessage.asked_on.is_(None), AwaitedMessage.asked_on != today),
            )
            .limit(_AT_ONCE)
        )
        # a look costs no write lock; there is nothing nearly always
        with self._database.read() as session:
            if session.scalar(due) is None:
                return 0
        with self._database.begin() as session:
            waiting = session.scalars(due.with_for_update(skip_locked=True)).all()
            for one in waiting:
                one.asked_on = today
                self._jobs.enqueue(
                    session,
                    kind=JobKind.REGISTRY,
                    operation=ASK_REGISTRY,
                    parameters={},
                    application_id=one.application_id,
                )
            return len(waiting)

    def work(self, job: JobView) -> tuple[Case, dict[str, Any]]:
        """Asks, with no transaction open.

        Raises:
            TechnicalFailure: try again later.
        """
        case = _case(self._database, job)
        try:
            return case, ask(self._parts, case)
        except OutsideUnavailable as fault:
            raise TechnicalFailure(type(fault).__doc__ or type(fault).__name__) from fault

    def keep(self, session: Session, job: JobView, result: tuple[Case, dict[str, Any]]) -> None:
        """Tells the process what is new, in one transaction; where nothing is, the engine is not woken."""
        case, found = result
        if self._known(session, case) == _standing(found):
            return
        try:
            running = self._file.take(session, case.application_id)
        except NotFound:
            return
        variables = {name: found[name] for name in _BROUGHT}
        if not running.process.deliver(REGISTRY_ADVANCED, variables, now=self._parts.clock.now()):
            return
        record(self._parts, session, case, found)
        data = {"variables": variables, "job": job.id}
        happening = Happening(EventKind.MESSAGE_DELIVERED, node=REGISTRY_ADVANCED, data=data)
        self._file.keep(session, running, happening, actor=SYSTEM)

    def give_up(self, session: Session, job: JobView) -> bool:  # noqa: ARG002 - nothing is to be undone
        """Leaves it for tomorrow, when it is asked anyway: no incident for every application and night."""
        return True

    @staticmethod
    def _known(session: Session, case: Case) -> dict[str, Any] | None:
        before = session.scalar(
            select(RegistryRecord)
            .where(RegistryRecord.application_id == case.application_id)
            .order_by(RegistryRecord.checked_at.desc(), RegistryRecord.id.desc())
            .limit(1)
        )
        return None if before is None else _standing(before.facts)


def _standing(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in _BROUGHT}


def _case(database: Database, job: JobView) -> Case:
    with database.read() as session:
        application = session.scalars(
            select(Application).where(Application.id == job.application_id).options(joinedload(Application.version))
        ).one()
    return Case(
        application_id=application.id,
        number=application.number,
        process=application.version.title,
        family=application.family,
        account_id=application.account_id,
        person_id=application.person_id,
        credential_id=application.credential_id,
        job_id=job.id,
        submitted_at=application.submitted_at,
    )
