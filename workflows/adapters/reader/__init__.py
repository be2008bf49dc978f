"""Reads the lines of text on a picture or a PDF, for a person to compare with what was typed.

What reads is large and slow, so it runs in a process of its own, one at a time, and only where a worker asks.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Protocol

from workflows.adapters.child import ChildDied, ask

_SECONDS = 90.0
_MEGABYTES = 6_000


class ReaderUnavailable(Exception):
    """The file could not be read now: the reader crashed or took too long."""


class Reader(Protocol):
    """Reads documents."""

    def lines(self, content: bytes, *, media_type: str) -> list[str]:
        """The lines that stand on the first pages, from the top; none where there is nothing to read.

        Raises:
            ReaderUnavailable: it could not be read now.
        """
        ...


class ChildReader:
    """Reads each document in a process of its own."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()

    def lines(self, content: bytes, *, media_type: str) -> list[str]:
        """As `Reader.lines`."""
        with self._one_at_a_time:
            try:
                told, _ = ask(
                    "workflows.adapters.reader.program",
                    {"media_type": media_type},
                    content,
                    timeout_seconds=_SECONDS,
                    memory_megabytes=_MEGABYTES,
                )
            except ChildDied:
                raise ReaderUnavailable from None
        return [str(line) for line in told["lines"]]


class FakeReader:
    """Reads from every file the lines that it was told, or nothing."""

    def __init__(self, lines: Mapping[bytes, Sequence[str]] | None = None) -> None:
        self.told = dict(lines or {})
        #: What stands on any other file.
        self.otherwise: list[str] = []
        self.down = False

    def lines(self, content: bytes, *, media_type: str) -> list[str]:  # noqa: ARG002 - as the real one is asked
        """As `Reader.lines`."""
        if self.down:
            raise ReaderUnavailable
        return list(self.told.get(content, self.otherwise))
