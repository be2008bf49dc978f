"""What an owner sees of the calendar: counts by notice, and numbers of the public register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import CalendarDay, CalendarTurn, Credential, Notice
from models.vocabulary import CalendarStatus, Level, NoticeStatus
from workflows import owner_settings
from workflows.calendar.batches import counted
from workflows.notices import render
from workflows.rules.year import Occasion, turns

PAGE = 50
_OVER_SHOWN = 12
_OVER = (CalendarStatus.SENT, CalendarStatus.SKIPPED)


@dataclass(frozen=True)
class DayLine:
    """A day in the list."""

    day: date
    status: CalendarStatus
    held: bool
    occasions: tuple[Occasion, ...]
    #: How many get which notice; None where nobody has looked ahead yet.
    notices: Mapping[str, int] | None
    #: Why the others get none.
    none: Mapping[str, int]

    @property
    def over(self) -> bool:
        """Whether nothing more will happen on it."""
        return self.status in _OVER


@dataclass(frozen=True)
class Recipient:
    """Who gets a notice, as the public register has them."""

    number: str
    level: Level
    expires_on: date


@dataclass(frozen=True)
class DayView:
    """One day."""

    line: DayLine
    foreseen_at: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None
    held_by: str
    #: Notices of this day by how far they came.
    mail: Mapping[NoticeStatus, int]
    #: The notice whose recipients are listed, and its words; "" where none goes.
    notice: str
    subject: str
    text: str
    recipients: list[Recipient]
    page: int
    pages: int


def view_of_days(session: Session) -> list[DayLine]:
    """The coming days, the nearest first, then those that are over, the latest first."""
    coming = session.scalars(
        select(CalendarDay).where(CalendarDay.status.not_in(_OVER)).order_by(CalendarDay.day)
    ).all()
    over = session.scalars(
        select(CalendarDay).where(CalendarDay.status.in_(_OVER)).order_by(CalendarDay.day.desc()).limit(_OVER_SHOWN)
    ).all()
    return [_line(session, row) for row in (*coming, *over)]


def view_of_day(session: Session, row: CalendarDay, *, notice: str, page: int) -> DayView:
    """One day, with a page of those who get one notice; the first of its notices where none is named."""
    line = _line(session, row)
    notices = line.notices or {}
    chosen = notice if notice in notices else next(iter(notices), "")
    pages = max(1, -(-notices.get(chosen, 0) // PAGE))
    page = min(max(page, 1), pages)
    words = render(chosen, _EXAMPLE) if chosen else None
    return DayView(
        line=line,
        foreseen_at=row.foreseen_at,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        held_by=row.held_by.email if row.held_by is not None and row.held_at is not None else "",
        mail=_mail(session, row.day),
        notice=chosen,
        subject=words.subject if words else "",
        text=words.text if words else "",
        recipients=_recipients(session, row.day, chosen, page) if chosen else [],
        page=page,
        pages=pages,
    )


#: What stands in a notice where the holder's own facts will.
_EXAMPLE = {"license": "(license number)", "detail": "(last day)", "site": "(this site)"}


def _line(session: Session, row: CalendarDay) -> DayLine:
    counts = row.counts if row.status in _OVER or row.foreseen_at is None else counted(session, row.day)
    if row.status is CalendarStatus.SENDING:
        counts = counted(session, row.day)
    occasions = [turn.occasion for turn in turns(row.day, owner_settings.on(session, row.day))]
    return DayLine(
        day=row.day,
        status=row.status,
        held=row.held_at is not None,
        occasions=tuple(dict.fromkeys(occasions)),
        notices=counts.get("notices") if counts else None,
        none=counts.get("none", {}),
    )


def _mail(session: Session, day: date) -> dict[NoticeStatus, int]:
    prefix = f"calendar:{day.isoformat()}"
    rows = session.execute(
        # a range of the unique key's index: ";" is the letter after ":"
        select(Notice.status, func.count())
        .where(Notice.key >= f"{prefix}:", Notice.key < f"{prefix};")
        .group_by(Notice.status)
    ).all()
    return {row[0]: row[1] for row in rows}


def _recipients(session: Session, day: date, notice: str, page: int) -> list[Recipient]:
    rows = session.execute(
        select(Credential.number, Credential.level, Credential.expires_on)
        .join(CalendarTurn, CalendarTurn.credential_id == Credential.id)
        .where(CalendarTurn.day == day, CalendarTurn.notice == notice)
        .order_by(Credential.number)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return [Recipient(row.number, row.level, row.expires_on) for row in rows]
