"""The owner's settings as their owner keeps them: what is in force, what is planned, and who set what when.

Nothing is changed or deleted: a new value is a new row with the day from which it counts. That day is never today or
past, so that what was filed this morning keeps the settings of this morning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, Event, Holiday, Setting
from models.base import new_id
from models.database import Database
from models.vocabulary import ActorKind, EventKind
from workflows import owner_settings
from workflows.adapters.clock import Clock, legal_date, long_date
from workflows.history import Actor, Happening, append_to_account
from workflows.refusals import NotFound
from workflows.rules import setting_text
from workflows.rules.contradictions import contradiction
from workflows.rules.defaults import DEFAULTS, GROUPS, Default, OwnerSettings, SettingRefused
from workflows.rules.setting_text import HINTS

_DAY = timedelta(days=1)
_HISTORY_SHOWN = 50
#: The furthest day that a value may be planned for.
_FURTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Planned:
    """A value that will count from a day on."""

    effective_on: date
    words: str


@dataclass(frozen=True)
class SettingLine:
    """A setting in the list."""

    key: str
    words: str
    value: str
    planned: Sequence[Planned]


@dataclass(frozen=True)
class SettingChange:
    """One row of a setting's history."""

    effective_on: date
    words: str
    set_at: datetime
    set_by: str


@dataclass(frozen=True)
class SettingView:
    """One setting."""

    line: SettingLine
    #: What counts where nobody set anything.
    default: str
    #: As it stands in the field that changes it, and how to type it.
    typed: str
    hint: str
    #: word -> what a person reads, where one is chosen from a list.
    choices: dict[str, str]
    history: Sequence[SettingChange]


@dataclass(frozen=True)
class Change:
    """A change that is looked at once more before it is kept."""

    key: str
    words: str
    before: str
    after: str
    effective_on: date


@dataclass(frozen=True)
class HolidayLine:
    """A day that is no business day."""

    day: date
    name: str


@dataclass(frozen=True)
class HolidayChange:
    """Who listed or struck which day, and when."""

    day: date
    name: str
    listed: bool
    at: datetime
    by: str


class SettingsBook:
    """What an owner does with the settings."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def groups(self) -> dict[str, list[SettingLine]]:
        """Every setting that something asks for, by its group."""
        offered = {title: [default for default in group if default.used] for title, group in GROUPS.items()}
        with self._database.read() as session:
            rows = self._rows(session)
            return {
                title: [self._line(default, rows) for default in group] for title, group in offered.items() if group
            }

    def today(self) -> OwnerSettings:
        """What counts today."""
        with self._database.read() as session:
            return owner_settings.on(session, legal_date(self._clock.now()))

    def show(self, key: str) -> SettingView:
        """One setting with its history.

        Raises:
            NotFound: there is none of this key.
        """
        default = _default(key)
        with self._database.read() as session:
            rows = self._rows(session, key)
            return SettingView(
                line=self._line(default, rows),
                default=setting_text.words(default, default.value),
                typed=setting_text.typed(default, self._in_force(default, rows)),
                hint=_hint(default),
                choices=_choices(default),
                history=[
                    SettingChange(
                        effective_on=row.effective_on,
                        words=setting_text.words(default, row.value),
                        set_at=row.set_at,
                        set_by=row.set_by.email if row.set_by else "",
                    )
                    for row in sorted(rows, key=lambda row: (row.set_at, row.id), reverse=True)
                ],
            )

    def change(self, key: str, *, typed: str, effective_on: date) -> Change:
        """What a change would do, to be looked at before it is kept.

        Raises:
            NotFound: there is no setting of this key.
            SettingRefused: the value, alone or beside another setting; its sentence says what to enter.
            DayRefused: the day.
        """
        default = _default(key)
        value = setting_text.read(default, typed)
        self._check_day(effective_on)
        with self._database.read() as session:
            self._check_together(session, key, value, effective_on)
            before = owner_settings.on(session, effective_on)[key]
        return Change(
            key=key,
            words=default.words,
            before=setting_text.words(default, before),
            after=setting_text.words(default, value),
            effective_on=effective_on,
        )

    def plan(self, key: str, *, typed: str, effective_on: date, by: str) -> None:
        """Has a value count from a day on.

        Raises:
            NotFound, SettingRefused, DayRefused: as `change`.
        """
        default = _default(key)
        value = setting_text.read(default, typed)
        self._check_day(effective_on)
        stored = list(value) if isinstance(value, tuple) else value
        now = self._clock.now()
        with self._database.begin() as session:
            self._check_together(session, key, value, effective_on)
            row = Setting(id=new_id(), key=key, effective_on=effective_on, value=stored, set_at=now, set_by_id=by)
            session.add(row)
            data = {"key": key, "value": stored, "effective_on": effective_on.isoformat()}
            self._tell(session, EventKind.SETTING_SET, data, by)

    def holidays(self) -> list[HolidayLine]:
        """The days that are no business days, from the first of this year on."""
        first = legal_date(self._clock.now()).replace(month=1, day=1)
        with self._database.read() as session:
            rows = session.scalars(select(Holiday).where(Holiday.day >= first).order_by(Holiday.day))
            return [HolidayLine(row.day, row.name) for row in rows]

    def holiday_history(self) -> list[HolidayChange]:
        """The changes of that list, the latest first."""
        kinds = EventKind.HOLIDAY_LISTED, EventKind.HOLIDAY_STRUCK
        with self._database.read() as session:
            rows = session.execute(
                select(Event, Account.email)
                .join(Account, Account.id == Event.actor_id)
                .where(Event.kind.in_(kinds))
                .order_by(Event.at.desc())
                .limit(_HISTORY_SHOWN)
            ).all()
        return [
            HolidayChange(
                day=date.fromisoformat(event.data["day"]),
                name=event.data["name"],
                listed=event.kind is EventKind.HOLIDAY_LISTED,
                at=event.at,
                by=email,
            )
            for event, email in rows
        ]

    def list_holiday(self, day: date, name: str, *, by: str) -> None:
        """Makes a day no business day; a day that is listed already gets the name.

        Raises:
            DayRefused: the day is not to come.
        """
        self._check_day(day)
        with self._database.begin() as session:
            session.merge(Holiday(day=day, name=name))
            self._tell(session, EventKind.HOLIDAY_LISTED, {"day": day.isoformat(), "name": name}, by)

    def strike_holiday(self, day: date, *, by: str) -> None:
        """Makes a day an ordinary one again.

        Raises:
            DayRefused: the day is not to come.
            NotFound: it is not listed.
        """
        self._check_day(day)
        with self._database.begin() as session:
            row = session.get(Holiday, day)
            if row is None:
                raise NotFound
            session.delete(row)
            self._tell(session, EventKind.HOLIDAY_STRUCK, {"day": day.isoformat(), "name": row.name}, by)

    def _check_day(self, day: date) -> None:
        today = legal_date(self._clock.now())
        if not today < day <= today + _FURTHEST:
            raise DayRefused("Enter a day after today, at most five years ahead")

    def _check_together(self, session: Session, key: str, value: Any, effective_on: date) -> None:
        """Refuses a value that contradicts another setting on a day on which both count."""
        settings_on = owner_settings.timeline(session)
        later = [row for row in self._rows(session) if row.effective_on > effective_on]
        replaced_on = min((row.effective_on for row in later if row.key == key), default=date.max)
        for day in [effective_on, *(row.effective_on for row in later if row.effective_on < replaced_on)]:
            settings = settings_on(day).having(key, value)
            found = contradiction(key, settings)
            if found is not None:
                other = DEFAULTS[found.other]
                raise SettingRefused(
                    f"{found.words}; on {long_date(day)} “{other.words}” is"
                    f" {setting_text.words(other, settings[found.other])}"
                )

    def _line(self, default: Default, rows: Sequence[Setting]) -> SettingLine:
        today = legal_date(self._clock.now())
        coming = {row.effective_on: row.value for row in rows if row.key == default.key and row.effective_on > today}
        return SettingLine(
            key=default.key,
            words=default.words,
            value=setting_text.words(default, self._in_force(default, rows)),
            planned=[Planned(day, setting_text.words(default, value)) for day, value in coming.items()],
        )

    def _in_force(self, default: Default, rows: Sequence[Setting]) -> Any:
        today = legal_date(self._clock.now())
        values = [row.value for row in rows if row.key == default.key and row.effective_on <= today]
        return values[-1] if values else default.value

    @staticmethod
    def _rows(session: Session, key: str | None = None) -> Sequence[Setting]:
        rows = select(Setting).options(joinedload(Setting.set_by))
        if key is not None:
            rows = rows.where(Setting.key == key)
        return session.scalars(rows.order_by(Setting.effective_on, Setting.set_at, Setting.id)).all()

    def _tell(self, session: Session, kind: EventKind, data: dict[str, Any], by: str) -> None:
        actor = Actor(ActorKind.STAFF, by)
        append_to_account(session, by, Happening(kind, data=data), actor=actor, at=self._clock.now())


class DayRefused(SettingRefused):
    """The day from which a change is to count is not to come."""


def _default(key: str) -> Default:
    default = DEFAULTS.get(key)
    if default is None or not default.used:
        raise NotFound
    return default


def _hint(default: Default) -> str:
    unit = f", in {default.unit}" if default.unit else ""
    return f"{HINTS[default.kind]}{unit}" if HINTS[default.kind] else ""


def _choices(default: Default) -> dict[str, str]:
    if default.kind.value == "flag":
        return {"yes": "Yes", "no": "No"}
    if default.kind.value == "choice":
        return {word: word.replace("_", " ").capitalize() for word in default.choices}
    return {}
