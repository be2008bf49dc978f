"""What is refused when a file is read, with an element and a line."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.decisions import DecisionRefused, check, read

MakeFile = Callable[..., bytes]
MakeTable = Callable[..., bytes]

_EXPRESSION = "<literalExpression><text>1</text></literalExpression>"


def _decision(body: str, id_: str = "d") -> str:
    return f'<decision id="{id_}" name="{id_}">{body}</decision>'


REFUSED = {
    "feel_syntax": _decision("<literalExpression><text>1 +</text></literalExpression>"),
    "unknown_name": _decision("<literalExpression><text>nowhere + 1</text></literalExpression>"),
    "unknown_reference": _decision(
        f'<informationRequirement><requiredInput href="#none"/></informationRequirement>{_EXPRESSION}'
    ),
    "unknown_type": _decision(f'<variable name="d" typeRef="tNone"/>{_EXPRESSION}'),
    "type_cycle": '<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>' + _decision(_EXPRESSION),
    "requirement_cycle": _decision(
        f'<informationRequirement><requiredDecision href="#d"/></informationRequirement>{_EXPRESSION}'
    ),
    "import": '<import namespace="urn:x" name="x" importType="y"/>' + _decision(_EXPRESSION),
    "unknown_element": "<surprise/>" + _decision(_EXPRESSION),
    "no_expression": _decision("<surprise/>"),
    "language": _decision('<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>'),
    "id_twice": _decision(_EXPRESSION) + _decision(_EXPRESSION),
    "no_name": '<decision id="d">' + _EXPRESSION + "</decision>",
    "no_decision": '<inputData id="i" name="i"/>',
    "no_output": _decision("<decisionTable/>"),
    "hit_policy": _decision('<decisionTable hitPolicy="LAST"><output/></decisionTable>'),
    "aggregation": _decision('<decisionTable hitPolicy="FIRST" aggregation="SUM"><output/></decisionTable>'),
    "row_length": _decision("<decisionTable><output/><rule/></decisionTable>"),
    "no_priorities": _decision('<decisionTable hitPolicy="PRIORITY"><output/></decisionTable>'),
    "name_twice": _decision(
        '<decisionTable><output name="a"/><output name="a"/></decisionTable>',
    ),
    "output_not_allowed": _decision(
        '<decisionTable><output><outputValues><text>"a", "b"</text></outputValues></output>'
        '<rule><outputEntry><text>"c"</text></outputEntry></rule></decisionTable>',
    ),
    "too_deep": "".join(
        _decision(
            (f'<informationRequirement><requiredDecision href="#d{n - 1}"/></informationRequirement>' if n else "")
            + _EXPRESSION,
            f"d{n}",
        )
        for n in range(200)
    ),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_is_not_understood_is_refused_with_a_line(make_file: MakeFile, rule: str) -> None:
    with pytest.raises(DecisionRefused) as caught:
        read(make_file(REFUSED[rule]), file="t.dmn")

    found = [finding for finding in caught.value.findings if finding.rule == rule]
    assert found
    assert all(finding.file == "t.dmn" and finding.line and finding.text.endswith(".") for finding in found)


def test_two_required_things_of_one_name_are_refused(make_file: MakeFile) -> None:
    requires = "".join(
        f'<informationRequirement><requiredInput href="#{id_}"/></informationRequirement>' for id_ in ("i", "j")
    )
    xml = make_file(
        '<inputData id="i" name="same"/><inputData id="j" name="same"/>' + _decision(requires + _EXPRESSION),
    )

    assert [finding.rule for finding in check(xml, file="t.dmn")] == ["name_twice"]


def test_rules_of_one_id_are_refused(make_file: MakeFile) -> None:
    rule = '<rule id="r"><outputEntry><text>1</text></outputEntry></rule>'
    xml = make_file(_decision(f'<decisionTable hitPolicy="FIRST"><output/>{rule}{rule}</decisionTable>'))

    assert "id_twice" in [finding.rule for finding in check(xml, file="t.dmn")]


def test_every_finding_is_told_and_points_at_its_element(make_file: MakeFile) -> None:
    xml = make_file(
        "\n".join(
            [
                _decision("<literalExpression><text>1 +</text></literalExpression>", "one"),
                _decision("<literalExpression><text>abs(1, 2)</text></literalExpression>", "two"),
                _decision("<literalExpression><text>now()</text></literalExpression>", "three"),
            ],
        ),
    )

    findings = check(xml, file="t.dmn")

    assert [(f.element, f.line, f.level, f.rule) for f in findings] == [
        ("one", 2, "error", "feel_syntax"),
        ("two", 3, "warning", "never_has_a_value"),
        ("three", 4, "error", "feel_syntax"),
    ]


def test_a_cell_is_pointed_at_by_its_own_line(make_table: MakeTable) -> None:
    findings = check(make_table([(["1"], ["1"]), (["2 2"], ["1"])]), file="t.dmn")

    assert [(finding.element, finding.rule) for finding in findings] == [("rule_2", "feel_syntax")]


def test_a_decision_without_logic_is_told_like_an_input(make_file: MakeFile) -> None:
    xml = make_file(
        _decision("", "person")
        + _decision(
            '<informationRequirement><requiredDecision href="#person"/></informationRequirement>'
            "<literalExpression><text>person + 1</text></literalExpression>",
            "asked",
        ),
    )

    assert [finding.rule for finding in check(xml, file="t.dmn")] == ["no_logic"]
    assert read(xml, file="t.dmn").evaluate("asked", {"person": 1}).json == 2


_BOMB = '<!DOCTYPE definitions [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_doctype_is_refused_in_any_encoding(encoding: str) -> None:
    findings = check(_BOMB.encode(encoding), file="t.dmn")

    assert [finding.level for finding in findings] == ["error"]
    assert findings[0].rule in ("doctype", "encoding")


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        (b"", "not_xml"),
        (b"<definitions", "not_xml"),
        (b"plain text", "encoding"),
        (b"<a/>", "not_dmn"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "encoding"),
        (b'<?xml version="1.0" encoding="cp037"?><a/>', "encoding"),
        (b"<a>" * 150 + b"</a>" * 150, "too_deep"),
        (b"<a>" + b"<b/>" * 60_000 + b"</a>", "too_large"),
        (b"<a>" + b" " * 2_000_000 + b"</a>", "too_large"),
    ],
)
def test_bytes_that_are_no_file_of_decisions_are_refused(xml: bytes, rule: str) -> None:
    if xml == b"":
        rule = "encoding"

    assert [finding.rule for finding in check(xml, file="t.dmn")] == [rule]


def test_a_file_of_too_many_names_is_refused_soon(make_file: MakeFile) -> None:
    entries = "".join(f'<contextEntry><variable name="n {n}"/>{_EXPRESSION}</contextEntry>' for n in range(5_000))

    findings = check(make_file(_decision(f"<context>{entries}</context>")), file="t.dmn")

    assert [finding.rule for finding in findings] == ["too_large"]


@given(st.binary(max_size=300))
def test_any_bytes_are_checked_without_a_traceback(xml: bytes) -> None:
    assert check(xml, file="t.dmn")
