"""Compiling what answers true, false or null: logic, comparisons, membership and the tests of a table's cell."""

from decimal import Decimal

from workflows.feel import syntax
from workflows.feel.comparison import compares, contains, in_range
from workflows.feel.compilation import Compilation
from workflows.feel.frame import Frame, Run, Test
from workflows.feel.syntax import Node
from workflows.feel.values import Range

#: The name of the value under test.
INPUT = "?"


class ConditionCompiler(Compilation):
    """Compiles conditions."""

    def if_(self, node: syntax.If) -> Run:
        """Null where the condition is neither a boolean nor null."""
        condition, then, otherwise = self.compile(node.condition), self.compile(node.then), self.compile(node.otherwise)

        def run(frame: Frame) -> object:
            value = condition(frame)
            if value is True:
                return then(frame)
            if value is False or value is None:
                return otherwise(frame)
            frame.budget.remark("the condition of an if is no boolean")
            return None

        return run

    def logic(self, node: syntax.Logic) -> Run:
        """Ternary: what is no boolean counts as null, and one decisive operand settles it."""
        operands = [self.compile(operand) for operand in node.operands]
        decisive = node.word == "or"

        def run(frame: Frame) -> object:
            unknown = False
            for operand in operands:
                value = operand(frame)
                if value is decisive:
                    return decisive
                if type(value) is not bool:
                    unknown = True
            return None if unknown else not decisive

        return run

    def compare(self, node: syntax.Compare) -> Run:
        """Null where the two have no common kind or order."""
        left, right, operator = self.compile(node.left), self.compile(node.right), node.operator

        def run(frame: Frame) -> object:
            return compares(operator, left(frame), right(frame), frame.budget)

        return run

    def between(self, node: syntax.Between) -> Run:
        """Both ends included."""
        value, low, high = self.compile(node.value), self.compile(node.low), self.compile(node.high)

        def run(frame: Frame) -> object:
            ends = low(frame), high(frame)
            if None in ends:
                return None
            return in_range(Range(*ends, start_included=True, end_included=True), value(frame), frame.budget)

        return run

    def in_(self, node: syntax.In) -> Run:
        """True where one test passes, null where none does and one has no answer."""
        value = self.compile(node.value)
        with self.binding(INPUT):
            tests = [self.test(test) for test in node.tests]

        def run(frame: Frame) -> object:
            subject = value(frame)
            return any_passes(tests, subject, frame.inner({INPUT: subject}))

        return run

    def instance_of(self, node: syntax.InstanceOf) -> Run:
        """Null is an instance of nothing."""
        value, kind = self.compile(node.value), node.type

        def run(frame: Frame) -> object:
            return kind.holds(value(frame))

        return run

    def test(self, node: Node) -> Test:
        """The closure that tells whether a value passes the part."""
        if isinstance(node, syntax.HalfOpen):
            return _half_open_test(node.operator, self.compile(node.end))
        if isinstance(node, syntax.Interval):
            return self._interval_test(node)
        run = self.compile(node)
        if run in self.constants:
            return _constant_test(self.constants[run])
        return _expression_test(run, asks_input=_asks_input(node))

    def tests(self, node: syntax.Tests) -> tuple[list[Test], tuple[object, ...] | None]:
        """The tests of a cell, and the constant values and ranges they stand for where all are constant."""
        with self.binding(INPUT):
            tests = [self.test(test) for test in node.tests]
            runs = [self.compile(test) for test in node.tests]
        if all(run in self.constants for run in runs):
            return tests, tuple(self.constants[run] for run in runs)
        return tests, None

    def _interval_test(self, node: syntax.Interval) -> Test:
        start, end, whole = self.compile(node.start), self.compile(node.end), self.compile(node)
        if whole in self.constants:
            scope = self.constants[whole]
            if isinstance(scope, Range) and None not in (scope.start, scope.end):
                return lambda value, frame: in_range(scope, value, frame.budget)

        def test(value: object, frame: Frame) -> bool | None:
            ends = start(frame), end(frame)
            if None in ends:
                frame.budget.remark("an end of a range is null")
                return None
            return in_range(Range(*ends, node.start_included, node.end_included), value, frame.budget)

        return test


def any_passes(tests: list[Test], value: object, frame: Frame) -> bool | None:
    """True where one test passes, null where none does and one has no answer."""
    unknown = False
    for test in tests:
        answer = test(value, frame)
        if answer is True:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def _half_open_test(operator: str, end: Run) -> Test:
    return lambda value, frame: compares(operator, value, end(frame), frame.budget)


def _constant_test(constant: object) -> Test:
    if isinstance(constant, str | Decimal | bool) or constant is None:
        kind = type(constant)
        return lambda value, _frame: type(value) is kind and value == constant
    return lambda value, frame: contains(constant, value, frame.budget)


def _expression_test(run: Run, *, asks_input: bool) -> Test:
    def test(value: object, frame: Frame) -> bool | None:
        answer = run(frame)
        if isinstance(answer, bool) and (asks_input or not isinstance(value, bool)):
            return answer
        if asks_input and answer is None:
            return None
        return contains(answer, value, frame.budget)

    return test


def _asks_input(node: Node) -> bool:
    if isinstance(node, syntax.Name):
        return node.name == INPUT
    return any(_asks_input(part) for part in node.parts())
