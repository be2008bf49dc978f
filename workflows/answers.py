"""What people typed: sealed, one row a page, read back only for those who may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Answer, Task
from models.base import new_id
from workflows.keyring import Keyring
from workflows.refusals import StaleForm

PLACE = "answer.content"


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
    rows = session.scalars(select(Answer).where(Answer.task_id == task_id).order_by(Answer.saved_at))
    return {row.page: _opened(row, keyring) for row in rows}


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


def _opened(row: Answer, keyring: Keyring) -> SavedPage:
    values = keyring.open_json(row.content, place=PLACE, row=row.id)
    return SavedPage(row.id, row.page, values, row.revision, row.saved_at)
