"""A running process: what the Office's use-cases ask of the engine.

A `Process` is made or loaded for one go inside a transaction and thrown away after `state()`. When a call
fails half-way the object is spoiled and its state cannot be written; `TaskNotOpen`, `VariablesRefused`
and the `ErrorNotCaught` of `fail` come before anything has changed. The same calls with the same arguments give the same state, to the letter.
"""

# ruff: noqa: SLF001 - the library's own hooks and states are named as private

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from workflows.engine import inspection, state
from workflows.engine.definition import DecisionMade, Definition, Node, Place
from workflows.engine.errors import EngineError, ExpressionFailed, StateUnreadable, TaskNotOpen
from workflows.engine.events import awaited_messages, due_at
from workflows.engine.expressions import evaluated
from workflows.engine.inspection import EndedAt, OpenTask, ParkedTask
from workflows.engine.running import Run, catching_error, place_of, safely
from workflows.engine.spiff import TaskState
from workflows.engine.timing import NotATime, instant
from workflows.engine.tree import Task, Workflow
from workflows.engine.variables import plain, plain_value


class Process:
    """One application's running process."""

    def __init__(self, definition: Definition, workflow: Workflow, memory: dict[str, Any]) -> None:
        self.definition = definition
        self._workflow = workflow
        self._key: str = memory["key"]
        self._done: dict[Place, None] = state.places(memory.get("done", []))
        self._ended: dict[str, Any] | None = memory.get("ended")
        self._spoiled = False

    @classmethod
    def start(
        cls, definition: Definition, variables: Mapping[str, Any], *, now: datetime, key: str | None = None
    ) -> "Process":
        """A new process, run to where every token waits.

        Args:
            definition: The version to run.
            variables: What is known at the start; ids and decision variables only, never personal data.
            now: The present instant.
            key: What the ids of its tasks are derived from; by chance where none is given. The same key
                and the same calls give the same ids.
        """
        workflow = Workflow(definition.specs[definition.process_id], definition.specs, definition.decisions)
        process = cls(definition, workflow, {"key": key or uuid4().hex})
        given = plain(variables)
        process._go(now, lambda _: workflow.plant(given)._ready())
        return process

    @classmethod
    def load(cls, definition: Definition, state_text: str) -> "Process":
        """The process as `state` wrote it.

        Raises:
            StateUnreadable: when the text is not the state of a process of this definition.
        """
        try:
            content = json.loads(state_text)
            if content["format"] != state.FORMAT or content["process"] != definition.process_id:
                raise StateUnreadable(f"The stored state is not one of the process {definition.process_id}.")
        except (ValueError, KeyError, TypeError) as error:
            raise StateUnreadable("The stored state is no state of a process.") from error
        return cls(definition, state.restore(definition, content), content)

    def state(self) -> str:
        """The state as JSON text, to be stored as it is: never sorted, never JSONB.

        Raises:
            LimitReached: when it would be larger than 256 KB.
            EngineError: when a call before has failed half-way.
        """
        if self._spoiled:
            raise EngineError("A call failed half-way, so this state must not be kept.")
        memory: dict[str, Any] = {
            "process": self.definition.process_id,
            "key": self._key,
            "done": state.grouped(self._done),
        }
        if self._ended is not None:
            memory["ended"] = self._ended
        return state.dump(self._workflow, memory, self.definition.process_id)

    def complete(self, task_id: str, variables: Mapping[str, Any], *, now: datetime) -> None:
        """A person has done a task; the variables are assigned and the process runs on.

        Raises:
            TaskNotOpen: when it was done already or taken away.
        """
        task = self._find(task_id, inspection.for_people(self._workflow))
        given = plain(variables)

        def work(run: Run) -> None:
            task.data.update(given)
            run.step(task)

        self._go(now, work)

    def answer(self, task_id: str, result: Any, *, now: datetime) -> None:
        """The worker has done a parked task; its result is assigned to the task's result variable.

        Where the diagram names none, each entry of a result that is an object becomes a variable.

        Raises:
            TaskNotOpen: when it was answered already or taken away.
        """
        task = self._find(task_id, inspection.for_worker(self._workflow))
        given = plain_value(result)

        def work(run: Run) -> None:
            variable = task.task_spec.result
            if variable is not None:
                task.data[variable] = given
            elif isinstance(given, dict):
                task.data.update(given)
            run.finish(task)

        self._go(now, work)

    def fail(self, task_id: str, error_code: str, *, now: datetime) -> None:
        """A parked task has failed in a way that the diagram foresees; the nearest boundary event takes over.

        Raises:
            TaskNotOpen: when it was answered already or taken away.
            ErrorNotCaught: when no boundary event around catches this code; nothing has changed then.
        """
        task = self._find(task_id, inspection.for_worker(self._workflow))
        boundary = catching_error(task, error_code)
        self._go(now, lambda run: run.trigger(boundary))

    def deliver(self, message: str, variables: Mapping[str, Any], *, now: datetime) -> bool:
        """Tells the process a message by name; False when nothing in it waits for that."""
        given = plain(variables)
        return bool(self._go(now, lambda run: run.deliver(message, given)))

    def fire_due(self, now: datetime) -> list[str]:
        """Lets every timer go off that is due, the earliest first; the names of their elements."""
        fired: list[str] = []

        def work(run: Run) -> None:
            while (task := run.next_due(now)) is not None:
                place = place_of(task)
                fired.append(place.node if place else task.task_spec.name)
                run.fire(task)
                run.until_waiting()

        self._go(now, work)
        return fired

    def open_tasks(self) -> list[OpenTask]:
        """What waits for a person, in the order in which it came up."""
        return [self._described(task) for task in inspection.for_people(self._workflow)]

    def parked(self) -> list[ParkedTask]:
        """What waits for the worker, in the order in which it came up."""
        return [
            ParkedTask(
                id=self._public_id(task),
                name=task.task_spec.node.name,
                label=task.task_spec.node.label,
                process=task.task_spec.node.process,
                operation=task.task_spec.operation,
                parameters=task.internal_data["parameters"],
            )
            for task in inspection.for_worker(self._workflow)
        ]

    def messages(self) -> list[str]:
        """The names of the messages that something here waits for."""
        awaited = [name for task in self._workflow.catching() for name in awaited_messages(task)]
        handled = [name for tree in inspection.running(self._workflow) for name in tree.spec.handlers]
        return sorted({*awaited, *handled})

    @property
    def due_at(self) -> datetime | None:
        """When the next timer falls due, an aware UTC instant; None where none runs."""
        instants = [due_at(task) for task in self._workflow.catching() if task._state == TaskState.WAITING]
        return min((at for at in instants if at is not None), default=None)

    @property
    def waiting(self) -> list[str]:
        """The ids of the elements where tokens wait, the innermost of each."""
        return [node.name for _, node in inspection.resting(self._workflow)]

    @property
    def live(self) -> list[Place]:
        """The elements to mark in the diagrams: where tokens wait, and the calls and sub-processes around."""
        found: dict[Place, None] = {}
        for task, _ in inspection.resting(self._workflow):
            for around in inspection.outwards(task):
                place = place_of(around)
                if place is not None:
                    found[place] = None
        return list(found)

    @property
    def done(self) -> list[Place]:
        """The elements that tokens have passed, in the order of the first time."""
        return list(self._done)

    @property
    def status(self) -> list[str]:
        """The plain sentences of what is going on, each once: the advice of a step that waits, else its status."""
        resting = inspection.resting(self._workflow)
        told = (_text(task, node, "advice") or inspection.sentence(task) for task, node in resting)
        return [sentence for sentence in dict.fromkeys(told) if sentence is not None]

    @property
    def decided(self) -> str | None:
        """The outcome that stands while the process rests at a step that names one; None anywhere else."""
        named = (node.properties.get("outcome") for _, node in inspection.resting(self._workflow))
        return next(filter(None, named), None)

    @property
    def finished(self) -> bool:
        """Whether no token is left."""
        return self._workflow.completed

    @property
    def ended(self) -> EndedAt | None:
        """How the process ended; None while it runs."""
        return EndedAt(**self._ended) if self.finished and self._ended is not None else None

    @property
    def variables(self) -> dict[str, Any]:
        """A copy of what the process knows; where branches run, what each of them knows."""
        tasks = [task for task, _ in inspection.resting(self._workflow)]
        if self._workflow.last_task is not None:
            tasks.insert(0, self._workflow.last_task)
        return plain({name: value for task in tasks for name, value in task.data.items()})

    @property
    def trail(self) -> list[DecisionMade]:
        """The decisions that were asked since this object was made, in order."""
        return list(self._workflow.trail)

    def _go(self, now: datetime, work: Callable[[Run], Any]) -> Any:
        if now.tzinfo is None:
            raise ValueError("now must be an aware instant")
        run = Run(self._workflow, now=now, done=self._passed)

        def go() -> Any:
            result = work(run)
            run.until_waiting()
            self._meet(run)
            return result

        try:
            return safely(run, go)
        except EngineError:
            self._spoiled = True
            raise

    def _passed(self, task: Task) -> None:
        place = place_of(task)
        if place is None:
            return
        self._done.setdefault(place)
        node = self.definition.nodes[place]
        if node.kind == "endEvent":
            self._end(task, node)

    def _end(self, task: Task, node: Node) -> None:
        outcome = node.properties.get("outcome")
        if outcome is None and self._ended is not None and self._ended["outcome"] is not None:
            # an end around an inner end adds nothing to how that one decided
            return
        self._ended = asdict(
            EndedAt(
                name=node.name,
                outcome=outcome,
                advice=_text(task, node, "advice"),
                continue_as=_text(task, node, "continueAs"),
                status=node.properties.get("status"),
            )
        )

    def _meet(self, run: Run) -> None:
        """Computes once what is asked of a user task when a token comes to it."""
        for task in inspection.for_people(self._workflow):
            if "asked" not in task.internal_data:
                node = task.task_spec.node
                run.element = node.name
                asked = {
                    "group": _group(task, node),
                    "excludes": _text(task, node, "excludes"),
                    "due": _due(task, node),
                }
                task.internal_data["asked"] = {name: value for name, value in asked.items() if value is not None}

    def _described(self, task: Task) -> OpenTask:
        node, asked = task.task_spec.node, task.internal_data["asked"]
        lane = inspection.lane(task)
        return OpenTask(
            id=self._public_id(task),
            name=node.name,
            label=node.label,
            process=node.process,
            form=node.properties.get("form"),
            group=asked.get("group", lane),
            excludes=asked.get("excludes"),
            due_at=asked.get("due"),
            status=inspection.sentence(task),
            lane=lane,
        )

    def _find(self, task_id: str, tasks: list[Task]) -> Task:
        for task in tasks:
            if self._public_id(task) == task_id:
                return task
        raise TaskNotOpen(task_id)

    def _public_id(self, task: Task) -> str:
        digest = hashlib.blake2b(f"{self._key}/{task.id}".encode(), digest_size=16).digest()
        return str(UUID(bytes=digest, version=4))


def _group(task: Task, node: Node) -> str | None:
    group = _text(task, node, "candidateGroup")
    if group is None and "candidateGroup" in node.properties:
        # a task that belongs to nobody would wait for ever, and nobody would know
        raise ExpressionFailed(node.name, "the group of the task is null")
    return group


def _due(task: Task, node: Node) -> str | None:
    text = _text(task, node, "dueAt")
    if text is None:
        return None
    try:
        at = instant(text)
    except NotATime:
        raise ExpressionFailed(node.name, "the deadline of the task is no instant") from None
    # an instant stays as it was written; a date or a local time gets its offset
    return text if datetime.fromisoformat(text).tzinfo is not None else at.isoformat()


def _text(task: Task, node: Node, name: str) -> str | None:
    expression = node.properties.get(name)
    if expression is None:
        return None
    value = evaluated(expression, task.data, element=node.name)
    return None if value is None else str(value)
