"""The one door through which a diagram computes anything: FEEL, compiled once.

The library would run Python from eighteen places of a diagram. Every one of them ends here or is refused.
"""

from functools import lru_cache
from typing import Any, NoReturn

from workflows.engine.errors import ExpressionFailed
from workflows.feel import Expression, FeelEvaluationError, FeelSyntaxError, compile_expression, to_json


@lru_cache(maxsize=8192)
def compiled(text: str) -> Expression:
    """The expression, compiled once for the whole process.

    Raises:
        FeelSyntaxError: when the text is not FEEL.
    """
    return compile_expression(text)


def evaluated(text: str, variables: dict[str, Any], *, element: str) -> Any:
    """The expression's value as plain JSON.

    Raises:
        ExpressionFailed: when it cannot be computed within its budget.
    """
    try:
        return to_json(compiled(text).evaluate(variables))
    except FeelSyntaxError:
        raise ExpressionFailed(element, "an expression is not FEEL") from None
    except FeelEvaluationError:
        raise ExpressionFailed(element, "an expression asked for too much") from None


class ClosedEnvironment:
    """Where the library would run correlation keys and loop conditions past the engine: always refused."""

    def evaluate(self, *_: object, **__: object) -> NoReturn:
        raise ExpressionFailed("process", "expressions run through the engine only")

    execute = evaluate
    call_service = evaluate


class FeelEngine:
    """Takes the place of the library's Python script engine."""

    def __init__(self) -> None:
        self.environment = ClosedEnvironment()

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> Any:
        """The value of an expression of the task's element."""
        del external_context
        return evaluated(expression, task.data, element=task.task_spec.name)

    def execute(self, task: Any, script: str, external_context: object = None) -> NoReturn:
        """Scripts do not run, whatever they say."""
        del script, external_context
        raise ExpressionFailed(task.task_spec.name, "scripts do not run here")

    def call_service(self, task: Any, **_: object) -> NoReturn:
        """Operations are parked for the worker and never called from inside the engine."""
        raise ExpressionFailed(task.task_spec.name, "operations are not called from the engine")
