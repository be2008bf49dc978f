"""A diagram as a picture on a page without script and without inline styles."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workflows.drawing import DiagramUnreadable, draw
from workflows.drawing.lettering import width, wrapped

BPMN = Path(__file__).parents[2] / "bpmn"
DIAGRAMS = sorted(BPMN.glob("*/*.bpmn"))
SVG = "{http://www.w3.org/2000/svg}"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ALLOWED = {"svg", "title", "desc", "g", "path", "rect", "circle", "text", "tspan"}


def drawn(path: Path, *, live: tuple[str, ...] = (), done: tuple[str, ...] = ()) -> etree._Element:
    return etree.fromstring(draw(path.read_bytes(), live=live, done=done, title="Where it is"))


def marked(picture: etree._Element, state: str) -> list[str | None]:
    return [
        group.get("data-element")
        for group in picture.iter(f"{SVG}g")
        if f"diagram--{state}" in group.get("class", "").split()
    ]


def words(element: etree._Element) -> str:
    return " ".join(" ".join(span.text or "" for span in text) for text in element.iter(f"{SVG}text"))


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_element_and_every_word_of_a_diagram_is_in_its_picture(path: Path) -> None:
    picture = drawn(path)
    model = etree.parse(path)

    shown = {group.get("data-element") for group in picture.iter(f"{SVG}g")}
    nodes = [node for node in model.iter(f"{MODEL}*") if node.find(f"{MODEL}incoming") is not None]
    assert {node.get("id") for node in nodes} <= shown
    assert all((node.get("name") or "") in words(picture) for node in nodes)
    assert len(picture.findall(f".//{SVG}g[@class='diagram__flow']")) == len(list(model.iter(f"{MODEL}sequenceFlow")))


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_picture_holds_nothing_that_a_strict_page_forbids(path: Path) -> None:
    picture = drawn(path)

    elements = [element for element in picture.iter() if isinstance(element.tag, str)]
    assert {etree.QName(element).localname for element in elements} <= ALLOWED
    names = {str(name) for element in elements for name in element.attrib}
    assert not {name for name in names if name == "style" or name.startswith("on") or "href" in name}


def test_a_picture_is_named_and_told_for_those_who_hear_it() -> None:
    picture = drawn(BPMN / "alignment" / "alignment.bpmn", live=("main", "fill_in"), done=("name_the_fee",))

    assert picture.get("role") == "img"
    title, told = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert (picture.get("aria-labelledby"), title.text) == (title.get("id"), "Where it is")
    assert picture.get("aria-describedby") == told.get("id")
    assert "Lanes: Applicant, Office, System." in (told.text or "")
    assert "Done: Name the fee." in (told.text or "")
    assert "Now: Fill in the application." in (told.text or "")


def test_a_picture_is_as_large_as_it_was_drawn() -> None:
    picture = drawn(BPMN / "alignment" / "alignment.bpmn")

    left, top, wide, high = (float(number) for number in picture.get("viewBox", "").split())
    assert (left, top) == (10, 10)
    assert wide > high > 0
    assert (picture.get("width"), picture.get("height")) == (f"{wide:g}", f"{high:g}")


def test_the_live_step_is_marked_by_a_word_and_a_heavy_frame_and_not_by_colour_alone() -> None:
    path = BPMN / "shared" / "review.bpmn"
    picture = drawn(path, live=("decide",), done=("choose_lane", "decide"))

    assert marked(picture, "live") == ["decide"]
    assert marked(picture, "done") == ["choose_lane"]
    live = picture.find(f".//{SVG}g[@data-element='decide']")
    still = drawn(path).find(f".//{SVG}g[@data-element='decide']")
    assert live is not None
    assert still is not None
    assert words(live) == "Decide the application Now"
    frames = [element.find(f"{SVG}rect") for element in (live, still)]
    assert [frame.get("stroke-width") for frame in frames if frame is not None] == ["4", "1.6"]


def test_a_step_that_is_done_has_a_tick() -> None:
    path = BPMN / "shared" / "review.bpmn"

    before = drawn(path).find(f".//{SVG}g[@data-element='choose_lane']")
    after = drawn(path, done=("choose_lane",)).find(f".//{SVG}g[@data-element='choose_lane']")

    assert before is not None
    assert after is not None
    assert len(after) == len(before) + 2


def test_a_name_that_looks_like_markup_stays_text() -> None:
    xml = (BPMN / "shared" / "review.bpmn").read_bytes().replace(b"Decide the application", b"&lt;script&gt;x")

    assert "<script" not in draw(xml, title="<script>alert(1)</script>")


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"no diagram",
        b"<a/>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        (BPMN / "shared" / "review.bpmn").read_bytes().replace(b"BPMNPlane", b"BPMNPlain"),
        (BPMN / "shared" / "review.bpmn").read_bytes().replace(b'x="20"', b'x="left"'),
        (BPMN / "shared" / "review.bpmn").read_bytes().replace(b'x="20"', b'x="1e999"'),
    ],
)
def test_what_is_no_drawn_diagram_is_refused(xml: bytes) -> None:
    with pytest.raises(DiagramUnreadable):
        draw(xml, title="nothing")


@given(text=st.text("abcWil -", max_size=60), room=st.floats(20, 200))
def test_lines_keep_every_word_and_their_room(text: str, room: float) -> None:
    lines = wrapped(text, room, 12)

    assert " ".join(lines).split() == text.split()
    assert all(width(line, 12) <= room or " " not in line for line in lines)
