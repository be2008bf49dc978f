"""An application's state as a text: its tasks and their variables, nothing of the diagram.

Tasks stand in the order in which they were made and hold only what differs from the task before, so the
text must come back as it was written: never sorted, never as JSONB. What is finished inside a sub-process
is left out; a data value is never looked at, whatever its key.
"""

# ruff: noqa: SLF001 - the library's own hooks and states are named as private

import json
from typing import Any

from workflows.engine.definition import Definition, Place
from workflows.engine.errors import LimitReached, StateUnreadable
from workflows.engine.joins import differs
from workflows.engine.spiff import TaskState
from workflows.engine.tree import NOT_BEGUN, SubWorkflow, Task, Workflow

FORMAT = 1
MAX_BYTES = 256 * 1024

#: One task: id, parent, element, state, order of its last change, and what is particular.
_Row = list[Any]


def dump(workflow: Workflow, extra: dict[str, Any], element: str) -> str:
    """The state's text.

    Raises:
        LimitReached: when the text would be larger than 256 KB.
    """
    content = {
        "format": FORMAT,
        **extra,
        "last_id": workflow.last_id,
        "ticks": workflow.ticks,
        "main": _dump_tree(workflow, {}),
        "inside": [
            {"host": inner.host.id, **_dump_tree(inner, inner.host.data)}
            for inner in workflow.subprocesses.values()
            if not inner.host._state & TaskState.FINISHED_MASK
        ],
    }
    # all ASCII: a character is a byte
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    if len(text) > MAX_BYTES:
        raise LimitReached(element, f"the application's state is larger than {MAX_BYTES // 1024} KB")
    return text


def restore(definition: Definition, content: dict[str, Any]) -> Workflow:
    """The running process that `dump` wrote, on the definition it was started on.

    Raises:
        StateUnreadable: when the definition lacks an element of the state.
    """
    workflow = Workflow(definition.specs[definition.process_id], definition.specs, definition.decisions)
    try:
        _restore_tree(workflow, content["main"], {})
        for part in content["inside"]:
            host = workflow.task(part["host"])
            inner = SubWorkflow(definition.specs[host.task_spec.spec], host)
            workflow.subprocesses[host.id] = inner
            _restore_tree(inner, part, host.data)
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise StateUnreadable(f"The stored state does not fit the process {definition.process_id}.") from error
    workflow.last_id = content["last_id"]
    workflow.ticks = content["ticks"]
    return workflow


def places(stored: list[list[str]]) -> dict[Place, None]:
    """The elements passed, as `dump` keeps them: a process and then its nodes."""
    return {Place(process, node): None for process, *nodes in stored for node in nodes}


def grouped(passed: dict[Place, None]) -> list[list[str]]:
    """The elements passed, each process named once."""
    groups: dict[str, list[str]] = {}
    for process, node in passed:
        groups.setdefault(process, [process]).append(node)
    return list(groups.values())


def _dump_tree(tree: Workflow | SubWorkflow, base: dict[str, Any]) -> dict[str, Any]:
    tasks = tree.tasks
    last = tree.last_task
    if tree.completed and last is not None:
        # nothing will happen here any more: what it knew at the end is enough
        end: _Row = [last.id, None, last.task_spec.name, last._state, last.last_state_change, {"set": last.data}]
        return {"completed": True, "last": last.id, "tasks": [end]}
    rows = []
    for task in tasks.values():
        parent = None if task._parent is None else tasks[task._parent]
        row: _Row = [task.id, task._parent, task.task_spec.name, task._state, task.last_state_change]
        particular = _particular(task, base if parent is None else parent.data)
        if particular:
            row.append(particular)
        rows.append(row)
    return {"completed": False, "last": None if last is None else last.id, "tasks": rows}


def _particular(task: Task, before: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    data = task.data
    if data is not before:
        if not data and before and not task._state & NOT_BEGUN:
            found["empty"] = 1
        else:
            updates = {k: v for k, v in data.items() if k not in before or differs(v, before[k])}
            if updates:
                found["set"] = updates
            if data and len(data) - sum(k not in before for k in updates) < len(before):
                found["gone"] = [k for k in before if k not in data]
    if task.internal_data:
        found["own"] = task.internal_data
    if task.triggered:
        found["extra"] = 1
    return found


def _restore_tree(tree: Workflow | SubWorkflow, content: dict[str, Any], base: dict[str, Any]) -> None:
    specs = tree.spec.task_specs
    tasks = tree.tasks
    top = tree.top_workflow
    for identity, parent_id, name, state, ticks, *rest in content["tasks"]:
        parent = None if parent_id is None else tasks[parent_id]
        task = Task(tree, specs[name], parent, state, identity)
        task.last_state_change = ticks
        before = base if parent is None else parent.data
        if rest:
            _recall(task, rest[0], before)
        elif state & NOT_BEGUN:
            pass
        elif state & TaskState.FINISHED_MASK:
            task.data = before
        else:
            task.data = dict(before)
        if state == TaskState.WAITING and hasattr(task.task_spec, "event_definition"):
            top.event_manager.add_task(task)
        elif state == TaskState.READY:
            top.queue.append(task)
    tree.completed = content["completed"]
    tree.task_tree = next(iter(tasks.values()))
    tree.last_task = tasks.get(content["last"])


def _recall(task: Task, particular: dict[str, Any], before: dict[str, Any]) -> None:
    task.internal_data = particular.get("own", {})
    task.triggered = "extra" in particular
    updates = particular.get("set")
    if "empty" in particular or (updates is None and task._state & NOT_BEGUN):
        return
    if updates is None and "gone" not in particular and task._state & TaskState.FINISHED_MASK:
        task.data = before
        return
    task.data = {**before, **(updates or {})}
    for key in particular.get("gone", ()):
        del task.data[key]
