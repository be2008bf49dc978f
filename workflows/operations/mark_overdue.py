"""Tells from when on a decision is late."""

from typing import Any

from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """The work queue shows a case red by its own due date; the diagram's history gains the instant."""

    def work(self, case: Case, **_: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"overdue_since": self.parts.clock.now().isoformat()}
