"""Waiting for what another process does: by a condition and a deadline, never by a guess of how long it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")
_LOOK_SECONDS = 0.02


def until(condition: Callable[[], _T], what: str, *, seconds: float = 20.0) -> _T:
    """The first true value of `condition`; fails the test, naming `what` was awaited, when none comes in time."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:g} s in vain: {what}")
        time.sleep(_LOOK_SECONDS)
    return value
