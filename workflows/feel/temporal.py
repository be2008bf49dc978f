"""Times, dates with times and the two durations, exact to any fraction of a second.

Python's own classes are not used for these: they stop at microseconds and mix local with zoned values in ways FEEL
does not. A date alone is Python's.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows.feel.errors import Undefined
from workflows.feel.numbers import CONTEXT, plain

DAY = 86_400
_HOUR = 3_600
_MINUTE = 60
_MAX_OFFSET = 18 * _HOUR
_MAX_MONTHS = 12 * 999_999_999
_MAX_SECONDS = DAY * 366 * 1_000_000

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:\d{2}(?::\d{2})?)?(?:@([A-Za-z0-9_+\-/]+))?")
_DAYS = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?")
_MONTHS = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: local, at an offset, or in a named zone."""

    hour: int
    minute: int
    second: Decimal
    #: Seconds east of UTC; None where local or in a zone.
    offset: int | None = None
    #: Name of the zone, such as "America/New_York".
    zone: str | None = None

    @property
    def seconds(self) -> Decimal:
        """Seconds since midnight, on its own clock."""
        return CONTEXT.add(Decimal(self.hour * _HOUR + self.minute * _MINUTE), self.second)

    def __str__(self) -> str:
        whole, point, fraction = plain(self.second).partition(".")
        return f"{self.hour:02}:{self.minute:02}:{whole:0>2}{point}{fraction}{_offset_text(self.offset, self.zone)}"


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time of day."""

    date: date
    time: Time

    def __str__(self) -> str:
        return f"{self.date.isoformat()}T{self.time}"


@dataclass(frozen=True, slots=True)
class DaysDuration:
    """A days and time duration."""

    seconds: Decimal

    def __post_init__(self) -> None:
        if abs(self.seconds) > _MAX_SECONDS:
            raise Undefined("a duration is longer than a million years")

    def __str__(self) -> str:
        sign = "-" if self.seconds < 0 else ""
        days, rest = CONTEXT.divmod(CONTEXT.abs(self.seconds), DAY)
        hours, rest = CONTEXT.divmod(rest, _HOUR)
        minutes, seconds = CONTEXT.divmod(rest, _MINUTE)
        time = "".join(f"{plain(n)}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
        day = f"{plain(days)}D" if days else ""
        return f"{sign}P{day}{'T' + time if time else ''}" if day or time else "PT0S"


@dataclass(frozen=True, slots=True)
class MonthsDuration:
    """A years and months duration."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > _MAX_MONTHS:
            raise Undefined("a duration is longer than a billion years")

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{'-' if self.months < 0 else ''}P{text or '0M'}"


def read_date(text: str) -> date:
    """The date written as YYYY-MM-DD.

    Raises:
        Undefined: the text is no date of the years 1 to 9999.
    """
    match = _DATE.fullmatch(text)
    if not match:
        raise Undefined("a date is written YYYY-MM-DD")
    return make_date(int(match[1]), int(match[2]), int(match[3]))


def make_date(year: int, month: int, day: int) -> date:
    """The date of that year, month and day.

    Raises:
        Undefined: there is no such day.
    """
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Undefined("there is no such date in the years 1 to 9999") from error


def read_time(text: str) -> Time:
    """The time written as hh:mm:ss, with fraction, offset or @zone if wanted.

    Raises:
        Undefined: the text is no time.
    """
    match = _TIME.fullmatch(text) if len(text) <= _LONGEST else None
    if not match or (match[4] and match[5]):
        raise Undefined("a time is written hh:mm:ss")
    zone = match[5]
    if zone:
        zone_named(zone)
    return make_time(int(match[1]), int(match[2]), Decimal(match[3]), _read_offset(match[4]), zone)


def make_time(hour: int, minute: int, second: Decimal, offset: int | None = None, zone: str | None = None) -> Time:
    """The time of that hour, minute and second.

    Raises:
        Undefined: the day has no such time, or the offset is more than 18 hours.
    """
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):  # noqa: PLR2004 - a clock's own figures
        raise Undefined("there is no such time of day")
    if offset is not None and abs(offset) > _MAX_OFFSET:
        raise Undefined("an offset is at most 18 hours")
    return Time(hour, minute, second, offset, zone)


MIDNIGHT = Time(0, 0, Decimal(0))
UTC_MIDNIGHT = Time(0, 0, Decimal(0), 0)


def read_date_time(text: str) -> DateTime:
    """The date and time written as YYYY-MM-DDThh:mm:ss; a date alone means its midnight.

    Raises:
        Undefined: the text is neither.
    """
    day, separator, time = text.partition("T")
    return DateTime(read_date(day), read_time(time) if separator else MIDNIGHT)


def read_duration(text: str) -> DaysDuration | MonthsDuration:
    """The duration written in ISO 8601: P1DT2H, or P1Y2M.

    Raises:
        Undefined: the text is neither kind.
    """
    if len(text) > _LONGEST or text.endswith(("P", "T")):
        raise Undefined("a duration is written as P1DT2H or P1Y2M")
    if match := _MONTHS.fullmatch(text):
        months = 12 * int(match[2] or 0) + int(match[3] or 0)
        return MonthsDuration(-months if match[1] else months)
    if match := _DAYS.fullmatch(text):
        whole = DAY * int(match[2] or 0) + _HOUR * int(match[3] or 0) + _MINUTE * int(match[4] or 0)
        seconds = CONTEXT.add(Decimal(whole), Decimal(match[5] or 0))
        return DaysDuration(CONTEXT.minus(seconds) if match[1] else seconds)
    raise Undefined("a duration is written as P1DT2H or P1Y2M")


def read_at(text: str) -> date | Time | DateTime | DaysDuration | MonthsDuration:
    """The value of an at-literal, by its own form.

    Raises:
        Undefined: the text has none of the forms.
    """
    if text.startswith(("P", "-P")):
        return read_duration(text)
    if "T" in text.partition("@")[0]:
        return read_date_time(text)
    return read_time(text) if ":" in text else read_date(text)


def from_datetime(value: datetime) -> DateTime:
    """The same instant or local time, from Python's own class."""
    delta = value.utcoffset()
    zone = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    offset = None if delta is None or zone else int(delta.total_seconds())
    second = Decimal(value.second) + Decimal(value.microsecond).scaleb(-6)
    return DateTime(value.date(), Time(value.hour, value.minute, second, offset, zone))


def shifted(start: DateTime, seconds: Decimal) -> DateTime:
    """The date and time that many seconds later, on the same clock.

    Raises:
        Undefined: the result lies outside the years 1 to 9999.
    """
    days, rest = _floor_divide(CONTEXT.add(start.time.seconds, seconds), DAY)
    return DateTime(shifted_days(start.date, days), time_at(rest, start.time))


def shifted_days(start: date, days: int) -> date:
    """The date that many days later.

    Raises:
        Undefined: the result lies outside the years 1 to 9999.
    """
    try:
        return start + timedelta(days=days)
    except OverflowError as error:
        raise Undefined("a date lies outside the years 1 to 9999") from error


def shifted_months(start: date, months: int) -> date:
    """The date that many months later; a day the month lacks becomes its last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return make_date(year, month + 1, min(start.day, _month_days(year, month + 1)))


def time_at(seconds: Decimal, like: Time) -> Time:
    """The time of day that many seconds after midnight, on the clock of another."""
    minutes, second = CONTEXT.divmod(CONTEXT.remainder(seconds, Decimal(DAY)), _MINUTE)
    hour, minute = divmod(int(minutes), _MINUTE)
    return Time(hour, minute, second, like.offset, like.zone)


def instant(value: DateTime) -> tuple[bool, Decimal]:
    """Whether the value is fixed to UTC, and its seconds on that or on its own clock, for comparison."""
    offset = offset_of(value)
    seconds = CONTEXT.add(Decimal(value.date.toordinal() * DAY), value.time.seconds)
    return (False, seconds) if offset is None else (True, CONTEXT.subtract(seconds, Decimal(offset)))


def time_instant(value: Time) -> tuple[bool, Decimal]:
    """The like of `instant` for a time of day; a zone counts as on 1 January 1970."""
    offset = offset_of(DateTime(date(1970, 1, 1), value))
    return (False, value.seconds) if offset is None else (True, CONTEXT.subtract(value.seconds, Decimal(offset)))


def offset_of(value: DateTime) -> int | None:
    """Seconds east of UTC then and there; None for a local time."""
    if value.time.zone is None:
        return value.time.offset
    local = datetime.combine(value.date, datetime.min.time()) + timedelta(seconds=int(value.time.seconds))
    try:
        delta = zone_named(value.time.zone).utcoffset(local)
    except OverflowError:  # the zone's rules run off the calendar's first or last day
        return 0
    return int(delta.total_seconds()) if delta else 0


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        Undefined: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Undefined(f"there is no time zone named {name}") from error


def _read_offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    hours, minutes, seconds = (text[1:] + ":00").split(":")[:3]
    if int(minutes) >= _MINUTE or int(seconds) >= _MINUTE:
        raise Undefined("there is no such offset")
    total = int(hours) * _HOUR + int(minutes) * _MINUTE + int(seconds)
    return -total if text[0] == "-" else total


def _offset_text(offset: int | None, zone: str | None) -> str:
    if zone:
        return f"@{zone}"
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _floor_divide(seconds: Decimal, by: int) -> tuple[int, Decimal]:
    quotient = int(CONTEXT.divide_int(seconds, by))
    rest = CONTEXT.subtract(seconds, Decimal(quotient * by))
    return (quotient, rest) if rest >= 0 else (quotient - 1, CONTEXT.add(rest, Decimal(by)))


def _month_days(year: int, month: int) -> int:
    if month == 2:  # noqa: PLR2004 - February
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
