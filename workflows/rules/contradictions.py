"""Settings that only make sense together: each is within its limits, and still one may leave the other no sense."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from workflows.rules.defaults import OwnerSettings


@dataclass(frozen=True)
class _Pair:
    """Two settings that bind each other."""

    keys: tuple[str, str]
    words: str
    agree: Callable[[Any, Any], bool]


_PAIRS = (
    _Pair(
        ("sla.amber", "sla.businessDays"),
        "A case must show amber by the day on which it is to be decided",
        lambda amber, decided: amber <= decided,
    ),
    _Pair(
        ("rfi.reminders", "rfi.replyDays"),
        "The reminders must come one after the other, and before the last day to answer",
        lambda reminders, last: all(one < other for one, other in pairwise((*reminders, last))),
    ),
    _Pair(
        ("draft.reminderDays", "draft.keepDays"),
        "The days must go down, and be fewer than those a draft is kept",
        lambda reminders, kept: all(one > other for one, other in pairwise((kept, *reminders))),
    ),
)
_PAIR_OF: Mapping[str, _Pair] = {key: pair for pair in _PAIRS for key in pair.keys}


@dataclass(frozen=True)
class Contradiction:
    """What two settings break, seen from one of them."""

    #: The rule, as an owner reads it.
    words: str
    #: The setting it does not fit.
    other: str


def contradiction(key: str, settings: OwnerSettings) -> Contradiction | None:
    """What a setting contradicts among the others of a day; None where they agree."""
    pair = _PAIR_OF.get(key)
    if pair is None or pair.agree(*(settings[one] for one in pair.keys)):
        return None
    [other] = set(pair.keys) - {key}
    return Contradiction(pair.words, other)
