"""Functions that sum up a list: all, any, extremes, sums and averages.

Each takes one list, or its items as arguments.
"""

from collections.abc import Callable
from decimal import Decimal

from workflows.feel.budget import Budget
from workflows.feel.builtins.signature import builtin
from workflows.feel.comparison import order
from workflows.feel.errors import Undefined
from workflows.feel.numbers import CONTEXT, guarded

_Items = list[object]
_Body = Callable[[Budget, _Items], object]


def _of_list_or_items(name: str) -> Callable[[_Body], _Body]:
    def declare(body: _Body) -> _Body:
        builtin(name, "list: list")(body)
        builtin(name, "*list: any?")(body)
        return body

    return declare


@_of_list_or_items("min")
def minimum(budget: Budget, items: _Items) -> object:
    """The least item; null of an empty list."""
    return _extreme(items, -1, budget)


@_of_list_or_items("max")
def maximum(budget: Budget, items: _Items) -> object:
    """The greatest item; null of an empty list."""
    return _extreme(items, 1, budget)


@_of_list_or_items("sum")
def total(budget: Budget, items: _Items) -> object:
    """The sum; null of an empty list."""
    return _sum(_numbers(items, budget))


@_of_list_or_items("product")
def product(budget: Budget, items: _Items) -> object:
    """The product; null of an empty list."""
    result = Decimal(1)
    for number in _numbers(items, budget):
        result = guarded(CONTEXT.multiply, result, number)
    return result


@_of_list_or_items("mean")
def mean(budget: Budget, items: _Items) -> object:
    """The average; null of an empty list."""
    return _mean(_numbers(items, budget))


@_of_list_or_items("median")
def median(budget: Budget, items: _Items) -> object:
    """The middle item of the sorted list, or the average of the middle two."""
    ordered = sorted(_numbers(items, budget))
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else _mean(ordered[half - 1 : half + 1])


@_of_list_or_items("stddev")
def standard_deviation(budget: Budget, items: _Items) -> object:
    """The standard deviation of a sample of two or more."""
    numbers = _numbers(items, budget)
    if len(numbers) < 2:  # noqa: PLR2004 - a sample of one has no deviation
        raise Undefined("a sample has two items or more")
    average = _mean(numbers)
    squares = [guarded(CONTEXT.power, CONTEXT.subtract(number, average), Decimal(2)) for number in numbers]
    return guarded(CONTEXT.sqrt, guarded(CONTEXT.divide, _sum(squares), Decimal(len(numbers) - 1)))


@_of_list_or_items("mode")
def mode(budget: Budget, items: _Items) -> object:
    """The numbers that occur most often, in ascending order."""
    if not items:
        return []
    counts: dict[Decimal, int] = {}
    for number in _numbers(items, budget):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return sorted(number for number, count in counts.items() if count == most)


@_of_list_or_items("all")
def all_(_budget: Budget, items: _Items) -> object:
    """Ternary `and` over the list."""
    return _ternary(items, decisive=False)


@_of_list_or_items("any")
def any_(_budget: Budget, items: _Items) -> object:
    """Ternary `or` over the list."""
    return _ternary(items, decisive=True)


def _ternary(items: _Items, *, decisive: bool) -> bool | None:
    if any(item is decisive for item in items):
        return decisive
    return None if any(not isinstance(item, bool) for item in items) else not decisive


def _numbers(items: _Items, budget: Budget) -> list[Decimal]:
    budget.items(len(items))
    numbers = [item for item in items if isinstance(item, Decimal)]
    if not numbers or len(numbers) < len(items):
        raise Undefined("the list is empty or holds something that is no number")
    return numbers


def _sum(numbers: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = guarded(CONTEXT.add, result, number)
    return result


def _mean(numbers: list[Decimal]) -> Decimal:
    return guarded(CONTEXT.divide, _sum(numbers), Decimal(len(numbers)))


def _extreme(items: _Items, sign: int, budget: Budget) -> object:
    budget.items(len(items))
    if not items:
        raise Undefined("the list is empty")
    best = items[0]
    for item in items:
        if order(item, best) * sign > 0:
            best = item
    return best
