"""What every change to an application writes, in one place: state, tasks, jobs, history.

The way is always the same: `take` locks the row and loads the process, the caller moves it, `keep` writes what
follows from the move. All of it stands in the caller's one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager, undefer

from models import Application, ApplicationNumber, AwaitedMessage, Job, Payment, Task
from models.base import new_id
from models.vocabulary import APPLICANT, ApplicationStatus, EventKind, JobKind, JobStatus, PaymentStatus, TaskStatus
from workflows import answers
from workflows.adapters.clock import Clock, legal_date
from workflows.engine import OpenTask, ParkedTask, Place, Process
from workflows.engine import TaskNotOpen as EngineTaskNotOpen
from workflows.history import SYSTEM, Actor, Happening, append
from workflows.jobs import Jobs
from workflows.keyring import Keyring
from workflows.refusals import NotFound, TaskNotOpen
from workflows.versions import Versions

#: The operation's name of a job that asks the provider what became of a payment.
ASK_PROVIDER = "ask_provider"
#: The message of a diagram that waits for its fee.
SETTLED = "payment_settled"


@dataclass
class Running:
    """An application in hand: its locked row, its process, and how both stood when they were taken."""

    application: Application
    process: Process
    open_before: frozenset[str] = frozenset()
    parked_before: frozenset[str] = frozenset()
    awaited_before: frozenset[str] = frozenset()


class ApplicationFile:
    """Opens, moves and keeps applications; nothing else writes their rows."""

    def __init__(self, *, clock: Clock, keyring: Keyring, versions: Versions, jobs: Jobs) -> None:
        self._clock = clock
        self._keyring = keyring
        self._versions = versions
        self._jobs = jobs

    def open(
        self,
        session: Session,
        *,
        process_id: str,
        account_id: str,
        actor: Actor,
        person_id: str | None = None,
        credential_id: str | None = None,
        continues: Application | None = None,
        about_id: str | None = None,
    ) -> Application:
        """A new application on the version in force, run to its first wait; `about_id` is the one it is about.

        Raises:
            NotFound: there is no such process.
        """
        now = self._clock.now()
        version = self._versions.newest(session, process_id)
        application = Application(
            id=new_id(),
            number=self._next_number(session, now),
            version_id=version.id,
            account_id=account_id,
            person_id=person_id,
            credential_id=credential_id,
            family=version.family,
            draft_of=draft_of(version.family, about_id or credential_id or account_id),
            about_id=about_id,
            continues_id=continues.id if continues else None,
            status=ApplicationStatus.WAITING,
            started_at=now,
            progress={},
            revision=0,
            event_count=0,
            event_head="",
            sentence="",
        )
        session.add(application)
        session.flush()
        variables: dict[str, Any] = {}
        process = Process.start(self._versions.definition(session, version.id), variables, now=now, key=application.id)
        self.keep(
            session,
            Running(application, process),
            Happening(EventKind.STARTED, node=process_id, data={"variables": variables}),
            actor=actor,
        )
        return application

    def take(self, session: Session, application_id: str) -> Running:
        """An application, locked and loaded.

        Raises:
            NotFound: there is none, or it has ended.
        """
        application = session.scalar(
            select(Application)
            .where(Application.id == application_id)
            .options(undefer(Application.state), undefer(Application.progress))
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        if application is None or application.state is None:
            raise NotFound
        return self._load(session, application)

    def take_for_task(self, session: Session, task_id: str) -> tuple[Running, Task]:
        """The application of an open task, locked and loaded, with the task's locked row.

        Raises:
            NotFound: there is no such task.
            TaskNotOpen: it is done, or the process went another way.
        """
        task = session.scalar(
            locked_task(task_id).options(
                contains_eager(Task.application).options(undefer(Application.state), undefer(Application.progress))
            )
        )
        if task is None:
            raise NotFound
        if task.status is not TaskStatus.OPEN or task.application.state is None:
            raise TaskNotOpen
        return self._load(session, task.application), task

    def complete(
        self,
        session: Session,
        running: Running,
        task: Task,
        *,
        actor: Actor,
        variables: dict[str, Any],
        answer_ids: list[str],
    ) -> None:
        """Does a task: hands its decision variables to the engine, runs to the next wait, keeps.

        Raises:
            TaskNotOpen: the engine says that the task is not open.
        """
        now = self._clock.now()
        try:
            running.process.complete(task.engine_task, variables, now=now)
        except EngineTaskNotOpen as fault:
            raise TaskNotOpen from fault
        task.status = TaskStatus.DONE
        task.done_at = now
        task.done_by_id = actor.id
        task.facts = None
        running.open_before -= {task.engine_task}
        data = {"variables": variables, "answers": answer_ids, "task": task.id}
        self.keep(session, running, Happening(EventKind.TASK_COMPLETED, node=task.name, data=data), actor=actor)

    def keep(self, session: Session, running: Running, *happenings: Happening, actor: Actor) -> None:
        """Writes what follows from a move: the state, the tasks and jobs that appeared or went, the history."""
        now = self._clock.now()
        application, process = running.application, running.process
        # the row's own columns first: whatever is sent next to the database sends them along, once
        application.progress = {"live": _places(process.live), "done": _places(process.done)}
        application.sentence = next(iter(process.status), application.sentence)
        application.due_at = process.due_at
        if not process.finished:
            application.state = process.state()
            application.status = self._status(application, process)
            # decided, as far as anyone asks, and yet to be taken up again if the diagram's message comes
            application.ended_at = (application.ended_at or now) if process.decided else None
        for happening in happenings:
            append(session, application, happening, actor=actor, at=now)
        for made in process.trail:
            # the receipt of a rule: which table, which rows of it, what it answered
            data = {"decision": made.decision, "rules": list(made.rules), "value": made.value}
            receipt = Happening(EventKind.DECISION_MADE, node=made.place.node, data=data)
            append(session, application, receipt, actor=SYSTEM, at=now)
        self._keep_tasks(session, running, now)
        self._keep_messages(session, running)
        self._keep_jobs(session, running)
        if process.finished:
            self._end(session, running, actor=actor, now=now)

    def lapse(self, session: Session, running: Running, *, sentence: str) -> None:
        """Ends an application that nobody sent, from outside its diagram: its tasks, jobs and waits end with it."""
        now, application = self._clock.now(), running.application
        append(session, application, Happening(EventKind.DRAFT_EXPIRED), actor=SYSTEM, at=now)
        of_it = Task.application_id == application.id, Task.status == TaskStatus.OPEN
        session.execute(update(Task).where(*of_it).values(status=TaskStatus.CANCELLED, facts=None))
        session.execute(
            update(Job)
            .where(
                Job.application_id == application.id,
                Job.kind != JobKind.NOTICE,
                Job.status.in_((JobStatus.WAITING, JobStatus.INCIDENT)),
            )
            .values(status=JobStatus.CANCELLED)
        )
        session.execute(delete(AwaitedMessage).where(AwaitedMessage.application_id == application.id))
        application.state = application.draft_of = application.due_at = None
        application.ended_at = now
        application.status = ApplicationStatus.LAPSED
        application.sentence = sentence

    def _load(self, session: Session, application: Application) -> Running:
        definition = self._versions.definition(session, application.version_id)
        assert application.state is not None  # noqa: S101 - both callers looked
        process = Process.load(definition, application.state)
        return Running(
            application,
            process,
            open_before=frozenset(task.id for task in process.open_tasks()),
            parked_before=frozenset(task.id for task in process.parked()),
            awaited_before=frozenset(process.messages()),
        )

    def _keep_tasks(self, session: Session, running: Running, now: datetime) -> None:
        still_open = {task.id: task for task in running.process.open_tasks()}
        for key, task in still_open.items():
            if key not in running.open_before:
                self._open_task(session, running, task, now)
        gone = running.open_before - still_open.keys()
        if gone:
            session.execute(
                update(Task)
                .where(
                    Task.application_id == running.application.id,
                    Task.engine_task.in_(gone),
                    Task.status == TaskStatus.OPEN,
                )
                .values(status=TaskStatus.CANCELLED, facts=None)
            )

    def _open_task(self, session: Session, running: Running, task: OpenTask, now: datetime) -> None:
        row = Task(
            id=new_id(),
            application_id=running.application.id,
            engine_task=task.id,
            name=task.name,
            label=task.label,
            form=task.form or "",
            group_name=task.group or "",
            excluded_id=task.excludes,
            facts=running.process.variables,
            sentence=task.status or "",
            status=TaskStatus.OPEN,
            opened_at=now,
            due_at=datetime.fromisoformat(task.due_at) if task.due_at else None,
        )
        session.add(row)
        if row.group_name == APPLICANT and running.application.submitted_at is None:
            answers.carry_over(session, self._keyring, row, application=running.application)

    def _keep_jobs(self, session: Session, running: Running) -> None:
        parked: dict[str, ParkedTask] = {task.id: task for task in running.process.parked()}
        for key, task in parked.items():
            if key not in running.parked_before:
                self._jobs.enqueue(
                    session,
                    kind=JobKind.OPERATION,
                    operation=task.operation,
                    parameters=task.parameters,
                    application_id=running.application.id,
                    engine_task=task.id,
                )
        gone = running.parked_before - parked.keys()
        if gone:
            session.execute(
                update(Job)
                .where(
                    Job.application_id == running.application.id,
                    Job.engine_task.in_(gone),
                    Job.status.in_((JobStatus.WAITING, JobStatus.INCIDENT)),
                )
                .values(status=JobStatus.CANCELLED)
            )

    @staticmethod
    def _keep_messages(session: Session, running: Running) -> None:
        awaited = frozenset(running.process.messages())
        session.add_all(
            AwaitedMessage(application_id=running.application.id, message=message)
            for message in sorted(awaited - running.awaited_before)
        )
        gone = running.awaited_before - awaited
        if gone:
            session.execute(
                delete(AwaitedMessage).where(
                    AwaitedMessage.application_id == running.application.id, AwaitedMessage.message.in_(gone)
                )
            )

    def _end(self, session: Session, running: Running, *, actor: Actor, now: datetime) -> None:
        application, ended = running.application, running.process.ended
        assert ended is not None  # noqa: S101 - finished says so
        application.state = None
        application.draft_of = None
        application.due_at = None
        application.ended_at = now
        application.status = ApplicationStatus(ended.outcome or ApplicationStatus.ADVISED)
        application.sentence = ended.advice or ended.status or ""
        if application.submitted_at is None:
            self._have_strays_looked_at(session, application)
        if ended.continue_as:
            # the draft that ends must be out of the way of the one that follows it
            session.flush()
            self._go_on(session, application, ended.continue_as, actor=actor)

    def _go_on(self, session: Session, application: Application, process_id: str, *, actor: Actor) -> None:
        """Opens what follows an application, unless its subject has a draft of that family already."""
        draft = draft_of(
            self._versions.newest(session, process_id).family, application.credential_id or application.account_id
        )
        if session.scalar(select(Application.id).where(Application.draft_of == draft)) is not None:
            return
        self.open(
            session,
            process_id=process_id,
            account_id=application.account_id,
            person_id=application.person_id,
            credential_id=application.credential_id,
            actor=actor,
            continues=application,
        )

    def _have_strays_looked_at(self, session: Session, application: Application) -> None:
        """Money that came in while an application was on its way to an end without being filed is not the Office's."""
        paid = select(Payment.id).where(
            Payment.application_id == application.id, Payment.status == PaymentStatus.AUTHORISED
        )
        for payment_id in session.scalars(paid):
            parameters = {"payment_id": payment_id}
            self._jobs.enqueue(session, kind=JobKind.PAYMENT, operation=ASK_PROVIDER, parameters=parameters)

    @staticmethod
    def _status(application: Application, process: Process) -> ApplicationStatus:
        if process.decided:
            return ApplicationStatus(process.decided)
        groups = {task.group for task in process.open_tasks()}
        if APPLICANT in groups:
            return ApplicationStatus.INFO_REQUESTED if application.submitted_at else ApplicationStatus.DRAFT
        if groups:
            return ApplicationStatus.IN_QUEUE
        return ApplicationStatus.PAYMENT_DUE if SETTLED in process.messages() else ApplicationStatus.WAITING

    @staticmethod
    def _next_number(session: Session, now: datetime) -> str:
        year = legal_date(now).year
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        # one statement: two may begin the first of a year in one moment
        last = session.execute(
            dialect.insert(ApplicationNumber)
            .values(year=year, last=1)
            .on_conflict_do_update(index_elements=[ApplicationNumber.year], set_={"last": ApplicationNumber.last + 1})
            .returning(ApplicationNumber.last)
        ).scalar_one()
        return f"MA-{year}-{last:06d}"


def draft_of(family: str, subject_id: str) -> str:
    """What an unsent application is the one draft of: a family, for what it is about or else an account."""
    return f"{family}:{subject_id}"


def _places(places: Sequence[Place]) -> list[list[str]]:
    return [[place.process, place.node] for place in places]


def locked_task(task_id: str) -> Select[Task]:
    """A task's row locked with its application's.

    Both: a row read beside a locked one could still be the one from before the wait. The application's first, as
    everyone takes them who moves it: PostgreSQL locks in the order of FROM, and two who took them crosswise would wait
    for each other. Rows that refer to it may be added meanwhile, so that no one who holds such a row waits either.
    """
    return (
        select(Task)
        .select_from(Application)
        .join(Task, Task.application_id == Application.id)
        .where(Task.id == task_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
