"""Gateways: which way a token goes, who is waited for where branches meet, and what the merged token knows.

The library merges whole variable sets in the order of arrival, so that a branch which left a variable
alone overwrites the one that set it, and a join inside a loop counts the arrivals of the round before.
Here a join looks only at the round it belongs to, and each branch brings what it has changed.
"""

# ruff: noqa: SLF001 - the library's own hooks and states are named as private

from collections.abc import Iterator
from typing import Any

from workflows.engine import spiff
from workflows.engine.errors import StepFailed
from workflows.engine.expressions import evaluated
from workflows.engine.spiff import TaskState
from workflows.engine.tree import LIVE, Task


class Condition:
    """A flow's condition; only `true` lets a token through."""

    def __init__(self, text: str, element: str) -> None:
        self.text = text
        self.element = element

    def _matches(self, task: Task) -> bool:
        return evaluated(self.text, task.data, element=self.element) is True


class ExclusiveGateway(spiff.ExclusiveGateway, spiff.BpmnSpecMixin):  # type: ignore[misc]
    """The first condition that holds, in the file's order, else the default."""

    def _run_hook(self, my_task: Task) -> bool:
        names = [
            name for condition, name in self.cond_task_specs if condition is not None and condition._matches(my_task)
        ]
        name = names[0] if names else self.default_task_spec
        if name is None:
            raise StepFailed(self.name, "no condition holds, and there is no default flow")
        _go(my_task, [my_task.workflow.spec.task_specs[name]])
        return True


class _Join(spiff.UnstructuredJoin):  # type: ignore[misc]
    """A place that branches come together at."""

    #: The elements from which a token can come here without passing here.
    upstream: frozenset[str] = frozenset()

    def _update_hook(self, my_task: Task) -> bool:
        for task in list(my_task.workflow.tasks.values()):
            if task.task_spec is self and task is not my_task and task._state == TaskState.WAITING:
                # only the last arrival waits, and goes on for all of them
                task.cancel()
        if not self._complete(my_task):
            my_task._set_state(TaskState.WAITING)
            return False
        my_task._inherit_data()
        return True

    def _run_hook(self, my_task: Task) -> bool:
        ways = [task.ancestors() for task in _arrivals(my_task)]
        if len(ways) > 1:
            my_task.data = _merged(ways)
        return True

    def _complete(self, my_task: Task) -> bool:
        raise NotImplementedError


class ParallelGateway(_Join, spiff.BpmnSpecMixin):  # type: ignore[misc]
    """Waits for a token on each incoming flow, and sends one along each outgoing flow."""

    def _complete(self, my_task: Task) -> bool:
        arrived = {task.parent.task_spec.name for task in _arrivals(my_task)}
        return arrived.issuperset(self._inputs)


class InclusiveGateway(_Join, spiff.InclusiveGateway, spiff.BpmnSpecMixin):  # type: ignore[misc]
    """Waits for every token that can still come; goes on along each flow whose condition holds."""

    def _complete(self, my_task: Task) -> bool:
        return not any(task.task_spec.name in self.upstream for task in _tokens(my_task))

    def _run_hook(self, my_task: Task) -> bool:
        super()._run_hook(my_task)
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise StepFailed(self.name, "no condition holds, and there is no default flow")
        _go(my_task, matches or defaults)
        return True


class EndJoin(_Join, spiff.BpmnTaskSpec):  # type: ignore[misc]
    """Where every end event of a process leads: it goes on when no token is left."""

    def _complete(self, my_task: Task) -> bool:
        return not any(task.task_spec.name != "End" for task in _tokens(my_task))


def _go(my_task: Task, specs: list[Any]) -> None:
    my_task._sync_children(specs, TaskState.FUTURE)
    for child in my_task.children:
        child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)


def _tokens(my_task: Task) -> Iterator[Task]:
    """The tokens elsewhere in the same process, those about to step on included."""
    for task in my_task.workflow.tasks.values():
        if task.task_spec is my_task.task_spec or isinstance(task.task_spec, spiff.BoundaryEvent):
            continue
        if task._state & LIVE or (task._state == TaskState.FUTURE and task.parent._state == TaskState.COMPLETED):
            yield task


def _arrivals(my_task: Task) -> list[Task]:
    """The tokens that came to this join in the present round, this one last."""
    spec, way = my_task.task_spec, my_task.ancestors()
    before = next((task for task in way if task.task_spec is spec), None)
    found = [
        task
        for task in my_task.workflow.tasks.values()
        if task.task_spec is spec
        and task._state == TaskState.CANCELLED
        and task.parent._state == TaskState.COMPLETED
        and (before is None or task.is_descendant_of(before))
    ]
    return [*sorted(found, key=lambda task: task.last_state_change), my_task]


def _merged(ways: list[list[Task]]) -> dict[str, Any]:
    last = ways[-1]
    others = [set(way) for way in ways[:-1]]
    fork = next(task for task in last if all(task in way for way in others))
    data = dict(fork.data)
    for way in ways:
        data.update({k: v for k, v in way[0].data.items() if k not in fork.data or differs(v, fork.data[k])})
    # the names in the order in which a stored state would bring them back
    return {name: data[name] for name in [*last[0].data, *data]}


def differs(value: object, other: object) -> bool:
    """Whether a variable was given another value; true and 1 are two values."""
    return value is not other and (type(value) is not type(other) or value != other)
