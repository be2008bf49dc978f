"""FEEL's values and the two doors: plain values in, plain JSON out.

Inside, a value is one of: None, bool, Decimal, str, date, Time, DateTime, DaysDuration, MonthsDuration, list, dict with
string keys, Range, Bound and Function. Lists and contexts are never changed once made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from workflows.feel.budget import Budget
from workflows.feel.errors import FeelEvaluationError
from workflows.feel.numbers import CONTEXT, guarded, plain
from workflows.feel.temporal import DateTime, DaysDuration, MonthsDuration, Time, from_datetime

#: How deep lists and contexts may nest when they enter or leave.
NESTING = 40
#: How many values one entering or leaving value may hold.
BREADTH = 100_000

_EXACT_INTEGER = 10**34

Signature = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two ends; with null at an end it is asked in vain."""

    start: object
    end: object
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """The values that compare so with one: `(< 10)`, `(!= 10)`."""

    #: One of = != < <= > >=.
    operator: str
    end: object


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something an expression may call: built in, or defined by an expression or a model."""

    name: str
    #: Names of the parameters, in order.
    parameters: Signature
    #: Takes the budget and the arguments in that order.
    call: Callable[[Budget, list[object]], object]


def adopt(value: object) -> object:
    """The FEEL value of a plain Python or JSON value; what has none becomes null.

    Raises:
        FeelEvaluationError: the value nests or spreads too far.
    """
    return _Adoption().take(value, NESTING)


class _Adoption:
    def __init__(self) -> None:
        self._left = BREADTH

    def take(self, value: object, depth: int) -> object:
        kind = type(value)
        if value is None or kind in _NATIVE:
            return value
        if convert := _CONVERSIONS.get(kind):
            return convert(value)
        if isinstance(value, list | tuple):
            self._count(len(value), depth)
            return [self.take(item, depth - 1) for item in value]
        if isinstance(value, Mapping):
            self._count(len(value), depth)
            return {str(key): self.take(item, depth - 1) for key, item in value.items()}
        # StrEnum members and the like are still text to FEEL
        return str.__str__(value) if isinstance(value, str) else None

    def _count(self, size: int, depth: int) -> None:
        self._left -= size + 1
        if self._left < 0 or depth <= 0:
            raise FeelEvaluationError("a value given to the expression is too large or nests too deep")


def _adopt_decimal(value: object) -> object:
    assert isinstance(value, Decimal)  # noqa: S101 - the table below pairs classes with conversions
    return CONTEXT.plus(value) if value.is_finite() else None


def _adopt_time(value: object) -> object:
    assert isinstance(value, time)  # noqa: S101 - as above
    return from_datetime(datetime.combine(date(1970, 1, 1), value)).time


def _adopt_timedelta(value: object) -> object:
    assert isinstance(value, timedelta)  # noqa: S101 - as above
    return DaysDuration(Decimal(value // timedelta(microseconds=1)).scaleb(-6))


_NATIVE = frozenset({bool, str, date, Time, DateTime, DaysDuration, MonthsDuration, Range, Bound, Function})
_CONVERSIONS: dict[type, Callable[[object], object]] = {
    Decimal: _adopt_decimal,
    int: lambda value: guarded(CONTEXT.create_decimal, value),  # type: ignore[arg-type]
    float: lambda value: _adopt_decimal(Decimal(repr(value))),
    datetime: from_datetime,  # type: ignore[dict-item]
    time: _adopt_time,
    timedelta: _adopt_timedelta,
}


def to_json(value: object) -> object:
    """The value as plain JSON: numbers as int or exact float, else as text; dates, times and durations in ISO 8601.

    Raises:
        FeelEvaluationError: the value nests or spreads too far.
    """
    return _Departure().take(value, NESTING)


class _Departure:
    def __init__(self) -> None:
        self._left = BREADTH

    def take(self, value: object, depth: int) -> object:
        if isinstance(value, str):
            self._count(len(value) >> 4, depth + 1)
            return value
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Decimal):
            return _json_number(value)
        if isinstance(value, list):
            self._count(len(value), depth)
            return [self.take(item, depth - 1) for item in value]
        if isinstance(value, dict):
            self._count(len(value), depth)
            return {key: self.take(item, depth - 1) for key, item in value.items()}
        return None if isinstance(value, Function | Bound) else self._written(value, depth)

    def _written(self, value: object, depth: int) -> str:
        if isinstance(value, Range):
            return range_text(value, lambda end: str(self.take(end, depth - 1)))
        return str(value)

    def _count(self, size: int, depth: int) -> None:
        self._left -= size + 1
        if self._left < 0 or depth <= 0:
            raise FeelEvaluationError("the result is too large or nests too deep")


def range_text(value: Range, write: Callable[[object], str]) -> str:
    """The range as it is written in FEEL, its ends written by `write`."""
    start = "null" if value.start is None else write(value.start)
    end = "null" if value.end is None else write(value.end)
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"


def _json_number(value: Decimal) -> object:
    if value == value.to_integral_value() and value.copy_abs() < _EXACT_INTEGER:
        return int(value)
    as_float = float(value)
    if Decimal(repr(as_float)) == value:
        return as_float
    return plain(value) if abs(value.adjusted()) < CONTEXT.prec else str(value)
