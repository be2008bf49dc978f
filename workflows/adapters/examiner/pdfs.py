"""PDF: put together again from its pages alone; what acts, carries other files or is locked is refused.

What lies on a page to be clicked or filled in is drawn onto it, or left behind: the copy is still.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from workflows.adapters.examiner import MOST_BYTES, Examined, Fault, FileRefused

MOST_PAGES = 60
_DEEPEST = 40
#: Keys under which a PDF has programs, forms that are programs, or other files.
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/EF", "/EmbeddedFiles", "/RichMediaContent", "/Launch"})
#: What an action may do to those who open the file. Source: ISO 32000-2, table 201.
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
    | {"/RichMediaExecute"}
)
_ACTIVE_SUBTYPES = frozenset({"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound", "/FileAttachment", "/PS"})
#: Keys of a stream whose content lies elsewhere, or is a program for a printer. Source: ISO 32000-2, tables 5 and 93.
_ACTIVE_STREAM_KEYS = frozenset({"/F", "/FFilter", "/Ref", "/PS"})
#: What a page, or a picture on it, tells beside what it shows.
_ASIDES = frozenset({"/AA", "/Metadata", "/OPI", "/PieceInfo", "/Thumb"})


def rebuilt(content: bytes) -> Examined:
    """A PDF with the same pages.

    Raises:
        FileRefused: it is locked, acts, has too many pages, or cannot be read.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as found:
            return _rebuilt(found)
    except pikepdf.PasswordError:
        raise FileRefused(Fault.LOCKED) from None
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 - a parser raises whatever it likes on a broken file
        raise FileRefused(Fault.BROKEN) from None


def _rebuilt(found: pikepdf.Pdf) -> Examined:
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
    # what was typed into a form, or written beside the text, is drawn onto the page
    found.generate_appearance_streams()
    found.flatten_annotations("all")
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.pages.extend(found.pages)
        for page in new.pages:
            if "/Annots" in page.obj:
                del page.obj.Annots
        for part in _parts(new):
            for aside in _ASIDES & set(part.keys()):
                del part[aside]
        new.save(made, deterministic_id=True)
    if made.tell() > MOST_BYTES:
        raise FileRefused(Fault.BROKEN)
    return Examined("application/pdf", made.getvalue(), pages=pages)


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
    if keys & _ACTIVE_KEYS or (isinstance(part, pikepdf.Stream) and keys & _ACTIVE_STREAM_KEYS):
        return True
    return str(part.get("/S", "")) in _ACTIVE_ACTIONS or str(part.get("/Subtype", "")) in _ACTIVE_SUBTYPES
