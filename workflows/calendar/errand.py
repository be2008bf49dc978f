"""A process that is over in one go: nobody has to act in it, so it needs no application and leaves no state behind.

An application of 6 KB for each of 25,000 holders and a dozen days a year would be kept for nothing. The same diagrams,
tables and operations run here in memory, and what they decided is written down by whoever sent the errand.
"""

from datetime import datetime
from typing import Any

from workflows import operations
from workflows.adapters.outside import OutsideUnavailable
from workflows.engine import Definition, EngineError, ParkedTask, Process
from workflows.operations import BusinessError, Case, Operation, Parts


class Errand:
    """One run of one process for one case: first it asks, with no transaction open, then it writes in the caller's."""

    def __init__(
        self, definition: Definition, variables: dict[str, Any], *, case: Case, parts: Parts, now: datetime
    ) -> None:
        self._case = case
        self._parts = parts
        self._now = now
        self._process = Process.start(definition, variables, now=now, key=case.job_id)

    @property
    def variables(self) -> dict[str, Any]:
        """What is known at this point."""
        return self._process.variables

    def ask(self, *, last_try: bool) -> None:
        """Runs until what comes next only writes.

        Args:
            last_try: an outside that does not answer is the diagram's affair now, where it has a way for it.

        Raises:
            OutsideUnavailable: ask again later, with a new errand.
            EngineError: the diagram cannot go on.
        """
        while (task := self._next()) is not None:
            operation = self._operation(task)
            if _only_writes(operation):
                return
            try:
                found = operation.work(self._case, **task.parameters)
            except BusinessError as error:
                self._process.fail(task.id, error.code, now=self._now)
            except OutsideUnavailable:
                if not last_try or operation.exhausted is None:
                    raise
                self._process.fail(task.id, operation.exhausted, now=self._now)
            else:
                self._process.answer(task.id, found, now=self._now)

    def write(self, session: Any) -> None:
        """Does what is left, in the caller's transaction, to the end.

        Raises:
            EngineError: the diagram waits for somebody, which no errand can.
        """
        while (task := self._next()) is not None:
            operation = self._operation(task)
            answer = operation.keep(session, self._case, {}, **task.parameters)
            self._process.answer(task.id, answer, now=self._now)

    def _next(self) -> ParkedTask | None:
        if self._process.finished:
            return None
        parked = self._process.parked()
        if not parked:
            raise EngineError("A process that waits for somebody cannot be run as an errand.")
        return parked[0]

    def _operation(self, task: ParkedTask) -> Operation:
        return operations.find(task.operation)(self._parts)


def _only_writes(operation: Operation) -> bool:
    return type(operation).work is Operation.work
