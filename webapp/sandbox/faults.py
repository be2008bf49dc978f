"""Faults on request: a stand-in that is slow, down, cut off in the middle or answers nonsense."""

import time
from dataclasses import dataclass
from enum import StrEnum

from flask import Response

from webapp.sandbox.store import Store

#: A slow answer takes no longer, or the few threads of the sandbox would all be waiting.
LONGEST_SECONDS = 60.0
_KIND = "fault"


class FaultKind(StrEnum):
    """What goes wrong."""

    SLOW = "slow"
    DOWN = "down"
    CUT = "cut"
    WRONG = "wrong"

    @property
    def words(self) -> str:
        """What the asking side sees."""
        return {
            "slow": "slow: the right answer, late",
            "down": "down: error 503",
            "cut": "cut: the connection ends in the middle of the answer",
            "wrong": "wrong: an answer that is not JSON",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and for how long a slow answer is held back."""

    kind: FaultKind
    seconds: float = 0.0


class Faults:
    """The faults that are set, each for one part: "payments", "registry", or one person of the registry."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> dict[str, Fault]:
        """Every fault that is set, by its part."""
        return {part: Fault(FaultKind(kept["kind"]), kept["seconds"]) for part, kept in self._store.all(_KIND).items()}

    def set(self, part: str, fault: Fault | None) -> None:
        """Lets the part fail in this way; None ends it."""
        if fault is None:
            self._store.remove(_KIND, part)
        else:
            self._store.put(_KIND, part, {"kind": fault.kind.value, "seconds": fault.seconds})

    def clear(self) -> None:
        """Ends every fault."""
        self._store.clear(_KIND)


def spoiled(fault: Fault | None) -> Response | None:
    """The answer that a fault gives in place of the right one; None when the right one may be given."""
    if fault is None:
        return None
    match fault.kind:
        case FaultKind.SLOW:
            time.sleep(fault.seconds)
            return None
        case FaultKind.DOWN:
            return Response("Down for maintenance.\n", status=503, mimetype="text/plain")
        case FaultKind.CUT:
            headers = {"Content-Length": "5000", "Connection": "close"}
            return Response('{"status": "ACT', headers=headers, mimetype="application/json")
        case FaultKind.WRONG:
            return Response("<html>It works!</html>", mimetype="text/html")
