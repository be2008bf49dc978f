"""Puts words across a file that is handed out for looking at, so that no copy of it passes for the paper itself.

The words are pale, so that what stands under them can be read. The file was made anew when it came in; it is opened all
the same in a process of its own, as everything of a stranger's is.
"""

from dataclasses import dataclass, field
from typing import Protocol

from workflows.adapters.child import ChildDied, ask

_SECONDS = 30.0
_MEGABYTES = 1_500


class WatermarkFailed(Exception):
    """The words could not be put on this file now."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A file with words across each page."""

    #: "application/pdf" or "image/jpeg".
    media_type: str
    content: bytes = field(repr=False)


class Watermark(Protocol):
    """Marks files."""

    def put(self, words: str, content: bytes, *, media_type: str) -> Marked:
        """The file with these words across each page.

        Args:
            words: plain ASCII, a line.
            content: what the examiner made.
            media_type: of the content: "application/pdf", "image/jpeg" or "image/png".

        Raises:
            WatermarkFailed: it could not be done now.
        """
        ...


class ChildWatermark:
    """Marks each file in a process of its own."""

    def put(self, words: str, content: bytes, *, media_type: str) -> Marked:
        """As `Watermark.put`."""
        try:
            told, made = ask(
                "workflows.adapters.watermark.program",
                {"words": words, "media_type": media_type},
                content,
                timeout_seconds=_SECONDS,
                memory_megabytes=_MEGABYTES,
            )
        except ChildDied:
            raise WatermarkFailed from None
        return Marked(told["media_type"], made)


class DirectWatermark:
    """The same in this process; for tests, whose files are their own."""

    def put(self, words: str, content: bytes, *, media_type: str) -> Marked:
        """As `Watermark.put`."""
        from workflows.adapters.watermark.program import reply

        told, made = reply({"words": words, "media_type": media_type}, content)
        return Marked(told["media_type"], made)
