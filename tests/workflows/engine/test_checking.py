"""Each rule has a diagram that breaks it and nothing else; its name begins with the rule's."""

import re
from pathlib import Path

import pytest

from workflows.engine import Known, bundle_of, check
from workflows.findings import Finding

DIAGRAMS = Path(__file__).parent / "diagrams"
REFUSED = sorted((DIAGRAMS / "refused").glob("*.bpmn"))
KNOWN = Known(
    forms={"renewal"},
    groups={"applicant", "reviewer"},
    operations={"send_notice", "notify"},
    outcomes={"APPROVED", "DENIED"},
)
#: Rules whose file would be too large to keep, or that need several files; they have tests of their own.
ELSEWHERE = {
    "process_unknown",
    "process_duplicate",
    "decision_duplicate",
    "unknown_root",
    "document_type",
    "encoding",
    "file_too_large",
    "not_xml",
    "too_deep",
    "too_many_elements",
    "too_many_nodes",
    "too_many_called",
    "too_many_expressions",
    "expression_too_long",
}


def findings(path: Path) -> list[Finding]:
    return check(bundle_of(path, ()), KNOWN)


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_broken_rule_is_told_with_its_element_and_line(path: Path) -> None:
    lines = path.read_text().splitlines()
    expected = re.fullmatch(r"<!-- (error|warning) at (.+) -->", lines[0])
    assert expected is not None
    line = next(number for number, text in enumerate(lines, 1) if "<!-- here -->" in text)

    rule = path.stem.split("-")[0]
    told = [one for one in findings(path) if one.rule == rule and one.line == line]

    assert [(one.level, str(one.element), one.file) for one in told] == [
        (expected[1], expected[2], f"refused/{path.name}")
    ]
    assert told[0].text.endswith(".")


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_diagram_with_one_fault_is_not_accused_of_others(path: Path) -> None:
    rule = path.stem.split("-")[0]
    excused = CONSEQUENCES.get(path.stem, set())

    assert {one.rule for one in findings(path)} - {rule} == excused


#: Faults that cannot be had alone.
CONSEQUENCES: dict[str, set[str]] = {
    "no_end_event": {"dead_end"},
}


def test_every_rule_has_a_diagram_that_breaks_it() -> None:
    sources = Path(__file__).parents[3] / "workflows" / "engine"
    texts = "\n".join(path.read_text() for path in sources.rglob("*.py"))
    reported = set(re.findall(r'report\.(?:error|warning)\(\s*"([a-z_]+)"', texts))
    listed = set(re.findall(r'"\w+": \("([a-z_]+)", f?"', texts))
    refused = set(re.findall(r'(?:_refused\(file, |"error", )"([a-z_]+)"', texts)) - {"escalation"}

    shown = {path.stem.split("-")[0] for path in REFUSED}

    assert (reported | listed | refused) - ELSEWHERE == shown
