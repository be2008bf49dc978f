"""Asks the National Registry about a holder without writing the answer down: for notices, which nobody looks up later."""

from typing import Any

from workflows import operations
from workflows.operations import Case
from workflows.operations.look_up_registry import ask


class Operation(operations.Operation):
    """As `look_up_registry`, for one question of many."""

    exhausted = "registry_unavailable"

    def work(self, case: Case, **_: Any) -> dict[str, Any]:
        return ask(self.parts, case)
