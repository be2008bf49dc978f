"""Functions of lists."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cmp_to_key

from workflows.feel.budget import Budget
from workflows.feel.builtins.signature import ANYTHING, builtin
from workflows.feel.comparison import equal
from workflows.feel.errors import Undefined
from workflows.feel.numbers import integer
from workflows.feel.values import Function

_Items = list[object]


@builtin("list contains", "list: list, element: any?")
def list_contains(budget: Budget, items: _Items, element: object) -> object:
    """Whether an item equals the element."""
    return any(_same(item, element, budget) for item in items)


@builtin("count", "list: list")
def count(_budget: Budget, items: _Items) -> object:
    """How many items there are."""
    return Decimal(len(items))


@builtin("sublist", "list: list, start position: number, [length: number]")
def sublist(_budget: Budget, items: _Items, start: Decimal, length: Decimal | None = None) -> object:
    """The items from a position, counted from 1 or back from the end."""
    first = _index(items, start)
    if length is None:
        return items[first:]
    if length < 1 or first + integer(length) > len(items):
        raise Undefined("the list has not so many items there")
    return items[first : first + integer(length)]


@builtin("append", "list: list, item: any?")
def append(budget: Budget, items: _Items, item: object) -> object:
    """The list with the item at its end."""
    budget.items(len(items) + 1)
    return [*items, item]


@builtin("concatenate", "list: list")
def concatenate_one(_budget: Budget, items: _Items) -> object:
    """The list itself."""
    return items


@builtin("concatenate", "*lists: list")
def concatenate(budget: Budget, lists: list[_Items]) -> object:
    """The items of all the lists."""
    budget.items(sum(len(items) for items in lists))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any?")
def insert_before(budget: Budget, items: _Items, position: Decimal, item: object) -> object:
    """The list with the item before that position."""
    first = _index(items, position)
    budget.items(len(items) + 1)
    return [*items[:first], item, *items[first:]]


@builtin("remove", "list: list, position: number")
def remove(_budget: Budget, items: _Items, position: Decimal) -> object:
    """The list without the item at that position."""
    first = _index(items, position)
    return [*items[:first], *items[first + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any?")
def list_replace(budget: Budget, items: _Items, position: Decimal, item: object) -> object:
    """The list with another item at that position."""
    first = _index(items, position)
    budget.items(len(items))
    return [*items[:first], item, *items[first + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any?")
def list_replace_matching(budget: Budget, items: _Items, match: Function, item: object) -> object:
    """The list with another item wherever the function says so."""
    answers = [_called(match, [old, item], budget) for old in items]
    if not all(isinstance(answer, bool) for answer in answers):
        raise Undefined("the function answers something that is no boolean")
    return [item if answer else old for old, answer in zip(items, answers, strict=True)]


@builtin("reverse", "list: list")
def reverse(budget: Budget, items: _Items) -> object:
    """The items from last to first."""
    budget.items(len(items))
    return items[::-1]


@builtin("index of", "list: list, match: any?")
def index_of(budget: Budget, items: _Items, match: object) -> object:
    """Every position of the element."""
    found = [position for position, item in enumerate(items, start=1) if _same(item, match, budget)]
    return [Decimal(position) for position in found]


@builtin("union", "list: list")
def union_one(budget: Budget, items: _Items) -> object:
    """The list without repetitions."""
    return _distinct(items, budget)


@builtin("union", "*lists: list")
def union(budget: Budget, lists: list[_Items]) -> object:
    """The items of all the lists without repetitions."""
    budget.items(sum(len(items) for items in lists))
    return _distinct((item for items in lists for item in items), budget)


@builtin("distinct values", "list: list")
def distinct_values(budget: Budget, items: _Items) -> object:
    """The list without repetitions."""
    return _distinct(items, budget)


@builtin("flatten", "list: list")
def flatten(budget: Budget, items: _Items) -> object:
    """The items of the list and of every list in it."""
    flat: _Items = []
    waiting = items[::-1]
    while waiting:
        budget.spend()
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item[::-1])
        else:
            flat.append(item)
            budget.items(len(flat) if len(flat) & 255 == 0 else 0)
    return flat


@builtin("sort", "list: list, precedes: function")
def sort(budget: Budget, items: _Items, precedes: Function) -> object:
    """The items in the order that the function tells."""
    budget.items(len(items))

    def compare(left: object, right: object) -> int:
        if _called(precedes, [left, right], budget) is True:
            return -1
        return 1 if _called(precedes, [right, left], budget) is True else 0

    return sorted(items, key=cmp_to_key(compare))


def _called(function: Function, arguments: _Items, budget: Budget) -> object:
    if function.parameters != (ANYTHING,) and len(function.parameters) != len(arguments):
        raise Undefined(f"the function does not take {len(arguments)} arguments")
    budget.enter()
    try:
        return function.call(budget, arguments)
    finally:
        budget.leave()


def _index(items: _Items, position: Decimal) -> int:
    place = integer(position)
    if place == 0 or abs(place) > len(items):
        raise Undefined("the list has no such position")
    return place - 1 if place > 0 else len(items) + place


def _same(left: object, right: object, budget: Budget) -> bool:
    budget.spend()
    return equal(left, right, budget) is True


def _distinct(items: Iterable[object], budget: Budget) -> _Items:
    kept: _Items = []
    for item in items:
        if not any(_same(item, other, budget) for other in kept):
            kept.append(item)
    return kept
