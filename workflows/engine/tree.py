"""The library's task tree, made small, repeatable and safe to share specs with.

What differs from the library: ids and the order of changes come from a counter instead of chance and the
machine's clock, so that the same calls give the same state; values are assigned and never merged; ready
tasks queue up instead of being searched for; nothing of a task is ever logged, for a log line would carry
its data; and every walk that recursed by depth is a loop.
"""

# ruff: noqa: SLF001 - the library's own hooks and states are named as private

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflows.engine import spiff
from workflows.engine.errors import LimitReached
from workflows.engine.expressions import FeelEngine
from workflows.engine.spiff import TaskState

#: The library's walks fail silently at 1,000; a loop in a diagram deepens the tree with every round.
MAX_DEPTH = 800

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
NOT_BEGUN = TaskState.PREDICTED_MASK | TaskState.FUTURE

_ENGINE = FeelEngine()


class Task(spiff.Task):  # type: ignore[misc]
    """One visit of a token to one element."""

    def __init__(  # the library's constructor draws a random id and the machine's time, so it is not called
        self,
        workflow: Any,
        task_spec: Any,
        parent: "Task | None" = None,
        state: int = TaskState.MAYBE,
        id: int | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        top = workflow.top_workflow
        if id is None:
            top.last_id += 1
            id = top.last_id  # noqa: A001
        self.id = id
        self.workflow = workflow
        self.task_spec = task_spec
        self._parent = None if parent is None else parent.id
        self._children: list[int] = []
        self._state = state
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = top.ticks
        self.level: int = 0 if parent is None else parent.level + 1
        workflow.tasks[id] = self
        if parent is not None:
            parent._children.append(id)
        if self.level > MAX_DEPTH:
            raise LimitReached(task_spec.name, f"the process has gone {MAX_DEPTH} steps deep")

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> "Task":
        return Task(self.workflow, task_spec, self, state=state)

    def _set_state(self, value: int) -> None:
        if value != self._state:
            top = self.workflow.top_workflow
            top.ticks += 1
            self.last_state_change = top.ticks
            self._state = value

    def _ready(self) -> None:
        if self._state & (TaskState.COMPLETED | TaskState.CANCELLED):
            return
        self._set_state(TaskState.READY)
        self.task_spec._on_ready(self)
        self.workflow.top_workflow.queue.append(self)

    def _inherit_data(self) -> None:
        # values are never changed in place, so parent and child may hold the same ones
        self.data = {**self.parent.data, **self.data}

    def cancel(self) -> None:
        """Ends this task and lets go of whatever it or its instances hold."""
        if self._state & TaskState.FINISHED_MASK:
            for child in self.children:
                child.cancel()
            return
        if isinstance(self.task_spec, spiff.BoundaryEvent) and not self.task_spec.cancel_activity:
            # what it has set off goes on; only no more will come
            self._set_state(TaskState.COMPLETED if self._children else TaskState.CANCELLED)
            self.task_spec._on_cancel(self)
            return
        for child in self.children:
            if child._state & LIVE:
                child.cancel()
        self._set_state(TaskState.CANCELLED)
        self._drop_children()
        self.task_spec._on_cancel(self)

    def ancestors(self) -> "list[Task]":
        """The tasks that led here, nearest first."""
        found = []
        task = self.parent
        while task is not None:
            found.append(task)
            task = task.parent
        return found

    def is_descendant_of(self, task: "Task") -> bool:
        """Whether the other task led here."""
        return any(ancestor is task for ancestor in self.ancestors())

    def find_ancestor(self, spec_name: str) -> "Task | None":
        """The nearest task of that element on the way here."""
        return next((task for task in self.ancestors() if task.task_spec.name == spec_name), None)

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        """Nothing: a log line must not carry a task's data."""
        del dct
        return {}


class _Tree:
    """What a process and a sub-process have in common."""

    spec: Any
    tasks: dict[int, Task]
    task_tree: Task
    last_task: Task | None
    completed: bool

    def plant(self, variables: Mapping[str, Any]) -> Task:
        """Makes the first task, which carries the variables, and what may follow it."""
        root = Task(self, self.spec.start, state=TaskState.FUTURE)
        self.task_tree = root
        root.data = dict(variables)
        root.task_spec._predict(root, mask=TaskState.NOT_FINISHED_MASK)
        return root

    def live_tasks(self) -> list[Task]:
        """The tasks where a token is, in the order in which they were made."""
        return [task for task in self.tasks.values() if task._state & LIVE]

    def update_waiting_tasks(self) -> None:
        """Asks every waiting join again; events are told by name and timers by the clock handed in."""
        for task in [t for t in self.tasks.values() if t._state == TaskState.WAITING]:
            if task._state == TaskState.WAITING and isinstance(task.task_spec, spiff.Join) and task.id in self.tasks:
                task.task_spec._update(task)

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        del dct
        return {}

    def _mark_complete(self, task: Task) -> None:
        del task
        self.completed = True

    def _task_completed_notify(self, task: Task) -> None:
        self.last_task = task
        if task.task_spec.name == "End":
            self.completed = True
        if not self.completed:
            self.update_waiting_tasks()

    def _end(self) -> None:
        self.completed = True
        for task in list(self.tasks.values()):
            if task._state & TaskState.NOT_FINISHED_MASK and task.id in self.tasks:
                task.cancel()


class Workflow(_Tree, spiff.Workflow):  # type: ignore[misc]
    """A running process, with all sub-processes and called processes in it."""

    def __init__(self, spec: Any, subprocess_specs: Mapping[str, Any], decisions: Mapping[str, Any]) -> None:
        #: The last id given to a task; ids are unique over all trees of the application.
        self.last_id = 0
        #: Counts changes of state, so that their order is known without a clock.
        self.ticks = 0
        #: The instant of the call that is being carried out.
        self.now: datetime | None = None
        self.queue: deque[Task] = deque()
        #: Errors and escalations thrown by the step just taken: (task, kind, code).
        self.thrown: list[tuple[Task, type, str | None]] = []
        #: Decisions by id, handed in so that processes without tables need nothing.
        self.decisions = decisions
        #: What the decisions of this run gave, in order.
        self.trail: list[Any] = []
        super().__init__(spec, subprocess_specs, script_engine=_ENGINE, deserializing=True)

    def create_subprocess(self, my_task: Task, spec_name: str) -> "SubWorkflow":
        """The inside of a sub-process or called process, with no task in it yet."""
        inner = SubWorkflow(self.subprocess_specs[spec_name], my_task)
        self.subprocesses[my_task.id] = inner
        return inner

    def trees(self) -> "list[Workflow | SubWorkflow]":
        """The process and every part of it that is still running, outer before inner."""
        return [self, *(part for part in self.subprocesses.values() if not part.completed)]

    def task(self, identity: int) -> Task:
        """The task of this id, wherever in the process it is.

        Raises:
            KeyError: when there is none.
        """
        for tree in (self, *self.subprocesses.values()):
            if identity in tree.tasks:
                found: Task = tree.tasks[identity]
                return found
        raise KeyError(identity)

    def catching(self) -> list[Task]:
        """The tasks that wait for a message, a timer, an error or an escalation."""
        return list(self.event_manager.tasks.values())

    def _task_removed_notify(self, task: Task) -> None:
        self.event_manager.remove_task(task)


class SubWorkflow(_Tree, spiff.SubWorkflow):  # type: ignore[misc]
    """The inside of a running sub-process or called process."""

    def __init__(self, spec: Any, host: Task) -> None:
        #: The task around it in the outer process.
        self.host = host
        self._outer = host.workflow
        super().__init__(spec, host.id, host.workflow.top_workflow, deserializing=True)

    @property
    def parent_workflow(self) -> Any:
        """The process or sub-process around."""
        return self._outer

    def _calculate_depth(self) -> int:
        return int(self._outer.depth) + 1

    def cancel(self, success: bool = False) -> list[Task]:  # noqa: FBT001, FBT002 - the library's signature
        """Ends the sub-process where it stands."""
        del success
        self._end()
        return []

    def _task_removed_notify(self, task: Task) -> None:
        self.top_workflow.event_manager.remove_task(task)

    def _task_completed_notify(self, task: Task) -> None:
        super()._task_completed_notify(task)
        host = self.host
        if self.completed and host._state == TaskState.STARTED:
            host.data = dict(self.last_task.data if self.last_task else {})
            host._ready()
