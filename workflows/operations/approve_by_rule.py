"""Decides in a reviewer's place, where the table of lanes says that nobody has to."""

from typing import Any

from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """Approves; the last checks follow as after a person's approval. The table's receipt names the owner's setting."""

    def work(self, case: Case, **_: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"decision": "approve"}
