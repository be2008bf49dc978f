"""Decimal arithmetic against Python's own."""

import datetime as dt
import decimal
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workflows.feel import compile_expression
from workflows.feel.numbers import CONTEXT

_NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=6)
_DATES = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 1, 1))


@given(a=_NUMBERS, b=_NUMBERS)
def test_sums_products_and_quotients_are_those_of_34_digits(a: Decimal, b: Decimal) -> None:
    values = compile_expression("[a + b, a - b, a * b, if b = 0 then null else a / b]").evaluate({"a": a, "b": b})

    quotient = None if b == 0 else CONTEXT.divide(a, b)
    assert values == [CONTEXT.add(a, b), CONTEXT.subtract(a, b), CONTEXT.multiply(a, b), quotient]


@given(a=_NUMBERS)
def test_the_caller_s_own_decimal_context_changes_nothing(a: Decimal) -> None:
    expression = compile_expression("[-a, abs(a), a / 3, decimal(a, 2)]")
    expected = expression.evaluate({"a": a})

    with decimal.localcontext(prec=3, rounding=decimal.ROUND_UP):
        assert expression.evaluate({"a": a}) == expected


@given(day=_DATES, days=st.integers(-20_000, 20_000))
def test_days_are_added_as_the_calendar_counts_them(day: dt.date, days: int) -> None:
    variables = {"day": day, "days": dt.timedelta(days=days)}

    assert compile_expression("day + days").evaluate(variables) == day + dt.timedelta(days=days)
    assert compile_expression("(day + days) - day = days").evaluate(variables) is True


@given(a=_DATES, b=_DATES)
def test_dates_compare_as_they_follow_each_other(a: dt.date, b: dt.date) -> None:
    values = compile_expression("[a < b, a <= b, a = b, a in [b..b]]").evaluate({"a": a, "b": b})

    assert values == [a < b, a <= b, a == b, a == b]
