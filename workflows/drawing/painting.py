"""Shapes and flows as SVG elements."""

from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from lxml import etree

from workflows.drawing import icons
from workflows.drawing.lettering import width, wrapped, write
from workflows.drawing.reading import Box, Diagram, Flow, Point, Shape

_INK, _FRAME, _PAPER = "#1b1b1b", "#71767a", "#ffffff"
_LIVE, _LIVE_PAPER = "#14558f", "#e1f0fb"
_DONE, _DONE_PAPER = "#2e6f40", "#f0f7f1"
_TASK_TYPE, _LABEL_TYPE = 13.0, 12.0
_HALO = {"stroke": _PAPER, "stroke_width": "4", "stroke_linejoin": "round", "paint_order": "stroke"}
_CORNER = 6.0
_HEADER = 30.0
_LINES_BESIDE_AN_ICON = 2


class Painter:
    """Paints one diagram into an SVG element, what lies below first."""

    def __init__(self, root: etree._Element, *, live: frozenset[str], done: frozenset[str]) -> None:
        self._root = root
        self._live = live
        self._done = done - live

    def paint(self, diagram: Diagram) -> None:
        """Paints everything: containers, flows, elements, and words on top."""
        for shape in diagram.shapes:
            if shape.is_container:
                self._container(shape)
        for flow in diagram.flows:
            self._flow(flow)
        elements = [shape for shape in diagram.shapes if not shape.is_container]
        for shape in sorted(elements, key=lambda shape: shape.kind == "boundaryEvent"):
            self._element(shape)
        for flow in diagram.flows:
            self._flow_label(flow)

    # containers

    def _container(self, shape: Shape) -> None:
        group = self._group(shape)
        box = shape.box
        if shape.kind in {"participant", "lane"}:
            _rect(group, box, fill="none", stroke=_FRAME, stroke_width="1.5")
            room = box.height - 10
            centre = box.x + _HEADER / 2, box.middle[1]
            turn = f"rotate(-90 {centre[0]:g} {centre[1]:g})"
            weight = "bold" if shape.kind == "participant" else "normal"
            write(
                group,
                shape.name,
                x=centre[0],
                y=centre[1],
                room=room,
                size=_TASK_TYPE,
                transform=turn,
                font_weight=weight,
            )
            if shape.kind == "participant":
                _path(group, f"M{box.x + _HEADER:g} {box.y:g}v{box.height:g}", stroke=_FRAME, stroke_width="1.5")
            return
        live = shape.id in self._live
        _rect(group, box, rx="10", fill="none", stroke=_LIVE if live else _INK, stroke_width="3" if live else "1.6")
        write(group, shape.name, x=box.middle[0], y=box.y + 13, room=box.width - 20, size=_LABEL_TYPE, **_HALO)

    # elements

    def _element(self, shape: Shape) -> None:
        group = self._group(shape)
        if shape.is_event:
            self._event(group, shape)
        elif shape.is_gateway:
            self._gateway(group, shape)
        elif shape.is_activity:
            self._activity(group, shape)
        elif shape.kind == "textAnnotation":
            _path(group, f"M{shape.box.x + 12:g} {shape.box.y:g}h-12v{shape.box.height:g}h12", stroke=_FRAME)
            self._inside(group, shape)
        else:
            _rect(group, shape.box, fill=_PAPER, stroke=_FRAME)
            self._outside(group, shape)
        if shape.id in self._live:
            _flag(group, shape.box)
        elif shape.id in self._done and shape.is_activity:
            _tick(group, shape.box)

    def _event(self, group: etree._Element, shape: Shape) -> None:
        x, y = shape.box.middle
        radius = shape.box.width / 2
        stroke, paper = self._colours(shape)
        dashes = {} if shape.interrupting else {"stroke_dasharray": "5 3"}
        heavy = "3.5" if shape.kind == "endEvent" else "2.5" if shape.id in self._live else "1.6"
        _circle(group, x, y, radius, fill=paper, stroke=stroke, stroke_width=heavy, **dashes)
        if shape.kind in {"boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"}:
            _circle(group, x, y, radius - 3.5, fill="none", stroke=stroke, stroke_width="1.4", **dashes)
        if shape.trigger in icons.TRIGGER:
            throws = shape.kind in {"endEvent", "intermediateThrowEvent"} or shape.trigger in icons.FILLED
            _icon(group, icons.TRIGGER[shape.trigger], x - 10, y - 10, stroke=stroke, fill=stroke if throws else "none")
        self._outside(group, shape)

    def _gateway(self, group: etree._Element, shape: Shape) -> None:
        x, y = shape.box.middle
        dx, dy = shape.box.width / 2, shape.box.height / 2
        stroke, paper = self._colours(shape)
        heavy = "3" if shape.id in self._live else "1.6"
        corners = f"M{x:g} {y - dy:g}L{x + dx:g} {y:g} {x:g} {y + dy:g} {x - dx:g} {y:g}z"
        _path(group, corners, fill=paper, stroke=stroke, stroke_width=heavy)
        if shape.kind in icons.GATEWAY:
            bold = "1.3" if shape.kind == "eventBasedGateway" else "3"
            _icon(group, icons.GATEWAY[shape.kind], x - 10, y - 10, stroke=stroke, stroke_width=bold)
        self._outside(group, shape)

    def _activity(self, group: etree._Element, shape: Shape) -> None:
        stroke, paper = self._colours(shape)
        heavy = "4" if shape.id in self._live or shape.kind == "callActivity" else "1.6"
        _rect(group, shape.box, rx="10", fill=paper, stroke=stroke, stroke_width=heavy)
        if shape.kind in icons.ACTIVITY:
            fill = stroke if shape.kind in {"userTask", "sendTask"} else "none"
            _icon(
                group,
                icons.ACTIVITY[shape.kind],
                shape.box.x + 6,
                shape.box.y + 5,
                stroke=stroke,
                fill=fill,
                stroke_width="1",
            )
        under = [icons.PLUS] if shape.kind in {"callActivity", "subProcess"} else []
        under += {"parallel": [icons.PARALLEL], "sequential": [icons.SEQUENTIAL]}.get(shape.repeated or "", [])
        left = shape.box.middle[0] - len(under) * 9 + 2
        for number, icon in enumerate(under):
            _icon(
                group, icon, left + number * 18, shape.box.y + shape.box.height - 18, stroke=stroke, stroke_width="1.3"
            )
        self._inside(group, shape)

    def _colours(self, shape: Shape) -> tuple[str, str]:
        if shape.id in self._live:
            return _LIVE, _LIVE_PAPER
        return (_DONE, _DONE_PAPER) if shape.id in self._done else (_INK, _PAPER)

    def _inside(self, group: etree._Element, shape: Shape) -> None:
        x, y = shape.box.middle
        bold = shape.id in self._live
        # bold letters are wider than the measured ones
        room = (shape.box.width - 8) * (0.93 if bold else 1)
        if shape.kind == "callActivity":
            y -= 5
        elif len(wrapped(shape.name, room, _TASK_TYPE)) > _LINES_BESIDE_AN_ICON:
            y += 7
        write(group, shape.name, x=x, y=y, room=room, size=_TASK_TYPE, font_weight="bold" if bold else "normal")

    def _outside(self, group: etree._Element, shape: Shape) -> None:
        if not shape.name:
            return
        label = shape.label or Box(shape.box.middle[0] - 45, shape.box.y + shape.box.height + 5, 90, 2 * _LABEL_TYPE)
        _label(group, shape.name, label)

    # flows

    def _flow(self, flow: Flow) -> None:
        if len(flow.points) < 2:  # noqa: PLR2004 - a line has two ends
            return
        group = etree.SubElement(self._root, "g", {"class": "diagram__flow"})
        dashes = {} if flow.kind == "sequenceFlow" else {"stroke_dasharray": "4 4"}
        _path(group, _rounded(flow.points), stroke=_INK, stroke_width="1.5", **dashes)
        if flow.kind != "association":
            _arrow_head(group, flow.points[-2], flow.points[-1])
        if flow.default:
            _slash(group, flow.points[0], flow.points[1])

    def _flow_label(self, flow: Flow) -> None:
        if flow.name and len(flow.points) > 1:
            first, second = flow.points[:2]
            room = max(60.0, width(flow.name, _LABEL_TYPE) / 2)
            label = flow.label or Box((first.x + second.x - room) / 2, (first.y + second.y) / 2 - 16, room, 14)
            _label(self._root, flow.name, label)

    def _group(self, shape: Shape) -> etree._Element:
        state = "live" if shape.id in self._live else "done" if shape.id in self._done else "open"
        return etree.SubElement(
            self._root, "g", {"class": f"diagram__{shape.kind} diagram--{state}", "data-element": shape.id}
        )


def _label(parent: etree._Element, text: str, label: Box) -> None:
    # type is larger here than where the label was measured, so its lines may be a little wider
    write(parent, text, x=label.middle[0], y=label.middle[1], room=label.width * 1.06 + 2, size=_LABEL_TYPE, **_HALO)


def _flag(parent: etree._Element, box: Box) -> None:
    """A flag above the step where the process waits."""
    text = "Now"
    room = width(text, _LABEL_TYPE) + 14
    flag = Box(box.x + box.width - room + 6, box.y - 16, room, 20)
    _rect(parent, flag, rx="4", fill=_LIVE, stroke=_PAPER, stroke_width="1.5")
    write(
        parent, text, x=flag.middle[0], y=flag.middle[1], room=room, size=_LABEL_TYPE, fill=_PAPER, font_weight="bold"
    )


def _tick(parent: etree._Element, box: Box) -> None:
    """A tick in the corner of a step that is done."""
    x, y = box.x + box.width - 9, box.y + 1
    _circle(parent, x, y + 7, 8, fill=_DONE, stroke=_PAPER, stroke_width="1.5")
    _icon(parent, icons.TICK, x - 8, y - 1, stroke=_PAPER, stroke_width="2")


def _rounded(points: tuple[Point, ...]) -> str:
    """The path of a flow, its bends rounded."""
    parts = [f"M{points[0].x:g} {points[0].y:g}"]
    for before, bend, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(_CORNER, *(hypot(b.x - a.x, b.y - a.y) / 2 for a, b in pairwise((before, bend, after))))
        start, end = _towards(bend, before, reach), _towards(bend, after, reach)
        parts.append(f"L{start.x:.1f} {start.y:.1f}Q{bend.x:g} {bend.y:g} {end.x:.1f} {end.y:.1f}")
    parts.append(f"L{points[-1].x:g} {points[-1].y:g}")
    return "".join(parts)


def _towards(start: Point, end: Point, reach: float) -> Point:
    length = hypot(end.x - start.x, end.y - start.y) or 1.0
    return Point(start.x + (end.x - start.x) / length * reach, start.y + (end.y - start.y) / length * reach)


def _arrow_head(parent: etree._Element, before: Point, tip: Point) -> None:
    angle = atan2(tip.y - before.y, tip.x - before.x)
    wings = [(tip.x - 10 * cos(angle + turn), tip.y - 10 * sin(angle + turn)) for turn in (pi / 7, -pi / 7)]
    corners = "".join(f"L{x:.1f} {y:.1f}" for x, y in wings)
    _path(parent, f"M{tip.x:g} {tip.y:g}{corners}z", fill=_INK, stroke=_INK, stroke_width="1")


def _slash(parent: etree._Element, start: Point, after: Point) -> None:
    """The stroke across the beginning of a default flow."""
    middle = _towards(start, after, 9)
    angle = atan2(after.y - start.y, after.x - start.x) + pi / 3
    dx, dy = 6 * cos(angle), 6 * sin(angle)
    _path(parent, f"M{middle.x - dx:.1f} {middle.y - dy:.1f}L{middle.x + dx:.1f} {middle.y + dy:.1f}", stroke=_INK)


def _icon(parent: etree._Element, path: str, x: float, y: float, **attributes: str) -> None:
    _path(parent, path, transform=f"translate({x:g} {y:g})", fill_rule="evenodd", **attributes)


def _path(parent: etree._Element, path: str, **attributes: str) -> None:
    _shape(parent, "path", {"d": path, "fill": "none", "stroke-width": "1.5", "stroke-linejoin": "round"}, attributes)


def _rect(parent: etree._Element, box: Box, **attributes: str) -> None:
    place = {"x": f"{box.x:g}", "y": f"{box.y:g}", "width": f"{box.width:g}", "height": f"{box.height:g}"}
    _shape(parent, "rect", place, attributes)


def _circle(parent: etree._Element, x: float, y: float, radius: float, **attributes: str) -> None:
    _shape(parent, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{radius:g}"}, attributes)


def _shape(parent: etree._Element, tag: str, place: dict[str, str], attributes: dict[str, str]) -> None:
    etree.SubElement(parent, tag, place | {name.replace("_", "-"): value for name, value in attributes.items()})
