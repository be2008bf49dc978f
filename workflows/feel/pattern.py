"""Reading a regular expression of XPath into the steps that `regular.py` follows."""

from collections.abc import Callable
from dataclasses import dataclass

from workflows.feel.characters import CharacterClass, Contains, escaped_class
from workflows.feel.errors import Undefined

_LONGEST = 1_000
_MOST_STEPS = 4_000
_MOST_WORK = 20_000
_DEEPEST = 40
_MOST_REPEATS = 1_000
_FLAGS = frozenset("smixq")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL_ESCAPES = frozenset("\\|.-^?*+{}()[]$")

Slots = tuple[int | None, ...]
#: An offset in the pattern, and how many groups were opened before it.
_Place = tuple[int, int]


@dataclass(slots=True)
class Step:
    """One step: take characters, go on at one or two places, remember a position, or be done."""

    kind: str
    target: int = 0
    other: int = 0
    take: Callable[[str, int, Slots], int] = lambda _text, _position, _slots: -1


@dataclass(frozen=True, slots=True)
class Program:
    """What a pattern became."""

    steps: list[Step]
    groups: int
    slots: int


def read_pattern(pattern: str, flags: str) -> Program:
    """The program of a pattern.

    Raises:
        Undefined: the pattern or a flag is not one of XPath's, or it is too large.
    """
    if set(flags) - _FLAGS:
        raise Undefined("a flag is none of s, m, i, x, q")
    if len(pattern) > _LONGEST:
        raise Undefined(f"a pattern is at most {_LONGEST} characters long")
    return _Reader(pattern, flags).program()


class _Reader:
    def __init__(self, pattern: str, flags: str) -> None:
        self._flags = frozenset(flags)
        self._pattern = _without_blanks(pattern) if "x" in flags and "q" not in flags else pattern
        self._at = 0
        self._steps: list[Step] = []
        self._opened = 0
        self._closed: set[int] = set()
        self._marks = 0
        self._depth = 0
        self._work = 0

    def program(self) -> Program:
        if "q" in self._flags:
            for character in self._pattern:
                self._take_character(character)
        else:
            self._alternatives()
            if self._at < len(self._pattern):
                raise Undefined("a bracket of the pattern is closed but never opened")
        self._add(Step("match"))
        groups = self._opened
        for step in self._steps:
            if step.kind in ("mark", "moved"):
                step.other += 2 * groups
                step.kind = "save" if step.kind == "mark" else step.kind
        return Program(self._steps, groups, 2 * groups + self._marks)

    def _add(self, step: Step) -> Step:
        self._work += 1  # nested quantifiers read what they repeat again and again
        if len(self._steps) >= _MOST_STEPS or self._work > _MOST_WORK:
            raise Undefined("a pattern is too large")
        self._steps.append(step)
        return step

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _alternatives(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Undefined("a pattern nests too deep")
        start = len(self._steps)
        jumps: list[Step] = []
        self._sequence()
        while self._peek() == "|":
            self._at += 1
            self._insert(start, Step("split", start + 1, len(self._steps) + 2))
            jumps.append(self._add(Step("jump")))
            start = len(self._steps)
            self._sequence()
        for jump in jumps:
            jump.target = len(self._steps)
        self._depth -= 1

    def _insert(self, at: int, step: Step) -> None:
        """Put a step before others, whose targets after it move on by one."""
        for moved in self._steps[at:]:
            moved.target += moved.target >= at and moved.kind in ("split", "jump")
            moved.other += moved.other >= at and moved.kind == "split"
        self._add(step)
        self._steps[at:] = [self._steps[-1], *self._steps[at:-1]]

    def _sequence(self) -> None:
        while self._peek() and self._peek() not in "|)":
            start, atom = len(self._steps), (self._at, self._opened)
            self._atom()
            self._quantifier(start, atom)

    def _atom(self) -> None:
        character = self._peek()
        self._at += 1
        if character == "(":
            self._group()
        elif character == "[":
            members = self._class()
            self._take(members.contains)
        elif character == ".":
            self._take((lambda _: True) if "s" in self._flags else (lambda found: found not in "\n\r"))
        elif character in "^$":
            self._anchor(character)
        elif character == "\\":
            self._escape()
        elif character in "*+?{}]":
            raise Undefined(f"{character!r} has nothing to act on in the pattern")
        else:
            self._take_character(character)

    def _group(self) -> None:
        captures = not self._pattern.startswith("?:", self._at)
        if not captures:
            self._at += 2
        self._opened += captures
        number = self._opened
        if captures:
            self._add(Step("save", other=2 * (number - 1)))
        self._alternatives()
        if self._peek() != ")":
            raise Undefined("a bracket of the pattern is not closed")
        self._at += 1
        if captures:
            self._add(Step("save", other=2 * (number - 1) + 1))
            self._closed.add(number)

    def _anchor(self, character: str) -> None:
        lines = "m" in self._flags

        def at_start(text: str, position: int, _slots: Slots) -> int:
            # a line break that ends the text starts no line of its own
            starts = position == 0 or (lines and text[position - 1] == "\n" and position < len(text))
            return position if starts else -1

        def at_end(text: str, position: int, _slots: Slots) -> int:
            ends = position == len(text) or (lines and text[position] == "\n")
            return position if ends else -1

        self._add(Step("take", take=at_start if character == "^" else at_end))

    def _escape(self) -> None:
        character = self._peek()
        if character.isdigit() and character.isascii():
            self._back_reference()
        elif contains := self._escaped():
            self._take(contains)
        else:
            self._take_character(self._escaped_character())

    def _escaped(self) -> Contains | None:
        """The class that the escape here stands for, where it is one."""
        found = escaped_class(self._pattern, self._at)
        if found is None:
            return None
        contains, self._at = found
        return contains

    def _escaped_character(self) -> str:
        character = self._peek()
        self._at += 1
        if character in _CONTROL:
            return _CONTROL[character]
        if character and character in _LITERAL_ESCAPES:
            return character
        raise Undefined("the pattern escapes what has no escape")

    def _back_reference(self) -> None:
        number = int(self._peek())
        self._at += 1
        while self._peek().isdigit() and int(f"{number}{self._peek()}") in self._closed:
            number = int(f"{number}{self._peek()}")
            self._at += 1
        if number not in self._closed:
            raise Undefined("the pattern refers back to a group that does not stand before")
        first, folded = 2 * (number - 1), "i" in self._flags

        def take(text: str, position: int, slots: Slots) -> int:
            start, end = slots[first], slots[first + 1]
            part = "" if start is None or end is None else text[start:end]
            found = text[position : position + len(part)]
            same = found.lower() == part.lower() if folded else found == part
            return position + len(part) if same else -1

        self._add(Step("take", take=take))

    def _class(self) -> CharacterClass:
        members = CharacterClass(folded="i" in self._flags, negated=self._peek() == "^")
        self._at += members.negated
        first = True
        while self._peek() != "]":
            if not self._peek():
                raise Undefined("a character class of the pattern is not closed")
            if self._pattern.startswith("-[", self._at) and not first:
                self._subtract(members)
                break
            self._class_part(members, first=first)
            first = False
        if first:
            raise Undefined("a character class of the pattern is empty")
        if self._peek() != "]":
            raise Undefined("a character class of the pattern is not closed")
        self._at += 1
        return members

    def _subtract(self, members: CharacterClass) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Undefined("a pattern nests too deep")
        self._at += 2
        members.subtracted = self._class()
        self._depth -= 1

    def _class_part(self, members: CharacterClass, *, first: bool) -> None:
        low = self._class_character(members, first=first)
        if low is None:
            return
        following = self._pattern[self._at + 1 : self._at + 2]
        if self._peek() != "-" or following in ("]", "["):
            members.add_range(low, low)
            return
        self._at += 1
        high = self._class_character(members, first=False)
        if high is None or high < low:
            raise Undefined("a range of characters in the pattern runs backwards")
        members.add_range(low, high)

    def _class_character(self, members: CharacterClass, *, first: bool) -> str | None:
        character = self._peek()
        if not character:
            raise Undefined("a character class of the pattern is not closed")
        self._at += 1
        if character == "\\":
            contains = self._escaped()
            if contains is None:
                return self._escaped_character()
            members.add_class(contains)
            return None
        at_edge = first or self._peek() == "]"
        if character == "[" or (character == "-" and not at_edge):
            raise Undefined(f"{character!r} is escaped in a character class")
        return character

    def _take_character(self, character: str) -> None:
        if "i" not in self._flags:
            self._take(lambda found: found == character)
            return
        variants = {character, character.lower(), character.upper()}
        self._take(lambda found: bool(variants & {found, found.lower(), found.upper()}))

    def _take(self, contains: Contains) -> None:
        def take(text: str, position: int, _slots: Slots) -> int:
            return position + 1 if position < len(text) and contains(text[position]) else -1

        self._add(Step("take", take=take))

    # -- quantifiers

    def _quantifier(self, start: int, atom: _Place) -> None:
        bounds = self._bounds()
        if bounds is None:
            return
        low, high = bounds
        lazy = self._peek() == "?"
        self._at += lazy
        if self._peek() and self._peek() in "*+?{":
            raise Undefined("a quantifier of the pattern follows another")
        end = self._at
        del self._steps[start:]
        for _ in range(low):
            self._again(atom)
        if high is None:
            self._loop(atom, lazy=lazy)
        else:
            self._optional(atom, high - low, lazy=lazy)
        self._at = end

    def _bounds(self) -> tuple[int, int | None] | None:
        character = self._peek()
        if not character or character not in "*+?{":
            return None
        self._at += 1
        if character != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[character]
        close = self._pattern.find("}", self._at)
        low, comma, high = self._pattern[self._at : max(close, self._at)].partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()) or len(low) + len(high) > 8:  # noqa: PLR2004 - digits
            raise Undefined("a quantifier of the pattern is not {n}, {n,} or {n,m}")
        self._at = close + 1
        least, most = int(low), (int(high) if high else None if comma else int(low))
        if max(least, most or 0) > _MOST_REPEATS or (most is not None and most < least):
            raise Undefined(f"a quantifier counts up, to at most {_MOST_REPEATS}")
        return least, most

    def _again(self, atom: _Place) -> None:
        """Read the atom once more; its groups keep their numbers."""
        opened = self._opened
        self._at, self._opened = atom
        self._atom()
        self._opened = max(opened, self._opened)

    def _loop(self, atom: _Place, *, lazy: bool) -> None:
        mark = self._marks
        self._marks += 1
        split = self._add(Step("split"))
        start = len(self._steps)
        self._add(Step("mark", other=mark))
        self._again(atom)
        self._add(Step("moved", other=mark))
        self._add(Step("jump", start - 1))
        split.target, split.other = (len(self._steps), start) if lazy else (start, len(self._steps))

    def _optional(self, atom: _Place, times: int, *, lazy: bool) -> None:
        splits: list[tuple[Step, int]] = []
        for _ in range(times):
            splits.append((self._add(Step("split")), len(self._steps)))
            self._again(atom)
        for split, start in splits:
            split.target, split.other = (len(self._steps), start) if lazy else (start, len(self._steps))


def _without_blanks(pattern: str) -> str:
    kept: list[str] = []
    depth = 0
    escaped = False
    for character in pattern:
        if character in " \t\r\n" and depth == 0:
            continue
        if not escaped:
            depth += (character == "[") - (character == "]")
        escaped = character == "\\" and not escaped
        kept.append(character)
    return "".join(kept)
