"""What a diagram's interchange says: which shapes stand where, and along which points the flows run."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from lxml import etree

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DI = "{http://www.omg.org/spec/DD/20100524/DI}"

_EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
_DEFINITION = "EventDefinition"


class DiagramUnreadable(ValueError):
    """The file is no BPMN diagram, or it says nowhere how it is drawn."""


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


class Point(NamedTuple):
    """A point of a flow."""

    x: float
    y: float


@dataclass(frozen=True)
class Shape:
    """An element with its place."""

    id: str
    #: The element's name in the BPMN schema: "userTask".
    kind: str
    name: str
    box: Box
    label: Box | None
    #: What an event waits for or says: "timer", "message"; None where nothing.
    trigger: str | None = None
    interrupting: bool = True
    expanded: bool = False
    #: "parallel" or "sequential" where the activity runs for each item of a list.
    repeated: str | None = None

    @property
    def is_container(self) -> bool:
        """Whether other elements are drawn inside."""
        return self.kind in {"participant", "lane"} or self.expanded

    @property
    def is_event(self) -> bool:
        """Whether it is a circle."""
        return self.kind in _EVENTS

    @property
    def is_gateway(self) -> bool:
        """Whether it is a diamond."""
        return self.kind.endswith("Gateway")

    @property
    def is_activity(self) -> bool:
        """Whether it is a box with round corners."""
        return self.kind.lower().endswith("task") or self.kind in {"callActivity", "subProcess", "transaction"}

    @property
    def is_step(self) -> bool:
        """Whether somebody or something works here."""
        return self.is_activity and not self.expanded


@dataclass(frozen=True)
class Flow:
    """A line between two elements."""

    id: str
    kind: str
    name: str
    points: tuple[Point, ...]
    label: Box | None
    #: Taken where no condition holds.
    default: bool


@dataclass(frozen=True)
class Diagram:
    """Everything there is to draw, in the order of the file."""

    process_id: str
    shapes: list[Shape] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of everything."""
        boxes = [box for shape in self.shapes for box in (shape.box, shape.label) if box]
        boxes += [flow.label for flow in self.flows if flow.label]
        points = [point for flow in self.flows for point in flow.points]
        xs = [x for box in boxes for x in (box.x, box.x + box.width)] + [point.x for point in points]
        ys = [y for box in boxes for y in (box.y, box.y + box.height)] + [point.y for point in points]
        return min(xs), min(ys), max(xs), max(ys)


def read(xml: bytes) -> Diagram:
    """The diagram of a file, of its first plane.

    Raises:
        DiagramUnreadable: the file is no diagram, or is drawn nowhere.
    """
    root = _root(xml)
    elements = {element.get("id"): element for element in root.iter(f"{_BPMN}*") if element.get("id")}
    defaults = {element.get("default") for element in elements.values()}
    process = root.find(f"{_BPMN}process")
    plane = root.find(f"{_BPMNDI}BPMNDiagram/{_BPMNDI}BPMNPlane")
    if process is None or plane is None:
        raise DiagramUnreadable("The file holds no process that is drawn.")
    diagram = Diagram(process.get("id", "diagram"))
    for drawn in plane:
        element = elements.get(drawn.get("bpmnElement"))
        if element is None:
            continue
        if drawn.tag == f"{_BPMNDI}BPMNShape":
            diagram.shapes.append(_shape(drawn, element))
        elif drawn.tag == f"{_BPMNDI}BPMNEdge":
            diagram.flows.append(_flow(drawn, element, default=element.get("id") in defaults))
    if not diagram.shapes:
        raise DiagramUnreadable("The file holds no process that is drawn.")
    return diagram


def _root(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        raise DiagramUnreadable("The file is no XML.") from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise DiagramUnreadable("The file declares a document type.")
    return root


def _shape(drawn: etree._Element, element: etree._Element) -> Shape:
    kind = _local(element)
    return Shape(
        id=element.get("id", ""),
        kind=kind,
        name=_name(element),
        box=_box(drawn),
        label=_label(drawn),
        trigger=next(_triggers(element), None),
        interrupting=element.get("cancelActivity", element.get("isInterrupting", "true")) != "false",
        expanded=kind in {"subProcess", "transaction"} and drawn.get("isExpanded") != "false",
        repeated=_repeated(element),
    )


def _flow(drawn: etree._Element, element: etree._Element, *, default: bool) -> Flow:
    try:
        points = tuple(Point(*_numbers(point, "x", "y")) for point in drawn.iterfind(f"{_DI}waypoint"))
    except ValueError as fault:
        raise DiagramUnreadable(f"The flow {element.get('id')} has a point that is no number.") from fault
    return Flow(element.get("id", ""), _local(element), _name(element), points, _label(drawn), default)


def _triggers(element: etree._Element) -> Iterator[str]:
    for child in element:
        if isinstance(child.tag, str) and child.tag.endswith(_DEFINITION):
            yield _local(child).removesuffix(_DEFINITION)


def _repeated(element: etree._Element) -> str | None:
    loop = element.find(f"{_BPMN}multiInstanceLoopCharacteristics")
    if loop is None:
        return None
    return "sequential" if loop.get("isSequential") == "true" else "parallel"


def _name(element: etree._Element) -> str:
    text = element.findtext(f"{_BPMN}text") if _local(element) == "textAnnotation" else element.get("name")
    return " ".join((text or "").split())


def _label(drawn: etree._Element) -> Box | None:
    label = drawn.find(f"{_BPMNDI}BPMNLabel")
    return None if label is None or label.find(f"{_DC}Bounds") is None else _box(label)


def _box(drawn: etree._Element) -> Box:
    bounds = drawn.find(f"{_DC}Bounds")
    if bounds is None:
        raise DiagramUnreadable(f"The shape {drawn.get('id')} has no bounds.")
    try:
        return Box(*_numbers(bounds, "x", "y", "width", "height"))
    except ValueError as fault:
        raise DiagramUnreadable(f"The shape {drawn.get('id')} has bounds that are no numbers.") from fault


def _numbers(element: etree._Element, *names: str) -> Iterator[float]:
    for name in names:
        number = float(element.get(name, ""))
        if not math.isfinite(number):
            raise ValueError(number)
        yield number


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname
