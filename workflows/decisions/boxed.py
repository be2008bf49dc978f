"""Compiling boxed expressions: literal expressions, tables, contexts, lists, relations, invocations, functions, loops."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from workflows.decisions.item_types import ItemTypes
from workflows.decisions.scope import Asking
from workflows.decisions.source import Element, Source, name_of
from workflows.decisions.table import Table
from workflows.feel import (
    Expression,
    FeelSyntaxError,
    UnaryTests,
    Vocabulary,
    builtins,
    compile_expression,
    compile_unary_tests,
)
from workflows.feel.errors import Undefined
from workflows.feel.frame import Frame
from workflows.feel.scopes import invoke
from workflows.feel.types import ANY, Type, fitted
from workflows.feel.values import Function

#: A compiled boxed expression.
Boxed = Callable[[Frame, Asking], object]

#: How long the expressions of one file may take to be read.
SECONDS = 6.0
#: How many names may stand beside each other, and how many entries of contexts a file may name.
MOST_NAMES, MOST_MEMBERS = 1_000, 2_000

Parameters = tuple[tuple[str, Type], ...]

_EXPRESSIONS = frozenset(
    [
        "literalExpression",
        "decisionTable",
        "context",
        "list",
        "relation",
        "invocation",
        "functionDefinition",
        "conditional",
        "for",
        "some",
        "every",
        "filter",
    ],
)


class ReadingTooLong(Exception):
    """The expressions of the file take too long to be read."""


@dataclass(frozen=True)
class Scope:
    """The names that an expression of the model may use."""

    names: frozenset[str]

    def with_names(self, names: Iterable[str]) -> "Scope":
        """The scope with these names too."""
        return replace(self, names=self.names | frozenset(names))


class BoxedCompiler:
    """Compiles the boxed expressions of one file, gathering what is wrong."""

    def __init__(self, source: Source, types: ItemTypes, members: Iterable[str]) -> None:
        self.source = source
        self.types = types
        self._members = frozenset(members) | frozenset(types.members)
        #: Every table that could be read, with its element.
        self.tables: list[tuple[Element, Table]] = []
        self._deadline = time.perf_counter() + SECONDS

    # -- FEEL inside the model

    def expression(self, element: Element, text: str, scope: Scope) -> Expression | None:
        """The FEEL expression, or None with a finding."""
        try:
            compiled = compile_expression(text, self._vocabulary(scope))
        except FeelSyntaxError as error:
            self._refused(element, error, text)
            return None
        self._names_known(element, compiled.names, scope)
        self._warn(element, compiled.warnings)
        return compiled

    def tests(self, element: Element, text: str, scope: Scope) -> UnaryTests | None:
        """The cell, or None with a finding."""
        try:
            compiled = compile_unary_tests(text, self._vocabulary(scope))
        except FeelSyntaxError as error:
            self._refused(element, error, text)
            return None
        self._names_known(element, compiled.names, scope)
        self._warn(element, compiled.warnings)
        return compiled

    def _vocabulary(self, scope: Scope) -> Vocabulary:
        too_many = len(scope.names) > MOST_NAMES or len(self._members) > MOST_MEMBERS
        if too_many or time.perf_counter() > self._deadline:
            raise ReadingTooLong
        return Vocabulary(scope.names, self._members, self.types.named)

    def _refused(self, element: Element, error: FeelSyntaxError, text: str) -> None:
        shown = text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - a sentence's worth
        where = f"line {error.line}, column {error.column} of the expression"
        self.source.error(element, "feel_syntax", f"{shown!r} cannot be read: {error.message} ({where}).")

    def _names_known(self, element: Element, names: frozenset[str], scope: Scope) -> None:
        for name in sorted(names - scope.names):
            if builtins.find(name) is None:
                text = f"There is no {name} here: require it, or correct the name."
                self.source.error(element, "unknown_name", text)

    def _warn(self, element: Element, warnings: Iterable[str]) -> None:
        for warning in warnings:
            self.source.warning(element, "never_has_a_value", f"{warning[0].upper()}{warning[1:]}.")

    # -- boxed expressions

    def inside(self, element: Element, scope: Scope, kind: Type = ANY) -> Boxed | None:
        """The one boxed expression inside the element; none or one of another language is a finding."""
        for name, part in self.source.parts(element):
            if name in _EXPRESSIONS:
                return self.boxed(part, scope, kind)
        self.source.error(element, "no_expression", "An expression is missing here.")
        return None

    def boxed(self, element: Element, scope: Scope, kind: Type = ANY) -> Boxed | None:
        """The boxed expression that the element is, its value fitted to the element's own type."""
        from workflows.decisions.table_reading import read_table  # the two call each other

        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        compilers: dict[str, Callable[[Element, Scope], Boxed | None]] = {
            "literalExpression": self._literal,
            "decisionTable": lambda part, inner: read_table(self, part, inner, kind),
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "invocation": self._invocation,
            "functionDefinition": self._function,
            "conditional": self._conditional,
            "for": self._for,
            "some": lambda part, inner: self._quantified(part, inner, decisive=True),
            "every": lambda part, inner: self._quantified(part, inner, decisive=False),
            "filter": self._filter,
        }
        if name not in compilers:
            self.source.error(element, "unknown_element", f"A {name} is not read here.")
            return None
        compiled = compilers[name](element, scope)
        declared = self.types.find(element, element.get("typeRef"))
        return _fitting(compiled, declared) if compiled and declared is not ANY else compiled

    def _literal(self, element: Element, scope: Scope) -> Boxed | None:
        language = element.get("expressionLanguage")
        if language and not language.rstrip("/").lower().endswith("feel"):
            self.source.error(element, "language", f"Only FEEL is read, not {language}.")
            return None
        if self.source.child(element, "importedValues") is not None:
            self.source.error(element, "import", "Imported values are not read.")
            return None
        compiled = self.expression(element, self.source.text(element), scope)
        if compiled is None:
            return None
        run = compiled.run
        return lambda frame, _asking: run(frame)

    def _context(self, element: Element, scope: Scope) -> Boxed | None:
        entries: list[tuple[str, Boxed]] = []
        whole = True
        for part in self.source.children(element, "contextEntry"):
            variable = self.source.child(part, "variable")
            name = "" if variable is None else name_of(variable)
            kind = ANY if variable is None else self.types.find(variable, variable.get("typeRef"))
            compiled = self.inside(part, scope.with_names([name] if _is_function(part, self.source) else ()), kind)
            whole = whole and compiled is not None
            if compiled:
                entries.append((name, _fitting(compiled, kind) if kind is not ANY else compiled))
            scope = scope.with_names([name])

        def run(frame: Frame, asking: Asking) -> object:
            values: dict[str, object] = {}
            inner = frame.inner(values)
            result: object = values
            for name, entry in entries:
                value = entry(inner, asking)
                if name:
                    values[name] = value
                else:
                    result = value  # an entry without a name is the context's result
            return result

        return run if whole else None

    def _items(self, element: Element, scope: Scope) -> list[Boxed] | None:
        parts = [part for name, part in self.source.parts(element) if name in _EXPRESSIONS]
        compiled = [self.boxed(part, scope) for part in parts]
        items = [item for item in compiled if item]
        return items if len(items) == len(parts) else None

    def _list(self, element: Element, scope: Scope) -> Boxed | None:
        items = self._items(element, scope)
        return None if items is None else lambda frame, asking: [item(frame, asking) for item in items]

    def _relation(self, element: Element, scope: Scope) -> Boxed | None:
        columns = [name_of(column) for column in self.source.children(element, "column")]
        rows: list[list[Boxed]] = []
        whole = True
        for row in self.source.children(element, "row"):
            cells = self._items(row, scope)
            if cells is not None and len(cells) != len(columns):
                self.source.error(row, "row_length", f"The row has {len(cells)} cells for {len(columns)} columns.")
                cells = None
            whole = whole and cells is not None
            rows.append(cells or [])

        def run(frame: Frame, asking: Asking) -> object:
            return [
                {column: cell(frame, asking) for column, cell in zip(columns, cells, strict=True)} for cells in rows
            ]

        return run if whole else None

    def _invocation(self, element: Element, scope: Scope) -> Boxed | None:
        function = self.inside(element, scope)
        bindings: list[tuple[str, Boxed]] = []
        whole = function is not None
        for binding in self.source.children(element, "binding"):
            parameter = self.source.child(binding, "parameter")
            compiled = self.inside(binding, scope)
            whole = whole and compiled is not None
            if compiled and parameter is not None:
                bindings.append((name_of(parameter), compiled))
        names = tuple(name for name, _ in bindings)
        if not whole or function is None:
            return None
        called = function

        def run(frame: Frame, asking: Asking) -> object:
            arguments = [argument(frame, asking) for _, argument in bindings]
            return invoke(called(frame, asking), arguments, names, frame)

        return run

    def _function(self, element: Element, scope: Scope) -> Boxed | None:
        kind = element.get("kind") or "FEEL"
        if kind != "FEEL":
            self.source.error(element, "language", f"A function in {kind} is never called; write it in FEEL.")
            return None
        parameters = self.parameters(element)
        body = self.inside(element, scope.with_names(name for name, _ in parameters))
        if body is None:
            return None
        inner = body
        return lambda frame, asking: function_of("function", parameters, inner, frame, asking)

    def parameters(self, element: Element) -> Parameters:
        """The names and types of a function's parameters."""
        formal = self.source.children(element, "formalParameter")
        return tuple((name_of(part), self.types.find(part, part.get("typeRef"))) for part in formal)

    def _named_parts(self, element: Element, scopes: dict[str, Scope]) -> dict[str, Boxed] | None:
        compiled: dict[str, Boxed] = {}
        for name, scope in scopes.items():
            part = self.source.child(element, name)
            if part is None:
                self.source.error(element, "no_expression", f"The part {name} is missing here.")
            elif run := self.inside(part, scope):
                compiled[name] = run
        return compiled if len(compiled) == len(scopes) else None

    def _conditional(self, element: Element, scope: Scope) -> Boxed | None:
        parts = self._named_parts(element, {"if": scope, "then": scope, "else": scope})
        if parts is None:
            return None

        def run(frame: Frame, asking: Asking) -> object:
            value = parts["if"](frame, asking)
            if value is not None and not isinstance(value, bool):
                frame.budget.remark("the condition of an if is no boolean")
                return None
            return parts["then" if value is True else "else"](frame, asking)

        return run

    def _for(self, element: Element, scope: Scope) -> Boxed | None:
        variable = element.get("iteratorVariable") or ""
        parts = self._named_parts(element, {"in": scope, "return": scope.with_names([variable, "partial"])})
        if parts is None:
            return None

        def run(frame: Frame, asking: Asking) -> object:
            items = parts["in"](frame, asking)
            if not isinstance(items, list):
                frame.budget.remark("what is iterated over is no list")
                return None
            results: list[object] = []
            for item in items:
                frame.budget.items(len(results))
                inner = frame.inner({variable: item, "partial": list(results)})
                results.append(parts["return"](inner, asking))
            return results

        return run

    def _quantified(self, element: Element, scope: Scope, *, decisive: bool) -> Boxed | None:
        variable = element.get("iteratorVariable") or ""
        parts = self._named_parts(element, {"in": scope, "satisfies": scope.with_names([variable])})
        if parts is None:
            return None

        def run(frame: Frame, asking: Asking) -> object:
            items = parts["in"](frame, asking)
            if not isinstance(items, list):
                frame.budget.remark("what is iterated over is no list")
                return None
            answers = list(_answers(items, variable, parts["satisfies"], frame, asking))
            if any(answer is decisive for answer in answers):
                return decisive
            return not decisive if all(isinstance(answer, bool) for answer in answers) else None

        return run

    def _filter(self, element: Element, scope: Scope) -> Boxed | None:
        inside = scope.with_names(["item", *self._members])
        parts = self._named_parts(element, {"in": scope, "match": inside})
        if parts is None:
            return None

        def run(frame: Frame, asking: Asking) -> object:
            items = parts["in"](frame, asking)
            if items is None:
                return None
            kept: list[object] = []
            for item in items if isinstance(items, list) else [items]:
                frame.budget.spend()
                own = item if isinstance(item, dict) else {}
                if parts["match"](frame.inner({"item": item, **own}), asking) is True:
                    kept.append(item)
            return kept

        return run


def function_of(name: str, parameters: Parameters, body: Boxed, frame: Frame, asking: Asking) -> Function:
    """The function that evaluates the body with its parameters bound, inside that frame."""

    def call(_budget: object, arguments: list[object]) -> object:
        pairs = zip(parameters, arguments, strict=True)
        values = {parameter: fitted(argument, kind) for (parameter, kind), argument in pairs}
        return body(frame.inner(values), asking)

    return Function(name, tuple(parameter for parameter, _ in parameters), call)


def _answers(items: list[object], variable: str, condition: Boxed, frame: Frame, asking: Asking) -> Iterator[object]:
    for item in items:
        frame.budget.spend()
        yield condition(frame.inner({variable: item}), asking)


def _fitting(compiled: Boxed, kind: Type) -> Boxed:
    def run(frame: Frame, asking: Asking) -> object:
        value = compiled(frame, asking)
        try:
            return fitted(value, kind)
        except Undefined as reason:
            frame.budget.remark(str(reason))
            return None

    return run


def _is_function(entry: Element, source: Source) -> bool:
    return source.child(entry, "functionDefinition") is not None
