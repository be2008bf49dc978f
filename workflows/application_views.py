"""What pages are told of an application: frozen, and read from rows alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, undefer

from models import Application, AwaitedMessage, Event, Payment, Task
from models.vocabulary import APPLICANT, ApplicationStatus, EventKind, PaymentStatus, TaskStatus
from workflows import answers, document_views, facts, owner_settings
from workflows.answers import SavedPage
from workflows.document_views import OwnDocument
from workflows.engine import Definition
from workflows.history import TOLD_TO_APPLICANT, told
from workflows.keyring import Keyring
from workflows.rules.defaults import OwnerSettings
from workflows.rules.fees import total_cents

#: The message by which an applicant ends an application.
WITHDRAW = "withdraw"


@dataclass(frozen=True)
class ApplicationLine:
    """An application in a list."""

    number: str
    title: str
    status: ApplicationStatus
    sentence: str
    started_at: datetime
    ended_at: datetime | None
    credential_number: str | None


@dataclass(frozen=True)
class OfferLine:
    """Something that may be begun, or the application to go on with in its place."""

    process_id: str
    label: str
    #: Whether most people come for it.
    leads: bool
    #: The undecided application of its family to which beginning it would merely lead.
    running: ApplicationLine | None


@dataclass(frozen=True)
class TaskLine:
    """Something to do, in a list."""

    id: str
    label: str
    sentence: str
    #: What the route table tells the holder, where a route was found.
    advice: str
    #: What it will cost to send, before any card surcharge, where the diagram has named the fees.
    fee_cents: int | None
    due_at: datetime | None


@dataclass(frozen=True)
class PaymentLine:
    """What is owed or was paid."""

    id: str
    lines: tuple[Mapping[str, Any], ...]
    amount_cents: int
    surcharge_cents: int
    method: str | None
    status: PaymentStatus
    expires_at: datetime | None
    authorised_at: datetime | None


@dataclass(frozen=True)
class Step:
    """Something that happened, as the applicant is told it."""

    at: datetime
    text: str


@dataclass(frozen=True)
class ApplicationView:
    """Everything an application's own page shows; read from rows alone."""

    number: str
    #: Grows with every change.
    revision: int
    title: str
    status: ApplicationStatus
    sentence: str
    started_at: datetime
    submitted_at: datetime | None
    ended_at: datetime | None
    credential_number: str | None
    expires_on: date | None
    tasks: tuple[TaskLine, ...]
    #: Whether its applicant may still withdraw it.
    withdrawable: bool
    payments: tuple[PaymentLine, ...]
    steps: tuple[Step, ...]
    progress: Mapping[str, Any]
    version_id: str
    #: What the Office wrote in deciding, newest first, once it was decided: page -> field -> value.
    rulings: tuple[Mapping[str, Mapping[str, Any]], ...]
    #: What the Office filled in and gave back: id and name of each file.
    papers: tuple[tuple[str, str], ...]
    #: What the applicant added, the oldest first.
    documents: tuple[OwnDocument, ...]
    #: The last day on which a hearing may be asked for, where it was denied.
    appeal_until: date | None
    #: The number of the application this one went on as.
    continued_as: str | None
    #: Another application of the same certification and family that is still undecided.
    other_open: str | None

    @property
    def moving(self) -> bool:
        """Whether the Office's own machines are at work, so that the page is worth reading again in a moment."""
        return self.status is ApplicationStatus.WAITING


@dataclass(frozen=True)
class TaskView:
    """An open task with what its form shows and what was typed so far."""

    id: str
    application: str
    title: str
    label: str
    form: str
    sentence: str
    facts: Mapping[str, Any]
    pages: Mapping[str, SavedPage]

    @property
    def answers(self) -> dict[str, Mapping[str, Any]]:
        """Page -> field -> value, as forms take them."""
        return {page: saved.values for page, saved in self.pages.items()}


@dataclass(frozen=True)
class Drawing:
    """A diagram with the elements where tokens are and were."""

    title: str
    xml: bytes
    live: frozenset[str]
    done: frozenset[str]


def drawings_of(definition: Definition, progress: Mapping[str, Any]) -> list[Drawing]:
    """The main diagram, then every called one in which a token is."""
    places = {state: [tuple(place) for place in progress.get(state, [])] for state in ("live", "done")}
    called = dict.fromkeys(process for process, _ in places["live"] if process != definition.process_id)
    return [
        Drawing(
            title=definition.titles[process],
            xml=definition.diagrams[process],
            live=frozenset(node for of, node in places["live"] if of == process),
            done=frozenset(node for of, node in places["done"] if of == process),
        )
        for process in (definition.process_id, *called)
    ]


def view_of_task(session: Session, keyring: Keyring, task: Task, *, now: datetime) -> TaskView:
    """An open task with its facts and its saved pages; shared with the reviewer's page."""
    application = task.application
    settings = owner_settings.of(session, application, now=now)
    return TaskView(
        id=task.id,
        application=application.number,
        title=titled(application),
        label=task.label,
        form=task.form,
        sentence=task.sentence,
        facts=facts.known(session, keyring, application, task.facts or {}, settings, now=now)
        | document_views.known(session, keyring, application, settings, task_id=task.id),
        pages=answers.of_task(session, keyring, task.id),
    )


def titled(application: Application) -> str:
    """What an application is for, with the level where a first certification is applied for."""
    title = application.version.title
    return f"{title}, {application.level.words}" if application.level else title


def line_of(row: Application) -> ApplicationLine:
    return ApplicationLine(
        number=row.number,
        title=titled(row),
        status=row.status,
        sentence=row.sentence,
        started_at=row.started_at,
        ended_at=row.ended_at,
        credential_number=row.credential.number if row.credential else None,
    )


def view_of(
    session: Session, keyring: Keyring, definition: Definition, row: Application, *, today: date
) -> ApplicationView:
    """Everything an application's own page shows."""
    settings = owner_settings.on(session, today)
    tasks = session.scalars(
        select(Task)
        .where(Task.application_id == row.id, Task.status == TaskStatus.OPEN, Task.group_name == APPLICANT)
        .options(undefer(Task.facts))
        .order_by(Task.opened_at, Task.id)
    )
    payments = session.scalars(
        select(Payment).where(Payment.application_id == row.id).order_by(Payment.created_at, Payment.id)
    )
    events = session.scalars(select(Event).where(Event.stream == row.id).order_by(Event.position))
    return ApplicationView(
        number=row.number,
        revision=row.revision,
        title=titled(row),
        status=row.status,
        sentence=row.sentence,
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        ended_at=row.ended_at,
        credential_number=row.credential.number if row.credential else None,
        expires_on=row.credential.expires_on if row.credential else None,
        tasks=tuple(
            TaskLine(task.id, task.label, task.sentence, _advice(task), _fee_cents(task, settings), task.due_at)
            for task in tasks
        ),
        withdrawable=not row.status.ended and session.get(AwaitedMessage, (row.id, WITHDRAW)) is not None,
        payments=tuple(payment_line(payment) for payment in payments),
        steps=tuple(Step(event.at, _step(event, definition)) for event in events if event.kind in TOLD_TO_APPLICANT),
        rulings=_rulings(session, keyring, row),
        papers=document_views.papers(session, keyring, row),
        documents=document_views.of_sender(session, keyring, row),
        appeal_until=row.appeal_until,
        progress=row.progress,
        version_id=row.version_id,
        continued_as=session.scalar(select(Application.number).where(Application.continues_id == row.id)),
        other_open=_other_open(session, row),
    )


def _step(event: Event, definition: Definition) -> str:
    """What happened, as the applicant is told it: of a step of the staff, the sentence that its diagram has for that."""
    if event.kind is not EventKind.TASK_COMPLETED:
        return told(event, definition)
    return definition.node(event.node).properties.get("toldWhenDone") or told(event, definition)


def _advice(task: Task) -> str:
    told = (task.facts or {}).get("initial_eligibility") or (task.facts or {}).get("route_for_holder")
    return told.get("advice") or "" if isinstance(told, dict) else ""


def _fee_cents(task: Task, settings: OwnerSettings) -> int | None:
    asked = (task.facts or {}).get("personnel_fee")
    return total_cents(asked["fees"], settings) if isinstance(asked, dict) else None


def _rulings(session: Session, keyring: Keyring, row: Application) -> tuple[Mapping[str, Mapping[str, Any]], ...]:
    if not row.status.ended:
        return ()
    decided = session.scalars(
        select(Task.id)
        .where(Task.application_id == row.id, Task.status == TaskStatus.DONE, Task.group_name != APPLICANT)
        .order_by(Task.done_at.desc(), Task.id.desc())
    )
    return tuple(
        {page: saved.values for page, saved in answers.of_task(session, keyring, task_id).items()}
        for task_id in decided
    )


def _other_open(session: Session, row: Application) -> str | None:
    """An undecided one of the same family; where this one ended with advice, also what another of its family led to."""
    if row.credential_id is None:
        return None
    undecided = (
        select(Application.number)
        .where(Application.credential_id == row.credential_id, Application.id != row.id, Application.ended_at.is_(None))
        .limit(1)
    )
    same = session.scalar(undecided.where(Application.family == row.family))
    if same is not None or row.status is not ApplicationStatus.ADVISED:
        return same
    # asked for once more while the wait runs that was opened the first time: nothing is opened twice
    first = aliased(Application)
    return session.scalar(
        undecided.join(first, Application.continues_id == first.id).where(
            first.family == row.family, first.id != row.id, Application.started_at <= row.started_at
        )
    )


def payment_line(payment: Payment) -> PaymentLine:
    """A payment's row as pages show it."""
    return PaymentLine(
        id=payment.id,
        lines=tuple(payment.lines),
        amount_cents=payment.amount_cents,
        surcharge_cents=payment.surcharge_cents,
        method=payment.method.value if payment.method else None,
        status=payment.status,
        expires_at=payment.expires_at,
        authorised_at=payment.authorised_at,
    )
