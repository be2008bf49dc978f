"""Decimal arithmetic of 34 digits, as FEEL's numbers are (IEEE 754-2008 decimal128)."""

import decimal
from collections.abc import Callable
from decimal import Decimal

from workflows.feel.errors import FeelEvaluationError, Undefined

#: Every sum, product and rounding of the package goes through this context.
CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.DivisionByZero, decimal.InvalidOperation, decimal.Overflow],
)

#: Scales that a rounding function accepts, both included.
SCALE_LOW, SCALE_HIGH = -6111, 6176

_EXACT = decimal.Context(prec=13_000, Emin=-decimal.MAX_EMAX, Emax=decimal.MAX_EMAX)


def guarded(operation: Callable[..., Decimal], *operands: Decimal) -> Decimal:
    """The operation's result.

    Raises:
        Undefined: the operation has no result for these numbers, such as a division by zero.
        FeelEvaluationError: the result is too large to be a number.
    """
    try:
        return operation(*operands)
    except decimal.Overflow as error:
        raise FeelEvaluationError("a number grew too large") from error
    except (decimal.DivisionByZero, decimal.InvalidOperation) as error:
        raise Undefined("the arithmetic has no result") from error


def number(text: str) -> Decimal:
    """The number written in plain digits, rounded to 34 digits.

    Raises:
        Undefined: the text is no number.
    """
    return guarded(CONTEXT.create_decimal, text)  # type: ignore[arg-type]  # the constructor takes text too


def integer(value: Decimal) -> int:
    """The number without its fraction, as a count or a position."""
    return int(value)


def rounded(value: Decimal, scale: Decimal, rounding: str) -> Decimal:
    """The number at that many digits after the point.

    Raises:
        Undefined: the scale lies outside what a number can have.
    """
    places = integer(scale)
    if not SCALE_LOW <= places <= SCALE_HIGH:
        raise Undefined(f"a scale lies between {SCALE_LOW} and {SCALE_HIGH}")
    if value.is_zero() or value.as_tuple().exponent >= -places:  # type: ignore[operator]  # numbers are finite
        return value
    quantized = value.quantize(Decimal(1).scaleb(-places, _EXACT), rounding=rounding, context=_EXACT)
    return guarded(CONTEXT.plus, quantized)


def plain(value: Decimal) -> str:
    """The number in digits, without exponent and without zeros that say nothing."""
    if value.is_zero():
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
