"""Looks at a file that somebody sent, before anything of it is kept, and makes it anew.

The extension, the first bytes and a whole decoding must agree; a picture is encoded again without what the camera wrote
into it, a PDF is put together again from its pages alone. What cannot be made harmless is refused with a sentence that
says what to do. Source: Office's list of form pages, document accept rules.
"""

import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from workflows.adapters.child import ChildDied, ChildNotStarted, ask

#: The most that a file made anew may weigh; a usual clamd takes no more.
MOST_BYTES = 24_000_000
_SECONDS = 20.0
_MEGABYTES = 1_500
_AT_ONCE = 2
_LONGEST_WAIT_SECONDS = 30.0


class Fault(StrEnum):
    """Why a file is not taken; the words follow its name."""

    EMPTY = "is empty. Choose another file"
    KIND = "is of a kind we do not take. Add a PDF, JPEG, PNG or HEIC file"
    MISNAMED = "is not what its name says. Save it again as a PDF or a picture"
    BROKEN = "can not be read. It may be damaged. Save it again, then add it"
    LOCKED = "is locked with a password. Save it without one, then add it"
    ACTIVE = "holds a program or other files. Print it to a new PDF, then add that"
    BUSY = "can not be looked at just now. Try again in a few minutes"
    TOO_MANY_PAGES = "has too many pages. Add the pages that we need alone"
    TOO_MANY_DOTS = "is too big a picture. Take it again with less detail"
    TOO_FEW_DOTS = "is too small a picture to read. Take it again from close up"


class FileRefused(Exception):
    """The file is not taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Examined:
    """A file made anew."""

    #: "application/pdf", "image/jpeg" or "image/png".
    media_type: str
    content: bytes = field(repr=False)
    #: A picture is one.
    pages: int


class Examiner(Protocol):
    """Looks at files of strangers."""

    def examine(self, content: bytes, *, extension: str) -> Examined:
        """The file made anew.

        Args:
            content: what was sent.
            extension: the end of its name: "pdf", in lower case.

        Raises:
            FileRefused: it is not taken.
        """
        ...


class ChildExaminer:
    """Looks at each file in a process of its own; at few at a time, as a machine has other work.

    Args:
        memory_megabytes: what the process may take.
        at_once: how many processes there may be.
        wait_seconds: how long a file waits for its turn; after that its sender is asked to try again.
    """

    def __init__(
        self,
        *,
        memory_megabytes: int = _MEGABYTES,
        at_once: int = _AT_ONCE,
        wait_seconds: float = _LONGEST_WAIT_SECONDS,
    ) -> None:
        self._memory_megabytes = memory_megabytes
        self._wait_seconds = wait_seconds
        self._turns = threading.BoundedSemaphore(at_once)

    def examine(self, content: bytes, *, extension: str) -> Examined:
        """As `Examiner.examine`."""
        if not content:
            raise FileRefused(Fault.EMPTY)
        if not self._turns.acquire(timeout=self._wait_seconds):
            raise FileRefused(Fault.BUSY)
        try:
            told, made = ask(
                "workflows.adapters.examiner.program",
                {"extension": extension},
                content,
                timeout_seconds=_SECONDS,
                memory_megabytes=self._memory_megabytes,
            )
        except ChildNotStarted:
            raise FileRefused(Fault.BUSY) from None
        except ChildDied:
            raise FileRefused(Fault.BROKEN) from None
        finally:
            self._turns.release()
        return _examined(told, made)


class DirectExaminer:
    """The same in this process; for tests, whose files are their own."""

    def examine(self, content: bytes, *, extension: str) -> Examined:
        """As `Examiner.examine`."""
        from workflows.adapters.examiner.program import reply

        return _examined(*reply({"extension": extension}, content))


def _examined(told: dict[str, Any], made: bytes) -> Examined:
    if "fault" in told:
        raise FileRefused(Fault[told["fault"]])
    return Examined(told["media_type"], made, pages=told["pages"])
