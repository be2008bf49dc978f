"""Small files as people send them, made on the spot."""

import io

import pikepdf
from PIL import Image, ImageDraw


def pdf(*words: str, pages: int = 1) -> bytes:
    """A PDF of blank pages; its words make it another file than the next."""
    made = io.BytesIO()
    with pikepdf.new() as new:
        for _ in range(pages):
            new.add_blank_page(page_size=(300, 200))
        new.pages[0].Contents = new.make_stream(("% " + " ".join(words)).encode())
        new.save(made, deterministic_id=True, compress_streams=False)
    return made.getvalue()


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (640, 620), words: str = "", **options: object) -> bytes:
    """A picture of this kind: JPEG, PNG, or HEIF."""
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    drawn = Image.new("RGB", size, "white")
    ImageDraw.Draw(drawn).text((20, 20), words, fill="black")
    made = io.BytesIO()
    drawn.save(made, kind, **options)
    return made.getvalue()


#: Found by every scanner there is, and by the test signatures of the project; harmless. Put together only here, so
#: that no scanner of a developer's machine finds it in this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
#: The project's own test word.
TEST_VIRUS = b"ELICENSE-" + b"TEST-VIRUS"
