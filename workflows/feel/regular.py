"""Regular expressions of XPath, as `matches`, `replace` and `split` take them.

They are matched by a machine of this module and not by Python's: it counts every step against the evaluation's
budget, so a pattern that backtracks without end stops, and it knows what Python's lacks, such as the subtraction of classes.
"""

from collections.abc import Iterator
from functools import lru_cache

from workflows.feel.budget import Budget
from workflows.feel.errors import Undefined
from workflows.feel.pattern import Program, Slots, Step, read_pattern

#: Start and end of a match and of its groups; None where a group took no part.
Groups = list[tuple[int, int] | None]

_STEPS_AT_ONCE = 64
#: What reading a pattern costs at least: a small one can stand for many steps.
_READING = 100

#: A place in the program, a position in the text and what was remembered on the way.
_State = tuple[int, int, Slots]


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> Program | Undefined:
    try:
        return read_pattern(pattern, flags)
    except Undefined as reason:
        return reason


def compiled(pattern: str, flags: str, budget: Budget) -> Program:
    """The pattern's program.

    Raises:
        Undefined: the pattern or a flag is not one of XPath's.
        FeelEvaluationError: the evaluation outgrew its budget.
    """
    budget.spend(_READING + len(pattern))
    program = _compiled(pattern, flags)
    if isinstance(program, Undefined):
        raise Undefined(str(program))
    return program


def search(program: Program, text: str, start: int, budget: Budget) -> Groups | None:
    """The first match at or after that position: the whole, then each group."""
    for position in range(start, len(text) + 1):
        found = _match(program, text, position, budget)
        if found is not None:
            return found
    return None


def matches_of(program: Program, text: str, budget: Budget) -> Iterator[Groups]:
    """Every match, from left to right, none overlapping another.

    Raises:
        Undefined: the pattern matches the empty string, which XPath forbids here.
    """
    if _match(program, "", 0, budget) is not None:
        raise Undefined("the pattern matches the empty string")
    position = 0
    while (found := search(program, text, position, budget)) is not None:
        yield found
        whole = found[0]
        position = len(text) + 1 if whole is None else whole[1]


def _match(program: Program, text: str, start: int, budget: Budget) -> Groups | None:
    budget.spend()
    stack: list[_State] = [(0, start, (None,) * program.slots)]
    steps = 0
    while stack:
        at, position, slots = stack.pop()
        while at >= 0:
            steps += 1
            if steps % _STEPS_AT_ONCE == 0:
                budget.spend(_STEPS_AT_ONCE // 8)
            step = program.steps[at]
            if step.kind == "match":
                return _groups(start, position, slots, program.groups)
            if step.kind == "split":
                stack.append((step.other, position, slots))
            at, position, slots = _follow(step, at, text, position, slots)
    return None


def _follow(step: Step, at: int, text: str, position: int, slots: Slots) -> _State:
    """Where the step leads; at a negative place where it leads nowhere."""
    if step.kind == "take":
        moved = step.take(text, position, slots)
        return at + 1 if moved >= 0 else -1, moved, slots
    if step.kind in ("split", "jump"):
        return step.target, position, slots
    if step.kind == "save":
        return at + 1, position, (*slots[: step.other], position, *slots[step.other + 1 :])
    return -1 if slots[step.other] == position else at + 1, position, slots


def _groups(start: int, end: int, slots: Slots, count: int) -> Groups:
    groups: Groups = [(start, end)]
    for group in range(count):
        first, last = slots[2 * group], slots[2 * group + 1]
        groups.append(None if first is None or last is None else (first, last))
    return groups
