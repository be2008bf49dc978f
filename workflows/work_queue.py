"""The work queue: what is open for whom, in the order in which it should be done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import Application, Task
from models.vocabulary import APPLICANT, TaskStatus
from workflows.application_views import titled
from workflows.case import ServiceLevel, Staff, name_of
from workflows.rules.service_level import Urgency

QUEUE_ROWS = 100


class Tab(StrEnum):
    """The parts of the work queue."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True)
class QueueLine:
    """A case in the work queue; read from the narrow rows of open tasks."""

    task_id: str
    number: str
    process: str
    label: str
    group: str
    opened_at: datetime
    due_at: datetime | None
    #: None where the Office's clock does not run.
    urgency: Urgency | None
    #: Set where the case goes first: a military family must be answered by this day.
    military_answer_by: date | None
    assignee: str | None
    leased_until: datetime | None


def lines_of(session: Session, staff: Staff, tab: Tab, *, now: datetime) -> list[QueueLine]:
    """The open cases of one tab, military families first, then the most urgent; at most 100."""
    rows = session.scalars(
        select(Task)
        .join(Task.application)
        .options(contains_eager(Task.application).joinedload(Application.version), joinedload(Task.assignee))
        .where(*_tab(staff, tab, now))
        .order_by(Application.military_answer_by.is_(None), Task.due_at.asc().nulls_last(), Task.opened_at, Task.id)
        .limit(QUEUE_ROWS)
    )
    level = ServiceLevel(session, now)
    return [_queue_line(row, level, now) for row in rows]


def free_for(staff: Staff, now: datetime, *, own: bool = True) -> ColumnElement[bool]:
    """Nobody holds it, the lease ran out, or it is theirs already."""
    free = or_(Task.assignee_id.is_(None), Task.leased_until <= now)
    return or_(free, Task.assignee_id == staff.account_id) if own else free


def _tab(staff: Staff, tab: Tab, now: datetime) -> list[ColumnElement[bool]]:
    is_open, for_roles = Task.status == TaskStatus.OPEN, Task.group_name.in_(staff.roles)
    leased = and_(Task.assignee_id.is_not(None), Task.leased_until > now)
    match tab:
        case Tab.MINE:
            return [is_open, for_roles, Task.assignee_id == staff.account_id, leased]
        case Tab.TEAM:
            return [is_open, for_roles]
        case Tab.UNASSIGNED:
            barred = or_(Task.excluded_id.is_(None), Task.excluded_id != staff.account_id)
            return [is_open, for_roles, barred, free_for(staff, now, own=False)]
        case Tab.WAITING:
            return [
                is_open,
                Task.group_name == APPLICANT,
                Task.application.has(Application.submitted_at.is_not(None)),
            ]
        case Tab.DONE:
            return [
                Task.status == TaskStatus.DONE,
                Task.done_by_id == staff.account_id,
                Task.done_at > now - timedelta(days=1),
            ]


def _queue_line(task: Task, level: ServiceLevel, now: datetime) -> QueueLine:
    held = task.leased_until is not None and task.leased_until > now
    return QueueLine(
        task_id=task.id,
        number=task.application.number,
        process=titled(task.application),
        label=task.label,
        group=task.group_name,
        opened_at=task.opened_at,
        due_at=task.due_at,
        urgency=level.of(task),
        military_answer_by=task.application.military_answer_by,
        assignee=name_of(task.assignee) if held else None,
        leased_until=task.leased_until if held else None,
    )
