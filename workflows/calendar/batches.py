"""The holders of a day, a batch at a time: what each gets is asked without a transaction and written in one.

A day is a chain of jobs, each of which begins where the last one ended and leaves the next behind in the transaction
in which it moves the day's cursor. A worker that dies leaves its job to the next worker. Two that do one batch find the
cursor moved, and the later drops what it has. So every holder's turn comes once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, delete, false, func, or_, select
from sqlalchemy.orm import Session

from models import CalendarDay, CalendarTurn, Credential, Person
from models.database import Database
from models.vocabulary import CERTIFICATIONS, CalendarStatus, JobKind, Level, TurnStatus
from workflows import owner_settings
from workflows.adapters.outside import OutsideUnavailable
from workflows.calendar.errand import Errand
from workflows.engine import Definition, EngineError
from workflows.jobs import Handler, Jobs, JobView
from workflows.operations import Case, Parts
from workflows.rules.year import Occasion, Turn, turns
from workflows.versions import Versions

#: The process that decides for one holder.
PROCESS = "cycle_notice"
#: The job's name.
NEXT_BATCH = "calendar_batch"
_BATCH = 25
#: The families of the processes by which a certification, and an approval to teach, go on.
_CYCLE, _APPROVAL = "cycle", "instructor_renewal"
#: How long a holder's turn is put off each time the Registry does not answer; about a day in all.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 900))

_log = structlog.get_logger(__name__)


class Purpose(StrEnum):
    """What a batch is for."""

    LOOK_AHEAD = "look_ahead"
    SEND = "send"


_STATUS = {Purpose.LOOK_AHEAD: CalendarStatus.LOOKING_AHEAD, Purpose.SEND: CalendarStatus.SENDING}


@dataclass(frozen=True)
class _Holder:
    credential_id: str
    person_id: str
    account_id: str | None
    level: Level
    #: None where the certification was renewed since the turn was put off.
    occasion: Occasion | None
    tries: int = 0


@dataclass(frozen=True)
class _Decided:
    """What one holder gets; no errand where it could not be told."""

    holder: _Holder
    errand: Errand | None
    notice: str = ""
    reason: str = ""
    put_off: bool = False


@dataclass(frozen=True)
class _Batch:
    """Those whose turn came; `fresh` where they stand behind the cursor, else they were put off before."""

    fresh: bool
    decided: list[_Decided] = field(default_factory=list)


class CalendarJobs(Handler):
    """The worker's part of a day."""

    def __init__(self, database: Database, *, parts: Parts, versions: Versions, jobs: Jobs) -> None:
        self._database = database
        self._parts = parts
        self._versions = versions
        self._jobs = jobs

    def begin(self, session: Session, row: CalendarDay, purpose: Purpose) -> None:
        """Starts a day's chain, in the caller's transaction over the day's locked row."""
        # a day that is decided anew forgets what was only foreseen
        session.execute(
            delete(CalendarTurn).where(CalendarTurn.day == row.day, CalendarTurn.status == TurnStatus.FORESEEN)
        )
        row.status = _STATUS[purpose]
        row.cursor = ""
        row.version_id = self._versions.newest(session, PROCESS).id
        if purpose is Purpose.SEND:
            row.begun_at = self._parts.clock.now()
        self.go_on(session, row, purpose)

    def go_on(self, session: Session, row: CalendarDay, purpose: Purpose, *, at: datetime | None = None) -> None:
        """Leaves the job of the next batch."""
        parameters = {"day": row.day.isoformat(), "purpose": purpose.value, "after": row.cursor}
        self._jobs.enqueue(session, kind=JobKind.CALENDAR, operation=NEXT_BATCH, parameters=parameters, due_at=at)

    def work(self, job: JobView) -> _Batch | None:
        """Decides for the next holders; None where the day went another way."""
        day, purpose = date.fromisoformat(job.parameters["day"]), Purpose(job.parameters["purpose"])
        now = self._parts.clock.now()
        with self._database.read() as session:
            row = session.get(CalendarDay, day)
            if row is None or not _awaits(row, job):
                return None
            assert row.version_id is not None  # noqa: S101 - begin set it
            definition = self._versions.definition(session, row.version_id)
            due = turns(day, owner_settings.on(session, day))
            holders, fresh = _next(session, due, after=row.cursor), True
            if not holders and purpose is Purpose.SEND:
                holders, fresh = _put_off(session, day, due, now=now), False
        decided = [self._decide(definition, holder, day, purpose, now) for holder in holders]
        return _Batch(fresh, decided)

    def keep(self, session: Session, job: JobView, result: _Batch | None) -> None:
        """Writes what each gets, moves the cursor and leaves the next job, in one transaction."""
        row = session.get(
            CalendarDay, date.fromisoformat(job.parameters["day"]), with_for_update=True, populate_existing=True
        )
        if result is None or row is None or not _awaits(row, job):
            return
        purpose = Purpose(job.parameters["purpose"])
        self._write(session, row.day, purpose, result.decided)
        if result.fresh and result.decided:
            row.cursor = result.decided[-1].holder.credential_id
        session.flush()
        if result.decided:
            if row.held_at is None or purpose is Purpose.LOOK_AHEAD:
                self.go_on(session, row, purpose)
        else:
            self._end(session, row, purpose)

    def _decide(self, definition: Definition, holder: _Holder, day: date, purpose: Purpose, now: datetime) -> _Decided:
        if holder.occasion is None:
            return _Decided(holder, None, reason="RENEWED")
        case = Case(
            application_id="",
            number="",
            process=definition.title,
            family=_APPROVAL if holder.level is Level.INSTRUCTOR else _CYCLE,
            account_id=holder.account_id or "",
            person_id=holder.person_id,
            credential_id=holder.credential_id,
            job_id=key_of(day, holder.credential_id),
            submitted_at=None,
        )
        variables = {"day": day.isoformat(), "occasion": holder.occasion.value}
        last_try = purpose is Purpose.LOOK_AHEAD or holder.tries >= len(WAITS)
        try:
            errand = Errand(definition, variables, case=case, parts=self._parts, now=now)
            errand.ask(last_try=last_try)
        except OutsideUnavailable:
            return _Decided(holder, None, reason="REGISTRY_SILENT", put_off=not last_try)
        except EngineError as error:
            # one holder's odd facts must not keep the others from their notice
            _log.error("calendar_undecided", day=day.isoformat(), credential=holder.credential_id, error=str(error))
            return _Decided(holder, None, reason="UNDECIDABLE")
        answer = errand.variables.get("calendar_notice") or {}
        return _Decided(holder, errand, notice=answer.get("notice") or "", reason=answer.get("reason") or "")

    def _write(self, session: Session, day: date, purpose: Purpose, decided: Sequence[_Decided]) -> None:
        wanted = [one.holder.credential_id for one in decided]
        known = {
            turn.credential_id: turn
            for turn in session.scalars(
                select(CalendarTurn).where(CalendarTurn.day == day, CalendarTurn.credential_id.in_(wanted))
            )
        }
        for one in decided:
            turn = known.get(one.holder.credential_id)
            if turn is None:
                turn = CalendarTurn(day=day, credential_id=one.holder.credential_id, tries=0)
                session.add(turn)
            elif turn.status is TurnStatus.DONE:
                continue
            if one.put_off:
                turn.due_at = self._parts.clock.now() + WAITS[turn.tries]
                turn.tries += 1
                turn.status, turn.reason = TurnStatus.WAITING, one.reason
                continue
            turn.status = TurnStatus.DONE if purpose is Purpose.SEND else TurnStatus.FORESEEN
            turn.notice, turn.reason, turn.due_at = one.notice, one.reason, None
            if purpose is Purpose.SEND and one.errand is not None:
                one.errand.write(session)

    def _end(self, session: Session, row: CalendarDay, purpose: Purpose) -> None:
        row.counts = counted(session, row.day)
        if purpose is Purpose.LOOK_AHEAD:
            row.status, row.cursor, row.foreseen_at = CalendarStatus.PLANNED, "", self._parts.clock.now()
            return
        waiting = CalendarTurn.day == row.day, CalendarTurn.status == TurnStatus.WAITING
        next_at = session.scalar(select(func.min(CalendarTurn.due_at)).where(*waiting))
        if next_at is not None:
            if row.held_at is None:
                self.go_on(session, row, purpose, at=next_at)
            return
        row.status, row.ended_at = CalendarStatus.SENT, self._parts.clock.now()


def key_of(day: date, credential_id: str) -> str:
    """What makes a day's notice to a holder the same notice."""
    return f"calendar:{day.isoformat()}:{credential_id}"


def counted(session: Session, day: date) -> dict[str, Any]:
    """How many get which notice, and why the others get none."""
    rows = session.execute(
        select(CalendarTurn.notice, CalendarTurn.reason, func.count())
        .where(CalendarTurn.day == day)
        .group_by(CalendarTurn.notice, CalendarTurn.reason)
    ).all()
    notices: Counter[str] = Counter()
    none: Counter[str] = Counter()
    for notice, reason, number in rows:
        if notice:
            notices[notice] += number
        else:
            none[reason] += number
    return {"notices": dict(sorted(notices.items())), "none": dict(sorted(none.items()))}


def _awaits(row: CalendarDay, job: JobView) -> bool:
    return row.status is _STATUS[Purpose(job.parameters["purpose"])] and row.cursor == job.parameters["after"]


def _next(session: Session, due: Sequence[Turn], *, after: str) -> list[_Holder]:
    rows = session.execute(
        select(Credential.id, Credential.person_id, Person.account_id, Credential.level, Credential.expires_on)
        .join(Credential.person)
        .where(or_(false(), *map(_have_their, due)), Credential.id > after, Credential.superseded_by_id.is_(None))
        .order_by(Credential.id)
        .limit(_BATCH)
    ).all()
    return [
        _Holder(row.id, row.person_id, row.account_id, row.level, _occasion(row.level, row.expires_on, due))
        for row in rows
    ]


def _put_off(session: Session, day: date, due: Sequence[Turn], *, now: datetime) -> list[_Holder]:
    rows = session.execute(
        select(
            Credential.id,
            Credential.person_id,
            Person.account_id,
            Credential.level,
            Credential.expires_on,
            CalendarTurn.tries,
        )
        .join(CalendarTurn, CalendarTurn.credential_id == Credential.id)
        .join(Credential.person)
        .where(CalendarTurn.day == day, CalendarTurn.status == TurnStatus.WAITING, CalendarTurn.due_at <= now)
        .order_by(Credential.id)
        .limit(_BATCH)
    ).all()
    return [
        _Holder(row.id, row.person_id, row.account_id, row.level, _occasion(row.level, row.expires_on, due), row.tries)
        for row in rows
    ]


def _have_their(turn: Turn) -> ColumnElement[bool]:
    levels = (Level.INSTRUCTOR,) if turn.approvals else CERTIFICATIONS
    return and_(Credential.expires_on == turn.expires_on, Credential.level.in_(levels))


def _occasion(level: Level, expires_on: date, due: Sequence[Turn]) -> Occasion | None:
    approval = level is Level.INSTRUCTOR
    return next((one.occasion for one in due if (one.approvals, one.expires_on) == (approval, expires_on)), None)
