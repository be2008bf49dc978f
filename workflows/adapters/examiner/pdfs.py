"""PDF: put together again from its pages alone; what acts, carries other files or is locked is refused."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from workflows.adapters.examiner import MOST_BYTES, Fault, FileRefused

MOST_PAGES = 60
_DEEPEST = 40
#: Keys under which a PDF has programs, forms that are programs, or other files.
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/EF", "/EmbeddedFiles", "/RichMediaContent", "/Launch"})
#: What an action may do to those who open the file. Source: ISO 32000-2, table 201.
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
    | {"/RichMediaExecute"}
)
_ACTIVE_ANNOTATIONS = frozenset({"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound", "/FileAttachment"})


def rebuilt(content: bytes) -> tuple[str, bytes]:
    """The media type and the bytes of a PDF with the same pages.

    Raises:
        FileRefused: it is locked, acts, has too many pages, or cannot be read.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as found:
            return "application/pdf", _rebuilt(found)
    except pikepdf.PasswordError:
        raise FileRefused(Fault.LOCKED) from None
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 - a parser raises whatever it likes on a broken file
        raise FileRefused(Fault.BROKEN) from None


def _rebuilt(found: pikepdf.Pdf) -> bytes:
    if found.is_encrypted:
        raise FileRefused(Fault.LOCKED)
    pages = len(found.pages)
    if pages == 0:
        raise FileRefused(Fault.EMPTY)
    if pages > MOST_PAGES:
        raise FileRefused(Fault.TOO_MANY_PAGES)
    if any(_acts(part) for part in _parts(found)):
        raise FileRefused(Fault.ACTIVE)
    # every stream is unpacked once, so that what unpacks without end is found here, where it can be stopped
    found.check_pdf_syntax()
    if "/AcroForm" in found.Root:
        # what was typed into a form is drawn onto the page, for the form itself stays behind
        found.generate_appearance_streams()
        found.flatten_annotations("all")
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.pages.extend(found.pages)
        for page in new.pages:
            for key in ("/AA", "/Metadata", "/PieceInfo", "/Thumb"):
                if key in page.obj:
                    del page.obj[key]
        new.save(made, deterministic_id=True)
    if made.tell() > MOST_BYTES:
        raise FileRefused(Fault.BROKEN)
    return made.getvalue()


def _parts(found: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream of the file, those inside others too."""
    yield from _within(found.trailer, _DEEPEST)
    for each in found.objects:
        yield from _within(each, _DEEPEST)


def _within(part: Any, deeper: int) -> Iterator[Any]:
    if deeper == 0:
        raise FileRefused(Fault.BROKEN)
    if isinstance(part, pikepdf.Array):
        inner = list(part)
    elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
        yield part
        inner = [part[key] for key in part.keys()]  # noqa: SIM118 - it is no mapping
    else:
        return
    for each in inner:
        # an indirect object comes by itself
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            yield from _within(each, deeper - 1)


def _acts(part: Any) -> bool:
    keys = set(part.keys())
    if keys & _ACTIVE_KEYS:
        return True
    return str(part.get("/S", "")) in _ACTIVE_ACTIONS or str(part.get("/Subtype", "")) in _ACTIVE_ANNOTATIONS
