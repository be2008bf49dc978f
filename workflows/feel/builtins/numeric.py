"""Functions of numbers."""

import decimal
from decimal import Decimal

from workflows.feel.budget import Budget
from workflows.feel.builtins.signature import builtin
from workflows.feel.errors import Undefined
from workflows.feel.numbers import CONTEXT, guarded, rounded
from workflows.feel.temporal import DaysDuration, MonthsDuration


@builtin("decimal", "n: number, scale: number")
def decimal_(_budget: Budget, n: Decimal, scale: Decimal) -> object:
    """The number at that scale, halves to even."""
    return rounded(n, scale, decimal.ROUND_HALF_EVEN)


@builtin("floor", "n: number, [scale: number]")
def floor(_budget: Budget, n: Decimal, scale: Decimal = Decimal(0)) -> object:
    """The nearest at or below."""
    return rounded(n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number, [scale: number]")
def ceiling(_budget: Budget, n: Decimal, scale: Decimal = Decimal(0)) -> object:
    """The nearest at or above."""
    return rounded(n, scale, decimal.ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def round_up(_budget: Budget, n: Decimal, scale: Decimal) -> object:
    """Away from zero."""
    return rounded(n, scale, decimal.ROUND_UP)


@builtin("round down", "n: number, scale: number")
def round_down(_budget: Budget, n: Decimal, scale: Decimal) -> object:
    """Towards zero."""
    return rounded(n, scale, decimal.ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def round_half_up(_budget: Budget, n: Decimal, scale: Decimal) -> object:
    """To the nearest, halves away from zero."""
    return rounded(n, scale, decimal.ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def round_half_down(_budget: Budget, n: Decimal, scale: Decimal) -> object:
    """To the nearest, halves towards zero."""
    return rounded(n, scale, decimal.ROUND_HALF_DOWN)


@builtin("abs", "n: any")
def abs_(_budget: Budget, n: object) -> object:
    """Without its sign; durations too."""
    if isinstance(n, Decimal):
        return CONTEXT.abs(n)
    if isinstance(n, DaysDuration):
        return DaysDuration(CONTEXT.abs(n.seconds))
    if isinstance(n, MonthsDuration):
        return MonthsDuration(abs(n.months))
    raise Undefined("only a number or a duration has a size")


@builtin("modulo", "dividend: number, divisor: number")
def modulo(_budget: Budget, dividend: Decimal, divisor: Decimal) -> object:
    """What remains, with the sign of the divisor."""
    if divisor.is_zero():
        raise Undefined("the divisor is zero")
    rest = guarded(CONTEXT.remainder, dividend, divisor)
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def sqrt(_budget: Budget, number: Decimal) -> object:
    """The square root of a number that is not negative."""
    return guarded(CONTEXT.sqrt, number)


@builtin("log", "number: number")
def log(_budget: Budget, number: Decimal) -> object:
    """The natural logarithm of a positive number."""
    if number <= 0:
        raise Undefined("only a positive number has a logarithm")
    return guarded(CONTEXT.ln, number)


@builtin("exp", "number: number")
def exp(_budget: Budget, number: Decimal) -> object:
    """Euler's number raised to the number."""
    return guarded(CONTEXT.exp, number)


@builtin("odd", "number: number")
def odd(_budget: Budget, number: Decimal) -> object:
    """Whether the number is whole and odd."""
    return _is_whole(number) and not _is_multiple_of_two(number)


@builtin("even", "number: number")
def even(_budget: Budget, number: Decimal) -> object:
    """Whether the number is whole and even."""
    return _is_whole(number) and _is_multiple_of_two(number)


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _is_multiple_of_two(whole: Decimal) -> bool:
    # a whole number of more than 34 digits ends in a zero
    return whole.adjusted() >= CONTEXT.prec or int(whole) % 2 == 0
