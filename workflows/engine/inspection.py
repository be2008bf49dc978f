"""What can be seen of a running process without changing it: where tokens are, and who is waited for."""

# ruff: noqa: SLF001 - the library's own hooks and states are named as private

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.engine import specs
from workflows.engine.definition import Node
from workflows.engine.spiff import TaskState
from workflows.engine.tree import Task, Workflow


@dataclass(frozen=True)
class OpenTask:
    """Something that waits for a person."""

    id: str
    #: The user task's id in its diagram.
    name: str
    label: str
    #: The process whose diagram it is in.
    process: str
    #: The guide that asks the questions; None where the diagram names none.
    form: str | None
    #: "applicant" or a staff role: what the diagram says, else the lane's name.
    group: str | None
    #: The account that may not do it; None where anybody of the group may.
    excludes: str | None
    #: An ISO 8601 instant with its offset; None where there is no deadline.
    due_at: str | None
    #: What the applicant is told meanwhile.
    status: str | None
    lane: str | None


@dataclass(frozen=True)
class ParkedTask:
    """Something that waits for the worker."""

    id: str
    name: str
    label: str
    process: str
    operation: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class EndedAt:
    """How the process ended."""

    name: str
    outcome: str | None
    advice: str | None
    continue_as: str | None
    status: str | None


def running(workflow: Workflow) -> list[Any]:
    """The process and its parts that are not finished, outer before inner."""
    return [tree for tree in workflow.trees() if not tree.completed]


def for_people(workflow: Workflow) -> list[Task]:
    """The user tasks that are open, in the order in which they came up."""
    return [
        task
        for tree in running(workflow)
        for task in tree.live_tasks()
        if task._state == TaskState.READY and task.task_spec.manual
    ]


def for_worker(workflow: Workflow) -> list[Task]:
    """The service tasks that are parked, in the order in which they came up."""
    return [
        task
        for tree in running(workflow)
        for task in tree.live_tasks()
        if task._state == TaskState.STARTED and isinstance(task.task_spec, specs.ServiceTask)
    ]


def resting(workflow: Workflow) -> list[tuple[Task, Node]]:
    """The innermost tasks where tokens are; joins and boundary events are no place to be."""
    found = []
    for tree in running(workflow):
        for task in tree.live_tasks():
            node = getattr(task.task_spec, "node", None)
            if node is None or isinstance(task.task_spec, specs.BoundaryEvent):
                continue
            around = task._state == TaskState.STARTED and not isinstance(task.task_spec, specs.ServiceTask)
            if not around and node.kind not in {"parallelGateway", "inclusiveGateway"}:
                found.append((task, node))
    return found


def outwards(task: Task) -> list[Task]:
    """The task, then the sub-processes and calls around it, the nearest first."""
    found = [task]
    while task.workflow is not task.workflow.top_workflow:
        task = task.workflow.host
        found.append(task)
    return found


def lane(task: Task) -> str | None:
    """The lane the task is drawn in; in a called process without lanes, the caller's."""
    lanes = (getattr(around.task_spec, "lane", None) for around in outwards(task))
    return next((one for one in lanes if one), None)


def sentence(task: Task) -> str | None:
    """What the applicant is told while the token is here, else what is said of the part around."""
    for around in outwards(task):
        node = getattr(around.task_spec, "node", None)
        if node is not None and "status" in node.properties:
            return str(node.properties["status"])
    return None
