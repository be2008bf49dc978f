"""Files that would do harm, and files that are none: each is answered with a finding, never an exception."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.engine import Bundle, DefinitionRefused, check, library
from workflows.findings import Finding

ENTITY = """<?xml version="1.0"{encoding}?>
<!DOCTYPE definitions [<!ENTITY file SYSTEM "file:///etc/passwd">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">&file;</process></definitions>
"""
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;&b;&b;&b;</x>'
OPEN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">'


def only(data: bytes) -> Finding:
    [finding] = check(Bundle("p", {"p.bpmn": data}))
    return finding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [ENTITY.format(encoding=""), BOMB, BOMB.replace("DOCTYPE", "doctype")])
def test_a_document_type_is_refused_in_every_encoding(encoding: str, text: str) -> None:
    finding = only(text.encode(encoding))

    assert finding.rule == "document_type"
    assert finding.level == "error"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_an_encoding_without_its_mark_is_refused(encoding: str) -> None:
    assert only(ENTITY.format(encoding="").encode(encoding)).rule == "encoding"


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "iso-8859-1", "utf-16"])
def test_an_encoding_that_could_hide_something_is_refused(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{OPEN}</definitions>'

    assert only(text.encode("utf-8")).rule == "encoding"


def test_the_line_of_a_document_type_is_told() -> None:
    assert only(ENTITY.format(encoding="").encode()).line == 2


def test_a_file_of_more_than_two_megabytes_is_refused() -> None:
    assert only(b" " * (2 * 1024 * 1024 + 1)).rule == "file_too_large"


def test_too_deep_and_too_many_are_refused() -> None:
    deep = OPEN + "<a>" * 150 + "</a>" * 150 + "</definitions>"
    deeper_than_the_parser_goes = OPEN + "<a>" * 300 + "</a>" * 300 + "</definitions>"
    many = OPEN + "<a/>" * 20_001 + "</definitions>"

    assert only(deep.encode()).rule == "too_deep"
    assert only(deeper_than_the_parser_goes.encode()).rule == "too_deep"
    assert only(many.encode()).rule == "too_many_elements"


def test_what_is_not_well_formed_is_told_with_its_line() -> None:
    finding = only(b"<a>\n<b>\n</a>")

    assert (finding.rule, finding.line) == ("not_xml", 3)


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x00", b"plain text", b"<svg/>"])
def test_what_is_no_diagram_is_refused(data: bytes) -> None:
    assert only(data).level == "error"


def test_a_refused_file_is_not_loaded() -> None:
    with pytest.raises(DefinitionRefused) as refused:
        library.load(Bundle("p", {"p.bpmn": b"<svg/>"}))

    assert [finding.rule for finding in refused.value.findings] == ["unknown_root"]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_a_check_never_raises_on_bytes(data: bytes) -> None:
    assert check(Bundle("p", {"p.bpmn": data}))


NAMES = st.sampled_from(
    [
        "process", "startEvent", "endEvent", "userTask", "subProcess", "boundaryEvent", "sequenceFlow", "callActivity",
        "exclusiveGateway", "parallelGateway", "eventBasedGateway", "conditionExpression", "timerEventDefinition",
        "messageEventDefinition", "timeDuration", "multiInstanceLoopCharacteristics", "loopCardinality", "message",
        "serviceTask", "businessRuleTask", "extensionElements", "laneSet", "intermediateCatchEvent", "unheardOf",
    ]
)  # fmt: skip
IDS = st.sampled_from(["a", "b", "c", "", "Start", "a b", "p"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ["id", "name", "sourceRef", "targetRef", "attachedToRef", "calledElement", "default", "messageRef"]
    ),
    IDS,
)


def _element(name: str, attributes: dict[str, str], inside: list[str]) -> str:
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(inside) or 'a'}</{name}>"


ELEMENTS = st.recursive(
    st.builds(_element, NAMES, ATTRIBUTES, st.just([])),
    lambda inner: st.builds(_element, NAMES, ATTRIBUTES, st.lists(inner, max_size=6)),
    max_leaves=30,
)


@settings(deadline=None)
@given(st.lists(ELEMENTS, max_size=4))
def test_a_check_never_raises_on_any_diagram(elements: list[str]) -> None:
    bundle = Bundle("p", {"p.bpmn": f"{OPEN}{''.join(elements)}</definitions>".encode()})

    findings = check(bundle)

    if not any(finding.level == "error" for finding in findings):
        library.load(bundle)
