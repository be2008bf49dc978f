"""FEEL, the language of conditions, parameters and table cells: compiled once, evaluated over plain values.

No attribute of a Python object is reachable from an expression, nothing is executed but the closures of this package,
and each evaluation is bounded in steps, size and time.
"""

from workflows.feel.errors import FeelError, FeelEvaluationError, FeelSyntaxError
from workflows.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from workflows.feel.lexer import Vocabulary
from workflows.feel.values import to_json

__all__ = [
    "Expression",
    "FeelError",
    "FeelEvaluationError",
    "FeelSyntaxError",
    "UnaryTests",
    "Vocabulary",
    "compile_expression",
    "compile_unary_tests",
    "to_json",
]
