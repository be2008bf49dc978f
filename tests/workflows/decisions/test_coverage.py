"""Gaps and overlaps, told by the cells and checked by trying every value."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.decisions import DecisionError, Decisions, check, read
from workflows.findings import Finding

MakeTable = Callable[..., bytes]


def _texts(findings: list[Finding], rule: str) -> list[str]:
    return [finding.text for finding in findings if finding.rule == rule]


def test_an_overlap_of_a_unique_table_is_an_error_at_the_later_rule(make_table: MakeTable) -> None:
    findings = check(make_table([(["< 10"], ["1"]), ([">= 5"], ["2"])]), file="t.dmn")

    assert [(f.level, f.rule, f.element, f.text) for f in findings] == [
        ("error", "overlap", "rule_2", "Rules 1 and 2 both match for x [5..10)."),
    ]


@pytest.mark.parametrize(
    ("kind", "cells", "gap"),
    [
        ("number", ["< 10", "> 10"], "x 10"),
        ("number", ["[0..10]"], "x < 0 or > 10"),
        ("number", ["<= 10", "(20..30]", "> 30"], "x (10..20]"),
        ("string", ['"a"', '"b"'], "x any other value"),
        ("boolean", ["true"], "x false"),
        ("date", ['< date("2026-04-01")', '> date("2026-04-01")'], "x 2026-04-01"),
        ("string", ['"a"', 'not("a", "b")'], 'x "b"'),
        ("string", ["null", '"a"'], "x any other value"),
    ],
)
def test_a_gap_is_told_as_the_cells_that_would_close_it(
    make_table: MakeTable, kind: str, cells: list[str], gap: str
) -> None:
    findings = check(make_table([([cell], ["1"]) for cell in cells], inputs=[("x", kind)]), file="t.dmn")

    assert _texts(findings, "gap") == [f"No rule matches for {gap}."]
    assert all(finding.level == "warning" for finding in findings)


@pytest.mark.parametrize(
    ("kind", "cells", "allowed"),
    [
        ("number", ["< 10", ">= 10"], ""),
        ("string", ['"a"', '"b"'], '"a", "b"'),
        ("boolean", ["true", "false"], ""),
        ("date", ['<= date("2026-03-31")', '>= date("2026-04-01")'], ""),
        ("number", ["[0..5]", "(5..10]"], "[0..10]"),
        ("string", ["-"], ""),
    ],
)
def test_a_whole_table_has_nothing_to_tell(make_table: MakeTable, kind: str, cells: list[str], allowed: str) -> None:
    xml = make_table([([cell], ["1"]) for cell in cells], inputs=[("x", kind)], allowed=allowed)

    assert check(xml, file="t.dmn") == []


def test_a_default_closes_every_gap(make_table: MakeTable) -> None:
    assert check(make_table([(["1"], ["1"])], default="0"), file="t.dmn") == []


def test_a_rule_behind_another_is_never_reached(make_table: MakeTable) -> None:
    findings = check(make_table([(["-"], ["1"]), (["5"], ["2"])], policy="FIRST"), file="t.dmn")

    assert _texts(findings, "never_reached") == ["Rule 2 is never reached: rule 1 matches wherever it does."]


def test_an_any_table_may_overlap_where_the_outputs_agree(make_table: MakeTable) -> None:
    rows = [(["<= 5"], ["1"]), ([">= 5"], ["1"]), (["> 9"], ["2"])]

    findings = check(make_table(rows, policy="ANY"), file="t.dmn")

    assert _texts(findings, "overlap") == ["Rules 2 and 3 both match for x > 9."]


def test_cells_that_ask_for_other_names_are_said_not_to_be_searched(make_table: MakeTable) -> None:
    rows = [(["> y", "-"], ["1"]), (["5", "-"], ["2"])]

    findings = check(make_table(rows, inputs=[("x", "number"), ("y", "number")]), file="t.dmn")

    assert [finding.rule for finding in findings] == ["not_searched"]


def test_a_huge_table_is_bounded_and_says_so(make_table: MakeTable) -> None:
    columns = [(f"c{n}", "number") for n in range(8)]
    rows = [([str(row * 7919 % 1000 + n) for n in range(8)], ["1"]) for row in range(1200)]

    findings = check(make_table(rows, inputs=columns), file="t.dmn")

    assert [finding.rule for finding in findings] == ["not_searched"]


_CELLS = st.one_of(
    st.just("-"),
    st.integers(0, 3).map(str),
    st.integers(0, 3).map(lambda n: f"< {n}"),
    st.integers(0, 3).map(lambda n: f">= {n}"),
    st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda t: f"[{min(t)}..{max(t)}]"),
    st.integers(0, 3).map(lambda n: f"not({n})"),
)
_FLAGS = st.sampled_from(["-", "true", "false"])
_ROWS = st.lists(st.tuples(_CELLS, _FLAGS, _CELLS), min_size=1, max_size=6)


def _matching(decisions: Decisions, values: dict[str, object]) -> int:
    try:
        return len(decisions.evaluate("asked", values).rules)
    except DecisionError:
        return 2


@settings(max_examples=60, deadline=None)
@given(rows=_ROWS)
def test_gaps_and_overlaps_agree_with_trying_every_value(
    make_table: MakeTable, rows: list[tuple[str, str, str]]
) -> None:
    # given
    inputs = [("x", "number"), ("flag", "boolean"), ("y", "number")]
    xml = make_table([(cells, ["1"]) for cells in rows], inputs=inputs)
    decisions = read(xml, file="t.dmn")
    points = [half / 2 for half in range(-1, 8)]
    combinations = itertools.product(points, [True, False], points)
    counts = {_matching(decisions, {"x": x, "flag": flag, "y": y}) for x, flag, y in combinations}

    # when
    findings = check(xml, file="t.dmn")

    # then
    assert bool(_texts(findings, "overlap")) == (2 in counts)
    assert bool(_texts(findings, "gap")) == (0 in counts)


def test_a_cell_that_no_allowed_value_passes_is_an_error(make_table: MakeTable) -> None:
    rows = [(['"Low"'], ["1"]), (['"Hihg"'], ["2"]), (['"High"'], ["3"])]

    findings = check(make_table(rows, inputs=[("x", "string")], allowed='"Low", "High"'), file="t.dmn")

    assert [(finding.element, finding.rule) for finding in findings] == [("rule_2", "never_matches")]


def test_a_cell_of_another_type_than_its_column_is_told(make_table: MakeTable) -> None:
    rows = [(["< 18"], ["1"]), (['"18"'], ["2"]), (["[19..20], null"], ["3"])]

    findings = check(make_table(rows, inputs=[("age", "number")]), file="t.dmn")

    assert [one.element for one in findings if one.rule == "other_type"] == ["rule_2"]
