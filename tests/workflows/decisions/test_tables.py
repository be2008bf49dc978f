"""Hit policies, defaults and the rules that matched."""

from collections.abc import Callable

import pytest

from workflows.decisions import HitPolicyViolated, Rule, read

MakeTable = Callable[..., bytes]

_OVERLAPPING = [(["< 10"], ['"low"']), (["< 5"], ['"lower"']), ([">= 20"], ['"high"'])]


def _answer(xml: bytes, x: object) -> object:
    return read(xml, file="t.dmn").evaluate("asked", {"x": x}).json


def test_a_unique_table_answers_the_one_rule_that_matches(make_table: MakeTable) -> None:
    outcome = read(make_table(_OVERLAPPING), file="t.dmn").evaluate("asked", {"x": 7})

    assert outcome.json == "low"
    assert outcome.rules == ("rule_1",)
    assert outcome.matched == (Rule("asked", "rule_1", 1, "row 1"),)
    assert [step.decision for step in outcome.trail] == ["asked"]


def test_a_unique_table_never_chooses_between_two_rules(make_table: MakeTable) -> None:
    with pytest.raises(HitPolicyViolated, match="more than one rule") as caught:
        _answer(make_table(_OVERLAPPING), 3)

    assert caught.value.rules == ("rule_1", "rule_2")


def test_a_table_without_a_matching_rule_answers_null_and_says_so(make_table: MakeTable) -> None:
    outcome = read(make_table(_OVERLAPPING), file="t.dmn").evaluate("asked", {"x": 15})

    assert outcome.json is None
    assert outcome.rules == ()
    assert outcome.remarks == ("no rule of table matches",)


def test_a_default_stands_where_no_rule_matches(make_table: MakeTable) -> None:
    assert _answer(make_table(_OVERLAPPING, default='"none"'), 15) == "none"


@pytest.mark.parametrize(
    ("policy", "answer"),
    [
        ("FIRST", "low"),
        ("PRIORITY", "lower"),
        ("RULE ORDER", ["low", "lower"]),
        ("COLLECT", ["low", "lower"]),
        ("OUTPUT ORDER", ["lower", "low"]),
    ],
)
def test_each_policy_orders_what_matches(make_table: MakeTable, policy: str, answer: object) -> None:
    xml = make_table(_OVERLAPPING, policy=policy, priorities='"lower", "low", "high"')

    assert _answer(xml, 3) == answer


@pytest.mark.parametrize(("aggregation", "answer"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_a_collecting_table_aggregates(make_table: MakeTable, aggregation: str, answer: int) -> None:
    rows = [(["-"], ["1"]), (["> 0"], ["2"]), (["> 1"], ["3"]), (["> 5"], ["4"])]

    assert _answer(make_table(rows, policy="COLLECT", aggregation=aggregation), 3) == answer


def test_an_any_table_really_compares_the_outputs(make_table: MakeTable) -> None:
    same = make_table([(["< 5"], ["1 + 1"]), (["< 9"], ["2"])], policy="ANY")
    other = make_table([(["< 5"], ["1"]), (["< 9"], ["2"])], policy="ANY")

    assert _answer(same, 3) == 2
    with pytest.raises(HitPolicyViolated, match="different outputs"):
        _answer(other, 3)


def test_several_outputs_make_a_context(make_table: MakeTable) -> None:
    xml = make_table([(["1"], ['"a"', "x + 1"])], outputs=("letter", "next"))

    assert _answer(xml, 1) == {"letter": "a", "next": 2}


def test_a_value_that_the_column_does_not_allow_matches_nothing(make_table: MakeTable) -> None:
    xml = make_table([(["-"], ["1"])], allowed="[0..10]")

    assert _answer(xml, 10) == 1
    assert _answer(xml, 11) is None
    assert _answer(xml, None) == 1
