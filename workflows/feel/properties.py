"""What follows a point: `date.year`, `duration.hours`, `range.start`, an entry of a context."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.feel.budget import Budget
from workflows.feel.numbers import CONTEXT
from workflows.feel.temporal import DAY, DateTime, DaysDuration, MonthsDuration, Time, offset_of
from workflows.feel.values import Bound, Range


def member(value: object, name: str, budget: Budget) -> object:
    """The value's property of that name; for a list, of each of its items; null where there is none."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        budget.remark(f"the context has no entry {name}")
        return None
    if isinstance(value, list):
        budget.items(len(value))
        return [member(item, name, budget) for item in value]
    read = _PROPERTIES.get(type(value), {}).get(name)
    if read is None:
        budget.remark(f"there is no property {name} here")
        return None
    return read(value)


#: Property names that contain a space, for the reader of names.
SPACED = ("time offset", "start included", "end included")


def _count(value: int) -> Decimal:
    return Decimal(value)


def _offset(value: int | None) -> DaysDuration | None:
    return None if value is None else DaysDuration(Decimal(value))


def _part(value: DaysDuration, unit: int, modulus: int) -> Decimal:
    amount = CONTEXT.remainder(CONTEXT.divide_int(CONTEXT.abs(value.seconds), unit), modulus)
    return CONTEXT.minus(amount) if value.seconds < 0 else amount


def _rest_of_minute(value: DaysDuration) -> Decimal:
    return CONTEXT.remainder(value.seconds, 60)


def _months_part(value: MonthsDuration, *, years: bool) -> Decimal:
    amount = abs(value.months) // 12 if years else abs(value.months) % 12
    return Decimal(-amount if value.months < 0 else amount)


#: A reader is only ever given the class its table stands under.
_Read = Callable[[Any], object]

_DATE: dict[str, _Read] = {
    "year": lambda value: _count(value.year),
    "month": lambda value: _count(value.month),
    "day": lambda value: _count(value.day),
    "weekday": lambda value: _count(value.isoweekday()),
}
_TIME: dict[str, _Read] = {
    "hour": lambda value: _count(value.hour),
    "minute": lambda value: _count(value.minute),
    "second": lambda value: value.second,
    "timezone": lambda value: value.zone,
}
_RANGE: dict[str, _Read] = {
    "start": lambda value: value.start,
    "end": lambda value: value.end,
    "start included": lambda value: value.start_included,
    "end included": lambda value: value.end_included,
}
_BOUND: dict[str, _Read] = {
    "start": lambda value: value.end if value.operator in (">", ">=", "=") else None,
    "end": lambda value: value.end if value.operator in ("<", "<=", "=") else None,
    "start included": lambda value: value.operator in (">=", "="),
    "end included": lambda value: value.operator in ("<=", "="),
}
_DAYS: dict[str, _Read] = {
    "days": lambda value: _part(value, DAY, 10**12),
    "hours": lambda value: _part(value, 3_600, 24),
    "minutes": lambda value: _part(value, 60, 60),
    "seconds": _rest_of_minute,
}
_MONTHS: dict[str, _Read] = {
    "years": lambda value: _months_part(value, years=True),
    "months": lambda value: _months_part(value, years=False),
}


def _of_date(read: _Read) -> _Read:
    return lambda value: read(value.date)


def _of_time(read: _Read) -> _Read:
    return lambda value: read(value.time)


def _time_offset(value: Time) -> DaysDuration | None:
    return _offset(offset_of(DateTime(date(1970, 1, 1), value)))


_PROPERTIES: dict[type, dict[str, _Read]] = {
    date: _DATE,
    Time: {**_TIME, "time offset": _time_offset},
    DateTime: {
        **{name: _of_date(read) for name, read in _DATE.items()},
        **{name: _of_time(read) for name, read in _TIME.items()},
        "time offset": lambda value: _offset(offset_of(value)),
    },
    Range: _RANGE,
    Bound: _BOUND,
    DaysDuration: _DAYS,
    MonthsDuration: _MONTHS,
}
