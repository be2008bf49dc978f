"""Legal days and the instants at which they end. A day is a day in Massachusetts; an instant is in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.rules.defaults import OwnerSettings
from workflows.rules.expiry import cycle_end

MASSACHUSETTS = ZoneInfo("America/New_York")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cycle:
    """The days between which a holder's routes change."""

    #: First day of renewal and alignment.
    opens: date
    #: Last day of renewal and alignment, the expiry of the certification.
    closes: date
    #: Last day of late renewal.
    late_last: date
    #: Last day on which the certification has been expired for two years at most.
    two_years: date


def end_of_day(day: date) -> datetime:
    """The last second of a legal day: 23:59:59 in Massachusetts.

    Source: one-year alignment page, 2026 (deadlines are days); the minute is the Office's.
    """
    return datetime.combine(day, time(23, 59, 59), MASSACHUSETTS).astimezone(UTC)


def day_over(day: date) -> datetime:
    """The first instant after a legal day: what was authorised before it was authorised in time."""
    return datetime.combine(day + _DAY, time(), MASSACHUSETTS).astimezone(UTC)


def in_time(authorised_at: datetime, last_day: date) -> bool:
    """Whether a payment authorised at an instant meets a deadline, whenever the news of it came."""
    return authorised_at < day_over(last_day)


def cycle(ma_expiry: date, settings: OwnerSettings) -> Cycle:
    """The windows of a certification by its expiry.

    Source: one-year alignment page, 2026 (late renewal before 31 March of the next year); regional councils'
    recertification pages (1 October); page on reinstating an expired certification (two years).
    """
    year = ma_expiry.year
    late_end = _months_after(cycle_end(year), settings["late.windowMonths"])
    return Cycle(
        opens=date.fromisoformat(f"{year - 1}-{settings['window.openMonthDay']}"),
        closes=cycle_end(year),
        late_last=late_end if settings["late.lastDayInclusive"] else late_end - _DAY,
        two_years=cycle_end(year + 2),
    )


def _months_after(day: date, months: int) -> date:
    first = date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
    last_of_month = (first + timedelta(days=31)).replace(day=1) - _DAY
    return min(first + (day.day - 1) * _DAY, last_of_month)
