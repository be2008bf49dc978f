"""From tree to closures: what each kind of part does when it is evaluated.

Names, calls and the parts that open scopes are in `scopes.py`, comparisons and tests in `conditions.py`.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from workflows.feel import operators, syntax
from workflows.feel.budget import Budget
from workflows.feel.comparison import order
from workflows.feel.conditions import ConditionCompiler
from workflows.feel.errors import Undefined
from workflows.feel.frame import Frame, Run
from workflows.feel.numbers import CONTEXT
from workflows.feel.properties import member
from workflows.feel.scopes import ScopeCompiler
from workflows.feel.syntax import Node
from workflows.feel.values import Bound, Range


class Compiler(ScopeCompiler, ConditionCompiler):
    """Compiles the parts of one expression, and gathers what is known of it beforehand."""

    def compile(self, node: Node) -> Run:
        """The closure that evaluates the part."""
        return self._COMPILE[type(node)](self, node)

    def _literal(self, node: syntax.Literal_) -> Run:
        return self.constant(node.value)

    def _chain(self, node: syntax.Chain) -> Run:
        first = self.compile(node.first)
        rest = [(_ARITHMETIC[sign], self.compile(operand)) for sign, operand in node.rest]

        def run(frame: Frame) -> object:
            value = first(frame)
            for operation, operand in rest:
                value = _undefined_is_null(frame, operation, value, operand(frame), frame.budget)
            return value

        return run

    def _negation(self, node: syntax.Negation) -> Run:
        operand = self.compile(node.operand)
        if operand in self.constants:
            value = self.constants[operand]
            if isinstance(value, Decimal):
                return self.constant(CONTEXT.minus(value))

        def run(frame: Frame) -> object:
            return _undefined_is_null(frame, operators.negate, operand(frame))

        return run

    def _list(self, node: syntax.ListOf) -> Run:
        items = [self.compile(item) for item in node.items]

        def run(frame: Frame) -> object:
            frame.budget.items(len(items))
            return [item(frame) for item in items]

        return run

    def _path(self, node: syntax.Path) -> Run:
        of, name = self.compile(node.of), node.name

        def run(frame: Frame) -> object:
            value = of(frame)
            if value is None:
                return None
            return member(value, name, frame.budget)

        return run

    def _interval(self, node: syntax.Interval) -> Run:
        start, end = self.compile(node.start), self.compile(node.end)
        start_included, end_included = node.start_included, node.end_included

        def run(frame: Frame) -> object:
            return _undefined_is_null(frame, _between, start(frame), end(frame), start_included, end_included)

        if start in self.constants and end in self.constants:
            try:
                ends = self.constants[start], self.constants[end]
                return self.constant(_between(*ends, start_included, end_included))
            except Undefined as reason:
                self.warnings.append(f"a range never holds a value: {reason}")
        return run

    def _half_open(self, node: syntax.HalfOpen) -> Run:
        end, operator = self.compile(node.end), node.operator
        if end in self.constants:
            return self.constant(Bound(operator, self.constants[end]))

        def run(frame: Frame) -> object:
            return Bound(operator, end(frame))

        return run

    def _test_list(self, node: syntax.TestList) -> Run:
        raise self.refuse("several tests in brackets stand only after `in`", node.at)

    _COMPILE: ClassVar[dict[type[Node], Callable[..., Run]]] = {
        syntax.Literal_: _literal,
        syntax.Chain: _chain,
        syntax.Negation: _negation,
        syntax.ListOf: _list,
        syntax.Path: _path,
        syntax.Interval: _interval,
        syntax.HalfOpen: _half_open,
        syntax.TestList: _test_list,
        syntax.Name: ScopeCompiler.name,
        syntax.Call: ScopeCompiler.call,
        syntax.ContextOf: ScopeCompiler.context,
        syntax.Filter: ScopeCompiler.filter,
        syntax.For: ScopeCompiler.for_,
        syntax.Quantified: ScopeCompiler.quantified,
        syntax.Define: ScopeCompiler.define,
        syntax.If: ConditionCompiler.if_,
        syntax.Logic: ConditionCompiler.logic,
        syntax.Compare: ConditionCompiler.compare,
        syntax.Between: ConditionCompiler.between,
        syntax.In: ConditionCompiler.in_,
        syntax.InstanceOf: ConditionCompiler.instance_of,
    }


def _between(start: object, end: object, start_included: bool, end_included: bool) -> Range:  # noqa: FBT001 - as written
    if start is not None and end is not None and order(start, end) > 0:
        raise Undefined("a range ends before it starts")
    return Range(start, end, start_included, end_included)


def _undefined_is_null(frame: Frame, operation: Callable[..., object], *operands: object) -> object:
    try:
        return operation(*operands)
    except Undefined as reason:
        frame.budget.remark(str(reason))
        return None


_ARITHMETIC: dict[str, Callable[[object, object, Budget], object]] = {
    "+": operators.add,
    "-": lambda left, right, _budget: operators.subtract(left, right),
    "*": lambda left, right, _budget: operators.multiply(left, right),
    "/": lambda left, right, _budget: operators.divide(left, right),
    "**": lambda left, right, _budget: operators.power(left, right),
}
