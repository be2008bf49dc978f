"""What the expressions of a bundle ask about, and the values that make a difference to them.

From `decision = "approve"` it learns that `decision` may be "approve"; from a table's column, each of its cells'
words. Answers are made up from this, so that no process needs to be registered to be played.
"""

from collections.abc import Callable, Iterator
from datetime import date

from lxml import etree

from workflows import decisions
from workflows.decisions import DecisionRefused
from workflows.engine import Bundle
from workflows.engine.checking.events import time_of
from workflows.engine.contents import Contents, contents_of
from workflows.engine.diagram import FlowNode, local_name, text_of
from workflows.engine.expressions import compiled
from workflows.feel import FeelSyntaxError, builtins, syntax, to_json
from workflows.feel.lexer import PLAIN
from workflows.feel.parser import parse_expression, parse_tests
from workflows.feel.syntax import Node
from workflows.feel.types import BOOLEAN, DATE

#: What stands for a text of which no more is known.
MADE_UP = "made-up"
#: A dotted name: ("route", "outcome").
Path = tuple[str, ...]

_INSTANTS = frozenset({"date", "date and time", "time"})
_PROPERTIES = ("candidateGroup", "excludes", "dueAt", "advice", "continueAs")


class Asked:
    """Every name that is asked for, with the values that it is compared to."""

    def __init__(self, bundle: Bundle) -> None:
        #: Values by name, in the order in which they are met; none where nothing is compared.
        self.values: dict[Path, list[object]] = {}
        #: Names that stand for instants, and those that stand for days.
        self.instants: set[Path] = set()
        self.days: set[Path] = set()
        #: Variables that a flow's condition asks for: which way is taken hangs on them.
        self.choosing: set[str] = set()
        #: Instants at which an activity is broken off; what happens while it runs comes before.
        self.limits: set[Path] = set()
        #: What each decision looks at, by its id.
        self.inputs: dict[str, frozenset[str]] = {}
        contents = contents_of(bundle.files)
        for diagram in contents.diagrams.values():
            for node in diagram.nodes():
                self._node(node)
        self._tables(bundle, contents)

    def below(self, root: str) -> list[Path]:
        """The names asked for below a variable, without it; empty where only the whole is asked for."""
        return [path[1:] for path in self.values if path[0] == root and len(path) > 1]

    @property
    def roots(self) -> list[str]:
        """The variables that are asked for."""
        return list(dict.fromkeys(path[0] for path in self.values))

    def _node(self, node: FlowNode) -> None:
        for flow in node.outgoing:
            if flow.condition:
                self._expression(flow.condition)
                self.choosing |= compiled(flow.condition).names
        for name in _PROPERTIES:
            self._expression(node.properties.get(name, ""), instant=name == "dueAt")
        for definition in node.event_definitions:
            time = text_of(time_of(definition))
            self._expression(time, instant=True)
            limit = _path(_tree(time))
            if limit is not None and node.kind == "boundaryEvent" and node.interrupting:
                self.limits.add(limit)
        for parameter in node.operator if node.operator is not None else ():
            for one in parameter:
                self._expression(one.get("value", ""))
        for part in node.loop if node.loop is not None else ():
            self._repetition(local_name(part), text_of(part))

    def _repetition(self, name: str, text: str) -> None:
        if name == "loopDataInputRef":
            self._note((text,), ["one", "two"])
        elif name in ("loopCardinality", "completionCondition"):
            self._expression(text)
            times = _path(_tree(text))
            if times is not None and name == "loopCardinality":
                self._note(times, 2, 1)

    def _tables(self, bundle: Bundle, contents: Contents) -> None:
        for file, root in contents.tables.items():
            try:
                table = decisions.read(bundle.files[file], file=file)
            except DecisionRefused:
                continue
            for identity in table.ids:
                self.inputs[identity] = frozenset(part.name for part in table.inputs(identity))
                for part in table.inputs(identity):
                    self._note((part.name,), *((True, False) if part.type is BOOLEAN else ()))
                    if part.type is DATE:
                        self.days.add((part.name,))
            for element in root.iter():
                self._column(element)

    def _column(self, element: etree._Element) -> None:
        """The words in the cells of a table's columns, and what its expressions compare."""
        name = local_name(element) if isinstance(element.tag, str) else ""
        if name == "literalExpression":
            self._expression(_text(element))
        if name != "decisionTable":
            return
        columns = [one for one in element if local_name(one) == "input"]
        for place, column in enumerate(columns):
            asked = next((_text(one) for one in column if local_name(one) == "inputExpression"), "")
            self._expression(asked)
            path = _path(_tree(asked))
            for rule in element:
                cells = [one for one in rule if local_name(one) == "inputEntry"]
                if path is not None and place < len(cells):
                    self._note(path, *_words(_text(cells[place])))

    def _expression(self, text: str, *, instant: bool = False) -> None:
        tree = _tree(text)
        if tree is None:
            return
        path = _path(tree)
        if instant and path is not None:
            self.instants.add(path)
        self._walk(tree)

    def _walk(self, node: Node) -> None:
        path = _path(node)
        if path is not None:
            self._note(path)
            return
        self._compared(node)
        self._used(node)
        for part in node.parts():
            if not (isinstance(node, syntax.Call) and part is node.function):
                self._walk(part)

    def _compared(self, node: Node) -> None:
        match node:
            case syntax.Compare(operator=operator, left=left, right=right):
                for one, other in ((left, right), (right, left)):
                    if (asked := _path(one)) is not None:
                        self._note(asked, *_around(other, exact=operator in ("=", "!=")))
            case syntax.In(value=value, tests=tests) if (asked := _path(value)) is not None:
                self._note(asked, *(word for test in tests for word in _around(test, exact=True)))

    def _used(self, node: Node) -> None:
        match node:
            case syntax.Logic(operands=operands):
                self._conditions(*operands)
            case syntax.If(condition=condition):
                self._conditions(condition)
            case syntax.Call(function=syntax.Name(name="not"), arguments=arguments):
                self._conditions(*arguments)
            case syntax.Call(function=syntax.Name(name="list contains"), arguments=[held, word]):
                if (asked := _path(held)) is not None and _path(word) is not None:
                    self._note(asked, [], [MADE_UP])
            case syntax.Call(function=syntax.Name(name=function), arguments=arguments) if function in _INSTANTS:
                self.instants.update(asked for one in arguments if (asked := _path(one)) is not None)

    def _conditions(self, *nodes: Node) -> None:
        for node in nodes:
            if (path := _path(node)) is not None:
                self._note(path, True, False)

    def _note(self, path: Path, *values: object) -> None:
        known = self.values.setdefault(path, [])
        # true and 1 are two values
        known += [one for one in values if not any(one == other and type(one) is type(other) for other in known)]


def _tree(text: str) -> Node | None:
    return _parsed(parse_expression, text)


def _words(cell: str) -> Iterator[object]:
    tree = _parsed(parse_tests, cell)
    for test in tree.tests if isinstance(tree, syntax.Tests) else ():
        yield from _around(test, exact=True)


def _parsed(parse: Callable[..., Node], text: str) -> Node | None:
    try:
        return parse(text, PLAIN, builtins.SPACED) if text.strip() else None
    except FeelSyntaxError:
        return None


def _path(node: Node | None) -> Path | None:
    match node:
        case syntax.Name(name=name):
            return (name,)
        case syntax.Path(of=of, name=name):
            before = _path(of)
            return None if before is None else (*before, name)
    return None


def _around(node: Node, *, exact: bool) -> list[object]:
    """The values of a constant and, where it is a bound, those on both sides of it; None where nothing is one."""
    match node:
        case syntax.HalfOpen(end=end):
            return _around(end, exact=False)
        case syntax.Interval(start=start, end=end):
            return _around(start, exact=False) + _around(end, exact=False)
        case syntax.Literal_(value=value):
            return [] if isinstance(value, date) and not exact else _with_neighbors(to_json(value))
    return []


def _with_neighbors(value: object) -> list[object]:
    if isinstance(value, bool):
        return [value, not value]
    return [value, value + 1, value - 1] if isinstance(value, int | float) else [value]


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()
