"""The year's calendar: plans its days ahead, begins each on its day or soon after, and lets an owner look, hold and release.

A day that was missed while nothing ran goes late, decided by what is true by then, unless it is later than the owner's
setting calendar.sendLateDays: then it is skipped, and stands so in the list. A day that an owner held goes whenever it
is released.
"""

from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import CalendarDay, CalendarTurn
from models.database import Database
from models.vocabulary import ActorKind, CalendarStatus, EventKind
from workflows import owner_settings
from workflows.adapters.clock import Clock, legal_date
from workflows.calendar.batches import CalendarJobs, Purpose
from workflows.calendar.views import DayLine, DayView, view_of_day, view_of_days
from workflows.history import Actor, Happening, append_to_account
from workflows.refusals import NotFound
from workflows.rules.year import turns

__all__ = ["Calendar", "CalendarJobs", "DayLine", "DayView"]

#: How far ahead days are planned, and how long the holders' rows of a day are kept.
_HORIZON = timedelta(days=60)
_KEPT = timedelta(days=400)
_DAY = timedelta(days=1)
_OPEN = (CalendarStatus.PLANNED, CalendarStatus.LOOKING_AHEAD)


class Calendar:
    """The days of the year on which the Office writes to holders."""

    def __init__(self, database: Database, *, clock: Clock, batches: CalendarJobs) -> None:
        self._database = database
        self._clock = clock
        self._batches = batches

    def look(self) -> int:
        """Plans ahead, begins the days that have come, and looks ahead to those that come soon; how many it began."""
        today = legal_date(self._clock.now())
        # a look costs no write lock; there is nothing nearly always
        with self._database.read() as session:
            if (
                not self._missing(session, today)
                and not self._stale(session, today)
                and not self._ready(session, today)
            ):
                return 0
        with self._database.begin() as session:
            for day in self._stale(session, today):
                session.execute(delete(CalendarTurn).where(CalendarTurn.day == day))
                session.execute(delete(CalendarDay).where(CalendarDay.day == day))
            missing = self._missing(session, today)
            session.add_all(CalendarDay(day=day, status=CalendarStatus.PLANNED) for day in missing)
            session.flush()
            begun = [
                self._begin(session, day, purpose, today) for day, purpose in self._ready(session, today, lock=True)
            ]
            return len(begun)

    def tidy(self) -> None:
        """Throws away what single holders got on days long gone; the counts stay."""
        before = legal_date(self._clock.now()) - _KEPT
        with self._database.begin() as session:
            session.execute(delete(CalendarTurn).where(CalendarTurn.day < before))

    def days(self) -> list[DayLine]:
        """The coming days, the nearest first, then those that are over, the latest first."""
        with self._database.read() as session:
            return view_of_days(session)

    def day(self, day: date, *, notice: str = "", page: int = 1) -> DayView:
        """One day: counts by notice, and who gets one of them, a page of numbers at a time.

        Raises:
            NotFound: the day is none of the calendar.
        """
        with self._database.read() as session:
            row = session.get(CalendarDay, day)
            if row is None:
                raise NotFound
            return view_of_day(session, row, notice=notice, page=page)

    def hold(self, day: date, *, by: str) -> None:
        """Keeps a day's notices from going until it is released.

        Raises:
            NotFound: the day is none of the calendar, or is over.
        """
        with self._database.begin() as session:
            row = self._open_day(session, day)
            if row.held_at is None:
                row.held_at, row.held_by_id = self._clock.now(), by
                self._tell(session, EventKind.CALENDAR_HELD, day, by)

    def release(self, day: date, *, by: str) -> None:
        """Lets a day go: on its date, or now where that is past, however late.

        Raises:
            NotFound: the day is none of the calendar, or is over.
        """
        with self._database.begin() as session:
            row = self._open_day(session, day)
            if row.held_at is None:
                return
            row.held_at, row.held_by_id, row.released_at = None, by, self._clock.now()
            self._tell(session, EventKind.CALENDAR_RELEASED, day, by)
            if row.status is CalendarStatus.SENDING:
                self._batches.go_on(session, row, Purpose.SEND)

    def look_ahead(self, day: date) -> None:
        """Has worked out now what a coming day will send.

        Raises:
            NotFound: the day is none of the calendar, or has begun.
        """
        with self._database.begin() as session:
            row = self._open_day(session, day)
            if row.status is CalendarStatus.PLANNED:
                self._batches.begin(session, row, Purpose.LOOK_AHEAD)
            elif row.status is not CalendarStatus.LOOKING_AHEAD:
                raise NotFound

    def _begin(self, session: Session, row: CalendarDay, purpose: Purpose, today: date) -> CalendarDay:
        late = (today - row.day).days
        settings = owner_settings.on(session, today)
        if purpose is Purpose.SEND and row.released_at is None and late > settings["calendar.sendLateDays"]:
            row.status, row.ended_at = CalendarStatus.SKIPPED, self._clock.now()
        else:
            self._batches.begin(session, row, purpose)
        return row

    @staticmethod
    def _ready(session: Session, today: date, *, lock: bool = False) -> list[tuple[CalendarDay, Purpose]]:
        """The days to begin: those that have come and are not held, and those to be looked ahead to."""
        soon = today + timedelta(days=owner_settings.on(session, today)["calendar.lookAheadDays"])
        rows = (
            select(CalendarDay).where(CalendarDay.status.in_(_OPEN), CalendarDay.day <= soon).order_by(CalendarDay.day)
        )
        found = session.scalars(rows.with_for_update().execution_options(populate_existing=True) if lock else rows)
        ready = []
        for row in found:
            if row.day <= today and row.held_at is None:
                ready.append((row, Purpose.SEND))
            elif row.foreseen_at is None and row.status is CalendarStatus.PLANNED:
                ready.append((row, Purpose.LOOK_AHEAD))
        return ready

    @staticmethod
    def _missing(session: Session, today: date) -> list[date]:
        """The days to plan: all to the horizon, and those in between that nothing ran to plan."""
        last = session.scalar(select(func.max(CalendarDay.day)))
        first = today if last is None else min(last + _DAY, today + _DAY)
        known = set(session.scalars(select(CalendarDay.day).where(CalendarDay.day >= first)))
        return [day for day in _days_with_turns(session, first, today + _HORIZON) if day not in known]

    @staticmethod
    def _stale(session: Session, today: date) -> list[date]:
        """Coming days that are none any more, because an owner moved them; one that is held stays in sight."""
        planned = select(CalendarDay.day).where(
            CalendarDay.day > today, CalendarDay.status == CalendarStatus.PLANNED, CalendarDay.held_at.is_(None)
        )
        days = set(session.scalars(planned))
        return sorted(days - set(_days_with_turns(session, today + _DAY, max(days, default=today))))

    @staticmethod
    def _open_day(session: Session, day: date) -> CalendarDay:
        row = session.get(CalendarDay, day, with_for_update=True, populate_existing=True)
        if row is None or row.status in {CalendarStatus.SENT, CalendarStatus.SKIPPED}:
            raise NotFound
        return row

    def _tell(self, session: Session, kind: EventKind, day: date, by: str) -> None:
        happening = Happening(kind, data={"day": day.isoformat()})
        actor = Actor(ActorKind.STAFF, by)
        append_to_account(session, by, happening, actor=actor, at=self._clock.now())


def _days_with_turns(session: Session, first: date, last: date) -> list[date]:
    as_of = owner_settings.timeline(session)
    days = [first + number * _DAY for number in range((last - first).days + 1)]
    return [day for day in days if turns(day, as_of(day))]
