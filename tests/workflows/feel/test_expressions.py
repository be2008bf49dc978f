"""What expressions answer."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from workflows.feel import compile_expression, to_json

Evaluate = Callable[..., object]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("2 ** 10", 1024),
        ("-2 ** 2", 4),
        ("0.1 + 0.2", 0.3),
        ("1 / 3 * 3", "0.9999999999999999999999999999999999"),
        (".5 + 1.5e1", 15.5),
        ('"a" + "b"', "ab"),
        ("10 / 0", None),
        ('1 + "a"', None),
        ("null + 1", None),
    ],
)
def test_arithmetic_is_decimal_and_null_where_it_has_no_result(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize("left", [True, False, None])
@pytest.mark.parametrize("right", [True, False, None])
def test_and_and_or_are_ternary(evaluate: Evaluate, left: bool | None, right: bool | None) -> None:
    both = False if False in (left, right) else None if None in (left, right) else True
    either = True if True in (left, right) else None if None in (left, right) else False

    assert evaluate("a and b", a=left, b=right) is both
    assert evaluate("a or b", a=left, b=right) is either


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 = 1.0", True),
        ('1 = "1"', None),
        ("null = null", True),
        ("1 = null", False),
        ("1 != null", True),
        ("[1, 2] = [1, 2]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ('"a" < "b"', True),
        ('1 < "b"', None),
        ("true < false", None),
        ("5 between 1 and 5", True),
        ("5 between 1 and null", None),
        ("1 in (2, < 2)", True),
        ("1 in [1..3)", True),
        ("3 in ]1..3[", False),
        ("4 in [[1..2], [4..5]]", True),
        ("5 in != 5", False),
        ("not(5 in > 3)", False),
    ],
)
def test_comparisons_are_null_between_kinds_that_have_nothing_in_common(
    evaluate: Evaluate, text: str, value: object
) -> None:
    assert evaluate(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("if a > 1 then 1 else 2", 1),
        ("if null then 1 else 2", 2),
        ('if "x" then 1 else 2', None),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1, 2], j in [10, 20] return i + j", [11, 21, 12, 22]),
        ("for i in 1..4 return if i = 1 then 1 else partial[-1] * i", [1, 2, 6, 24]),
        ("for i in null return i", None),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("every x in [] satisfies x > 1", True),
        ('some x in [1, 2] satisfies "a"', None),
        ("{a: 1, b: a + 1}.b", 2),
        ('{"full name": "x"}.full name', "x"),
        ("{monthly pay: 2, year pay: monthly pay * 12}.year pay", 24),
        ("[{a: 1, b: 2}, {a: 3, b: 4}][a = 3].b", [4]),
        ("[{a: 1}, {a: 3}].a", [1, 3]),
        ("[1, 2, 3][2]", 2),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][4]", None),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("(function(x: number, y) x * y)(2, 3)", 6),
        ("(function(x: number) x)(true)", None),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", 120),
        ("{f: function(a, b) a - b, r: f(b: 1, a: 3)}.r", 2),
        ('"x" instance of string', True),
        ("[1, 2] instance of list<number>", True),
        ("{a: 1} instance of context<a: string>", False),
        ("(function(x) x) instance of function<Any> -> Any", True),
        ("1 // a comment\n + /* another */ 2", 3),
    ],
)
def test_the_language_is_whole(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text, a=2) == value


def test_plain_values_enter_as_they_are(evaluate: Evaluate) -> None:
    # given
    holder = {"name": "Ann", "born": dt.date(1990, 2, 28), "levels": ("E", "A"), "share": 0.1}

    # then
    assert evaluate('holder.name = "Ann" and holder.born.year = 1990', holder=holder) is True
    assert evaluate('list contains(holder.levels, "A") and holder.share + 0.2 = 0.3', holder=holder) is True


def test_an_instant_of_python_keeps_its_offset(evaluate: Evaluate) -> None:
    noon = dt.datetime(2026, 1, 20, 12, tzinfo=dt.UTC)

    assert evaluate("now_utc", now_utc=noon) == "2026-01-20T12:00:00Z"
    assert evaluate('now_utc < date and time("2026-01-20T08:00:00-05:00")', now_utc=noon) is True


def test_iso_strings_stay_strings_until_they_are_made_dates(evaluate: Evaluate) -> None:
    assert evaluate('due instance of string and date(due) > date("2026-01-01")', due="2026-02-01") is True


def test_free_names_are_those_that_must_come_from_outside() -> None:
    expression = compile_expression("for i in xs return i + rate + sum(ys[amount > limit].amount)")

    assert expression.names == {"xs", "rate", "ys"}


def test_a_variable_of_a_function_s_name_does_not_hide_the_function(evaluate: Evaluate) -> None:
    assert evaluate('date(date) + duration("P1D")', date="2026-02-28") == "2026-03-01"


def test_no_attribute_of_a_python_object_is_reachable() -> None:
    remarks: list[str] = []

    value = compile_expression("x.__class__.__mro__").evaluate({"x": "text"}, remarks=remarks)

    assert value is None
    assert remarks == ["there is no property __class__ here"]


def test_the_reason_of_a_null_is_told() -> None:
    remarks: list[str] = []

    compile_expression("missing + 1").evaluate({}, remarks=remarks)

    assert remarks == ["there is no missing", "null and a number cannot be added"]


def test_json_keeps_numbers_exact() -> None:
    values = [Decimal("12.50"), Decimal(3), Decimal("0.1000000000000000000000000000000001"), Decimal("1E+20")]

    assert to_json(values) == [12.5, 3, "0.1000000000000000000000000000000001", 10**20]
