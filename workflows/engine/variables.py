"""Variables at the engine's door: plain JSON only, copied so that nobody shares them."""

import math
from collections.abc import Mapping
from typing import Any

from workflows.engine.errors import EngineError

_MAX_NESTING = 50


class VariablesRefused(EngineError):
    """The variables are not plain JSON, so the state could not keep them."""


def plain(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables, copied.

    Raises:
        VariablesRefused: when a value is none of text, number, boolean, null, list and object.
    """
    return {_key(name): plain_value(value) for name, value in variables.items()}


def plain_value(value: Any, nesting: int = 0) -> Any:
    """One value, copied.

    Raises:
        VariablesRefused: when it is not plain JSON.
    """
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, str):
        # a StrEnum is text, and is stored as text
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    if nesting < _MAX_NESTING:
        if isinstance(value, Mapping):
            return {_key(name): plain_value(one, nesting + 1) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [plain_value(one, nesting + 1) for one in value]
    raise VariablesRefused(f"A value of type {type(value).__name__} cannot be kept as a variable.")


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise VariablesRefused("A variable's name must be text.")
    return str(name)
