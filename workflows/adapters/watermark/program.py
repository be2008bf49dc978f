"""What runs in the child: three pale lines across each page, or across the picture."""

import io
import math
from collections.abc import Mapping
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from workflows.adapters.child import answer

#: How far down the page each line's middle lies, of its height.
_HEIGHTS = (1 / 6, 1 / 2, 5 / 6)
#: So that the lines stay on a page that is wider than high.
_DEGREES = 20
#: How much of the page's shorter side a line fills.
_WIDTH = 0.8
#: 0 is black, 1 is white: between both, so that it shows on either.
_GRAY = 0.45
#: How much of what lies under it a line covers.
_OPACITY = 0.3
#: What a printer cuts to; what is looked at is the crop box.
_PRINTERS_BOXES = frozenset({"/TrimBox", "/ArtBox", "/BleedBox"})
#: The mean width of a letter of Helvetica, of its size.
_LETTER = 0.52
_JPEG_QUALITY = 88


def reply(question: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """The kind of the marked file, and its bytes."""
    if question["media_type"] == "application/pdf":
        return {"media_type": "application/pdf"}, _on_pages(content, question["words"])
    # a copy to look at: as JPEG it is a tenth of the PNG, and made in a tenth of the time
    return {"media_type": "image/jpeg"}, _on_picture(content, question["words"])


def _on_pages(content: bytes, words: str) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as found, pikepdf.new() as new:
        for page in found.pages:
            for box in _PRINTERS_BOXES & set(page.obj.keys()):
                del page.obj[box]
            width, height = _shown_size(page)
            marked = new.add_blank_page(page_size=(width, height))
            # as a form of its own, so that nothing the page leaves undone reaches the words
            marked.add_overlay(page, pikepdf.Rectangle(0, 0, width, height))
            font = marked.add_resource(_helvetica(new), pikepdf.Name.Font)
            pale = marked.add_resource(pikepdf.Dictionary(ca=_OPACITY), pikepdf.Name.ExtGState)
            drawn = _lines(words, width, height, font=font, pale=pale)
            marked.contents_add(drawn.encode("ascii"))
        new.save(made, deterministic_id=True)
    return made.getvalue()


def _shown_size(page: pikepdf.Page) -> tuple[float, float]:
    """Width and height in points, as the page is looked at."""
    left, bottom, right, top = (float(side) for side in page.cropbox.as_list())
    width, height = abs(right - left), abs(top - bottom)
    turned = int(page.obj.get("/Rotate", 0)) % 180
    return (height, width) if turned else (width, height)


def _helvetica(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )


def _lines(words: str, width: float, height: float, *, font: pikepdf.Name, pale: pikepdf.Name) -> str:
    """What a page is told to draw; as an artifact, which is not read out."""
    turn = math.radians(_DEGREES)
    size = _WIDTH * min(width, height) / (math.cos(turn) * _LETTER * len(words))
    back = _LETTER * size * len(words) / 2
    told = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    matrix = f"{math.cos(turn):.5f} {math.sin(turn):.5f} {-math.sin(turn):.5f} {math.cos(turn):.5f}"
    texts = [
        f"BT {font} {size:.2f} Tf {matrix} {width / 2 - back * math.cos(turn):.2f} "
        f"{height * (1 - down) - back * math.sin(turn):.2f} Tm ({told}) Tj ET"
        for down in _HEIGHTS
    ]
    return "\n".join(
        ["/Artifact <</Type /Pagination /Subtype /Watermark>> BDC q", f"{pale} gs {_GRAY} g", *texts, "Q EMC"]
    )


def _on_picture(content: bytes, words: str) -> bytes:
    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGB")
    line = _drawn(words, min(picture.size))
    gray = tuple([round(255 * _GRAY)] * 3)
    for down in _HEIGHTS:
        corner = ((picture.width - line.width) // 2, round(picture.height * down) - line.height // 2)
        picture.paste(gray, corner, mask=line)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=_JPEG_QUALITY)
    return made.getvalue()


def _drawn(words: str, shorter_side: int) -> Image.Image:
    """The line as a mask: how much of it covers each dot."""
    fill = _WIDTH * shorter_side / math.cos(math.radians(_DEGREES))
    trial = ImageFont.load_default(size=100)
    font = ImageFont.load_default(size=100 * fill / trial.getlength(words))
    left, top, right, bottom = (round(side) for side in font.getbbox(words))
    line = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(line).text((-left, -top), words, fill=round(255 * _OPACITY), font=font)
    return line.rotate(_DEGREES, expand=True, resample=Image.Resampling.BICUBIC)


if __name__ == "__main__":
    answer(reply)
