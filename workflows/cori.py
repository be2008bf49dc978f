"""Criminal history (CORI), apart from the case file: sealed rows, opened by the compliance staff alone, each use logged.

Source: 803 CMR 2.00 (need to know, dissemination log, adverse decisions); M.G.L. c.6 s.172.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Application, CoriLog, CoriRecord, Task
from models.base import new_id
from models.database import Database
from models.vocabulary import CoriKind, CoriUse, StaffRole
from workflows import owner_settings
from workflows.adapters.clock import Clock, legal_date
from workflows.keyring import Keyring
from workflows.refusals import NotFound

PLACE = "cori_record.content"
#: The guides whose answers are kept here and nowhere else.
KINDS: Mapping[str, CoriKind] = {"cori_result": CoriKind.RESULT, "cori_steps": CoriKind.STEPS}
_FORMS = {kind: form for form, kind in KINDS.items()}
_AT_ONCE = 100


@dataclass(frozen=True)
class CoriLine:
    """One use of a record."""

    use: CoriUse
    at: datetime
    by: str


@dataclass(frozen=True)
class CoriView:
    """A record, opened."""

    #: The guide that asked it.
    form: str
    entered_at: datetime
    destroy_on: date
    #: page -> field -> value; empty once it was destroyed.
    pages: Mapping[str, Mapping[str, Any]]
    log: tuple[CoriLine, ...]


class Cori:
    """The use-cases of criminal history."""

    def __init__(self, database: Database, *, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring

    def records(self, account_id: str, roles: frozenset[StaffRole], number: str) -> tuple[CoriView, ...]:
        """What is kept about an application, oldest first; that it was looked at is logged.

        Raises:
            NotFound: there is no such application, or whoever asks has no need to know.
        """
        if StaffRole.COMPLIANCE not in roles:
            raise NotFound
        now = self._clock.now()
        with self._database.begin() as session:
            application_id = session.scalar(select(Application.id).where(Application.number == number))
            if application_id is None:
                raise NotFound
            rows = session.scalars(
                select(CoriRecord)
                .where(CoriRecord.application_id == application_id)
                .order_by(CoriRecord.entered_at, CoriRecord.id)
                .with_for_update()
            ).all()
            for row in rows:
                if row.content is not None:
                    row.destroy_on = _destroyed_on(session, now)
                    _log(session, row, CoriUse.LOOKED_AT, at=now, account_id=account_id)
            session.flush()
            return tuple(self._view(session, row) for row in rows)

    def destroy_due(self) -> int:
        """Destroys what was not used for as long as it is kept; how many records, at most 100."""
        now = self._clock.now()
        due = (
            select(CoriRecord)
            .where(CoriRecord.content.is_not(None), CoriRecord.destroy_on < legal_date(now))
            .limit(_AT_ONCE)
        )
        with self._database.read() as session:
            if session.scalar(due) is None:
                return 0
        with self._database.begin() as session:
            rows = session.scalars(due.with_for_update(skip_locked=True)).all()
            for row in rows:
                row.content = None
                _log(session, row, CoriUse.DESTROYED, at=now, account_id=None)
            return len(rows)

    def _view(self, session: Session, row: CoriRecord) -> CoriView:
        uses = session.execute(
            select(CoriLog, Account)
            .outerjoin(Account, Account.id == CoriLog.account_id)
            .where(CoriLog.record_id == row.id)
            .order_by(CoriLog.at, CoriLog.id)
        )
        pages = {} if row.content is None else self._keyring.open_json(row.content, place=PLACE, row=row.id)
        return CoriView(
            form=_FORMS[row.kind],
            entered_at=row.entered_at,
            destroy_on=row.destroy_on,
            pages=pages,
            log=tuple(
                CoriLine(use.use, use.at, f"{who.first_name} {who.last_name}" if who else "the system")
                for use, who in uses
            ),
        )


def keep(
    session: Session,
    keyring: Keyring,
    task: Task,
    pages: Mapping[str, Mapping[str, Any]],
    *,
    account_id: str,
    now: datetime,
) -> None:
    """Keeps what was entered in a task of compliance; the caller's transaction holds the task's row."""
    row = CoriRecord(
        id=new_id(),
        application_id=task.application_id,
        kind=KINDS[task.form],
        entered_at=now,
        entered_by_id=account_id,
        destroy_on=_destroyed_on(session, now),
    )
    row.content = keyring.seal_json({page: dict(values) for page, values in pages.items()}, place=PLACE, row=row.id)
    session.add(row)
    session.flush()
    _log(session, row, CoriUse.ENTERED, at=now, account_id=account_id)
    if pages.get("steps", {}).get("handed_over"):
        _log(session, row, CoriUse.HANDED_OVER, at=now, account_id=account_id)


def _log(session: Session, row: CoriRecord, use: CoriUse, *, at: datetime, account_id: str | None) -> None:
    session.add(CoriLog(id=new_id(), record_id=row.id, use=use, at=at, account_id=account_id))


def _destroyed_on(session: Session, now: datetime) -> date:
    today = legal_date(now)
    years = owner_settings.on(session, today)["cori.keepYears"]
    return today + timedelta(days=366 * years)
