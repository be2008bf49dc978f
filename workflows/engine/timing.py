"""When a timer is due: ISO 8601 texts of a diagram, computed from the instant that is handed in.

Durations count whole years, months and days of the calendar in UTC; a date without a time is its first
moment in Massachusetts, where legal dates begin. There is no clock here.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

#: Dates without an offset are dates of the Commonwealth.
EASTERN = ZoneInfo("America/New_York")

_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?P<every>P[^/]+)")
_LONGEST_YEARS = 100


class NotATime(ValueError):
    """The text is no ISO 8601 instant, date, duration or cycle."""


@dataclass(frozen=True)
class Due:
    """When a timer falls due, and how it goes on after that."""

    at: datetime
    #: Occurrences still to come, the one at `at` included; None without end.
    times: int | None = 1
    #: The duration between two occurrences, where there are several.
    every: str | None = None

    def following(self) -> "Due | None":
        """The next occurrence; None after the last."""
        if self.every is None or self.times == 1:
            return None
        times = None if self.times is None else self.times - 1
        return Due(later(self.at, self.every), times, self.every)


def due(text: object, *, now: datetime) -> Due:
    """When the timer's text falls due: an instant, a date, a duration from now, or `R3/P7D`.

    Raises:
        NotATime: when the text is none of these.
    """
    if not isinstance(text, str):
        raise NotATime
    if cycle := _CYCLE.fullmatch(text):
        times = int(cycle["times"]) if cycle["times"] else None
        first = later(now, cycle["every"])
        if times == 0 or first <= now:
            raise NotATime
        return Due(first, times, cycle["every"])
    if text.startswith("P"):
        return Due(later(now, text))
    return Due(instant(text))


def later(start: datetime, duration: str) -> datetime:
    """The instant that lies this ISO 8601 duration after the start.

    Raises:
        NotATime: when the text is no duration, or the instant lies beyond the calendar.
    """
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise NotATime
    parts = {name: float(value) for name, value in found.groupdict(default="0").items()}
    months = int(parts["years"] * 12 + parts["months"])
    if months > _LONGEST_YEARS * 12:
        raise NotATime
    try:
        span = timedelta(**{unit: parts[unit] for unit in ("weeks", "days", "hours", "minutes", "seconds")})
        return _months_later(start, months) + span
    except (OverflowError, ValueError):
        raise NotATime from None


def instant(text: str) -> datetime:
    """An ISO 8601 instant or date as an aware UTC datetime.

    Raises:
        NotATime: when the text is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotATime from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=EASTERN)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise NotATime from None


def _months_later(start: datetime, months: int) -> datetime:
    if months == 0:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    day = date(year, month + 1, min(start.day, last))
    return start.replace(year=day.year, month=day.month, day=day.day)
