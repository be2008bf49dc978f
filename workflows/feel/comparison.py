"""Equality, order and membership of FEEL values."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from workflows.feel.budget import Budget
from workflows.feel.errors import Undefined
from workflows.feel.temporal import (
    MIDNIGHT,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    instant,
    time_instant,
)
from workflows.feel.values import Bound, Function, Range


def equal(left: object, right: object, budget: Budget) -> bool | None:
    """Whether two values are the same; null where their kinds have nothing in common."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return False if isinstance(left, Range | Bound) and isinstance(right, Range | Bound) else None
    if kind in _PLAIN:
        return left == right
    return _equal_composed(left, right, budget)


def _equal_composed(left: object, right: object, budget: Budget) -> bool | None:
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(left, right, budget)
    if isinstance(left, dict) and isinstance(right, dict):
        return _equal_contexts(left, right, budget)
    if isinstance(left, Range) and isinstance(right, Range):
        return _equal_ranges(left, right, budget)
    if isinstance(left, Bound) and isinstance(right, Bound):
        return left.operator == right.operator and equal(left.end, right.end, budget)
    return left is right if isinstance(left, Function) else _equal_moments(left, right, budget)


def order(left: object, right: object) -> int:
    """Below, at or above zero, as left comes before, with or after right; times compare to the second.

    Raises:
        Undefined: the two have no order.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        raise Undefined("booleans have no order")
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return (left > right) - (left < right)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    return _order_moments(left, right)


def contains(container: object, value: object, budget: Budget) -> bool | None:
    """Whether the value is one that a test, a range or a list allows."""
    if isinstance(container, Range):
        return in_range(container, value, budget)
    if isinstance(container, Bound):
        return compares(container.operator, value, container.end, budget)
    if isinstance(container, list):
        return _in_list(container, value, budget)
    return equal(value, container, budget)


def in_range(scope: Range, value: object, budget: Budget) -> bool | None:
    """Whether the value lies between the range's ends; null where it has no order with them."""
    try:
        after, before = order(value, scope.start), order(value, scope.end)
    except Undefined as reason:
        budget.remark(str(reason))
        return None
    starts = after > 0 or (after == 0 and scope.start_included)
    return starts and (before < 0 or (before == 0 and scope.end_included))


def compares(operator: str, left: object, right: object, budget: Budget) -> bool | None:
    """Whether the two compare so; null where they have no common kind or order."""
    if operator in ("=", "!="):
        answer = equal(left, right, budget)
        if answer is None:
            budget.remark("two values of different kinds are neither equal nor different")
            return None
        return answer is (operator == "=")
    try:
        return ORDERS[operator](order(left, right))
    except Undefined as reason:
        budget.remark(str(reason))
        return None


#: What the sign of `order` must be for each comparison.
ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


_PLAIN = frozenset({bool, Decimal, str, date, DaysDuration, MonthsDuration})


def _equal_lists(left: list[object], right: list[object], budget: Budget) -> bool | None:
    budget.spend(1 + len(left))
    if len(left) != len(right):
        return False
    return all(equal(one, other, budget) for one, other in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, object], right: dict[str, object], budget: Budget) -> bool | None:
    budget.spend(1 + len(left))
    if left.keys() != right.keys():
        return False
    return all(equal(value, right[key], budget) for key, value in left.items())


def _equal_ranges(left: Range, right: Range, budget: Budget) -> bool:
    return (
        left.start_included == right.start_included
        and left.end_included == right.end_included
        and bool(equal(left.start, right.start, budget))
        and bool(equal(left.end, right.end, budget))
    )


def _equal_moments(left: object, right: object, budget: Budget) -> bool | None:
    try:
        return _order_moments(left, right) == 0
    except Undefined as reason:
        budget.remark(str(reason))
        return None


def _order_moments(left: object, right: object) -> int:
    if isinstance(left, DateTime) or isinstance(right, DateTime):
        left, right = _at_midnight(left), _at_midnight(right)
    one, other = _position(left), _position(right)
    if one is None or other is None or type(left) is not type(right):
        raise Undefined("the two values have no order")
    if one[0] != other[0]:
        raise Undefined("a local time has no order with one fixed to UTC")
    return (one[1] > other[1]) - (one[1] < other[1])


def _to_the_second(position: tuple[bool, Decimal]) -> tuple[bool, Decimal]:
    return position[0], position[1].to_integral_value(ROUND_FLOOR)


def _at_midnight(value: object) -> object:
    return DateTime(value, MIDNIGHT) if isinstance(value, date) else value


def _position(value: object) -> tuple[bool, Decimal] | None:
    if isinstance(value, DateTime):
        return _to_the_second(instant(value))
    if isinstance(value, Time):
        return _to_the_second(time_instant(value))
    if isinstance(value, date):
        return False, Decimal(value.toordinal())
    if isinstance(value, DaysDuration):
        return False, value.seconds
    if isinstance(value, MonthsDuration):
        return False, Decimal(value.months)
    return None


def _in_list(container: list[object], value: object, budget: Budget) -> bool:
    budget.spend(1 + len(container))
    for item in container:
        if equal(value, item, budget):
            return True
        if isinstance(item, Range | Bound) and contains(item, value, budget):
            return True
    return isinstance(value, list) and bool(equal(value, container, budget))
