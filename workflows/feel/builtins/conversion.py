"""Functions that turn a value of one kind into another, `not` and `is` among them."""

import re
from decimal import Decimal

from workflows.feel.budget import Budget
from workflows.feel.builtins.signature import BUILTINS, builtin
from workflows.feel.comparison import equal, order
from workflows.feel.errors import FeelEvaluationError, Undefined
from workflows.feel.numbers import number as read_number
from workflows.feel.numbers import plain
from workflows.feel.temporal import DateTime, Time, read_at
from workflows.feel.values import Bound, Function, Range, range_text

_PLAIN_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_LONGEST_NUMBER = 400
_LONGEST_RANGE = 500
_RANGE = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*)([\])\[])\s*", re.DOTALL)
_CALL = re.compile(r'(date and time|date|time|duration)\s*\(\s*"([^"\\]*)"\s*\)')
_AT = re.compile(r'@"([^"\\]*)"')
_STRING = re.compile(r'"([^"\\]*)"')
_DEEPEST = 40


@builtin("number", "from: string, [grouping separator: string?], [decimal separator: string?]")
def number(_budget: Budget, text: str, grouping: str | None = None, point: str | None = None) -> object:
    """The number that the text writes, with these separators."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        raise Undefined("the separators are space, comma or point, and differ")
    digits = text.replace(grouping, "") if grouping else text
    digits = digits.replace(".", "x").replace(point, ".") if point and point != "." else digits
    if len(digits) > _LONGEST_NUMBER or not _PLAIN_NUMBER.fullmatch(digits):
        raise Undefined("the text is no number")
    return read_number(digits)


@builtin("string", "from: any")
def string(budget: Budget, value: object) -> object:
    """The value as it would be written; a string stays as it is."""
    return value if isinstance(value, str) else _written(value, budget, _DEEPEST)


@builtin("not", "negand: any?")
def not_(_budget: Budget, negand: object) -> object:
    """The other boolean; null of anything else."""
    if isinstance(negand, bool):
        return not negand
    raise Undefined("only a boolean can be negated")


@builtin("is", "[value1: any?], [value2: any?]")
def is_(budget: Budget, value1: object = None, value2: object = None) -> object:
    """Whether two values are one and the same, also in kind and in zone."""
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, Time | DateTime):
        return _unified(value1) == _unified(value2)
    return equal(value1, value2, budget) is True


@builtin("range", "from: string", literal=True)
def range_(_budget: Budget, text: str) -> object:
    """The range that the text writes; its ends are literals of one kind."""
    match = _RANGE.fullmatch(text) if len(text) <= _LONGEST_RANGE else None
    if not match:
        raise Undefined("the text is no range")
    start, end = _end(match[2].strip()), _end(match[3].strip())
    if start is None and end is None:
        raise Undefined("a range has an end")
    if (start is None and match[1] == "[") or (end is None and match[4] == "]"):
        raise Undefined("an open end is not included")
    if start is not None and end is not None and (type(start) is not type(end) or order(start, end) > 0):
        raise Undefined("a range ends before it starts")
    return Range(start, end, match[1] == "[", match[4] == "]")


def _end(text: str) -> object:
    if match := _CALL.fullmatch(text):
        return BUILTINS[match[1]].literal_value([match[2]], None)
    if match := _AT.fullmatch(text):
        return read_at(match[1])
    if match := _STRING.fullmatch(text):
        return match[1]
    if len(text) <= _LONGEST_NUMBER and _PLAIN_NUMBER.fullmatch(text):
        return read_number(text)
    if text in ("", "null"):
        return None
    raise Undefined("an end of a range is a literal")


def _unified(value: object) -> object:
    """The value with an offset of zero written one way only."""
    if isinstance(value, DateTime):
        return DateTime(value.date, _unified_time(value.time))
    return _unified_time(value) if isinstance(value, Time) else value


def _unified_time(value: Time) -> Time:
    return Time(value.hour, value.minute, value.second.normalize(), value.offset, value.zone)


def _written(value: object, budget: Budget, depth: int) -> str:
    budget.spend()
    if depth == 0:
        raise FeelEvaluationError("a value nests too deep to be written")
    if isinstance(value, list):
        text = ", ".join(_written(item, budget, depth - 1) for item in value)
        budget.text(len(text))
        return f"[{text}]"
    if isinstance(value, dict):
        text = ", ".join(f"{key}: {_written(item, budget, depth - 1)}" for key, item in value.items())
        budget.text(len(text))
        return f"{{{text}}}"
    if isinstance(value, Range):
        return range_text(value, lambda end: _written(end, budget, depth - 1))
    text = _written_scalar(value)
    budget.text(len(text))
    return text


def _written_scalar(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Function | Bound):
        raise Undefined("a function or a test cannot be written")
    return str(value)
