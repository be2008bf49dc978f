"""A decision table, ready to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key, partial

from workflows.decisions.errors import HitPolicyViolated
from workflows.decisions.outcome import Rule
from workflows.decisions.scope import Asking
from workflows.feel import UnaryTests
from workflows.feel.builtins import find
from workflows.feel.comparison import equal
from workflows.feel.errors import Undefined
from workflows.feel.frame import Frame, Run
from workflows.feel.types import Type, fitted

POLICIES = ("UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT")
#: Policies that answer a list of outputs.
LISTING = ("RULE ORDER", "OUTPUT ORDER", "COLLECT")
#: What a COLLECT table does with its outputs, by the built-in function that does it.
AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


@dataclass(frozen=True)
class Input:
    """A column of conditions."""

    label: str
    expression: Run
    #: What a value may be; None where the table does not say.
    allowed: UnaryTests | None
    type: Type


@dataclass(frozen=True)
class Output:
    """A column of outputs."""

    name: str
    type: Type
    #: What a value may be; None where the table does not say.
    allowed: UnaryTests | None
    default: Run | None

    @property
    def priorities(self) -> tuple[object, ...]:
        """The values from highest to lowest priority; empty where the table does not say."""
        return (self.allowed.allowed or ()) if self.allowed else ()


@dataclass(frozen=True)
class Row:
    """A rule: its cells and its outputs."""

    rule: Rule
    cells: tuple[UnaryTests, ...]
    outputs: tuple[Run, ...]


@dataclass(frozen=True)
class Table:
    """A decision table."""

    id: str
    policy: str
    aggregation: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]

    def answer(self, frame: Frame, asking: Asking) -> object:
        """What the table says, noting the rules that matched.

        Raises:
            HitPolicyViolated: rules match that may not match together.
        """
        values = [column.expression(frame) for column in self.inputs]
        for column, value in zip(self.inputs, values, strict=True):
            if value is not None and column.allowed is not None and not column.allowed.passes(value, frame):
                frame.budget.remark(f"{column.label} has a value that the table does not allow")
                return None
        matched = [row for row in self.rows if self._matches(row, values, frame)]
        if not matched:
            return self._otherwise(frame)
        return self._chosen(matched, frame, asking)

    def _matches(self, row: Row, values: Sequence[object], frame: Frame) -> bool:
        frame.budget.spend()
        return all(cell.any_value or cell.passes(value, frame) for cell, value in zip(row.cells, values, strict=True))

    def _chosen(self, matched: list[Row], frame: Frame, asking: Asking) -> object:
        if self.policy == "FIRST":
            matched = matched[:1]
        if self.policy == "UNIQUE" and len(matched) > 1:
            raise self._violated(matched, "more than one rule matches a table of hit policy UNIQUE")
        answers: list[tuple[Row, list[object]]] = [(row, self._outputs(row, frame)) for row in matched]
        if self.policy == "ANY" and not all(_same(answers[0][1], other, frame) for _, other in answers):
            raise self._violated(matched, "rules with different outputs match a table of hit policy ANY")
        if self.policy in ("PRIORITY", "OUTPUT ORDER"):
            answers.sort(key=cmp_to_key(partial(self._rank, frame)))
        if self.policy == "PRIORITY":
            answers = answers[:1]
        asking.matched.extend(row.rule for row, _ in answers)
        results = [self._result(outputs) for _, outputs in answers]
        if self.policy not in LISTING:
            return results[0]
        return results if self.aggregation is None else self._aggregated(results, frame)

    def _violated(self, matched: list[Row], reason: str) -> HitPolicyViolated:
        return HitPolicyViolated(self.id, [row.rule.id for row in matched], reason)

    def _outputs(self, row: Row, frame: Frame) -> list[object]:
        return [
            _fitted(output(frame), column.type, frame) for output, column in zip(row.outputs, self.outputs, strict=True)
        ]

    def _result(self, outputs: Sequence[object]) -> object:
        if len(self.outputs) == 1:
            return outputs[0]
        return {column.name: value for column, value in zip(self.outputs, outputs, strict=True)}

    def _aggregated(self, results: list[object], frame: Frame) -> object:
        builtin = find(AGGREGATIONS[self.aggregation or ""])
        try:
            return None if builtin is None else builtin.call(frame.budget, [results], None)
        except Undefined as reason:
            frame.budget.remark(f"{self.id}: {reason}")
            return None

    def _otherwise(self, frame: Frame) -> object:
        if any(column.default is not None for column in self.outputs):
            defaults = [None if column.default is None else column.default(frame) for column in self.outputs]
            fitting = [_fitted(value, column.type, frame) for value, column in zip(defaults, self.outputs, strict=True)]
            return (
                [self._result(fitting)]
                if self.policy in LISTING and self.aggregation is None
                else self._result(fitting)
            )
        frame.budget.remark(f"no rule of {self.id} matches")
        return None

    def _rank(self, frame: Frame, one: tuple[Row, list[object]], two: tuple[Row, list[object]]) -> int:
        for column, left, right in zip(self.outputs, one[1], two[1], strict=True):
            apart = _priority(column, left, frame) - _priority(column, right, frame)
            if apart:
                return apart
        return 0


def _priority(column: Output, value: object, frame: Frame) -> int:
    for place, allowed in enumerate(column.priorities):
        if equal(value, allowed, frame.budget):
            return place
    return len(column.priorities)


def _same(one: Sequence[object], two: Sequence[object], frame: Frame) -> bool:
    return all(equal(left, right, frame.budget) is True for left, right in zip(one, two, strict=True))


def _fitted(value: object, kind: Type, frame: Frame) -> object:
    try:
        return fitted(value, kind)
    except Undefined as reason:
        frame.budget.remark(str(reason))
        return None
