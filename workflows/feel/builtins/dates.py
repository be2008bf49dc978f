"""Functions of dates, times and durations. None of them asks a clock."""

from datetime import date
from decimal import Decimal

from workflows.feel.budget import Budget
from workflows.feel.builtins.signature import builtin
from workflows.feel.errors import Undefined
from workflows.feel.numbers import integer
from workflows.feel.temporal import (
    UTC_MIDNIGHT,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    make_date,
    make_time,
    read_date,
    read_date_time,
    read_duration,
    read_time,
)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("date", "from: any", literal=True)
def date_from(_budget: Budget, value: object) -> object:
    """The date that the text writes, or of a date and time."""
    if isinstance(value, str):
        return read_date(value)
    if isinstance(value, DateTime):
        return value.date
    if isinstance(value, date):
        return value
    raise Undefined("a date is made from a string or a date and time")


@builtin("date", "year: number, month: number, day: number", literal=True)
def date_of(_budget: Budget, year: Decimal, month: Decimal, day: Decimal) -> object:
    """The date of that year, month and day."""
    return make_date(integer(year), integer(month), integer(day))


@builtin("time", "from: any", literal=True)
def time_from(_budget: Budget, value: object) -> object:
    """The time that the text writes, or of a date and time; a date's is midnight UTC."""
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, DateTime):
        return value.time
    if isinstance(value, Time):
        return value
    if isinstance(value, date):
        return UTC_MIDNIGHT
    raise Undefined("a time is made from a string or a date and time")


@builtin("time", "hour: number, minute: number, second: number, [offset: days?]", literal=True)
def time_of(
    _budget: Budget, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None
) -> object:
    """The time of that hour, minute and second, at an offset from UTC where one is given."""
    east = None if offset is None else integer(offset.seconds)
    return make_time(integer(hour), integer(minute), second, east)


@builtin("date and time", "from: any", literal=True)
def date_time_from(_budget: Budget, value: object) -> object:
    """The date and time that the text writes; a date's is midnight UTC."""
    if isinstance(value, str):
        return read_date_time(value)
    if isinstance(value, DateTime):
        return value
    if isinstance(value, date):
        return DateTime(value, UTC_MIDNIGHT)
    raise Undefined("a date and time is made from a string or a date")


@builtin("date and time", "date: date, time: time", literal=True)
def date_time_of(_budget: Budget, day: date | DateTime, time: Time) -> object:
    """The date at that time."""
    return DateTime(day.date if isinstance(day, DateTime) else day, time)


@builtin("duration", "from: any", literal=True)
def duration(_budget: Budget, value: object) -> object:
    """The duration that the text writes, of either kind."""
    if isinstance(value, str):
        return read_duration(value)
    if isinstance(value, DaysDuration | MonthsDuration):
        return value
    raise Undefined("a duration is made from a string")


@builtin("years and months duration", "from: date, to: date")
def years_and_months(_budget: Budget, start: date | DateTime, end: date | DateTime) -> object:
    """The whole months from the one date to the other."""
    first, last = _day(start), _day(end)
    months = 12 * (last.year - first.year) + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration(months)


@builtin("day of year", "date: date")
def day_of_year(_budget: Budget, day: date | DateTime) -> object:
    """1 to 366."""
    return Decimal(_day(day).timetuple().tm_yday)


@builtin("day of week", "date: date")
def day_of_week(_budget: Budget, day: date | DateTime) -> object:
    """The English name of the day."""
    return _DAYS[_day(day).weekday()]


@builtin("month of year", "date: date")
def month_of_year(_budget: Budget, day: date | DateTime) -> object:
    """The English name of the month."""
    return _MONTHS[_day(day).month - 1]


@builtin("week of year", "date: date")
def week_of_year(_budget: Budget, day: date | DateTime) -> object:
    """The week of ISO 8601, 1 to 53."""
    return Decimal(_day(day).isocalendar().week)


def _day(value: date | DateTime) -> date:
    return value.date if isinstance(value, DateTime) else value
