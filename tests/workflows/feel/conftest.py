"""Evaluating an expression to plain JSON, as most of these tests do."""

from collections.abc import Callable

import pytest

from workflows.feel import compile_expression, to_json

Evaluate = Callable[..., object]


@pytest.fixture(scope="session")
def evaluate() -> Evaluate:
    """The JSON value of an expression with these variables."""

    def evaluate_text(text: str, **variables: object) -> object:
        return to_json(compile_expression(text).evaluate(variables))

    return evaluate_text
