"""Taking the steps that need nobody, until every token waits.

Steps are counted, errors and escalations climb to the nearest boundary event around, and whatever the
library or an expression raises is told without the value that caused it.
"""

# ruff: noqa: SLF001 - the library's own hooks and states are named as private

from collections.abc import Callable
from datetime import datetime
from typing import Any

from workflows.engine import specs
from workflows.engine.definition import Place
from workflows.engine.errors import EngineError, ErrorNotCaught, LimitReached, StepFailed
from workflows.engine.events import Error, FirstOf, Message, due_at
from workflows.engine.spiff import BoundaryEventSplit, TaskState
from workflows.engine.tree import Task, Workflow

#: A go that takes more is a loop that nobody foresaw.
MAX_STEPS = 1_000


class Run:
    """One go: a call from outside, and the steps that follow from it."""

    def __init__(self, workflow: Workflow, *, now: datetime, done: Callable[[Task], None]) -> None:
        self._workflow = workflow
        self._done = done
        self._steps = 0
        #: The element whose turn it is, for telling where something went wrong.
        self.element = workflow.spec.name
        workflow.now = now

    def until_waiting(self) -> None:
        """Takes every step that can be taken now.

        Raises:
            LimitReached: after 1,000 steps.
            StepFailed: when a step cannot be carried out.
            ErrorNotCaught: when an error end event finds no boundary around it.
        """
        queue = self._workflow.queue
        while queue:
            task = queue.popleft()
            if task._state == TaskState.READY and not task.task_spec.manual and task.id in task.workflow.tasks:
                self.step(task)

    def step(self, task: Task) -> None:
        """Carries out one task, and what it throws."""
        self._steps += 1
        self.element = _name(task)
        if self._steps > MAX_STEPS:
            raise LimitReached(self.element, f"the process takes more than {MAX_STEPS} steps without waiting")
        task.run()
        if task._state == TaskState.COMPLETED:
            self._done(task)
        while self._workflow.thrown:
            self._climb(*self._workflow.thrown.pop(0))

    def finish(self, task: Task) -> None:
        """Completes a task that was parked."""
        self.element = _name(task)
        task.complete()
        self._done(task)

    def trigger(self, boundary: Task) -> None:
        """Lets a boundary event take over from the activity it sits on."""
        self.element = _name(boundary)
        if _goes_on_waiting(boundary):
            boundary.task_spec.spawn(boundary, {})
            self._done(boundary)
            return
        _fire(boundary, None)
        # at once, before the activity it sits on can take another step
        self.step(boundary)

    def deliver(self, message: str, payload: dict[str, Any]) -> bool:
        """Tells every element that waits for this message; says whether there was one."""
        caught = False
        for task in self._workflow.catching():
            if task._state == TaskState.WAITING and _accepts(task, message):
                caught = True
                if _goes_on_waiting(task):
                    task.task_spec.spawn(task, payload)
                    self._done(task)
                else:
                    task.internal_data["payload"] = payload
                    _fire(task, message)
        for tree in self._workflow.trees():
            handler = tree.spec.handlers.get(message)
            if handler is not None and not tree.completed:
                caught = True
                latest = tree.last_task or tree.task_tree
                child = tree.task_tree._add_child(handler, TaskState.FUTURE)
                child.triggered = True
                child.data = {**latest.data, **payload}
                handler._predict(child, mask=TaskState.NOT_FINISHED_MASK)
                handler._update(child)
        return caught

    def next_due(self, now: datetime) -> Task | None:
        """The task whose timer fell due first, of those that are due."""
        waiting = (
            (due_at(task), task.id, task) for task in self._workflow.catching() if task._state == TaskState.WAITING
        )
        fallen = [(at, identity, task) for at, identity, task in waiting if at is not None and at <= now]
        return min(fallen, key=lambda one: one[:2])[2] if fallen else None

    def fire(self, task: Task) -> None:
        """Lets a task's timer go off."""
        self.element = _name(task)
        if _goes_on_waiting(task):
            task.task_spec.event_definition.pop_due(task)
            task.task_spec.spawn(task, {})
            self._done(task)
        else:
            _fire(task, None)

    def _climb(self, task: Task, kind: type, code: str | None) -> None:
        workflow = self._workflow
        boundary = None if task.workflow is workflow else _catcher(task.workflow.host, kind, code)
        if boundary is not None:
            self.trigger(boundary)
        elif kind is Error:
            raise ErrorNotCaught(task.task_spec.bpmn_id, code or "")


def catching_error(task: Task, code: str) -> Task:
    """The boundary event that takes over when a task fails with this code.

    Raises:
        ErrorNotCaught: when there is none.
    """
    boundary = _catcher(task, Error, code)
    if boundary is None:
        raise ErrorNotCaught(task.task_spec.bpmn_id, code)
    return boundary


def safely(run: Run, work: Callable[[], Any]) -> Any:
    """Does the work; what goes wrong is told by the element alone.

    Raises:
        EngineError: always one of ours, never the library's, whose texts carry variables.
    """
    try:
        return work()
    except EngineError:
        raise
    except RecursionError:
        raise LimitReached(run.element, "the process has gone too deep") from None
    except Exception as error:  # noqa: BLE001 - the library raises anything, and its texts carry values
        raise StepFailed(run.element, f"the step could not be carried out ({type(error).__name__})") from None


def _name(task: Task) -> str:
    """The element's id in the diagram, where it stands in one."""
    return str(getattr(task.task_spec, "bpmn_id", None) or task.task_spec.name)


def _accepts(task: Task, message: str) -> bool:
    definition = task.task_spec.event_definition
    candidates = definition.event_definitions if isinstance(definition, FirstOf) else [definition]
    return any(isinstance(one, Message) and one.name == message for one in candidates)


def _goes_on_waiting(task: Task) -> bool:
    spec = task.task_spec
    return isinstance(spec, specs.BoundaryEvent) and not spec.cancel_activity


def _fire(task: Task, message: str | None) -> None:
    definition = task.task_spec.event_definition
    if isinstance(definition, FirstOf):
        task.internal_data["chosen"] = next(
            place
            for place, one in enumerate(definition.event_definitions)
            if (one.name == message if isinstance(one, Message) else message is None)
        )
    else:
        task.internal_data["event_fired"] = True
    task.task_spec._update(task)


def _catcher(task: Task, kind: type, code: str | None) -> Task | None:
    """The nearest boundary event around the task that catches this, one of that very code before one of any."""
    while True:
        host = task
        if host.parent is not None and isinstance(host.parent.task_spec, specs.MultiInstance):
            host = host.parent
        split = host.parent
        if split is not None and isinstance(split.task_spec, BoundaryEventSplit):
            waiting = [
                event
                for event in split.children
                if event is not host
                and event._state == TaskState.WAITING
                and isinstance(event.task_spec.event_definition, kind)
            ]
            for wanted in (code, None):
                for event in waiting:
                    if event.task_spec.event_definition.code == wanted:
                        found: Task = event
                        return found
        if task.workflow is task.workflow.top_workflow:
            return None
        task = task.workflow.host


def place_of(task: Task) -> Place | None:
    """Where in which diagram the task is; None for what the library puts between."""
    node = getattr(task.task_spec, "node", None)
    return None if node is None else node.place
