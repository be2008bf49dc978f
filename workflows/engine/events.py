"""What events wait for and throw: messages by name, timers by the instant handed in, errors, escalations.

No event of the library's own is used: its timers read the machine's clock, its messages evaluate
correlation keys past the engine, and its errors reach boundary events of activities beside the failing one.
"""

from datetime import datetime
from typing import Any

from workflows.engine.errors import ExpressionFailed
from workflows.engine.expressions import evaluated
from workflows.engine.spiff import EventDefinition, TerminateEventDefinition
from workflows.engine.timing import Due, NotATime, due
from workflows.engine.tree import Task


class Message(EventDefinition):  # type: ignore[misc]
    """Something that is told to the application by name, with variables."""

    def update_task_data(self, my_task: Task) -> None:
        """Gives the waiting task what the message brought."""
        my_task.data.update(my_task.internal_data.pop("payload", {}))


class Timer(EventDefinition):  # type: ignore[misc]
    """An instant, a duration or a cycle; the expression yields its ISO 8601 text."""

    def __init__(self, name: str, expression: str) -> None:
        super().__init__(name)
        self.expression = expression

    def has_fired(self, my_task: Task) -> bool:
        """Whether its instant has come; sets that instant when a token arrives."""
        if "due" not in my_task.internal_data:
            self._arm(my_task)
        return bool(my_task.internal_data.get("event_fired", False))

    def pop_due(self, my_task: Task) -> None:
        """Takes the present occurrence away, so that the next one is awaited."""
        following = _recalled(my_task).following()
        _remember(my_task, following)

    def reset(self, my_task: Task) -> None:
        """Forgets the instant, so that a token that comes again waits again."""
        for key in ("due", "times", "every", "event_fired"):
            my_task.internal_data.pop(key, None)

    def _arm(self, my_task: Task) -> None:
        text = evaluated(self.expression, my_task.data, element=self.name)
        now = my_task.workflow.top_workflow.now
        try:
            first = due(text, now=now)
        except NotATime:
            raise ExpressionFailed(self.name, "the timer's expression yields no date or duration") from None
        _remember(my_task, first)
        if first.at <= now and first.every is None:
            my_task.internal_data["event_fired"] = True


class _Coded(EventDefinition):  # type: ignore[misc]
    """An error or escalation with its code; no code catches every one."""

    def __init__(self, name: str, code: str | None) -> None:
        super().__init__(name)
        self.code = code

    def throw(self, my_task: Task) -> None:
        """Leaves it to be caught, once the step is done, by the nearest boundary around."""
        my_task.workflow.top_workflow.thrown.append((my_task, type(self), self.code))


class Error(_Coded):
    """A failure that the diagram foresees."""


class Escalation(_Coded):
    """News for the process around, which goes on."""


class Terminate(TerminateEventDefinition):  # type: ignore[misc]
    """Ends every token of the process or sub-process at once."""

    def throw(self, my_task: Task) -> None:
        """Nothing is told to anybody; the end event itself does the work."""


class FirstOf(EventDefinition):  # type: ignore[misc]
    """What an event-based gateway waits for: the first of its events to come."""

    def __init__(self) -> None:
        super().__init__("first of")
        self.event_definitions: list[Any] = []

    @property
    def timer(self) -> tuple[int, Timer] | None:
        """The one timer among the events, with its place."""
        return next(((i, one) for i, one in enumerate(self.event_definitions) if isinstance(one, Timer)), None)

    def has_fired(self, my_task: Task) -> bool:
        """Whether one of the events has come."""
        memory = my_task.internal_data
        if self.timer is not None and "chosen" not in memory:
            place, timer = self.timer
            if timer.has_fired(my_task):
                memory["chosen"] = place
        return "chosen" in memory

    def reset(self, my_task: Task) -> None:
        """Forgets which event came."""
        my_task.internal_data.pop("chosen", None)
        if self.timer is not None:
            self.timer[1].reset(my_task)


def awaited_messages(my_task: Task) -> list[str]:
    """The messages that would take this waiting task on."""
    definition = my_task.task_spec.event_definition
    candidates = definition.event_definitions if isinstance(definition, FirstOf) else [definition]
    return [one.name for one in candidates if isinstance(one, Message)]


def due_at(my_task: Task) -> datetime | None:
    """When the task's timer next falls due; None where none runs."""
    text = my_task.internal_data.get("due")
    return None if text is None else datetime.fromisoformat(text)


def _remember(my_task: Task, occurrence: Due | None) -> None:
    memory = my_task.internal_data
    memory["due"] = None if occurrence is None else occurrence.at.isoformat()
    if occurrence is not None and occurrence.every is not None:
        memory["times"], memory["every"] = occurrence.times, occurrence.every


def _recalled(my_task: Task) -> Due:
    memory = my_task.internal_data
    return Due(datetime.fromisoformat(memory["due"]), memory.get("times", 1), memory.get("every"))
