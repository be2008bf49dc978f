"""What people read of a diagram: plain sentences wherever it waits, and lines drawn with care."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyphen  # type: ignore[import-untyped]  # ships no types
import pytest
from lxml import etree

from tests.bpmn.conftest import Decide
from tests.bpmn.test_route_for_holder import ROWS
from workflows.drawing.reading import Box, Diagram, Point, Shape, read

BPMN = Path(__file__).parents[2] / "bpmn"
DIAGRAMS = sorted(BPMN.glob("*/*.bpmn"))
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
HYPHENS = pyphen.Pyphen(lang="en_US")
#: Steps beside the way, that no applicant ever waits for.
ASIDE = {"tell_delay", "flag_overdue", "remind", "tell_last_notice"}


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    words = re.findall(r"[A-Za-z’']+", text)
    syllables = sum(1 + len(HYPHENS.positions(word)) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def statuses() -> Iterator[tuple[str, str, str | None]]:
    for path in DIAGRAMS:
        for kind in ("userTask", "serviceTask", "intermediateCatchEvent", "eventBasedGateway"):
            for node in etree.parse(path).iter(f"{MODEL}{kind}"):
                told = node.find(f".//{SPIFF}property[@name='status']")
                yield path.stem, node.get("id", ""), None if told is None else told.get("value")


def ends() -> Iterator[tuple[str, str, str | None]]:
    for path in DIAGRAMS:
        for node in etree.parse(path).iter(f"{MODEL}endEvent"):
            told = {one.get("name"): one.get("value") for one in node.iter(f"{SPIFF}property")}
            if "outcome" in told:
                yield path.stem, node.get("id", ""), told.get("status")


@pytest.mark.parametrize(("diagram", "node", "status"), [*statuses(), *ends()])
def test_wherever_a_process_waits_or_ends_the_applicant_is_told_in_plain_words(
    diagram: str, node: str, status: str | None
) -> None:
    if node in ASIDE:
        assert status is None
        return

    assert status, f"{diagram}: {node} has no status"
    assert status.endswith(".")
    assert grade(status) <= 7


def test_the_advice_of_the_route_table_is_plain_taken_together(route: Decide) -> None:
    grades = {row: grade(_without_names(route(**facts)["advice"])) for row, _, facts in ROWS}

    assert {row: round(value, 1) for row, value in grades.items() if value > 9} == {}
    assert sum(grades.values()) / len(grades) <= 7


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_flows_run_level_or_plumb_from_edge_to_edge(path: Path) -> None:
    diagram = read(path.read_bytes())
    boxes = {shape.id: shape.box for shape in diagram.shapes}
    model = etree.parse(path)

    for flow in diagram.flows:
        element = model.find(f".//{MODEL}sequenceFlow[@id='{flow.id}']")
        assert element is not None
        assert all(a.x == b.x or a.y == b.y for a, b in itertools.pairwise(flow.points)), flow.id
        assert _on_edge(boxes[element.get("sourceRef", "")], flow.points[0]), flow.id
        assert _on_edge(boxes[element.get("targetRef", "")], flow.points[-1]), flow.id


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_no_element_stands_on_another_and_all_stand_in_their_lane(path: Path) -> None:
    diagram = read(path.read_bytes())
    steps = [shape for shape in diagram.shapes if not shape.is_container and shape.kind != "boundaryEvent"]

    for one, other in itertools.combinations(steps, 2):
        assert not _overlap(one.box, other.box), (one.id, other.id)
    for lane, members in _lanes(path, diagram):
        for shape in members:
            if not shape.expanded:
                assert lane.y <= shape.box.middle[1] <= lane.y + lane.height, shape.id


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_no_label_lies_on_a_step_or_on_another_label(path: Path) -> None:
    diagram = read(path.read_bytes())
    labels = [(shape.id, shape.label) for shape in diagram.shapes if shape.label is not None]
    labels += [(flow.id, flow.label) for flow in diagram.flows if flow.label is not None]
    steps = [shape for shape in diagram.shapes if not shape.is_container and shape.kind != "boundaryEvent"]

    for (one, box), (other, another) in itertools.combinations(labels, 2):
        assert not _overlap(box, another), (one, other)
    for (one, box), shape in itertools.product(labels, steps):
        assert not _overlap(box, shape.box), (one, shape.id)


def _lanes(path: Path, diagram: Diagram) -> Iterator[tuple[Box, list[Shape]]]:
    shapes = {shape.id: shape for shape in diagram.shapes}
    for lane in etree.parse(path).iter(f"{MODEL}lane"):
        members = [shapes[str(ref.text)] for ref in lane.iter(f"{MODEL}flowNodeRef")]
        yield shapes[lane.get("id", "")].box, members


def _on_edge(box: Box, point: Point) -> bool:
    inside = box.x <= point.x <= box.x + box.width and box.y <= point.y <= box.y + box.height
    return inside and (point.x in {box.x, box.x + box.width} or point.y in {box.y, box.y + box.height})


def _overlap(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def _without_names(advice: str) -> str:
    """The advice without the proper names and dates that nobody can make shorter."""
    named: Any = re.sub(
        r"[A-Z][a-z]+ \d+, \d+|National Registry certification|Massachusetts certification", "one", advice
    )
    return re.sub(r"National Registry|Massachusetts|oems\.\S+|nremt\.org", "one", str(named))


@pytest.mark.parametrize("path", [*DIAGRAMS, *sorted(BPMN.glob("*/*.dmn"))], ids=lambda path: path.name)
def test_no_two_elements_of_a_file_share_an_id(path: Path) -> None:
    # parameters are named, not identified: two tasks may give the same one
    elements = [e for e in etree.parse(path).iter() if isinstance(e.tag, str) and not e.tag.startswith(SPIFF)]
    ids = [element.get("id", "") for element in elements if element.get("id")]

    assert sorted(ids) == sorted(set(ids))
