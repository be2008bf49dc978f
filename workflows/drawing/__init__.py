"""A diagram as a picture: SVG made on the server from the diagram's own interchange, for pages without script.

The picture holds presentation attributes and class names only, so that a page whose policy forbids inline
styles may inline it. What a step's state is shows in more than colour: the live step has a heavy frame and
a flag, a step that is done a tick.
"""

from collections.abc import Collection

from lxml import etree

from workflows.drawing.painting import Painter
from workflows.drawing.reading import Diagram, DiagramUnreadable, read

__all__ = ["DiagramUnreadable", "draw"]

_MARGIN = 10


def draw(xml: bytes, *, live: Collection[str] = (), done: Collection[str] = (), title: str) -> str:
    """The diagram as an SVG element, as large as it was drawn.

    Args:
        xml: A BPMN file with diagram interchange.
        live: Ids of the elements where the process waits.
        done: Ids of the elements it has passed.
        title: What the picture shows, for those who hear it.

    Raises:
        DiagramUnreadable: the file is no diagram, or is drawn nowhere.
    """
    diagram = read(xml)
    left, top, right, bottom = diagram.extent
    width, height = right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN
    names = f"{diagram.process_id}-title", f"{diagram.process_id}-description"
    root = etree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "diagram",
            "role": "img",
            "aria-labelledby": names[0],
            "aria-describedby": names[1],
            "viewBox": f"{left - _MARGIN:g} {top - _MARGIN:g} {width:g} {height:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
            "font-family": "Public Sans, Helvetica, Arial, sans-serif",
        },
    )
    etree.SubElement(root, "title", {"id": names[0]}).text = title
    etree.SubElement(root, "desc", {"id": names[1]}).text = _told(diagram, live, done)
    Painter(root, live=frozenset(live), done=frozenset(done)).paint(diagram)
    return etree.tostring(root, encoding="unicode")


def _told(diagram: Diagram, live: Collection[str], done: Collection[str]) -> str:
    """The picture in sentences."""

    def named(ids: Collection[str]) -> str:
        return ", ".join(shape.name for shape in diagram.shapes if shape.id in ids and shape.name and shape.is_step)

    lanes = ", ".join(shape.name for shape in diagram.shapes if shape.kind == "lane")
    sentences = [f"A process diagram with {sum(shape.is_step for shape in diagram.shapes)} steps."]
    if lanes:
        sentences.append(f"Lanes: {lanes}.")
    if passed := named([one for one in done if one not in live]):
        sentences.append(f"Done: {passed}.")
    if now := named(live):
        sentences.append(f"Now: {now}.")
    return " ".join(sentences)
