"""What staff do with a case: find it, claim it, look at it, decide it.

A claim is a lease: 30 minutes, renewed by use. Whoever claims first has it, told by one guarded update. Deciding
completes the diagram's own user task, so what a decision leads to is drawn, not written here.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload, undefer

from models import Application, Job, RegistryRecord, Task
from models.database import Database
from models.vocabulary import (
    APPLICANT,
    ApplicationStatus,
    EventKind,
    JobStatus,
    StaffRole,
    TaskStatus,
)
from workflows import answers, cori
from workflows.adapters.clock import Clock
from workflows.application_file import ApplicationFile, locked_task
from workflows.application_views import TaskView, view_of_task
from workflows.case import CaseView, IncidentLine, Staff, case_of, incident_of
from workflows.history import Happening, append
from workflows.jobs import JobNotInIncident, Jobs
from workflows.keyring import Keyring
from workflows.refusals import (
    AlreadyClaimed,
    NotFound,
    NothingToClaim,
    NotYourTask,
    SecondPersonNeeded,
    TaskNotOpen,
)
from workflows.versions import Versions
from workflows.work_queue import QUEUE_ROWS, QueueLine, Tab, free_for, lines_of

LEASE = timedelta(minutes=30)
#: Roles with one part of the Office's work, money or instructors: they see the cases that they have a task in, and no
#: other person's papers.
_OWN_CASES_ALONE = frozenset({StaffRole.FISCAL, StaffRole.EDUCATION})


class Review:
    """The use-cases of the Office's staff."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        keyring: Keyring,
        file: ApplicationFile,
        versions: Versions,
        jobs: Jobs,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._file = file
        self._jobs = jobs
        self._versions = versions

    def queue(self, staff: Staff, tab: Tab) -> list[QueueLine]:
        """The open cases of one tab, military families first, then the most urgent; at most 100."""
        with self._database.read() as session:
            return lines_of(session, staff, tab, now=self._clock.now())

    def claim(self, staff: Staff, task_id: str) -> str:
        """Takes a case for 30 minutes; the application's number.

        Raises:
            NotFound: no such task for these roles.
            AlreadyClaimed: someone else holds it.
            SecondPersonNeeded: they proposed what is to be confirmed.
            TaskNotOpen: it is done.
        """
        now = self._clock.now()
        with self._database.begin() as session:
            task = self._task_for(session, staff, task_id)
            taken = session.execute(
                update(Task)
                .where(Task.id == task_id, Task.status == TaskStatus.OPEN, free_for(staff, now))
                .values(assignee_id=staff.account_id, leased_until=now + LEASE)
                .returning(Task.id)
            ).scalar()
            if taken is None:
                raise AlreadyClaimed
            application = task.application
            application.status = ApplicationStatus.CLAIMED
            append(session, application, Happening(EventKind.TASK_CLAIMED, node=task.name), actor=staff.actor, at=now)
            return application.number

    def release(self, staff: Staff, task_id: str) -> None:
        """Gives a case back to the queue.

        Raises:
            NotFound: no such task for these roles.
            NotYourTask: someone else holds it.
        """
        now = self._clock.now()
        with self._database.begin() as session:
            task = self._task_for(session, staff, task_id)
            freed = session.execute(
                update(Task)
                .where(Task.id == task_id, Task.assignee_id == staff.account_id, Task.status == TaskStatus.OPEN)
                .values(assignee_id=None, leased_until=None)
                .returning(Task.id)
            ).scalar()
            if freed is None:
                raise NotYourTask
            task.application.status = ApplicationStatus.IN_QUEUE
            append(
                session, task.application, Happening(EventKind.TASK_RELEASED, node=task.name), actor=staff.actor, at=now
            )

    def start_next(self, staff: Staff) -> str:
        """Claims the most urgent case this person may decide; the application's number.

        Raises:
            NothingToClaim: the queue is empty for these roles.
        """
        for line in self.queue(staff, Tab.UNASSIGNED):
            try:
                return self.claim(staff, line.task_id)
            except (AlreadyClaimed, TaskNotOpen, SecondPersonNeeded):
                continue
        raise NothingToClaim

    def case(self, staff: Staff, number: str) -> CaseView:
        """One case with all that is known of it.

        Raises:
            NotFound: there is none; it is a draft that never came to the staff; or, for roles with one part of the
                work, nothing of it was ever for them.
        """
        now = self._clock.now()
        with self._database.read() as session:
            application = session.scalar(
                select(Application)
                .where(Application.number == number)
                .options(
                    joinedload(Application.version),
                    joinedload(Application.person),
                    joinedload(Application.credential),
                    joinedload(Application.account),
                    undefer(Application.progress),
                )
            )
            if application is None or not _needs_to_know(session, staff, application):
                raise NotFound
            return case_of(
                session,
                self._keyring,
                self._versions.definition(session, application.version_id),
                staff,
                application,
                now=now,
            )

    def task(self, staff: Staff, task_id: str) -> TaskView:
        """A task that is or was for these roles: what its form shows, so that what was typed into it is not lost.

        Raises:
            NotFound: there is no such task for these roles.
        """
        with self._database.read() as session:
            task = session.scalar(
                select(Task)
                .where(Task.id == task_id, Task.group_name != APPLICANT, Task.group_name.in_(staff.roles))
                .options(undefer(Task.facts))
            )
            if task is None:
                raise NotFound
            return view_of_task(session, self._keyring, task, now=self._clock.now())

    def hold_on(self, staff: Staff, task_id: str) -> None:
        """Renews the lease of whoever holds a case and is at work on it; for anyone else it does nothing."""
        now = self._clock.now()
        with self._database.begin() as session:
            session.execute(
                update(Task)
                .where(Task.id == task_id, Task.status == TaskStatus.OPEN, Task.assignee_id == staff.account_id)
                .values(leased_until=now + LEASE)
            )

    def decide(
        self,
        staff: Staff,
        task_id: str,
        *,
        pages: Mapping[str, Mapping[str, Any]],
        variables: dict[str, Any],
    ) -> str:
        """Does a staff task with its form's pages; the application's number.

        Raises:
            NotFound: no such task for these roles.
            TaskNotOpen: it is done.
            NotYourTask: someone else holds it, or nobody claimed it.
            SecondPersonNeeded: they proposed what is to be confirmed.
        """
        now = self._clock.now()
        with self._database.begin() as session:
            running, task = self._file.take_for_task(session, task_id)
            self._may_do(staff, task)
            if task.assignee_id != staff.account_id:
                raise NotYourTask
            if variables.get("nrStatus") is not None:
                # a clerk who looked the person up by hand: kept as an answer of the Registry is
                self._record_by_hand(session, staff, running.application, variables)
            answer_ids = self._keep_pages(session, staff, task, pages, now=now)
            self._file.complete(
                session,
                running,
                task,
                actor=staff.actor,
                variables={**variables, "acting_account": staff.account_id},
                answer_ids=answer_ids,
            )
            return running.application.number

    def incidents(self) -> list[IncidentLine]:
        """Every job that stands, oldest first; at most 100."""
        with self._database.read() as session:
            rows = session.scalars(
                select(Job)
                .options(joinedload(Job.application))
                .where(Job.status == JobStatus.INCIDENT)
                .order_by(Job.created_at, Job.id)
                .limit(QUEUE_ROWS)
            )
            return [incident_of(row) for row in rows]

    def retry(self, staff: Staff, job_id: str) -> None:
        """Sends an incident's job to the workers again.

        Raises:
            NotFound: there is no such incident.
        """
        now = self._clock.now()
        with self._database.begin() as session:
            about = session.execute(
                select(Job.application_id).where(Job.id == job_id, Job.status == JobStatus.INCIDENT)
            ).one_or_none()
            if about is None:
                raise NotFound
            # before the job's own row, in the order of all who move an application
            application = self._lock(session, about.application_id) if about.application_id else None
            try:
                job = self._jobs.retry(session, job_id)
            except JobNotInIncident as fault:
                raise NotFound from fault
            if application is not None:
                happening = Happening(EventKind.INCIDENT_RETRIED, node=job.operation, data={"job": job.id})
                append(session, application, happening, actor=staff.actor, at=now)

    def _keep_pages(
        self,
        session: Session,
        staff: Staff,
        task: Task,
        pages: Mapping[str, Mapping[str, Any]],
        *,
        now: datetime,
    ) -> list[str]:
        """Keeps what was entered with the case; criminal history is kept apart from it. The ids of the answers."""
        if task.form in cori.KINDS:
            cori.keep(session, self._keyring, task, pages, account_id=staff.account_id, now=now)
            return []
        return [
            answers.save(
                session,
                self._keyring,
                task,
                page=page,
                values=values,
                revision=None,
                account_id=staff.account_id,
                now=now,
            ).id
            for page, values in pages.items()
        ]

    def _record_by_hand(
        self, session: Session, staff: Staff, application: Application, found: Mapping[str, Any]
    ) -> None:
        assert application.person_id is not None  # noqa: S101 - whoever was looked for is known
        session.add(
            RegistryRecord.of(
                found,
                person_id=application.person_id,
                application_id=application.id,
                at=self._clock.now(),
                entered_by_id=staff.account_id,
            )
        )

    def _task_for(self, session: Session, staff: Staff, task_id: str) -> Task:
        task = session.scalar(locked_task(task_id).options(contains_eager(Task.application)))
        if task is None:
            raise NotFound
        self._may_do(staff, task)
        if task.status is not TaskStatus.OPEN:
            raise TaskNotOpen
        return task

    @staticmethod
    def _may_do(staff: Staff, task: Task) -> None:
        if task.group_name == APPLICANT or task.group_name not in staff.roles:
            raise NotFound
        if task.excluded_id == staff.account_id:
            raise SecondPersonNeeded

    @staticmethod
    def _lock(session: Session, application_id: str) -> Application:
        return session.scalars(
            select(Application)
            .where(Application.id == application_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).one()


def _needs_to_know(session: Session, staff: Staff, application: Application) -> bool:
    """Whether it came to the staff, and these roles work on cases of every kind or had something to do in this one."""
    theirs = select(Task.id).where(Task.application_id == application.id, Task.group_name.in_(staff.roles)).limit(1)
    if not staff.roles - _OWN_CASES_ALONE:
        return session.scalar(theirs) is not None
    if application.submitted_at is not None:
        return True
    # nothing was sent: it is the applicant's own, unless a step of it is for the staff or stands
    of_staff = select(Task.id).where(Task.application_id == application.id, Task.group_name != APPLICANT)
    standing = select(Job.id).where(Job.application_id == application.id, Job.status == JobStatus.INCIDENT)
    return session.scalar(select(or_(of_staff.exists(), standing.exists()))) is True
