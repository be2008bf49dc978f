"""Asking a decision by hand: the inputs are looked at first, so that a wrong one is told and not taken for null."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workflows import decisions
from workflows.decisions import ASKING, DecisionRefused, Decisions, HitPolicyViolated, InputData
from workflows.feel import FeelEvaluationError
from workflows.feel.types import BOOLEAN, DATE, NUMBER, STRING
from workflows.studio import shelf

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class InputsRefused(ValueError):
    """The inputs are not what the decision asks for; the message says which and how to give them."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))


class TableAtFault(Exception):
    """The table itself cannot answer; the message says why."""


@dataclass(frozen=True)
class Told:
    """What a decision answered."""

    decision: str
    #: As plain JSON.
    value: Any
    #: The id of the rule that matched in the table asked for; None where none did, or where it has no table.
    rule: str | None
    #: The ids of all rules that matched on the way, in order.
    rules: tuple[str, ...]
    #: Why values became null, in sentences.
    remarks: tuple[str, ...]


def read(path: Path) -> Decisions:
    """The decisions of a file.

    Raises:
        TableAtFault: the file breaks a rule.
        OSError: the file cannot be read.
    """
    shelf.refuse_unreadable(path)
    try:
        return decisions.read(path.read_bytes(), file=str(path))
    except DecisionRefused as refused:
        raise TableAtFault(f"{path}: {refused}.") from None


def ask(table: Decisions, decision: str, inputs: Mapping[str, Any]) -> Told:
    """What the decision answers, told every input by its name.

    Raises:
        InputsRefused: one is missing or of the wrong type.
        TableAtFault: its rules contradict each other, or it asks for too much.
    """
    wrong = _wrong(table.inputs(decision), inputs)
    if wrong:
        raise InputsRefused(wrong)
    try:
        outcome = table.evaluate(decision, {ASKING: None, **inputs})
    except HitPolicyViolated as violated:
        raise TableAtFault(f"Rules of the decision contradict each other: {violated}.") from None
    except FeelEvaluationError as error:
        raise TableAtFault(f"The decision asks for too much: {error}.") from None
    own = [rule.id for rule in outcome.matched if rule.decision == decision]
    return Told(decision, outcome.json, own[-1] if own else None, outcome.rules, outcome.remarks)


def _wrong(parts: Sequence[InputData], inputs: Mapping[str, Any]) -> list[str]:
    missing = [part.name for part in parts if part.name not in inputs and part.name != ASKING]
    found = [f"Missing: {', '.join(missing)}. Give null where there is none."] if missing else []
    for part in parts:
        value = inputs.get(part.name)
        expected = _EXPECTED.get(part.type.name)
        if value is not None and expected is not None and not expected.holds(value):
            found.append(f"{part.name} must be {expected.words}.")
    return found


@dataclass(frozen=True)
class _Expected:
    words: str
    holds: Callable[[Any], bool]


def is_day(value: Any) -> bool:
    """Whether a value is a day as "2026-03-31" says it."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and math.isfinite(value)


_EXPECTED = {
    BOOLEAN.name: _Expected("true or false", lambda value: isinstance(value, bool)),
    STRING.name: _Expected("a text", lambda value: isinstance(value, str)),
    NUMBER.name: _Expected("a number", _is_number),
    DATE.name: _Expected('a date such as "2026-03-31"', is_day),
}
