"""Words across what is handed out: on every page, beside its own words, whatever the page says of itself."""

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from tests.support.files import pdf, picture
from workflows.adapters.examiner import DirectExaminer
from workflows.adapters.watermark import ChildWatermark, DirectWatermark, WatermarkFailed

WORDS = "Copy for review   Case R-2026-000123   January 20, 2026"
OWN = "Decree of the court"


def _page(change) -> bytes:
    """A page of one line, changed."""
    made = io.BytesIO()
    with pikepdf.new() as new:
        page = new.add_blank_page(page_size=(612, 792))
        helvetica = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=helvetica))
        page.Contents = new.make_stream(f"BT /F 14 Tf 150 500 Td ({OWN}) Tj ET".encode())
        change(page)
        new.save(made)
    return made.getvalue()


def _turned(page):
    page.Rotate = 90


def _cut(page):
    page.CropBox = [100, 100, 500, 700]


def _cut_by_the_printer(page):
    page.TrimBox = [300, 300, 400, 400]


def _unfinished(page):
    page.contents_add(b"q 0.01 0 0 0.01 0 0 cm 0 0 1 1 re W n")


@pytest.mark.parametrize(
    ("change", "size"),
    [
        (_turned, (792, 612)),
        (_cut, (400, 600)),
        (_cut_by_the_printer, (612, 792)),
        (_unfinished, (612, 792)),
    ],
)
def test_a_page_keeps_its_words_and_its_size_and_has_ours(change, size):
    marked = DirectWatermark().put(WORDS, _page(change), media_type="application/pdf")

    with pypdfium2.PdfDocument(marked.content) as opened:
        [page] = opened
        assert page.get_size() == size
        text = page.get_textpage().get_text_range()
        drawn = page.render().to_pil().convert("L")
    assert OWN in text
    assert text.count("Case R-2026-000123") == 3
    for third in range(3):
        height = drawn.height // 3
        part = drawn.crop((0, third * height, drawn.width, (third + 1) * height))
        assert part.getextrema()[0] < 220


def test_every_page_is_marked():
    marked = DirectWatermark().put(WORDS, pdf(pages=3), media_type="application/pdf")

    with pypdfium2.PdfDocument(marked.content) as opened:
        assert all("Copy for review" in page.get_textpage().get_text_range() for page in opened)
        assert len(opened) == 3


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_is_marked_so_palely_that_black_on_it_stays_black_and_white_nearly_white(kind, media_type):
    white = picture(kind, size=(900, 640))
    made = io.BytesIO()
    Image.new("L", (900, 640)).save(made, kind)

    light = Image.open(io.BytesIO(DirectWatermark().put(WORDS, white, media_type=media_type).content)).convert("L")
    dark = Image.open(io.BytesIO(DirectWatermark().put(WORDS, made.getvalue(), media_type=media_type).content))

    assert light.size == (900, 640)
    assert 190 < light.getextrema()[0] < 230
    assert 20 < dark.convert("L").getextrema()[1] < 60


def test_a_process_of_its_own_does_the_same_and_its_end_is_told():
    content = DirectExaminer().examine(picture(), extension="jpg").content

    assert ChildWatermark().put(WORDS, content, media_type="image/jpeg") == DirectWatermark().put(
        WORDS, content, media_type="image/jpeg"
    )
    with pytest.raises(WatermarkFailed):
        ChildWatermark().put(WORDS, b"no picture", media_type="image/jpeg")
