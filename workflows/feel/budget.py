"""The bound on one evaluation: steps, sizes, depth of calls and time.

An expression comes from a diagram, so it may be hostile or simply wrong. Its length is bounded when it is read;
what loops, calls and long values cost is counted here.
"""

import time

from workflows.feel.errors import FeelEvaluationError

STEPS = 200_000
SECONDS = 2.0
TEXT_LENGTH = 100_000
LIST_LENGTH = 20_000
CALL_DEPTH = 40
REMARKS = 50

_CLOCK_EVERY = 512


class Budget:
    """What one evaluation may still spend, and what it remarked on the way."""

    __slots__ = ("_checkpoint", "_deadline", "_depth", "_left", "remarks")

    def __init__(self, *, steps: int = STEPS, seconds: float = SECONDS) -> None:
        self._left = steps
        self._deadline = time.perf_counter() + seconds
        self._checkpoint = steps - _CLOCK_EVERY
        self._depth = 0
        #: Why values became null, in the order met; the first fifty.
        self.remarks: list[str] = []

    def spend(self, steps: int = 1) -> None:
        """Count work done.

        Raises:
            FeelEvaluationError: steps or time have run out.
        """
        self._left -= steps
        if self._left < self._checkpoint:
            if self._left < 0:
                raise FeelEvaluationError("the expression takes too many steps")
            if time.perf_counter() > self._deadline:
                raise FeelEvaluationError("the expression takes too long")
            self._checkpoint = self._left - _CLOCK_EVERY

    def text(self, length: int) -> None:
        """Count a string of that length about to be made."""
        if length > TEXT_LENGTH:
            raise FeelEvaluationError(f"a string would be longer than {TEXT_LENGTH} characters")
        self.spend(1 + (length >> 6))

    def items(self, length: int) -> None:
        """Count a list of that length about to be made."""
        if length > LIST_LENGTH:
            raise FeelEvaluationError(f"a list would be longer than {LIST_LENGTH} items")
        self.spend(1 + (length >> 2))

    def enter(self) -> None:
        """Count one call of a function inside another."""
        self._depth += 1
        if self._depth > CALL_DEPTH:
            raise FeelEvaluationError(f"functions call each other more than {CALL_DEPTH} deep")
        self.spend()

    def leave(self) -> None:
        """The end of what `enter` counted."""
        self._depth -= 1

    def remark(self, reason: str) -> None:
        """Keep why a value is null."""
        if len(self.remarks) < REMARKS:
            self.remarks.append(reason)
