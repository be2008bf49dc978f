"""The built-in functions."""

from collections.abc import Callable

import pytest

from workflows.feel import FeelSyntaxError, compile_expression

Evaluate = Callable[..., object]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("foobar", 0)', None),
        ('string length("\U0001f40e")', 1),
        ('upper case("aB")', "AB"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring after("foobar", "o")', "obar"),
        ('contains("foobar", "ob")', True),
        ('starts with("foobar", "fo")', True),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
        ('string join(["a", null, "b"], "-")', "a-b"),
        ('string join([1], "-")', None),
        ('replace("abracadabra", "a(.)", "a$1$1")', "abbraccaddabbra"),
        ('string([1, "a", {b: true}])', '[1, "a", {b: true}]'),
        ("string(1.50)", "1.5"),
        ('number("1.000,5", ".", ",")', 1000.5),
        ('number("1e")', None),
        ("decimal(2.5, 0)", 2),
        ("floor(-1.5)", -2),
        ("ceiling(1.21, 1)", 1.3),
        ("round up(1.21, 1)", 1.3),
        ("round half up(2.5, 0)", 3),
        ("round half down(2.5, 0)", 2),
        ("modulo(-12, 5)", 3),
        ("sqrt(16)", 4),
        ("sqrt(-1)", None),
        ("odd(3)", True),
        ("even(1e6144)", True),
        ("abs(-1)", 1),
        ("count([1, 2])", 2),
        ("min(3, 1, 2)", 1),
        ("max([])", None),
        ("sum([1, 2])", 3),
        ("mean(1, 2)", 1.5),
        ("median([8, 2, 5, 3])", 4),
        ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
        ("mode([6, 3, 9, 6, 6, 3, 3])", [3, 6]),
        ("all([true, null])", None),
        ("any([true, null])", True),
        ("sublist([1, 2, 3], 2)", [2, 3]),
        ("append([1], 2)", [1, 2]),
        ("concatenate([1], [2])", [1, 2]),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2], -1)", [1]),
        ("reverse([1, 2])", [2, 1]),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 1, 2])", [1, 2]),
        ("flatten([1, [2, [3]]])", [1, 2, 3]),
        ("sort([3, 1, 2], function(x, y) x < y)", [1, 2, 3]),
        ("list replace([1, 2], 2, 5)", [1, 5]),
        ("list contains([1, null], null)", True),
        ('get value({a: 1}, "a")', 1),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
        ("before([1..5), 5)", True),
        ("overlaps([1..5], [5..8])", True),
        ("overlaps([1..5], (5..8])", False),
        ("includes([1..10], [2..3])", True),
        ('range("[1..3]")', "[1..3]"),
        ('substring(string: "foobar", start position: 3)', "obar"),
        ("abs(nonsense: 1)", None),
    ],
)
def test_functions_answer_as_the_standard_says(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize("text", ["now()", "today()", "if a then now() else null"])
def test_the_clock_is_refused_when_read(text: str) -> None:
    with pytest.raises(FeelSyntaxError, match="hand the date or time in"):
        compile_expression(text)


def test_an_unknown_function_is_refused_when_read() -> None:
    with pytest.raises(FeelSyntaxError, match="there is no function frobnicate") as caught:
        compile_expression("1 +\n frobnicate(2)")

    assert (caught.value.line, caught.value.column) == (2, 2)


def test_a_call_that_can_never_succeed_is_warned_of() -> None:
    assert compile_expression("abs(1, 2)").warnings == (
        "abs cannot be called with these arguments, so this is always null",
    )
