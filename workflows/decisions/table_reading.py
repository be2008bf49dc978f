"""Compiling a decision table from its element."""

from typing import TYPE_CHECKING

from workflows.decisions.item_types import AllowedType
from workflows.decisions.outcome import Rule
from workflows.decisions.source import Element, Source, identity, name_of
from workflows.decisions.table import AGGREGATIONS, POLICIES, Input, Output, Row, Table
from workflows.feel import UnaryTests
from workflows.feel.frame import Run
from workflows.feel.types import ANY, ListType, Type

if TYPE_CHECKING:
    from workflows.decisions.boxed import Boxed, BoxedCompiler, Scope


def read_table(compiler: "BoxedCompiler", element: Element, scope: "Scope", kind: Type) -> "Boxed | None":
    """The table, ready to be asked; what is wrong with it becomes findings.

    `kind` is the type of what the table stands in; a column of outputs without a type of its own takes it.
    """
    reader = _TableReader(compiler, element, scope, kind)
    table = reader.table()
    if table is None:
        return None
    compiler.tables.append((element, table))
    return table.answer


class _TableReader:
    def __init__(self, compiler: "BoxedCompiler", element: Element, scope: "Scope", kind: Type) -> None:
        self._compiler = compiler
        self._source: Source = compiler.source
        self._element = element
        self._scope = scope
        self._kind = kind
        self._whole = True

    def table(self) -> Table | None:
        policy, aggregation = self._policy()
        inputs = [self._input(part) for part in self._source.children(self._element, "input")]
        parts = self._source.children(self._element, "output")
        outputs = [self._output(part, alone=len(parts) == 1) for part in parts]
        if not outputs:
            self._wrong(self._element, "no_output", "The table has no output.")
        if aggregation and len(outputs) > 1:
            self._wrong(self._element, "aggregation", "Only a table of one output can sum, count or compare them.")
        names = [output.name for output in outputs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._wrong(self._element, "name_twice", f"Two outputs are named {name}.")
        columns = [column for column in inputs if column]
        rows = [
            self._row(part, index, len(inputs), outputs)
            for index, part in enumerate(self._source.children(self._element, "rule"), start=1)
        ]
        self._priorities_known(policy, outputs)
        if not self._whole or None in rows or len(columns) < len(inputs):
            return None
        return Table(
            identity(self._element) or "table",
            policy,
            aggregation,
            tuple(columns),
            tuple(outputs),
            tuple(row for row in rows if row),
        )

    def _wrong(self, element: Element, rule: str, text: str) -> None:
        self._whole = False
        self._source.error(element, rule, text)

    def _policy(self) -> tuple[str, str | None]:
        policy = self._element.get("hitPolicy") or "UNIQUE"
        aggregation = self._element.get("aggregation")
        if policy not in POLICIES:
            self._wrong(self._element, "hit_policy", f"There is no hit policy {policy}.")
        if aggregation and (policy != "COLLECT" or aggregation not in AGGREGATIONS):
            self._wrong(
                self._element, "aggregation", f"A table of hit policy {policy} has no aggregation {aggregation}."
            )
        return policy, aggregation

    def _input(self, element: Element) -> Input | None:
        expression = self._source.child(element, "inputExpression")
        if expression is None:
            self._wrong(element, "no_expression", "The column has no input expression.")
            return None
        text = self._source.text(expression)
        compiled = self._compiler.expression(expression, text, self._scope)
        kind = self._compiler.types.find(expression, expression.get("typeRef"))
        allowed = self._allowed(element, "inputValues")
        if allowed is None and isinstance(kind, AllowedType):
            allowed = kind.tests
        if compiled is None:
            return None
        return Input(element.get("label") or " ".join(text.split()), compiled.run, allowed, kind)

    def _allowed(self, element: Element, name: str) -> UnaryTests | None:
        part = self._source.child(element, name)
        text = self._source.text(part)
        return None if part is None or not text else self._compiler.tests(part, text, self._scope)

    def _output(self, element: Element, *, alone: bool) -> Output:
        kind = self._compiler.types.find(element, element.get("typeRef"))
        if alone and kind is ANY:
            kind = self._element_kind()
        allowed = self._allowed(element, "outputValues")
        if allowed is None and isinstance(kind, AllowedType):
            allowed = kind.tests
        default = self._source.child(element, "defaultOutputEntry")
        name = name_of(element)
        if not alone and not name:
            self._wrong(element, "no_name", "Each of several outputs has a name.")
        return Output(
            name,
            kind,
            allowed,
            self._expression(default, allowed) if default is not None and self._source.text(default) else None,
        )

    def _element_kind(self) -> Type:
        """The type of one output alone: that of what the table stands in, or of its items."""
        listing = self._element.get("hitPolicy") in ("RULE ORDER", "OUTPUT ORDER", "COLLECT")
        if not listing:
            return self._kind
        return self._kind.item if isinstance(self._kind, ListType) else ANY

    def _expression(self, element: Element, allowed: UnaryTests | None) -> Run | None:
        text = self._source.text(element)
        compiled = self._compiler.expression(element, text, self._scope)
        self._whole = self._whole and compiled is not None
        if compiled is None:
            return None
        for value in compiled.constant:
            if allowed and allowed.allowed is not None and value is not None and not allowed.matches(value, {}):
                self._wrong(element, "output_not_allowed", f"{text} is not one of the output's values: {allowed.text}.")
        return compiled.run

    def _row(self, element: Element, index: int, width: int, outputs: list[Output]) -> Row | None:
        cells = [self._cell(part) for part in self._source.children(element, "inputEntry")]
        entries = self._source.children(element, "outputEntry")
        results = [
            self._expression(part, outputs[place].allowed if place < len(outputs) else None)
            for place, part in enumerate(entries)
        ]
        if len(cells) != width or len(results) != len(outputs):
            text = f"The rule has {len(cells)} and {len(results)} cells for {width} inputs and {len(outputs)} outputs."
            self._wrong(element, "row_length", text)
        if None in cells or None in results:
            return None
        table = identity(self._element) or "table"
        rule = Rule(
            self._decision(),
            element.get("id") or f"{table}_{index}",
            index,
            self._description(element),
        )
        return Row(rule, tuple(cell for cell in cells if cell), tuple(run for run in results if run))

    def _cell(self, element: Element) -> UnaryTests | None:
        return self._compiler.tests(element, self._source.text(element) or "-", self._scope)

    def _description(self, element: Element) -> str:
        described = self._source.text(element, "description")
        if described:
            return described
        notes = (self._source.text(part) for part in self._source.children(element, "annotationEntry"))
        return "; ".join(note for note in notes if note)

    def _decision(self) -> str:
        around: Element | None = self._element
        while around is not None:
            if str(around.tag).endswith(("}decision", "}businessKnowledgeModel")):
                return around.get("id") or ""
            around = around.getparent()
        return ""

    def _priorities_known(self, policy: str, outputs: list[Output]) -> None:
        if policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.priorities for output in outputs):
            text = f"A table of hit policy {policy} lists its output values, highest priority first."
            self._wrong(self._element, "no_priorities", text)
