"""FEEL's types: what `instance of` asks, and how a value is fitted to the type a model declares."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.feel.errors import Undefined
from workflows.feel.temporal import UTC_MIDNIGHT, DateTime, DaysDuration, MonthsDuration, Time
from workflows.feel.values import Bound, Function, Range


@dataclass(frozen=True)
class Type:
    """A type, told by its name as FEEL writes it."""

    name: str

    def holds(self, value: object, *, allowed: bool = False) -> bool:
        """Whether the value, null apart, is of this type, and where asked also one that the model allows."""
        raise NotImplementedError


@dataclass(frozen=True)
class AnyType(Type):
    """Every value."""

    def holds(self, value: object, *, allowed: bool = False) -> bool:  # noqa: ARG002 - a simple type allows all
        return value is not None


@dataclass(frozen=True)
class Simple(Type):
    """One of FEEL's own scalar types."""

    classes: tuple[type, ...]

    def holds(self, value: object, *, allowed: bool = False) -> bool:  # noqa: ARG002 - a simple type allows all
        return type(value) in self.classes


@dataclass(frozen=True)
class ListType(Type):
    item: Type

    def holds(self, value: object, *, allowed: bool = False) -> bool:
        return isinstance(value, list) and all(item is None or self.item.holds(item, allowed=allowed) for item in value)


@dataclass(frozen=True)
class RangeType(Type):
    item: Type

    def holds(self, value: object, *, allowed: bool = False) -> bool:
        ends = (
            (value.start, value.end) if isinstance(value, Range) else (value.end,) if isinstance(value, Bound) else None
        )
        return ends is not None and all(end is None or self.item.holds(end, allowed=allowed) for end in ends)


@dataclass(frozen=True)
class ContextType(Type):
    entries: tuple[tuple[str, Type], ...]

    def holds(self, value: object, *, allowed: bool = False) -> bool:
        if not isinstance(value, dict):
            return False
        return all(
            key in value and (value[key] is None or kind.holds(value[key], allowed=allowed))
            for key, kind in self.entries
        )


@dataclass(frozen=True)
class FunctionType(Type):
    parameters: int | None

    def holds(self, value: object, *, allowed: bool = False) -> bool:  # noqa: ARG002 - a simple type allows all
        return isinstance(value, Function) and self.parameters in (None, len(value.parameters))


@dataclass(frozen=True)
class Constrained(Type):
    """A type of which a model allows some values only."""

    base: Type
    allows: Callable[[object], bool]

    def holds(self, value: object, *, allowed: bool = False) -> bool:
        return self.base.holds(value, allowed=allowed) and (not allowed or self.allows(value))


ANY = AnyType("Any")
NUMBER = Simple("number", (Decimal,))
STRING = Simple("string", (str,))
BOOLEAN = Simple("boolean", (bool,))
DATE = Simple("date", (date,))
TIME = Simple("time", (Time,))
DATE_TIME = Simple("date and time", (DateTime,))
DAYS = Simple("days and time duration", (DaysDuration,))
MONTHS = Simple("years and months duration", (MonthsDuration,))

#: Every simple type by each name it goes by, in expressions and in models.
SIMPLE: dict[str, Type] = {
    **{kind.name: kind for kind in (ANY, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS, MONTHS)},
    "any": ANY,
    "dateTime": DATE_TIME,
    "dayTimeDuration": DAYS,
    "yearMonthDuration": MONTHS,
    "day time duration": DAYS,
    "year month duration": MONTHS,
    "function": FunctionType("function", None),
    "context": ContextType("context", ()),
    "list": ListType("list", ANY),
    "range": RangeType("range", ANY),
}


def conforms(value: object, kind: Type) -> bool:
    """Whether the value may stand where that type is declared; null always may."""
    return value is None or kind.holds(value, allowed=True)


def fitted(value: object, kind: Type) -> object:
    """The value as that type: itself, the one item of a list, a list of it alone, or a date's midnight.

    Raises:
        Undefined: the value is of another type.
    """
    if conforms(value, kind):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], kind):
        return value[0]
    if isinstance(kind, ListType) and not isinstance(value, list) and conforms(value, kind.item):
        return [value]
    if kind == DATE_TIME and isinstance(value, date):
        return DateTime(value, UTC_MIDNIGHT)
    raise Undefined(f"a value is not of the type {kind.name}")


def read_type(text: str, at: int, named: Mapping[str, Type]) -> tuple[Type, int]:
    """The type written at that offset, and the offset after it.

    Raises:
        Undefined: no type is written there.
    """
    return _TypeReader(text, named).read(at, depth=0)


_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"\s*+([^\W\d][\w \t\r\n]*+):")
_NAMES = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?: +[^\W\d]\w*){0,9}")
_DEEPEST = 8


class _TypeReader:
    def __init__(self, text: str, named: Mapping[str, Type]) -> None:
        self._text = text
        self._named = named

    def read(self, at: int, depth: int) -> tuple[Type, int]:
        if depth > _DEEPEST:
            raise Undefined("a type nests too deep")
        at = self._skip(at)
        for word, reader in (
            ("list", self._list),
            ("range", self._range),
            ("context", self._context),
            ("function", self._function),
        ):
            after = self._skip(at + len(word))
            if self._text.startswith(word, at) and self._text.startswith("<", after):
                return reader(after + 1, depth + 1)
        return self._simple(at)

    def _simple(self, at: int) -> tuple[Type, int]:
        match = _NAMES.match(self._text, at)
        words = match[0].split(" ") if match else []
        for count in range(len(words), 0, -1):  # the longest name that is a type
            phrase = " ".join(words[:count])
            name = " ".join(phrase.split())
            kind = self._named.get(name) or SIMPLE.get(name)
            if kind:
                return kind, at + len(phrase)
        raise Undefined("a type is expected here" if not words else f"there is no type named {words[0]}")

    def _list(self, at: int, depth: int) -> tuple[Type, int]:
        item, at = self.read(at, depth)
        return ListType(f"list<{item.name}>", item), self._close(at)

    def _range(self, at: int, depth: int) -> tuple[Type, int]:
        item, at = self.read(at, depth)
        return RangeType(f"range<{item.name}>", item), self._close(at)

    def _context(self, at: int, depth: int) -> tuple[Type, int]:
        entries: list[tuple[str, Type]] = []
        while match := _KEY.match(self._text, at):
            kind, at = self.read(match.end(), depth)
            entries.append((" ".join(match[1].split()), kind))
            at = self._skip(at)
            at += self._text.startswith(",", at)
        return ContextType("context", tuple(entries)), self._close(at)

    def _function(self, at: int, depth: int) -> tuple[Type, int]:
        count = 0
        while not self._text.startswith(">", self._skip(at)):
            _, at = self.read(at, depth)
            count += 1
            at = self._skip(at)
            at += self._text.startswith(",", at)
        at = self._skip(self._close(at))
        if not self._text.startswith("->", at):
            raise Undefined("a function's type ends with -> and the type of its result")
        _, at = self.read(at + 2, depth)
        return FunctionType("function", count), at

    def _close(self, at: int) -> int:
        at = self._skip(at)
        if not self._text.startswith(">", at):
            raise Undefined("a type's brackets are not closed")
        return at + 1

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        return match.end() if match else at
