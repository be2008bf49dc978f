"""The tree that reading makes of an expression."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from workflows.feel.types import Type

Comparison = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Node:
    """A part of an expression, and how many parts deep it goes."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "depth", 1 + max((_depth(getattr(self, f.name)) for f in fields(self)), default=0))

    @property
    def nesting(self) -> int:
        """Parts on the longest way down from here."""
        return int(self.__dict__["depth"])

    def parts(self) -> Iterator["Node"]:
        """The parts directly inside this one."""
        for field in fields(self):
            yield from _nodes(getattr(self, field.name))


def _nodes(part: object) -> Iterator["Node"]:
    if isinstance(part, Node):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _nodes(item)


def _depth(part: object) -> int:
    if isinstance(part, Node):
        return part.nesting
    if isinstance(part, tuple):
        return max((_depth(item) for item in part), default=0)
    return 0


@dataclass(frozen=True)
class Literal_(Node):  # noqa: N801 - Literal is taken by typing
    value: object


@dataclass(frozen=True)
class Name(Node):
    name: str
    #: Offset of its first character in the text.
    at: int


@dataclass(frozen=True)
class Chain(Node):
    """Sums or products, left to right: `a + b - c`."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Negation(Node):
    operand: Node


@dataclass(frozen=True)
class Logic(Node):
    """`and` or `or` over two or more operands."""

    word: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Compare(Node):
    operator: Comparison
    left: Node
    right: Node


@dataclass(frozen=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class In(Node):
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True)
class InstanceOf(Node):
    value: Node
    type: Type


@dataclass(frozen=True)
class HalfOpen(Node):
    """`< 10`: the values below it, as a range."""

    operator: Comparison
    end: Node


@dataclass(frozen=True)
class Interval(Node):
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True)
class TestList(Node):
    """`(1, < 5)`: only what follows `in` may be one."""

    tests: tuple[Node, ...]
    at: int


@dataclass(frozen=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class ContextOf(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Path(Node):
    of: Node
    name: str


@dataclass(frozen=True)
class Filter(Node):
    of: Node
    condition: Node


@dataclass(frozen=True)
class Call(Node):
    function: Node
    arguments: tuple[Node, ...]
    #: Names of the arguments, where the call names them.
    names: tuple[str, ...] | None
    at: int


@dataclass(frozen=True)
class If(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Domain(Node):
    """What an iterator runs over: a list, or the whole numbers from `start` to `end`."""

    start: Node
    end: Node | None


@dataclass(frozen=True)
class For(Node):
    iterators: tuple[tuple[str, Domain], ...]
    result: Node


@dataclass(frozen=True)
class Quantified(Node):
    word: Literal["some", "every"]
    iterators: tuple[tuple[str, Domain], ...]
    condition: Node


@dataclass(frozen=True)
class Define(Node):
    """A function written in the expression."""

    parameters: tuple[tuple[str, Type], ...]
    body: Node


@dataclass(frozen=True)
class Tests(Node):
    """A table cell: any of the tests, or none of them where negated."""

    tests: tuple[Node, ...]
    negated: bool
