"""Lets a second review of the same application begin afresh."""

from typing import Any

from workflows import operations


class Operation(operations.Operation):
    """What the first review decided and how much of its clock was left say nothing about the second."""

    def work(self, *_case: Any, lane: str | None = None, **_: Any) -> dict[str, Any]:
        return {"decision": None, "escalateTo": lane, "confirmation": None, "information_request": None}
