"""What an applicant does with an application: start, save a page, submit, withdraw; and what an applicant sees of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, joinedload, undefer

from models import Application, Credential, Person, Task
from models.database import Database
from models.vocabulary import (
    APPLICANT,
    ActorKind,
    EventKind,
    TaskStatus,
)
from workflows import answers
from workflows.adapters.clock import Clock
from workflows.application_file import ApplicationFile
from workflows.application_views import (
    WITHDRAW,
    ApplicationLine,
    ApplicationView,
    Drawing,
    TaskView,
    drawings_of,
    line_of,
    view_of,
    view_of_task,
)
from workflows.history import Actor, Happening
from workflows.keyring import Keyring
from workflows.refusals import NotFound, NotWithdrawable, StaleForm, TaskNotOpen
from workflows.versions import Versions


class Applications:
    """The applicant's use-cases; every one is asked with the account that acts and finds nothing of another's."""

    def __init__(
        self, database: Database, *, clock: Clock, keyring: Keyring, file: ApplicationFile, versions: Versions
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._file = file
        self._versions = versions

    def start(self, account_id: str, *, credential_id: str, process_id: str) -> str:
        """Starts a process for a holder's credential, or finds the draft already begun; the application's number.

        Raises:
            NotFound: the credential is not this account's, or there is no such process.
        """
        try:
            with self._database.begin() as session:
                self._own_credential(session, account_id, credential_id)
                draft = self._draft(session, credential_id)
                if draft is not None:
                    return draft
                application = self._file.open(
                    session,
                    process_id=process_id,
                    account_id=account_id,
                    credential_id=credential_id,
                    actor=Actor(ActorKind.APPLICANT, account_id),
                )
                return application.number
        except IntegrityError as fault:
            # the other press of a double click came first; anything else is not ours to answer
            if "application" not in str(fault.orig):
                raise
        with self._database.read() as session:
            draft = self._draft(session, credential_id)
        if draft is None:
            raise NotFound
        return draft

    def list_for(self, account_id: str) -> list[ApplicationLine]:
        """Every application of this account, newest first; one that went on as another is told by that one."""
        followed = aliased(Application)
        with self._database.read() as session:
            rows = session.scalars(
                select(Application)
                .where(Application.account_id == account_id, ~exists().where(followed.continues_id == Application.id))
                .options(joinedload(Application.version), joinedload(Application.credential))
                .order_by(Application.started_at.desc(), Application.number.desc())
            )
            return [line_of(row) for row in rows]

    def show(self, account_id: str, number: str) -> ApplicationView:
        """One application.

        Raises:
            NotFound: it is not this account's.
        """
        with self._database.read() as session:
            application = self._own(session, account_id, number)
            definition = self._versions.definition(session, application.version_id)
            return view_of(session, self._keyring, definition, application)

    def task(self, account_id: str, task_id: str, *, even_over: bool = False) -> TaskView:
        """A task of this account, open unless `even_over`.

        Raises:
            NotFound: it is not this account's.
            TaskNotOpen: it is done, or no longer needed.
        """
        with self._database.read() as session:
            task = session.scalar(
                select(Task)
                .join(Task.application)
                .where(Task.id == task_id, Application.account_id == account_id, Task.group_name == APPLICANT)
                .options(undefer(Task.facts))
            )
            if task is None:
                raise NotFound
            if task.status is not TaskStatus.OPEN and not even_over:
                raise TaskNotOpen
            return view_of_task(session, self._keyring, task, now=self._clock.now())

    def save_page(
        self, account_id: str, task_id: str, *, page: str, values: Mapping[str, Any], revision: int | None
    ) -> int:
        """Keeps one page of a draft, outside the engine; its new revision.

        Raises:
            NotFound: the task is not this account's.
            TaskNotOpen: it is done, or no longer needed.
            StaleForm: the page was saved from another window meanwhile.
        """
        with self._database.begin() as session:
            task = session.scalar(
                select(Task)
                .join(Task.application)
                .where(Task.id == task_id, Application.account_id == account_id, Task.group_name == APPLICANT)
                .with_for_update(of=Task)
            )
            if task is None:
                raise NotFound
            if task.status is not TaskStatus.OPEN:
                raise TaskNotOpen
            return answers.save(
                session,
                self._keyring,
                task,
                page=page,
                values=values,
                revision=revision,
                account_id=account_id,
                now=self._clock.now(),
            ).revision

    def submit(self, account_id: str, task_id: str, *, variables: dict[str, Any], revisions: Mapping[str, int]) -> None:
        """Does the task with the saved pages, if they are still those that were checked.

        Args:
            variables: what the guide hands to the engine.
            revisions: page -> revision of every page that `variables` was read from.

        Raises:
            NotFound: the task is not this account's.
            TaskNotOpen: it is done, or no longer needed.
            StaleForm: a page was saved from another window meanwhile.
        """
        with self._database.begin() as session:
            running, task = self._file.take_for_task(session, task_id)
            if running.application.account_id != account_id or task.group_name != APPLICANT:
                raise NotFound
            saved = answers.standing(session, task.id)
            if {page: revision for page, (_, revision) in saved.items()} != dict(revisions):
                raise StaleForm
            self._file.complete(
                session,
                running,
                task,
                actor=Actor(ActorKind.APPLICANT, account_id),
                variables=variables,
                answer_ids=[row_id for row_id, _ in saved.values()],
            )

    def withdraw(self, account_id: str, number: str) -> None:
        """Ends an application at its applicant's wish, the way its diagram draws it.

        Raises:
            NotFound: it is not this account's.
            NotWithdrawable: it has ended, or its diagram lets nobody withdraw here.
        """
        with self._database.begin() as session:
            application = self._own(session, account_id, number)
            if application.status.ended:
                raise NotWithdrawable
            running = self._file.take(session, application.id)
            if not running.process.deliver(WITHDRAW, {}, now=self._clock.now()):
                raise NotWithdrawable
            self._file.keep(
                session,
                running,
                Happening(EventKind.MESSAGE_DELIVERED, node=WITHDRAW, data={"variables": {}}),
                actor=Actor(ActorKind.APPLICANT, account_id),
            )

    def drawings(self, account_id: str, number: str) -> list[Drawing]:
        """What the tracker draws: the application's own diagram, then every called one where a token is.

        Raises:
            NotFound: it is not this account's.
        """
        with self._database.read() as session:
            application = self._own(session, account_id, number)
            definition = self._versions.definition(session, application.version_id)
            return drawings_of(definition, application.progress)

    @staticmethod
    def _own(session: Session, account_id: str, number: str) -> Application:
        application = session.scalar(
            select(Application)
            .where(Application.number == number, Application.account_id == account_id)
            .options(joinedload(Application.version), joinedload(Application.credential), undefer(Application.progress))
        )
        if application is None:
            raise NotFound
        return application

    @staticmethod
    def _own_credential(session: Session, account_id: str, credential_id: str) -> None:
        held = session.scalar(
            select(Credential.id)
            .join(Person, Person.id == Credential.person_id)
            .where(Credential.id == credential_id, Person.account_id == account_id)
        )
        if held is None:
            raise NotFound

    @staticmethod
    def _draft(session: Session, credential_id: str) -> str | None:
        return session.scalar(
            select(Application.number).where(
                Application.credential_id == credential_id,
                Application.submitted_at.is_(None),
                Application.ended_at.is_(None),
            )
        )
