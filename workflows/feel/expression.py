"""An expression read once and evaluated many times."""

from collections.abc import Mapping
from functools import lru_cache

from workflows.feel import builtins
from workflows.feel.budget import Budget
from workflows.feel.compiler import Compiler
from workflows.feel.conditions import INPUT, any_passes
from workflows.feel.errors import FeelEvaluationError
from workflows.feel.frame import Frame, Run, Test
from workflows.feel.lexer import PLAIN, Vocabulary
from workflows.feel.parser import parse_expression, parse_tests
from workflows.feel.values import adopt

_TOO_DEEP = "functions or values nest too deep"


class Expression:
    """A FEEL expression; make it with `compile_expression`."""

    def __init__(self, text: str, run: Run, compiler: Compiler) -> None:
        #: The expression as it was written.
        self.text = text
        #: Names that it takes from outside; those in a list's filter may be its items' entries and are left out.
        self.names = frozenset(compiler.free)
        #: Those of them that it calls as functions.
        self.called = frozenset(compiler.called)
        #: What can be read but never has a value, in sentences.
        self.warnings = tuple(compiler.warnings)
        #: Its value alone where that is known without evaluating it, else nothing.
        self.constant = (compiler.constants[run],) if run in compiler.constants else ()
        self._run = run
        self._asked = tuple(compiler.asked)

    def evaluate(self, variables: Mapping[str, object], *, remarks: list[str] | None = None) -> object:
        """The value with these variables: plain JSON, dates, or FEEL values.

        What has no value in FEEL is null; the reasons are added to `remarks` where given.

        Raises:
            FeelEvaluationError: the evaluation outgrew its budget.
        """
        budget = Budget()
        try:
            values = {name: adopt(variables[name]) for name in self._asked if name in variables}
            return self._run(Frame(values, None, budget))
        except RecursionError as error:
            raise FeelEvaluationError(_TOO_DEEP) from error
        finally:
            if remarks is not None:
                remarks.extend(budget.remarks)

    def run(self, frame: Frame) -> object:
        """The value inside a frame, for an expression that is part of a model."""
        return self._run(frame)


class UnaryTests:
    """The tests of a table's cell; make it with `compile_unary_tests`."""

    def __init__(
        self, text: str, tests: list[Test], compiler: Compiler, *, negated: bool, allowed: tuple[object, ...] | None
    ) -> None:
        #: The cell as it was written.
        self.text = text
        #: Names that it takes from outside, `?` apart.
        self.names = frozenset(compiler.free - {INPUT})
        #: What can be read but never has a value, in sentences.
        self.warnings = tuple(compiler.warnings)
        #: Whether the cell says `not(...)`; the dash is a `not` of nothing.
        self.negated = negated
        #: The values and ranges that it names where all are constant, else None.
        self.allowed = allowed
        self._tests = tests
        self._asked = tuple(compiler.asked - {INPUT})

    @property
    def any_value(self) -> bool:
        """Whether the cell is the dash, which every value passes."""
        return self.negated and not self._tests

    def matches(self, value: object, variables: Mapping[str, object]) -> bool:
        """Whether the value passes, with these variables.

        Raises:
            FeelEvaluationError: the evaluation outgrew its budget.
        """
        try:
            values = {name: adopt(variables[name]) for name in self._asked if name in variables}
            return self.passes(adopt(value), Frame(values, None, Budget()))
        except RecursionError as error:
            raise FeelEvaluationError(_TOO_DEEP) from error

    def passes(self, value: object, frame: Frame) -> bool:
        """Whether a FEEL value passes inside a frame, for a cell that is part of a model."""
        if not self._tests:
            return True
        inner = frame.inner({INPUT: value}) if self.allowed is None else frame
        answer = any_passes(self._tests, value, inner)
        return answer is False if self.negated else answer is True


def compile_expression(text: str, vocabulary: Vocabulary | None = None) -> Expression:
    """The expression, ready to be evaluated.

    Without a vocabulary names are plain and only built-in functions, or those the expression defines, can be called.

    Raises:
        FeelSyntaxError: the text is no expression of the language offered here.
    """
    return _expression(text) if vocabulary is None else _compiled(text, vocabulary)


def compile_unary_tests(text: str, vocabulary: Vocabulary | None = None) -> UnaryTests:
    """The tests of a table's cell, ready to be applied.

    Raises:
        FeelSyntaxError: the text is no list of tests.
    """
    vocabulary = vocabulary or PLAIN
    tree = parse_tests(text, vocabulary, builtins.SPACED)
    compiler = Compiler(text)
    tests, allowed = compiler.tests(tree)
    return UnaryTests(text, tests, compiler, negated=tree.negated, allowed=allowed)


@lru_cache(maxsize=1024)
def _expression(text: str) -> Expression:
    expression = _compiled(text, PLAIN)
    for name in sorted(expression.called):
        raise Compiler(text).refuse(f"there is no function {name}", max(text.find(name), 0))
    return expression


def _compiled(text: str, vocabulary: Vocabulary) -> Expression:
    compiler = Compiler(text)
    run = compiler.compile(parse_expression(text, vocabulary, builtins.SPACED))
    return Expression(text, run, compiler)
