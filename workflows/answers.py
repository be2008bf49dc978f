"""What people typed: sealed, one row a page, read back only for those who may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Answer, Application, Person, Task
from models.base import new_id
from models.vocabulary import APPLICANT, TaskStatus
from workflows.keyring import Keyring
from workflows.refusals import StaleForm

PLACE = "answer.content"
#: Where what a person told of where to be reached and of their work is sealed.
CONTACT = "person.contact"
#: The pages whose answers are known the next time, "from your last application".
REMEMBERED = ("contact", "employer")
#: The account has the address, proved by a letter to it; a page's word does not change it.
_NOT_REMEMBERED = frozenset({"email"})


@dataclass(frozen=True)
class SavedPage:
    """One page as it was last saved."""

    id: str
    page: str
    values: Mapping[str, Any]
    revision: int
    saved_at: datetime


def of_task(session: Session, keyring: Keyring, task_id: str) -> dict[str, SavedPage]:
    """The saved pages of a task by page."""
    rows = session.scalars(select(Answer).where(Answer.task_id == task_id).order_by(Answer.saved_at, Answer.id))
    return {row.page: _opened(row, keyring) for row in rows}


def given(session: Session, keyring: Keyring, application_id: str) -> dict[str, dict[str, Any]]:
    """What the applicant sent last, page -> field -> value; an answer to a request stands in place of the first one."""
    rows = session.scalars(
        select(Answer)
        .join(Task, Task.id == Answer.task_id)
        .where(Answer.application_id == application_id, Task.group_name == APPLICANT, Task.status == TaskStatus.DONE)
        .order_by(Answer.saved_at, Answer.id)
    )
    return {row.page: keyring.open_json(row.content, place=PLACE, row=row.id) for row in rows}


def standing(session: Session, task_id: str) -> dict[str, tuple[str, int]]:
    """Page -> id and revision of its row, without opening it."""
    rows = session.execute(select(Answer.page, Answer.id, Answer.revision).where(Answer.task_id == task_id))
    return {page: (row_id, revision) for page, row_id, revision in rows}


def save(
    session: Session,
    keyring: Keyring,
    task: Task,
    *,
    page: str,
    values: Mapping[str, Any],
    revision: int | None,
    account_id: str,
    now: datetime,
) -> Answer:
    """Keeps a page's answers; the caller's transaction holds the task's row.

    `revision` is the one the form was drawn from, 0 where the page had not been saved; None overwrites.

    Raises:
        StaleForm: the page was saved from elsewhere meanwhile.
    """
    row = session.scalar(select(Answer).where(Answer.task_id == task.id, Answer.page == page).with_for_update())
    if revision is not None and revision != (row.revision if row else 0):
        raise StaleForm
    if row is None:
        row = Answer(
            id=new_id(), application_id=task.application_id, task_id=task.id, page=page, revision=0, content=b""
        )
        session.add(row)
    row.content = keyring.seal_json(dict(values), place=PLACE, row=row.id)
    row.revision += 1
    row.saved_at = now
    row.saved_by_id = account_id
    return row


def carry_over(session: Session, keyring: Keyring, task: Task, *, application: Application) -> None:
    """Begins a draft with what was typed in those before it: of this application, and of the one that went on as it.

    A page that this task's guide does not ask is of no account to it.
    """
    before = {application.id, application.continues_id} - {None}
    rows = session.scalars(
        select(Answer)
        .join(Task, Task.id == Answer.task_id)
        .where(Answer.application_id.in_(before), Answer.task_id != task.id, Task.group_name == APPLICANT)
        .order_by(Answer.saved_at, Answer.id)
    ).all()
    for earlier in {row.page: row for row in rows}.values():
        values = keyring.open_json(earlier.content, place=PLACE, row=earlier.id)
        row = Answer(id=new_id(), application_id=application.id, task_id=task.id, page=earlier.page, revision=1)
        row.content = keyring.seal_json(values, place=PLACE, row=row.id)
        row.saved_at, row.saved_by_id = earlier.saved_at, earlier.saved_by_id
        session.add(row)


def remember(session: Session, keyring: Keyring, person: Person, application_id: str) -> None:
    """Keeps with the person what an application told of how to be reached, for the next one to begin with."""
    rows = session.scalars(
        select(Answer)
        .join(Task, Task.id == Answer.task_id)
        .where(
            Answer.application_id == application_id,
            Answer.page.in_(REMEMBERED),
            Task.group_name == APPLICANT,
            Task.status == TaskStatus.DONE,
        )
        .order_by(Answer.saved_at, Answer.id)
    ).all()
    told = keyring.open_json(person.contact, place=CONTACT, row=person.id)
    for row in rows:
        told.update(keyring.open_json(row.content, place=PLACE, row=row.id))
    kept = {name: value for name, value in told.items() if name not in _NOT_REMEMBERED}
    person.contact = keyring.seal_json(kept, place=CONTACT, row=person.id)


def _opened(row: Answer, keyring: Keyring) -> SavedPage:
    values = keyring.open_json(row.content, place=PLACE, row=row.id)
    return SavedPage(row.id, row.page, values, row.revision, row.saved_at)
