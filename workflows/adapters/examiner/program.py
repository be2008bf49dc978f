"""What runs in the child: tells the kind of a file from its bytes and has it made anew."""

from collections.abc import Callable, Mapping
from typing import Any

import filetype

from workflows.adapters.child import answer
from workflows.adapters.examiner import Examined, Fault, FileRefused
from workflows.adapters.examiner.pdfs import rebuilt
from workflows.adapters.examiner.pictures import encoded_again

_HEIF = ("image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence")
#: The kind that the bytes tell -> extensions it may go by, and what makes it anew.
_KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[bytes], Examined]]] = {
    "application/pdf": (("pdf",), rebuilt),
    "image/jpeg": (("jpg", "jpeg"), lambda content: encoded_again(content, "JPEG")),
    "image/png": (("png",), lambda content: encoded_again(content, "PNG")),
    **{kind: (("heic", "heif"), lambda content: encoded_again(content, "HEIF")) for kind in _HEIF},
}
_EXTENSIONS = {extension for extensions, _ in _KINDS.values() for extension in extensions}


def reply(question: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """What became of a file: its kind and its new bytes, or its fault."""
    try:
        examined = _examine(content, question["extension"])
    except FileRefused as refused:
        return {"fault": refused.fault.name}, b""
    except MemoryError:
        return {"fault": Fault.BROKEN.name}, b""
    return {"media_type": examined.media_type, "pages": examined.pages}, examined.content


def _examine(content: bytes, extension: str) -> Examined:
    if not content:
        raise FileRefused(Fault.EMPTY)
    if extension not in _EXTENSIONS:
        raise FileRefused(Fault.KIND)
    kind: str = filetype.guess_mime(content) or ""  # type: ignore[no-untyped-call] # the package has no types
    extensions, make = _KINDS.get(kind, ((), None))
    if make is None or extension not in extensions:
        raise FileRefused(Fault.MISNAMED)
    return make(content)


if __name__ == "__main__":
    answer(reply)
