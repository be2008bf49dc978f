"""How points and ranges lie to each other.

A point counts as the range that holds it alone, except where the standard tells points and ranges apart.
"""

from workflows.feel.budget import Budget
from workflows.feel.builtins.signature import builtin
from workflows.feel.comparison import order
from workflows.feel.errors import Undefined
from workflows.feel.values import Range


@builtin("before", "a: any, b: any")
def before(_budget: Budget, a: object, b: object) -> object:
    """Whether all of the first lies below all of the second."""
    return _before(_span(a), _span(b))


@builtin("after", "a: any, b: any")
def after(_budget: Budget, a: object, b: object) -> object:
    """Whether all of the first lies above all of the second."""
    return _before(_span(b), _span(a))


@builtin("meets", "range1: range, range2: range")
def meets(_budget: Budget, one: Range, two: Range) -> object:
    """Whether the second starts where the first ends, both including that point."""
    return _meets(one, two)


@builtin("met by", "range1: range, range2: range")
def met_by(_budget: Budget, one: Range, two: Range) -> object:
    """Whether the first starts where the second ends, both including that point."""
    return _meets(two, one)


@builtin("overlaps", "range1: range, range2: range")
def overlaps(_budget: Budget, one: Range, two: Range) -> object:
    """Whether the two have a point in common."""
    return not _before(_closed(one), _closed(two)) and not _before(two, one)


@builtin("overlaps before", "range1: range, range2: range")
def overlaps_before(_budget: Budget, one: Range, two: Range) -> object:
    """Whether the first starts earlier, and ends inside the second."""
    return _overlaps_before(one, two)


@builtin("overlaps after", "range1: range, range2: range")
def overlaps_after(_budget: Budget, one: Range, two: Range) -> object:
    """Whether the first starts inside the second, and ends later."""
    return _overlaps_before(two, one)


@builtin("finishes", "a: any, range: range")
def finishes(_budget: Budget, a: object, scope: Range) -> object:
    """Whether the two end together and the first starts no earlier."""
    return _finishes(_span(a), _closed(scope))


@builtin("finished by", "range: range, b: any")
def finished_by(_budget: Budget, scope: Range, b: object) -> object:
    """Whether the two end together and the second starts no earlier."""
    return _finishes(_span(b), _closed(scope))


@builtin("includes", "range: range, b: any")
def includes(_budget: Budget, scope: Range, b: object) -> object:
    """Whether all of the second lies in the first."""
    return _inside(_span(b), _closed(scope))


@builtin("during", "a: any, range: range")
def during(_budget: Budget, a: object, scope: Range) -> object:
    """Whether all of the first lies in the second."""
    return _inside(_span(a), _closed(scope))


@builtin("starts", "a: any, range: range")
def starts(_budget: Budget, a: object, scope: Range) -> object:
    """Whether the two start together and the first ends no later."""
    return _starts(_span(a), _closed(scope))


@builtin("started by", "range: range, b: any")
def started_by(_budget: Budget, scope: Range, b: object) -> object:
    """Whether the two start together and the second ends no later."""
    return _starts(_span(b), _closed(scope))


@builtin("coincides", "a: any, b: any")
def coincides(_budget: Budget, a: object, b: object) -> object:
    """Whether the two are the same."""
    one, two = _span(a), _span(b)
    same_ends = order(one.start, two.start) == 0 and order(one.end, two.end) == 0
    return same_ends and (one.start_included, one.end_included) == (two.start_included, two.end_included)


def _span(value: object) -> Range:
    if isinstance(value, Range):
        return _closed(value)
    return Range(value, value, start_included=True, end_included=True)


def _closed(value: Range) -> Range:
    if value.start is None or value.end is None:
        raise Undefined("a range without end lies nowhere")
    return value


def _before(one: Range, two: Range) -> bool:
    apart = order(one.end, two.start)
    return apart < 0 or (apart == 0 and not (one.end_included and two.start_included))


def _meets(one: Range, two: Range) -> bool:
    return one.end_included and two.start_included and order(_closed(one).end, _closed(two).start) == 0


def _starts_earlier(one: Range, two: Range) -> bool:
    apart = order(one.start, two.start)
    return apart < 0 or (apart == 0 and one.start_included and not two.start_included)


def _ends_later(one: Range, two: Range) -> bool:
    apart = order(one.end, two.end)
    return apart > 0 or (apart == 0 and one.end_included and not two.end_included)


def _overlaps_before(one: Range, two: Range) -> bool:
    touch = not _before(_closed(one), _closed(two)) and not _before(two, one)
    return touch and _starts_earlier(one, two) and not _ends_later(one, two)


def _inside(one: Range, scope: Range) -> bool:
    return not _starts_earlier(one, scope) and not _ends_later(one, scope)


def _finishes(one: Range, scope: Range) -> bool:
    together = one.end_included == scope.end_included and order(one.end, scope.end) == 0
    return together and not _starts_earlier(one, scope)


def _starts(one: Range, scope: Range) -> bool:
    together = one.start_included == scope.start_included and order(one.start, scope.start) == 0
    return together and not _ends_later(one, scope)
