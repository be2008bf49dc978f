"""Compiling names, calls and whatever opens a scope: contexts, filters, iterations and function definitions."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from workflows.feel import builtins, syntax
from workflows.feel.builtins import Builtin
from workflows.feel.compilation import Compilation
from workflows.feel.errors import FeelEvaluationError, Undefined
from workflows.feel.frame import ABSENT, Frame, Run
from workflows.feel.numbers import CONTEXT
from workflows.feel.temporal import shifted_days
from workflows.feel.types import Type, fitted
from workflows.feel.values import Function, Range

_Iterator = tuple[str, Run, Run | None]


class ScopeCompiler(Compilation):
    """Compiles what looks up or binds names."""

    def name(self, node: syntax.Name) -> Run:
        """Null, with a remark, where no scope has the name."""
        name = node.name
        self.meet(name)
        builtin = builtins.find(name)
        fallback = None if builtin is None else builtin.as_function()

        def run(frame: Frame) -> object:
            value = frame.values.get(name, ABSENT)
            if value is ABSENT:
                value = frame.find(name)
                if value is ABSENT:
                    if fallback is None:
                        frame.budget.remark(f"there is no {name}")
                    return fallback
            return value

        return run

    def call(self, node: syntax.Call) -> Run:
        """A call of a built-in function, or of a function that a scope has under that name."""
        arguments = [self.compile(argument) for argument in node.arguments]
        if not isinstance(node.function, syntax.Name):
            return _call_of(self.compile(node.function), arguments, node.names)
        name = node.function.name
        if any(name in names for names in self._bound):
            return _call_of(self.compile(node.function), arguments, node.names)
        if name in builtins.REFUSED:
            raise self.refuse(builtins.REFUSED[name], node.function.at)
        builtin = builtins.find(name)
        if builtin is None:
            self.called.add(name)
            return _call_of(self.compile(node.function), arguments, node.names)
        self.asked.add(name)
        if not builtin.accepts(len(arguments), node.names):
            self.warnings.append(f"{name} cannot be called with these arguments, so this is always null")
        elif folded := self._folded(builtin, arguments, node.names):
            return folded
        return _builtin_call(builtin, arguments, node.names)

    def _folded(self, builtin: Builtin, arguments: list[Run], names: tuple[str, ...] | None) -> Run | None:
        """The call's value where its arguments are written out: `date("2026-03-31")`."""
        if not builtin.literal or any(argument not in self.constants for argument in arguments):
            return None
        try:
            return self.constant(builtin.literal_value([self.constants[argument] for argument in arguments], names))
        except (Undefined, FeelEvaluationError):
            return None

    def context(self, node: syntax.ContextOf) -> Run:
        """Each entry sees those before it."""
        keys = [key for key, _ in node.entries]
        if len(set(keys)) < len(keys):
            raise self.refuse("a context has the same key twice", 0)
        entries: list[tuple[str, Run]] = []
        with self.binding(*keys):
            entries.extend((key, self.compile(value)) for key, value in node.entries)

        def run(frame: Frame) -> object:
            frame.budget.items(len(entries))
            values: dict[str, object] = {}
            inner = frame.inner(values)
            for key, entry in entries:
                values[key] = entry(inner)
            return values

        return run

    def filter(self, node: syntax.Filter) -> Run:
        """The item at a position, or the items for which the condition holds."""
        of = self.compile(node.of)
        with self.filtering():
            condition = self.compile(node.condition)

        def run(frame: Frame) -> object:
            value = of(frame)
            if value is None:
                return None
            items = value if isinstance(value, list) else [value]
            return _filtered(items, condition, frame)

        return run

    def for_(self, node: syntax.For) -> Run:
        """The list of the results; `partial` is what there is of it so far."""
        iterators = self._iterators(node.iterators)
        with self.binding("partial", *(name for name, _ in node.iterators)):
            result = self.compile(node.result)

        def run(frame: Frame) -> object:
            results: list[object] = []
            try:
                for inner in _bindings(iterators, frame):
                    inner.values["partial"] = list(results) if "partial" in asked else None
                    frame.budget.items(len(results) if "partial" in asked else 0)
                    results.append(result(inner))
                    if len(results) & 255 == 0:
                        frame.budget.items(len(results))
            except Undefined as reason:
                frame.budget.remark(str(reason))
                return None
            frame.budget.items(len(results))
            return results

        asked = self.asked
        return run

    def quantified(self, node: syntax.Quantified) -> Run:
        """Ternary over the conditions' answers."""
        iterators = self._iterators(node.iterators)
        with self.binding(*(name for name, _ in node.iterators)):
            condition = self.compile(node.condition)
        decisive = node.word == "some"

        def run(frame: Frame) -> object:
            unknown = False
            try:
                for inner in _bindings(iterators, frame):
                    answer = condition(inner)
                    if answer is decisive:
                        return decisive
                    unknown = unknown or not isinstance(answer, bool)
            except Undefined as reason:
                frame.budget.remark(str(reason))
                return None
            return None if unknown else not decisive

        return run

    def define(self, node: syntax.Define) -> Run:
        """A function that sees the scopes around it."""
        names = tuple(name for name, _ in node.parameters)
        if len(set(names)) < len(names):
            raise self.refuse("a function has the same parameter twice", 0)
        with self.binding(*names):
            body = self.compile(node.body)

        def run(frame: Frame) -> object:
            return closure("function", node.parameters, body, frame)

        return run

    def _iterators(self, iterators: tuple[tuple[str, syntax.Domain], ...]) -> list[_Iterator]:
        compiled: list[_Iterator] = []
        bound: list[str] = []
        for name, domain in iterators:
            with self.binding(*bound):
                end = None if domain.end is None else self.compile(domain.end)
                compiled.append((name, self.compile(domain.start), end))
            bound.append(name)
        return compiled


def closure(name: str, parameters: tuple[tuple[str, Type], ...], body: Run, frame: Frame) -> Function:
    """The function that evaluates the body with its parameters bound, inside that frame."""
    names = tuple(parameter for parameter, _ in parameters)

    def call(_budget: object, arguments: list[object]) -> object:
        values = {
            parameter: fitted(argument, kind) for (parameter, kind), argument in zip(parameters, arguments, strict=True)
        }
        return body(frame.inner(values))

    return Function(name, names, call)


def invoke(function: object, arguments: list[object], names: tuple[str, ...] | None, frame: Frame) -> object:
    """The result of the function, or null with a remark where it is none or does not take these arguments."""
    budget = frame.budget
    if not isinstance(function, Function):
        budget.remark("what is called is no function")
        return None
    if names is not None:
        given = dict(zip(names, arguments, strict=True))
        if given.keys() != set(function.parameters) or len(given) < len(names):
            budget.remark(f"{function.name} has no parameters of these names")
            return None
        arguments = [given[name] for name in function.parameters]
    elif len(arguments) != len(function.parameters) and function.parameters != (builtins.ANYTHING,):
        budget.remark(f"{function.name} takes {len(function.parameters)} arguments")
        return None
    budget.enter()
    try:
        return function.call(budget, arguments)
    except Undefined as reason:
        budget.remark(f"{function.name}: {reason}")
        return None
    finally:
        budget.leave()


def _call_of(function: Run, arguments: list[Run], names: tuple[str, ...] | None) -> Run:
    def run(frame: Frame) -> object:
        return invoke(function(frame), [argument(frame) for argument in arguments], names, frame)

    return run


def _builtin_call(builtin: Builtin, arguments: list[Run], names: tuple[str, ...] | None) -> Run:
    name = builtin.name

    def run(frame: Frame) -> object:
        values = [argument(frame) for argument in arguments]
        found = frame.find(name)
        if isinstance(found, Function):
            return invoke(found, values, names, frame)
        frame.budget.spend()
        try:
            return builtin.call(frame.budget, values, names)
        except Undefined as reason:
            frame.budget.remark(f"{name}: {reason}")
            return None

    return run


def _filtered(items: list[object], condition: Run, frame: Frame) -> object:
    kept: list[object] = []
    for position, item in enumerate(items):
        frame.budget.spend()
        answer = condition(_item_frame(item, frame))
        if isinstance(answer, Decimal) and position == 0:
            return _at(items, answer, frame)
        if answer is True:
            kept.append(item)
    if not items and isinstance(condition(frame), Decimal):
        return None
    return kept


def _item_frame(item: object, frame: Frame) -> Frame:
    if isinstance(item, dict):
        frame.budget.spend(len(item))
        return frame.inner({"item": item, **item})
    return frame.inner({"item": item})


def _at(items: list[object], position: Decimal, frame: Frame) -> object:
    if position == position.to_integral_value() and 1 <= abs(position) <= len(items):
        return items[int(position) - 1 if position > 0 else int(position)]
    frame.budget.remark("a list has no item at that position")
    return None


def _bindings(iterators: list[_Iterator], frame: Frame) -> Iterator[Frame]:
    """A scope for every combination of the iterators' values, the last one running fastest."""
    if not iterators:
        yield frame
        return
    name, start, end = iterators[0]
    values = _domain(start(frame)) if end is None else _run(start(frame), end(frame))
    for value in values:
        frame.budget.spend()
        yield from _bindings(iterators[1:], frame.inner({name: value}))


def _domain(value: object) -> Iterable[object]:
    if value is None:
        raise Undefined("null cannot be iterated over")
    if isinstance(value, Range):
        if not (value.start_included and value.end_included):
            raise Undefined("only a range with both its ends can be iterated over")
        return _run(value.start, value.end)
    return value if isinstance(value, list) else [value]


def _run(start: object, end: object) -> Iterator[object]:
    """The whole numbers or the days from the one to the other, up or down."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        step = Decimal(1) if start <= end else Decimal(-1)
        while (start <= end) if step > 0 else (start >= end):
            yield start
            start = CONTEXT.add(start, step)
    elif type(start) is date and type(end) is date:
        step_days = 1 if start <= end else -1
        yield start
        while start != end:
            start = shifted_days(start, step_days)
            yield start
    else:
        raise Undefined("an iteration runs over numbers or dates")
