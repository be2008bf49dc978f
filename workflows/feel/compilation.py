"""What the compilers of the parts share: constants, free names, refusals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from workflows.feel.errors import FeelSyntaxError
from workflows.feel.frame import Frame, Run, Test
from workflows.feel.lexer import place
from workflows.feel.syntax import Node


class Compilation:
    """One expression being compiled."""

    def __init__(self, text: str) -> None:
        self.text = text
        #: Closures whose value is known already.
        self.constants: dict[Callable[..., object], object] = {}
        #: Names that must come from outside.
        self.free: set[str] = set()
        #: Every name asked for, also those that an item of a filtered list may have.
        self.asked: set[str] = set()
        #: Free names that are called and are no built-in function.
        self.called: set[str] = set()
        #: Parts that can be read but never have a value.
        self.warnings: list[str] = []
        self._bound: list[frozenset[str]] = []
        self._filters = 0

    def compile(self, node: Node) -> Run:
        """The closure that evaluates the part."""
        raise NotImplementedError

    def test(self, node: Node) -> Test:
        """The closure that tells whether a value passes the part."""
        raise NotImplementedError

    def constant(self, value: object) -> Run:
        """A closure that always has this value."""

        def run(_frame: Frame) -> object:
            return value

        self.constants[run] = value
        return run

    def refuse(self, message: str, at: int) -> FeelSyntaxError:
        """The error that points at that offset."""
        line, column = place(self.text, at)
        return FeelSyntaxError(self.text, line, column, message)

    def meet(self, name: str) -> bool:
        """Note that the name is asked for; whether a scope of the expression itself binds it."""
        self.asked.add(name)
        bound = any(name in names for names in self._bound)
        if not bound and not self._filters:
            self.free.add(name)
        return bound

    @contextmanager
    def binding(self, *names: str) -> Iterator[None]:
        """While open, those names are bound."""
        self._bound.append(frozenset(names))
        yield
        self._bound.pop()

    @contextmanager
    def filtering(self) -> Iterator[None]:
        """While open, a name may be an entry of the filtered list's items."""
        self._filters += 1
        with self.binding("item"):
            yield
        self._filters -= 1
