"""Ends a request that was not answered; the case goes back to its reviewer, never to a denial."""

from typing import Any

from workflows import operations
from workflows.operations import Case


class Operation(operations.Operation):
    """Only tells the diagram; the applicant's task went when its deadline passed."""

    def work(self, case: Case, **_: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"no_reply": True}
