"""Whether a diagram's interchange says where everything stands: the applicant's page draws the process from it."""

import math
from collections.abc import Iterator

from lxml import etree

from workflows.engine.checking.report import Report
from workflows.engine.diagram import BPMN, Diagram

_BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
_WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_LEAST_POINTS = 2


def check_drawing(diagram: Diagram, report: Report) -> None:
    """Each shape and line is of something and has its place, and each element that is carried out is drawn.

    A process may be kept without any drawing; its page then shows the words alone.
    """
    ids = {element.get("id") for element in diagram.root.iter(f"{{{BPMN}}}*")}
    drawn = [element for element in diagram.root.iter() if element.get("bpmnElement")]
    for one in drawn:
        of = one.get("bpmnElement")
        if of not in ids:
            report.warning("dangling_shape", one, f"A shape is drawn for {of}, which is not in the process.")
        elif one.tag == f"{_BPMNDI}BPMNShape" and not _has_a_place(one):
            report.warning("shape_without_place", one, f"The shape of {of} has no place: give it bounds in numbers.")
        elif one.tag == f"{_BPMNDI}BPMNEdge" and not _has_a_course(one):
            report.warning(
                "line_without_course", one, f"The line of {of} has no course: give it two points in numbers."
            )
    shown = {one.get("bpmnElement") for one in drawn}
    if drawn:
        parts = [(node.id, node.element) for node in diagram.nodes()]
        parts += [(flow.id, flow.element) for scope in diagram.scopes() for flow in scope.flows]
        for identity, element in parts:
            if identity not in shown:
                report.warning("not_drawn", element, "The element is not drawn, so nobody sees it.")


def _has_a_place(shape: etree._Element) -> bool:
    bounds = shape.find(_BOUNDS)
    return bounds is not None and all(map(math.isfinite, _numbers(bounds, "x", "y", "width", "height")))


def _has_a_course(line: etree._Element) -> bool:
    points = line.findall(_WAYPOINT)
    numbers = [number for point in points for number in _numbers(point, "x", "y")]
    return len(points) >= _LEAST_POINTS and all(map(math.isfinite, numbers))


def _numbers(element: etree._Element, *names: str) -> Iterator[float]:
    """The attributes as numbers, not-a-number for one that is none or is missing."""
    for name in names:
        try:
            yield float(element.get(name, ""))
        except ValueError:
            yield math.nan
