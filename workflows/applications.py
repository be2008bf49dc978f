"""What an applicant does with an application: start, save a page, submit, withdraw; and what an applicant sees of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload, undefer

from models import Application, Credential, Person, Task
from models.database import Database
from models.vocabulary import (
    APPLICANT,
    CERTIFICATIONS,
    ActorKind,
    EventKind,
    Level,
    StartsFrom,
    TaskStatus,
)
from workflows import answers, document_dates
from workflows.adapters.clock import Clock, legal_date
from workflows.application_file import ApplicationFile, draft_of, locked_task
from workflows.application_views import (
    WITHDRAW,
    ApplicationLine,
    ApplicationView,
    Drawing,
    OfferLine,
    TaskView,
    drawings_of,
    line_of,
    view_of,
    view_of_task,
)
from workflows.history import Actor, Happening
from workflows.keyring import Keyring
from workflows.refusals import NotFound, NotWithdrawable, StaleForm, TaskNotOpen
from workflows.rules.discipline import BARRED
from workflows.versions import Offer, Versions

#: What may change between a page and a press on it: the process that is begun answers for it, with its own words.
_ANSWERED = {"barred": False, "undecided": False}
#: What is told of an application with each of its tasks.
_TOLD = (Application.account, Application.version, Application.person, Application.credential)


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

    def start(self, account_id: str, *, process_id: str, credential_id: str | None = None) -> str:
        """Starts a process, or finds the draft of its family already begun; the application's number.

        Args:
            account_id: who starts it.
            process_id: what is offered of the credential, else of the account or its person.
            credential_id: what it is about; None where it is about the whole person.

        Raises:
            NotFound: the credential is not this account's, or was replaced by a higher level; or the process is not
                offered here.
        """
        try:
            with self._database.begin() as session:
                family, person_id = self._offered(session, account_id, process_id, credential_id)
                draft = self._draft(session, family, credential_id or account_id)
                if draft is not None:
                    return draft
                application = self._file.open(
                    session,
                    process_id=process_id,
                    account_id=account_id,
                    person_id=person_id,
                    credential_id=credential_id,
                    actor=Actor(ActorKind.APPLICANT, account_id),
                )
                return application.number
        except IntegrityError as fault:
            # the other press of a double click came first; anything else is not ours to answer
            if "application" not in str(fault.orig):
                raise
        with self._database.read() as session:
            draft = self._draft(session, family, credential_id or account_id)
        if draft is None:
            raise NotFound
        return draft

    def offered(self, account_id: str) -> dict[str | None, list[OfferLine]]:
        """What this account may begin, by the id of the credential it is about; under None what is about none."""
        with self._database.read() as session:
            person = session.scalar(
                select(Person)
                .where(Person.account_id == account_id, Person.credentials.any())
                .options(selectinload(Person.credentials))
            )
            undecided = session.scalars(
                select(Application)
                .where(Application.account_id == account_id, Application.ended_at.is_(None))
                .options(joinedload(Application.version), joinedload(Application.credential))
                .order_by(Application.started_at.desc(), Application.number.desc())
            ).all()
        of_credential = self._versions.offered(StartsFrom.CREDENTIAL)
        today = legal_date(self._clock.now())
        held = [one for one in person.credentials if one.superseded_by_id is None] if person is not None else []
        return {
            None: [
                line
                for kind, known in _known_of(person).items()
                for line in _lines(self._versions.offered(kind), known, _about(undecided, None), holder=bool(held))
            ],
            **{
                credential.id: _lines(
                    of_credential, _known_of_credential(credential, held, today), _about(undecided, credential.id)
                )
                for credential in held
            },
        }

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
            today = legal_date(self._clock.now())
            return view_of(session, self._keyring, definition, application, today=today)

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
                .options(undefer(Task.facts), *(contains_eager(Task.application).joinedload(row) for row in _TOLD))
            )
            if task is None:
                raise NotFound
            if task.status is not TaskStatus.OPEN and not even_over:
                raise TaskNotOpen
            return view_of_task(session, self._keyring, task, now=self._clock.now())

    def save_page(self, account_id: str, task_id: str, *, page: str, values: Mapping[str, Any], revision: int) -> int:
        """Keeps one page of a draft, outside the engine; its new revision.

        `revision` is the one the form was drawn from, 0 where the page had not been saved.

        Raises:
            NotFound: the task is not this account's.
            TaskNotOpen: it is done, or no longer needed.
            StaleForm: the page was saved from another window meanwhile.
        """
        with self._database.begin() as session:
            task = session.scalar(
                locked_task(task_id).where(Application.account_id == account_id, Task.group_name == APPLICANT)
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
            document_dates.keep(session, self._keyring, task)
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

    def _offered(
        self, session: Session, account_id: str, process_id: str, credential_id: str | None
    ) -> tuple[str, str | None]:
        """The family of what is offered here, and the person it is about."""
        person = session.scalar(select(Person).where(Person.account_id == account_id))
        person_id = person.id if person is not None else None
        if credential_id is None:
            starts_from = self._versions.newest(session, process_id).starts_from
            known = _known_of(person).get(starts_from)
            if known is None:
                raise NotFound
            return self._versions.offer(session, process_id, starts_from, known | _ANSWERED).family, person_id
        credential = session.get(Credential, credential_id)
        if credential is None or credential.person_id != person_id or credential.superseded_by_id is not None:
            raise NotFound
        known = _known_of_credential(credential, [], legal_date(self._clock.now())) | _ANSWERED
        return self._versions.offer(session, process_id, StartsFrom.CREDENTIAL, known).family, person_id

    @staticmethod
    def _draft(session: Session, family: str, subject_id: str) -> str | None:
        return session.scalar(select(Application.number).where(Application.draft_of == draft_of(family, subject_id)))


def _known_of(person: Person | None) -> dict[StartsFrom, dict[str, Any]]:
    """What `offeredWhen` may ask of an account and of its person, by what a process starts from."""
    held = person.credentials if person is not None else []
    levels = [credential.level for credential in held]
    highest = next((level.value for level in reversed(CERTIFICATIONS) if level in levels), None)
    barred = any(credential.discipline in BARRED for credential in held if credential.superseded_by_id is None)
    known: dict[StartsFrom, dict[str, Any]] = {
        StartsFrom.ACCOUNT: {"known": person is not None, "level": highest, "barred": barred}
    }
    if person is not None:
        known[StartsFrom.PERSON] = {"ssnKind": person.ssn_kind.value, "barred": barred}
    return known


def _known_of_credential(credential: Credential, held: Sequence[Credential], today: date) -> dict[str, Any]:
    """What `offeredWhen` may ask of a credential; an approval to teach falls with anything else that is held."""
    under = (credential, *held) if credential.level is Level.INSTRUCTOR else (credential,)
    return {
        "level": credential.level.value,
        "expired": credential.expires_on < today,
        "barred": any(one.discipline in BARRED for one in under),
    }


def _about(applications: Sequence[Application], credential_id: str | None) -> list[Application]:
    return [one for one in applications if one.credential_id == credential_id]


def _lines(
    offers: Sequence[Offer], known: Mapping[str, Any], undecided: Sequence[Application], *, holder: bool = True
) -> list[OfferLine]:
    """What is offered, each with the application that stands in its place: a draft, or one that bars another."""
    found = []
    for offer in offers:
        if not offer.suits({**known, "undecided": False}):
            continue
        of_family = [one for one in undecided if one.family == offer.family]
        sent = any(one.submitted_at is not None for one in of_family)
        again = offer.suits({**known, "undecided": sent})
        running = next((one for one in of_family if one.submitted_at is None or not again), None)
        label = offer.label_to_holder if holder and offer.label_to_holder else offer.label
        found.append(OfferLine(offer.process_id, label, offer.leads, line_of(running) if running else None))
    return found
