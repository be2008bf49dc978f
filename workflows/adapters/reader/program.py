"""What runs in the child: finds text on a picture, and turns the pages of a PDF into pictures first."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.adapters.child import answer

#: A card has two sides.
_PAGES = 2
_LONGER_SIDE = 1_600
_MOST_LINES = 120
_SURE = 0.5


def reply(question: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """The lines of a file."""
    # loaded here, because the limits of this process are to hold for it
    import numpy as np
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    lines: list[str] = []
    for picture in _pictures(content, question["media_type"]):
        found: Any = engine(np.asarray(picture.convert("RGB"))[:, :, ::-1])
        sure = zip(found.txts or (), found.scores or (), strict=True)
        lines += [text for text, score in sure if score >= _SURE]
    return {"lines": lines[:_MOST_LINES]}, b""


def _pictures(content: bytes, media_type: str) -> Iterator[Any]:
    from PIL import Image

    if media_type != "application/pdf":
        with Image.open(io.BytesIO(content)) as picture:
            picture.thumbnail((_LONGER_SIDE, _LONGER_SIDE))
            yield picture
        return
    import pypdfium2

    with pypdfium2.PdfDocument(content) as pages:  # type: ignore[no-untyped-call] # the package has no types
        for page in list(pages)[:_PAGES]:
            scale = _LONGER_SIDE / max(page.get_size())
            yield page.render(scale=scale).to_pil()


if __name__ == "__main__":
    answer(reply)
