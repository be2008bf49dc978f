"""What + - * / ** and the unary minus mean for each kind of value."""

from datetime import date
from decimal import Decimal

from workflows.feel.budget import Budget
from workflows.feel.errors import Undefined
from workflows.feel.numbers import CONTEXT, guarded
from workflows.feel.temporal import (
    DAY,
    MIDNIGHT,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    instant,
    shifted,
    shifted_months,
    time_at,
    time_instant,
)


def add(left: object, right: object, budget: Budget) -> object:
    """The sum of numbers or durations, strings joined, a date or time later by a duration.

    Raises:
        Undefined: the two cannot be added.
    """
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return guarded(CONTEXT.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        budget.text(len(left) + len(right))
        return left + right
    if isinstance(left, DaysDuration) and isinstance(right, DaysDuration):
        return DaysDuration(CONTEXT.add(left.seconds, right.seconds))
    if isinstance(left, MonthsDuration) and isinstance(right, MonthsDuration):
        return MonthsDuration(left.months + right.months)
    if isinstance(left, DaysDuration | MonthsDuration):
        left, right = right, left
    if isinstance(right, DaysDuration):
        return _later_by_days(left, right.seconds)
    if isinstance(right, MonthsDuration):
        return _later_by_months(left, right.months)
    raise Undefined(f"{kind_of(left)} and {kind_of(right)} cannot be added")


def subtract(left: object, right: object) -> object:
    """The difference of numbers, durations, dates or times; a date or time earlier by a duration.

    Raises:
        Undefined: the one cannot be taken from the other.
    """
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return guarded(CONTEXT.subtract, left, right)
    if isinstance(right, DaysDuration):
        if isinstance(left, DaysDuration):
            return DaysDuration(CONTEXT.subtract(left.seconds, right.seconds))
        return _later_by_days(left, CONTEXT.minus(right.seconds))
    if isinstance(right, MonthsDuration):
        if isinstance(left, MonthsDuration):
            return MonthsDuration(left.months - right.months)
        return _later_by_months(left, -right.months)
    return _between(left, right)


def multiply(left: object, right: object) -> object:
    """The product of numbers, or a duration times a number.

    Raises:
        Undefined: the two cannot be multiplied.
    """
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return guarded(CONTEXT.multiply, left, right)
    if isinstance(left, Decimal):
        left, right = right, left
    if isinstance(right, Decimal):
        if isinstance(left, DaysDuration):
            return DaysDuration(guarded(CONTEXT.multiply, left.seconds, right))
        if isinstance(left, MonthsDuration):
            return _months(guarded(CONTEXT.multiply, Decimal(left.months), right))
    raise Undefined(f"{kind_of(left)} and {kind_of(right)} cannot be multiplied")


def divide(left: object, right: object) -> object:
    """The quotient of numbers or of durations of one kind, or a duration divided by a number.

    Raises:
        Undefined: the one cannot be divided by the other, or it is zero.
    """
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return guarded(CONTEXT.divide, left, right)
    if isinstance(left, DaysDuration):
        if isinstance(right, Decimal):
            return DaysDuration(guarded(CONTEXT.divide, left.seconds, right))
        if isinstance(right, DaysDuration):
            return guarded(CONTEXT.divide, left.seconds, right.seconds)
    if isinstance(left, MonthsDuration):
        if isinstance(right, Decimal):
            return _months(guarded(CONTEXT.divide, Decimal(left.months), right))
        if isinstance(right, MonthsDuration):
            return guarded(CONTEXT.divide, Decimal(left.months), Decimal(right.months))
    raise Undefined(f"{kind_of(left)} cannot be divided by {kind_of(right)}")


def power(left: object, right: object) -> object:
    """The number raised to the other.

    Raises:
        Undefined: one is no number, or the power has no result.
    """
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return guarded(CONTEXT.power, left, right)
    raise Undefined(f"{kind_of(left)} cannot be raised to {kind_of(right)}")


def negate(value: object) -> object:
    """The number or duration with the other sign.

    Raises:
        Undefined: the value has no sign.
    """
    if isinstance(value, Decimal):
        return CONTEXT.minus(value)
    if isinstance(value, DaysDuration):
        return DaysDuration(CONTEXT.minus(value.seconds))
    if isinstance(value, MonthsDuration):
        return MonthsDuration(-value.months)
    raise Undefined(f"{kind_of(value)} has no opposite")


def kind_of(value: object) -> str:
    """The name of the value's kind, as a sentence about it would say."""
    for classes, name in _KINDS:
        if isinstance(value, classes):
            return name
    return "a function"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "null"),
    (bool, "a boolean"),
    (Decimal, "a number"),
    (str, "a string"),
    (DateTime, "a date and time"),
    (date, "a date"),
    (Time, "a time"),
    (DaysDuration, "a days and time duration"),
    (MonthsDuration, "a years and months duration"),
    (list, "a list"),
    (dict, "a context"),
)


def _later_by_days(start: object, seconds: Decimal) -> object:
    if isinstance(start, DateTime):
        return shifted(start, seconds)
    if isinstance(start, date):
        return shifted(DateTime(start, MIDNIGHT), seconds).date
    if isinstance(start, Time):
        rest = CONTEXT.remainder(CONTEXT.add(start.seconds, seconds), Decimal(DAY))
        return time_at(rest if rest >= 0 else CONTEXT.add(rest, Decimal(DAY)), start)
    raise Undefined(f"{kind_of(start)} cannot be moved by a duration")


def _later_by_months(start: object, months: int) -> object:
    if isinstance(start, DateTime):
        return DateTime(shifted_months(start.date, months), start.time)
    if isinstance(start, date):
        return shifted_months(start, months)
    raise Undefined(f"{kind_of(start)} cannot be moved by months")


def _between(left: object, right: object) -> DaysDuration:
    if isinstance(left, date) and isinstance(right, date):
        return DaysDuration(Decimal((left - right).days * DAY))
    if isinstance(left, Time) and isinstance(right, Time):
        positions = time_instant(left), time_instant(right)
    elif isinstance(left, DateTime | date) and isinstance(right, DateTime | date):
        positions = instant(_with_time(left)), instant(_with_time(right))
    else:
        raise Undefined(f"{kind_of(right)} cannot be taken from {kind_of(left)}")
    if positions[0][0] != positions[1][0]:
        raise Undefined("a local time cannot be taken from one fixed to UTC, nor the other way")
    return DaysDuration(CONTEXT.subtract(positions[0][1], positions[1][1]))


def _with_time(value: DateTime | date) -> DateTime:
    return value if isinstance(value, DateTime) else DateTime(value, MIDNIGHT)


def _months(value: Decimal) -> MonthsDuration:
    if abs(value) > 10**12:
        raise Undefined("a duration is longer than a billion years")
    return MonthsDuration(int(value))
