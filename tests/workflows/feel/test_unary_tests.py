"""Cells of decision tables."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.feel import FeelSyntaxError, compile_unary_tests


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ("-", [1, None, "x"], []),
        ("1", [1, 1.0], [2, None, "1", True]),
        ("< 5", [4], [5, None, "4"]),
        ("[1..5)", [1, 4.9], [5, 0, None]),
        ('"a", "b"', ["a", "b"], ["c", None]),
        ('not("a", "b")', ["c", None, 1], ["a", "b"]),
        ("null", [None], [0, ""]),
        ("true", [True], [False, None, "true"]),
        ("not(null)", [1], [None]),
        ("? > 3 and ? < limit", [4], [3, 5]),
        ("limit", [5], [4]),
        (">= limit - 1", [4, 5], [3]),
        ("list contains(?, 2)", [[1, 2]], [[1]]),
        ('starts with(?, "E")', ["E1"], ["A1", None]),
        ("levels", ["E", "A"], ["P"]),
        ("limit > 3", ["anything"], []),
        ("limit > 9", [], ["anything"]),
        ("not(true) = true", [False], [True]),
    ],
)
def test_a_cell_tells_which_values_pass(cell: str, passing: list[object], failing: list[object]) -> None:
    tests = compile_unary_tests(cell)
    variables = {"limit": 5, "levels": ["E", "A"]}

    assert [value for value in passing if not tests.matches(value, variables)] == []
    assert [value for value in failing if tests.matches(value, variables)] == []


def test_a_cell_of_dates_takes_dates() -> None:
    tests = compile_unary_tests('[date("2026-04-01")..date("2027-03-30")]')

    assert tests.matches(dt.date(2026, 4, 1), {})
    assert not tests.matches(dt.date(2026, 3, 31), {})


def test_a_cell_knows_its_names_and_its_constants() -> None:
    assert compile_unary_tests("> limit").names == {"limit"}
    assert compile_unary_tests("> limit").allowed is None
    assert compile_unary_tests('"a", "b"').allowed == ("a", "b")


@pytest.mark.parametrize("cell", ["", "1,", "> ", "not(", "a b", "-,1"])
def test_a_cell_that_cannot_be_read_is_refused(cell: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(cell)


_ENDS = st.integers(0, 6)
_OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
_TESTS = st.one_of(
    st.tuples(_OPERATORS, _ENDS).map(lambda t: (f"{t[0]} {t[1]}", t)),
    st.tuples(st.sampled_from("[("), _ENDS, _ENDS, st.sampled_from("])"))
    .filter(lambda t: t[1] <= t[2])
    .map(lambda t: (f"{t[0]}{t[1]}..{t[2]}{t[3]}", t)),
    _ENDS.map(lambda end: (str(end), ("=", end))),
)


def _passes(test: tuple[object, ...], value: Decimal) -> bool:
    if len(test) == 2:
        operator, end = test
        assert isinstance(end, int)
        return {
            "<": value < end,
            "<=": value <= end,
            ">": value > end,
            ">=": value >= end,
            "=": value == end,
            "!=": value != end,
        }[str(operator)]
    opening, start, end, closing = test
    assert isinstance(start, int)
    assert isinstance(end, int)
    after = value >= start if opening == "[" else value > start
    return after and (value <= end if closing == "]" else value < end)


@given(tests=st.lists(_TESTS, min_size=1, max_size=4), negated=st.booleans())
def test_cells_agree_with_trying_every_value(tests: list[tuple[str, tuple[object, ...]]], negated: bool) -> None:
    # given
    text = ", ".join(text for text, _ in tests)
    cell = compile_unary_tests(f"not({text})" if negated else text)

    # then
    for half in range(-1, 15):
        value = Decimal(half) / 2
        assert cell.matches(value, {}) == (any(_passes(test, value) for _, test in tests) != negated)
