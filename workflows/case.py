"""What the case page is told: answers, registry, payments, history, and the task that is open for whoever looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from models import Account, Application, Event, Invitation, Job, Payment, RegistryRecord, Task
from models.vocabulary import (
    APPLICANT,
    ActorKind,
    ApplicationStatus,
    EventKind,
    JobStatus,
    OriginalFor,
    StaffRole,
    TaskStatus,
)
from workflows import answers, document_views, facts, owner_settings
from workflows.adapters.clock import legal_date
from workflows.answers import SavedPage
from workflows.application_views import PaymentLine, TaskView, payment_line, titled, view_of_task
from workflows.document_views import DocumentView
from workflows.engine import Definition
from workflows.facts import legal_name
from workflows.history import Actor, told
from workflows.keyring import Keyring
from workflows.operations.invite import ADDRESS, ANSWER, SUBJECT
from workflows.refusals import SecondPersonNeeded
from workflows.rules.service_level import Urgency, urgency

#: Who acted, where no person's name says it.
ACTORS = {
    ActorKind.APPLICANT: "the applicant",
    ActorKind.STAFF: "staff",
    ActorKind.SYSTEM: "the system",
    ActorKind.PROVIDER: "the payment provider",
    ActorKind.INVITED: "someone asked by e-mail",
}


@dataclass(frozen=True)
class Staff:
    """Who acts for the Office."""

    account_id: str
    roles: frozenset[StaffRole]

    @property
    def actor(self) -> Actor:
        """As history names them."""
        return Actor(ActorKind.STAFF, self.account_id)


@dataclass(frozen=True)
class AnsweredPage:
    """A page that was answered, with who asked for it."""

    form: str
    label: str
    group: str
    done_at: datetime | None
    pages: Mapping[str, SavedPage]
    #: What staff had asked before, where this answers it: page -> field -> value.
    asked: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class InvitationLine:
    """A letter to someone without an account, and what came back."""

    form: str
    address: str
    sent_at: datetime
    expires_at: datetime
    revoked: bool
    answered_at: datetime | None
    #: Page -> field -> value; empty while unanswered.
    pages: Mapping[str, Mapping[str, Any]]
    #: What its guide was shown.
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class RegistryLine:
    """What the National Registry said, and when."""

    checked_at: datetime
    status: str
    level: str | None
    expires_on: str | None
    name_matches: bool
    by_hand: bool


@dataclass(frozen=True)
class HistoryLine:
    """One event of the case."""

    at: datetime
    text: str
    by: str
    #: Which rows of which table, where a rule was applied.
    detail: str


@dataclass(frozen=True)
class IncidentLine:
    """A job that stands."""

    job_id: str
    number: str | None
    operation: str
    failure: str
    tries: int
    created_at: datetime


@dataclass(frozen=True)
class CaseView:
    """Everything the case page shows."""

    number: str
    title: str
    status: ApplicationStatus
    sentence: str
    holder: str
    credential_number: str | None
    level: str | None
    expires_on: str | None
    submitted_at: datetime | None
    #: When the Office's next step is due, and how near that is; None where its clock does not run.
    due_at: datetime | None
    urgency: Urgency | None
    #: Set where the case goes first: a military family must be answered by this day.
    military_answer_by: date | None
    answered: tuple[AnsweredPage, ...]
    invited: tuple[InvitationLine, ...]
    registry: tuple[RegistryLine, ...]
    documents: tuple[DocumentView, ...]
    payments: tuple[PaymentLine, ...]
    history: tuple[HistoryLine, ...]
    incidents: tuple[IncidentLine, ...]
    #: The task this member of staff may do now, with its form's facts; None where there is none.
    task: TaskView | None
    #: Whether they hold it.
    mine: bool
    assignee: str | None
    leased_until: datetime | None
    #: What forms may show of the case.
    facts: Mapping[str, Any]
    #: Why they may not do it though it is open for their role.
    barred: str


class ServiceLevel:
    """How near the end of the service level cases are, by the settings of the day each was sent."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._now = now
        self._settings_on = owner_settings.timeline(session)
        self._closed = owner_settings.holidays(session)

    def of(self, task: Task) -> Urgency | None:
        """None for what is done, waits for somebody outside, or has no due date."""
        if task.due_at is None or task.group_name == APPLICANT or task.status is not TaskStatus.OPEN:
            return None
        settings = self._settings_on(legal_date(task.application.submitted_at or self._now))
        return urgency(task.due_at, now=self._now, settings=settings, closed=self._closed)


def case_of(
    session: Session,
    keyring: Keyring,
    definition: Definition,
    staff: Staff,
    application: Application,
    *,
    now: datetime,
) -> CaseView:
    """The case as this member of staff may see it."""
    open_task = session.scalar(
        select(Task)
        .where(
            Task.application_id == application.id,
            Task.status == TaskStatus.OPEN,
            Task.group_name.in_(staff.roles),
        )
        .options(undefer(Task.facts), joinedload(Task.assignee))
        .order_by(Task.opened_at, Task.id)
        .limit(1)
    )
    held = open_task is not None and open_task.leased_until is not None and open_task.leased_until > now
    barred = open_task is not None and open_task.excluded_id == staff.account_id
    task = view_of_task(session, keyring, open_task, now=now) if open_task else None
    settings = owner_settings.of(session, application, now=now)
    credential = application.credential
    next_due = session.scalar(
        select(Task)
        .where(
            Task.application_id == application.id,
            Task.status == TaskStatus.OPEN,
            Task.group_name != APPLICANT,
            Task.due_at.is_not(None),
        )
        .order_by(Task.due_at, Task.id)
        .limit(1)
    )
    return CaseView(
        number=application.number,
        title=titled(application),
        status=application.status,
        sentence=application.sentence,
        holder=legal_name(application.person) if application.person else "",
        credential_number=credential.number if credential else None,
        level=credential.level.words if credential else None,
        expires_on=credential.expires_on.isoformat() if credential else None,
        submitted_at=application.submitted_at,
        due_at=next_due.due_at if next_due else None,
        urgency=ServiceLevel(session, now).of(next_due) if next_due else None,
        military_answer_by=application.military_answer_by,
        answered=tuple(_answered(session, keyring, application)),
        invited=tuple(_invited(session, keyring, application)),
        registry=tuple(_registry(session, application)),
        payments=tuple(
            payment_line(row)
            for row in session.scalars(select(Payment).where(Payment.application_id == application.id))
        ),
        history=tuple(_history(session, definition, application)),
        incidents=tuple(
            incident_of(row)
            for row in session.scalars(
                select(Job).where(Job.application_id == application.id, Job.status == JobStatus.INCIDENT)
            )
        ),
        task=task,
        mine=held and open_task is not None and open_task.assignee_id == staff.account_id,
        assignee=name_of(open_task.assignee) if open_task and held else None,
        leased_until=open_task.leased_until if open_task and held else None,
        facts={
            **(task.facts if task else facts.known(session, keyring, application, {}, settings, now=now)),
            **document_views.known(session, keyring, application, settings),
        },
        documents=tuple(document_views.of_case(session, keyring, application)),
        barred=str(SecondPersonNeeded()) if barred else "",
    )


def _answered(session: Session, keyring: Keyring, application: Application) -> list[AnsweredPage]:
    tasks = session.scalars(
        select(Task)
        .where(Task.application_id == application.id, Task.status == TaskStatus.DONE)
        .order_by(Task.done_at, Task.id)
    )
    asked: Mapping[str, Mapping[str, Any]] = {}
    answered = []
    for task in tasks:
        pages = answers.of_task(session, keyring, task.id)
        answered.append(AnsweredPage(task.form, task.label, task.group_name, task.done_at, pages, asked))
        if task.group_name != APPLICANT:
            asked = {page: saved.values for page, saved in pages.items()}
    return answered


def _invited(session: Session, keyring: Keyring, application: Application) -> list[InvitationLine]:
    rows = session.scalars(
        select(Invitation)
        .where(Invitation.application_id == application.id)
        .order_by(Invitation.sent_at, Invitation.position)
    )
    return [
        InvitationLine(
            form=row.form,
            address=keyring.open(row.address, place=ADDRESS, row=row.id),
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            revoked=row.revoked_at is not None,
            answered_at=row.answered_at,
            pages=keyring.open_json(row.content, place=ANSWER, row=row.id) if row.content else {},
            facts={"invitation": keyring.open_json(row.subject, place=SUBJECT, row=row.id)},
        )
        for row in rows
    ]


def _registry(session: Session, application: Application) -> list[RegistryLine]:
    rows = session.scalars(
        select(RegistryRecord)
        .where(RegistryRecord.application_id == application.id)
        .order_by(RegistryRecord.checked_at.desc(), RegistryRecord.id.desc())
    )
    return [
        RegistryLine(
            checked_at=row.checked_at,
            status=row.status,
            level=row.level,
            expires_on=row.expires_on.isoformat() if row.expires_on else None,
            name_matches=row.name_matches,
            by_hand=row.entered_by_id is not None,
        )
        for row in rows
    ]


def _history(session: Session, definition: Definition, application: Application) -> list[HistoryLine]:
    rows = session.execute(
        select(Event, Account)
        .outerjoin(Account, Account.id == Event.actor_id)
        .where(Event.stream == application.id)
        .order_by(Event.position)
    )
    return [
        HistoryLine(event.at, told(event, definition), name_of(account) or ACTORS[event.actor_kind], _detail(event))
        for event, account in rows
    ]


def _detail(event: Event) -> str:
    if event.kind is EventKind.ORIGINAL_HANDED_OUT:
        return OriginalFor(event.data["needed_for"]).words
    if event.kind is not EventKind.DECISION_MADE:
        return ""
    return f"{event.data['decision']}: {', '.join(event.data['rules']) or 'no row'}"


def incident_of(job: Job) -> IncidentLine:
    """A job that stands, for a list."""
    return IncidentLine(
        job_id=job.id,
        number=job.application.number if job.application else None,
        operation=job.operation,
        failure=job.failure,
        tries=job.tries,
        created_at=job.created_at,
    )


def name_of(account: Account | None) -> str:
    """A member of staff as colleagues know them."""
    return f"{account.first_name} {account.last_name}" if account else ""
