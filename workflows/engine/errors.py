"""What the engine says when it cannot go on.

No message carries a variable's value: a stock text of the library once carried a social security number.
"""

from collections.abc import Sequence

from workflows.findings import Finding


class EngineError(Exception):
    """The process engine could not do what was asked."""


class DefinitionRefused(EngineError):
    """The diagram breaks a rule, so it cannot be run."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = next((one for one in self.findings if one.level == "error"), None)
        where = f"{first.file}, line {first.line}: {first.text}" if first else "no finding told"
        super().__init__(f"{where} ({len(self.findings)} findings)")


class TaskNotOpen(EngineError):
    """The task is not open: it was done already, taken away, or never there."""

    def __init__(self, task_id: str) -> None:
        self.task_id = task_id
        super().__init__(f"Task {task_id} is not open.")


class ErrorNotCaught(EngineError):
    """No boundary event around the task catches this error."""

    def __init__(self, element: str, error_code: str) -> None:
        self.element = element
        self.error_code = error_code
        super().__init__(f"Nothing around {element} catches the error {error_code}.")


class StepFailed(EngineError):
    """A step of the diagram could not be carried out."""

    def __init__(self, element: str, reason: str) -> None:
        self.element = element
        self.reason = reason
        super().__init__(f"{element}: {reason}")


class ExpressionFailed(StepFailed):
    """An expression of the diagram gave no usable value."""


class LimitReached(EngineError):
    """The application would grow or run past a limit of the engine."""

    def __init__(self, element: str, limit: str) -> None:
        self.element = element
        self.limit = limit
        super().__init__(f"{element}: {limit}")


class StateUnreadable(EngineError):
    """The stored state does not belong to this engine or this definition."""
