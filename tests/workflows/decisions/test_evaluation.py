"""Decisions that ask others, and what they are told."""

from collections.abc import Callable
from datetime import date

import pytest

from workflows.decisions import DecisionInputMissing, read
from workflows.feel import FeelEvaluationError

MakeFile = Callable[..., bytes]
MakeTable = Callable[..., bytes]

_CHAIN = """
<itemDefinition name="tLevel"><typeRef>string</typeRef>
  <allowedValues><text>"E", "A", "P"</text></allowedValues></itemDefinition>
<inputData id="i1" name="due date"><variable name="due date" typeRef="date"/></inputData>
<inputData id="i2" name="level"><variable name="level" typeRef="tLevel"/></inputData>
<decision id="year" name="cycle year"><variable name="cycle year" typeRef="number"/>
  <informationRequirement><requiredInput href="#i1"/></informationRequirement>
  <literalExpression><text>due date.year + 1</text></literalExpression></decision>
<businessKnowledgeModel id="double" name="twice"><variable name="twice"/>
  <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
  <literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decision id="route" name="route"><variable name="route"/>
  <informationRequirement><requiredDecision href="#year"/></informationRequirement>
  <informationRequirement><requiredInput href="#i2"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="#double"/></knowledgeRequirement>
  <decisionTable id="route_table" hitPolicy="FIRST">
    <input><inputExpression><text>level</text></inputExpression></input><output name="out"/>
    <rule id="emt"><inputEntry><text>"E"</text></inputEntry>
      <outputEntry><text>twice(cycle year)</text></outputEntry></rule>
    <rule id="other"><inputEntry><text>-</text></inputEntry><outputEntry><text>level</text></outputEntry></rule>
  </decisionTable></decision>
"""


def test_a_decision_asks_the_ones_it_requires(make_file: MakeFile) -> None:
    decisions = read(make_file(_CHAIN), file="t.dmn")

    outcome = decisions.evaluate("route", {"due date": "2026-03-31", "level": "E"})

    assert decisions.ids == ("year", "route")
    assert outcome.json == 4054
    assert outcome.rules == ("emt",)
    assert [(step.decision, step.value, step.rules) for step in outcome.trail] == [
        ("year", 2027, ()),
        ("route", 4054, ("emt",)),
    ]


def test_a_date_may_be_told_as_text_or_as_a_date(make_file: MakeFile) -> None:
    decisions = read(make_file(_CHAIN), file="t.dmn")

    assert decisions.evaluate("year", {"due date": "2026-03-31"}).json == 2027
    assert decisions.evaluate("year", {"due date": date(2026, 3, 31)}).json == 2027


def test_inputs_that_are_missing_are_named(make_file: MakeFile) -> None:
    decisions = read(make_file(_CHAIN), file="t.dmn")

    with pytest.raises(DecisionInputMissing) as caught:
        decisions.evaluate("route", {"level": "E"})

    assert caught.value.names == ("due date",)
    assert [part.name for part in decisions.inputs("route")] == ["due date", "level"]


@pytest.mark.parametrize("level", [None, 5, "X"])
def test_a_value_of_another_type_counts_as_null(make_file: MakeFile, level: object) -> None:
    decisions = read(make_file(_CHAIN), file="t.dmn")

    assert decisions.evaluate("route", {"due date": None, "level": level}).json is None


def test_what_is_not_asked_for_is_not_looked_at(make_file: MakeFile) -> None:
    decisions = read(make_file(_CHAIN), file="t.dmn")

    assert decisions.evaluate("year", {"due date": "2026-03-31", "other": object()}).json == 2027


_BOXED = """
<decision id="context" name="context"><variable name="context"/><context>
  <contextEntry><variable name="base pay"/><literalExpression><text>10</text></literalExpression></contextEntry>
  <contextEntry><variable name="raise"/><functionDefinition><formalParameter name="by"/>
    <literalExpression><text>base pay * by</text></literalExpression></functionDefinition></contextEntry>
  <contextEntry><invocation><literalExpression><text>raise</text></literalExpression>
    <binding><parameter name="by"/><literalExpression><text>3</text></literalExpression></binding></invocation>
  </contextEntry></context></decision>
<decision id="list" name="list"><list><literalExpression><text>1</text></literalExpression>
  <literalExpression><text>"a"</text></literalExpression></list></decision>
<decision id="relation" name="relation"><relation><column name="a"/><column name="b"/>
  <row><literalExpression><text>1</text></literalExpression><literalExpression><text>2</text></literalExpression></row>
  </relation></decision>
<decision id="conditional" name="conditional"><conditional><if><literalExpression><text>1 > 2</text></literalExpression></if>
  <then><literalExpression><text>1</text></literalExpression></then>
  <else><literalExpression><text>2</text></literalExpression></else></conditional></decision>
<decision id="loop" name="loop"><for iteratorVariable="n"><in><literalExpression><text>[1, 2]</text></literalExpression></in>
  <return><literalExpression><text>n * n</text></literalExpression></return></for></decision>
<decision id="some" name="some"><some iteratorVariable="n"><in><literalExpression><text>[1, 2]</text></literalExpression></in>
  <satisfies><literalExpression><text>n > 1</text></literalExpression></satisfies></some></decision>
<decision id="every" name="every"><every iteratorVariable="n"><in><literalExpression><text>[1, 2]</text></literalExpression></in>
  <satisfies><literalExpression><text>n > 1</text></literalExpression></satisfies></every></decision>
<decision id="filter" name="filter"><filter><in><literalExpression><text>[1, 2, 3]</text></literalExpression></in>
  <match><literalExpression><text>item > 1</text></literalExpression></match></filter></decision>
"""


@pytest.mark.parametrize(
    ("decision", "value"),
    [
        ("context", 30),
        ("list", [1, "a"]),
        ("relation", [{"a": 1, "b": 2}]),
        ("conditional", 2),
        ("loop", [1, 4]),
        ("some", True),
        ("every", False),
        ("filter", [2, 3]),
    ],
)
def test_boxed_expressions_answer(make_file: MakeFile, decision: str, value: object) -> None:
    assert read(make_file(_BOXED), file="t.dmn").evaluate(decision, {}).json == value


def test_the_whole_question_has_one_budget(make_file: MakeFile) -> None:
    xml = make_file(
        '<decision id="d" name="d"><literalExpression><text>for i in 1..1e9 return i</text></literalExpression></decision>',
    )

    with pytest.raises(FeelEvaluationError):
        read(xml, file="t.dmn").evaluate("d", {})


def test_a_service_is_asked_with_its_parameters(make_file: MakeFile) -> None:
    service = (
        '<decisionService id="s" name="s"><outputDecision href="#route"/><inputData href="#i2"/>'
        '<inputDecision href="#year"/></decisionService>'
    )
    decisions = read(make_file(_CHAIN + service), file="t.dmn")

    assert decisions.serve("s", {"level": "E", "cycle year": 5}).json == 10
