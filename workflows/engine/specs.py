"""The elements of a diagram as the library runs them.

Specs are shared by all running applications of a version and never change after they are built: what an
application knows is in its tasks alone.
"""

# ruff: noqa: SLF001 - the library's own hooks and states are named as private

from typing import Any

from workflows.engine import spiff
from workflows.engine.errors import ExpressionFailed, LimitReached
from workflows.engine.events import FirstOf
from workflows.engine.expressions import evaluated
from workflows.engine.joins import EndJoin, differs
from workflows.engine.spiff import BoundaryEventJoin, TaskState
from workflows.engine.tree import Task

#: A list to work through may not be longer: each item makes tasks of its own.
MAX_INSTANCES = 200


class ProcessSpec(spiff.ProcessSpec):  # type: ignore[misc]
    """A process or the inside of a sub-process."""

    def __init__(self, name: str, file: str) -> None:
        spiff.WorkflowSpec.__init__(self, name=name, filename=file)
        self.svg = self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        #: Event sub-processes by the message that sets them off.
        self.handlers: dict[str, Any] = {}
        self.start = spiff.StartTask(self, "Start")
        self.end = EndJoin(self, f"{name}.EndJoin")
        self.end.connect(spiff.SimpleTask(self, "End"))


class _Element(spiff.BpmnSpecMixin):  # type: ignore[misc]
    """An element that stands in the diagram; `node` is what the diagram says of it."""

    node: Any = None


class EndEvent(spiff.EndEvent, _Element):  # type: ignore[misc]
    """Where a token ends."""


class ThrowEvent(spiff.ThrowEvent, _Element):  # type: ignore[misc]
    """Tells the process around of an escalation, or marks a point on the way."""


class _Catching:
    """What all waiting events share."""

    event_definition: Any

    def _run_hook(self, my_task: Task) -> bool:
        self.event_definition.update_task_data(my_task)
        self.event_definition.reset(my_task)
        return True


class StartEvent(_Catching, spiff.StartEvent, _Element):  # type: ignore[misc]
    """Where a token begins."""


class CatchEvent(_Catching, spiff.CatchEvent, _Element):  # type: ignore[misc]
    """Waits for a message or a timer."""


class ReceiveTask(_Catching, spiff.ReceiveTask, _Element):  # type: ignore[misc]
    """Waits for a message."""


class BoundaryEvent(_Catching, spiff.BoundaryEvent, _Element):  # type: ignore[misc]
    """Waits as long as the activity it sits on; interrupting ones end that activity."""

    def _predict_hook(self, my_task: Task) -> None:
        if self.cancel_activity:
            super()._predict_hook(my_task)

    def _update_hook(self, my_task: Task) -> bool | None:
        if self.cancel_activity:
            fired: bool | None = super()._update_hook(my_task)
            return fired
        my_task._inherit_data()
        self.event_definition.has_fired(my_task)
        my_task._set_state(TaskState.WAITING)
        my_task.workflow.top_workflow.event_manager.add_task(my_task)
        return False

    def spawn(self, my_task: Task, payload: dict[str, Any]) -> None:
        """Sends a token on while the activity goes on and the event waits for the next time."""
        for output in self.outputs:
            if not isinstance(output, BoundaryEventJoin):
                child = my_task._add_child(output, TaskState.FUTURE)
                child.data = dict(payload)
                child.task_spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
                child.task_spec._update(child)


class EventGateway(spiff.EventGateway, _Element):  # type: ignore[misc]
    """Goes the way of the first event to come."""

    event_definition: FirstOf

    def _run_hook(self, my_task: Task) -> bool:
        chosen = my_task.internal_data["chosen"]
        self.event_definition.event_definitions[chosen].update_task_data(my_task)
        self.event_definition.reset(my_task)
        my_task._sync_children([self.outputs[chosen]], TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class UserTask(_Element):
    """Something that a person does."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **settings: Any) -> None:
        super().__init__(wf_spec, bpmn_id, manual=True, **settings)


class ServiceTask(_Element):
    """Something that the worker does: it is parked with its parameters until the answer comes."""

    def __init__(
        self,
        wf_spec: Any,
        bpmn_id: str,
        *,
        operation: str,
        parameters: dict[str, str],
        result: str | None,
        **settings: Any,
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **settings)
        self.operation = operation
        self.parameters = parameters
        self.result = result

    def _run_hook(self, my_task: Task) -> None:
        my_task.internal_data["parameters"] = {
            name: evaluated(text, my_task.data, element=self.bpmn_id) for name, text in self.parameters.items()
        }
        # None leaves the task started: it survives saving and is completed by the answer


class BusinessRuleTask(_Element):
    """Asks a decision; what it answers is a variable of the decision's name."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, decision: str, **settings: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **settings)
        self.decision = decision

    def _run_hook(self, my_task: Task) -> bool:
        top = my_task.workflow.top_workflow
        made = top.decisions[self.decision](my_task.data, self.node)
        my_task.data[self.decision] = made.value
        top.trail.append(made)
        return True


class SubProcess(_Element):
    """A sub-process, a called process or an event sub-process: a tree of tasks of its own."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, spec: str, **settings: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **settings)
        self.spec = spec

    def _update_hook(self, my_task: Task) -> bool:
        super()._update_hook(my_task)
        inner = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        root = inner.plant(my_task.data)
        my_task._set_state(TaskState.STARTED)
        root._ready()
        return False

    def _on_cancel(self, my_task: Task) -> None:
        inner = my_task.workflow.top_workflow.subprocesses.get(my_task.id)
        if inner is not None:
            inner.cancel()
        super()._on_cancel(my_task)


class MultiInstance(_Element):
    """Does one activity for each item of a list, or so many times, one after another or side by side.

    The results stand in the order of the items, whoever is done first, and begin anew with each round.
    """

    def __init__(  # noqa: PLR0913
        self,
        wf_spec: Any,
        bpmn_id: str,
        *,
        cardinality: str | None,
        collection: str | None,
        item: str | None,
        results: str | None,
        result: str | None,
        until: str | None,
        sequential: bool,
        **settings: Any,
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **settings)
        self.cardinality = cardinality
        self.collection = collection
        self.item = item
        self.results = results
        self.result = result
        self.until = until
        self.sequential = sequential

    @property
    def instance_name(self) -> str:
        """The name of the element that does the work."""
        return f"{self.bpmn_id} [child]"

    def merge_child(self, workflow: Any, child: Task) -> None:
        """Takes what one instance gave; ends the activity when it was the last one."""
        del workflow
        my_task = child.parent
        memory = my_task.internal_data
        if my_task._state != TaskState.STARTED:
            return
        if self.results is None:
            before = my_task.data
            changed = {k: v for k, v in child.data.items() if k not in before or differs(v, before[k])}
            changed.pop(self.item or "", None)
            my_task.data = {**before, **changed}
        else:
            memory["gathered"].append([child.internal_data["place"], child.data.get(self.result or "")])
        memory["done"] += 1
        if memory["done"] == memory["count"] or self._enough(child):
            self._finish(my_task)
        elif self.sequential:
            self._begin(my_task, memory["done"])

    def _update_hook(self, my_task: Task) -> bool:
        super()._update_hook(my_task)
        count = len(self._items(my_task))
        my_task.internal_data.update({"count": count, "done": 0, "gathered": []})
        my_task._set_state(TaskState.STARTED)
        if count == 0:
            self._finish(my_task)
        for place in range(min(1, count) if self.sequential else count):
            self._begin(my_task, place)
        return False

    def _items(self, my_task: Task) -> list[Any]:
        if self.collection is not None:
            items = my_task.data.get(self.collection)
            if not isinstance(items, list):
                raise ExpressionFailed(self.bpmn_id, "there is no list to work through")
        else:
            count = evaluated(self.cardinality or "", my_task.data, element=self.bpmn_id)
            if not isinstance(count, int) or isinstance(count, bool) or count < 0:
                raise ExpressionFailed(self.bpmn_id, "the number of times is no whole number")
            items = list(range(min(count, MAX_INSTANCES + 1)))
        if len(items) > MAX_INSTANCES:
            raise LimitReached(self.bpmn_id, f"more than {MAX_INSTANCES} items to work through")
        return items

    def _begin(self, my_task: Task, place: int) -> None:
        child = my_task._add_child(self._wf_spec.task_specs[self.instance_name], TaskState.WAITING)
        child.triggered = True
        child.internal_data["place"] = place
        if self.item is not None:
            child.data = {self.item: self._items(my_task)[place]}
        child.task_spec._update(child)

    def _enough(self, child: Task) -> bool:
        return self.until is not None and evaluated(self.until, child.data, element=self.bpmn_id) is True

    def _finish(self, my_task: Task) -> None:
        memory = my_task.internal_data
        for child in my_task.children:
            if child.task_spec.name == self.instance_name and not child._state & TaskState.FINISHED_MASK:
                child.cancel()
        if self.results is not None:
            my_task.data[self.results] = [
                value for _, value in sorted(memory["gathered"], key=lambda pair: int(pair[0]))
            ]
        memory.clear()
        my_task._ready()
