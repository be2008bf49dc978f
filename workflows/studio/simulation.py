"""Walking a diagram on the real engine, every choice tried, to find where it stops, doubles or never ends.

What is tried is bounded by a number of steps, those first that come to something new, so that the same diagram
always gives the same findings; only a diagram too large for it is looked at in part.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from workflows.engine import DefinitionRefused, EngineError, ErrorNotCaught, Place, Process, library
from workflows.engine.definition import Definition
from workflows.engine.diagram import Diagram, FlowNode, diagram_from
from workflows.engine.expressions import compiled
from workflows.engine.reading import line_of, read_xml
from workflows.findings import Finding
from workflows.studio.skeleton import CHOOSE, Skeleton, skeleton_of

#: Steps that are tried for one diagram.
MOST_MOVES = 400

#: Of a long way the last turns are told.
_MOST_TOLD = 5
_NOW = datetime(2026, 1, 20, 15, tzinfo=UTC)

#: What tells one situation of a process from another.
_Key = tuple[tuple[str, ...], frozenset[Place]]


def simulate(data: bytes, *, file: str, go_on: Callable[[], bool] = lambda: True) -> list[Finding]:
    """What goes wrong in one diagram, whatever its conditions say; its calls are taken as done.

    Args:
        data: The diagram's file, which the check has found no error in.
        file: Its name, for findings.
        go_on: Asked before each step; the rest is left out when it says no.
    """
    diagram = diagram_from(read_xml(data, file=file), file=file)
    skeleton = skeleton_of(data, file=file)
    try:
        definition = library.load(skeleton.bundle)
    except DefinitionRefused:
        text = "The diagram is too large to be simulated. Move parts into called processes."
        return [_finding(diagram, None, "warning", "not_simulated", text)]
    return _Simulation(diagram, skeleton, definition).findings(go_on)


@dataclass(frozen=True)
class _Move:
    """One thing that can happen, and what a reader is told of it."""

    act: Callable[[Process], object]
    #: The gateway and the flows taken, where it is a choice.
    choice: tuple[str, tuple[str, ...]] | None = None
    #: What is out of the ordinary in it, in words: "“Ask the Registry” fails".
    told: str | None = None
    #: A message that may come again and again.
    repeatable: str | None = None


@dataclass(eq=False)
class _Situation:
    """Where a process stands, and how it came there."""

    state: str
    key: _Key
    finished: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    told: tuple[str, ...] = ()
    repeated: frozenset[str] = frozenset()
    waiting: tuple[str, ...] = ()
    following: list["_Situation"] = field(default_factory=list)


class _Simulation:
    def __init__(self, diagram: Diagram, skeleton: Skeleton, definition: Definition) -> None:
        self._nodes = {node.id: node for node in diagram.nodes()}
        self._diagram = diagram
        self._skeleton = skeleton
        self._definition = definition
        self._joins = [
            node for node in self._nodes.values() if node.kind == "parallelGateway" and len(node.incoming) > 1
        ]
        before = {flow.source for join in self._joins for flow in join.incoming}
        self._before_joins = {place for place in definition.nodes if skeleton.drawn(place.node) in before}
        self._known: dict[_Key, _Situation] = {}
        self._found: dict[tuple[str, str | None], Finding] = {}

    def findings(self, go_on: Callable[[], bool]) -> list[Finding]:
        covered: set[Place] = set()
        moves = 0
        complete = True
        start = self._begin()
        fresh, stale = deque([start] if start else []), deque[_Situation]()
        while fresh or stale:
            situation = (fresh or stale).popleft()
            for move in self._moves(situation):
                moves += 1
                if moves > MOST_MOVES or not go_on():
                    complete = False
                    break
                following, done = self._go(situation, move)
                if following is None:
                    continue
                new = following.key not in self._known
                following = self._known.setdefault(following.key, following)
                situation.following.append(following)
                if new and not self._judge(following):
                    (stale if done <= covered else fresh).append(following)
                    covered |= done
            if not complete:
                break
        if complete and not self._found:
            self._endless()
        return list(self._found.values())

    def _begin(self) -> _Situation | None:
        try:
            process = Process.start(self._definition, {}, now=_NOW, key="simulation")
        except EngineError as error:
            self._tell_failure(error)
            return None
        situation = self._situation(process)
        self._known[situation.key] = situation
        return None if self._judge(situation) else situation

    def _moves(self, situation: _Situation) -> Iterator[_Move]:
        if situation.finished:
            return
        process = Process.load(self._definition, situation.state)
        act: Callable[[Process], object]
        for task in process.parked():
            if task.operation == CHOOSE:
                for flows in self._skeleton.choices[task.name]:
                    act = partial(Process.answer, task_id=task.id, result=list(flows), now=_NOW)
                    gateway = self._skeleton.drawn(task.name)
                    yield _Move(act, choice=(gateway, flows), told=self._choice_told(gateway, flows))
                continue
            yield _Move(partial(Process.answer, task_id=task.id, result=None, now=_NOW))
            for code in self._skeleton.errors[task.name]:
                act = partial(Process.fail, task_id=task.id, error_code=code, now=_NOW)
                yield _Move(act, told=f"{self._called(task.name)} fails")
        for open_task in process.open_tasks():
            yield _Move(partial(Process.complete, task_id=open_task.id, variables={}, now=_NOW))
        for message in process.messages():
            act = partial(Process.deliver, message=message, variables={}, now=_NOW)
            told = f"{self._called(self._skeleton.drawn(message))} comes"
            if message not in self._skeleton.repeatable:
                yield _Move(act, told=told)
            elif message not in situation.repeated:
                yield _Move(act, repeatable=message, told=told)

    def _go(self, situation: _Situation, move: _Move) -> tuple[_Situation | None, set[Place]]:
        process = Process.load(self._definition, situation.state)
        try:
            move.act(process)
        except ErrorNotCaught:
            # an error end event that only a caller can catch: an end for this diagram, and the check warns of it
            return _Situation("", ((), frozenset()), finished=True), set()
        except EngineError as error:
            self._tell_failure(error)
            return None, set()
        following = self._situation(process)
        following.choices = situation.choices + ((move.choice,) if move.choice else ())
        following.told = situation.told + ((move.told,) if move.told else ())
        following.repeated = situation.repeated | ({move.repeatable} if move.repeatable else set())
        return following, set(process.done)

    def _situation(self, process: Process) -> _Situation:
        waiting = tuple(sorted(process.waiting))
        done = set(process.done)
        finished = process.finished
        key = (waiting, frozenset(done & self._before_joins) if not finished else frozenset[Place]())
        return _Situation(process.state(), key, finished=finished, waiting=waiting)

    # what is wrong with a situation -------------------------------------------------------------------------

    def _judge(self, situation: _Situation) -> bool:
        """Whether nothing sensible can follow; what is wrong is written down."""
        if situation.finished:
            return True
        if not situation.waiting:
            self._tell_stop(situation)
            return True
        for name, count in Counter(situation.waiting).items():
            drawn = self._skeleton.drawn(name)
            repeated = drawn in self._skeleton.repeated
            if count > (2 if repeated else 1) and not situation.repeated:
                text = "Two tokens can be here at the same time, so it is done twice. Join the branches before it."
                rule = "entered_again" if repeated else "double_token"
                self._tell(rule, drawn, text, situation)
                return True
        return False

    def _tell_stop(self, situation: _Situation) -> None:
        done = {self._skeleton.drawn(place.node) for place in Process.load(self._definition, situation.state).done}
        for join in self._joins:
            missing = [flow.source for flow in join.incoming if flow.source not in done]
            if missing and len(missing) < len(join.incoming):
                text = f"The join waits for ever for {self._called(missing[0])}, which does not come on every way."
                self._tell("deadlock", join.id, text, situation)
                return
        stopped = next((join.id for join in self._joins), None)
        self._tell(
            "deadlock", stopped, "The process can stop for ever: a token waits for one that never comes.", situation
        )

    def _endless(self) -> None:
        before: dict[int, list[_Situation]] = {}
        for situation in self._known.values():
            for following in situation.following:
                before.setdefault(id(following), []).append(situation)
        waiting = [one for one in self._known.values() if one.finished]
        ending = {id(one) for one in waiting}
        while waiting:
            for one in before.get(id(waiting.pop()), ()):
                if id(one) not in ending:
                    ending.add(id(one))
                    waiting.append(one)
        for situation in self._known.values():
            if id(situation) not in ending:
                at = self._skeleton.drawn(situation.waiting[0])
                self._tell("never_ends", at, "From here no way leads to the end of the process.", situation)
                return

    def _tell(self, rule: str, element: str | None, text: str, situation: _Situation) -> None:
        if (rule, element) in self._found:
            return
        way = list(dict.fromkeys(situation.told))[-_MOST_TOLD:]
        told = f"{text} It happens when {', and '.join(way)}." if way else text
        level = "error" if self._certain(situation) else "warning"
        self._found[rule, element] = _finding(self._diagram, self._nodes.get(element or ""), level, rule, told)

    def _tell_failure(self, error: EngineError) -> None:
        element = getattr(error, "element", None)
        drawn = self._skeleton.drawn(element) if isinstance(element, str) else None
        text = f"The engine cannot carry this out: {getattr(error, 'reason', None) or getattr(error, 'limit', error)}."
        node = self._nodes.get(drawn or "")
        self._found.setdefault(("step_fails", drawn), _finding(self._diagram, node, "error", "step_fails", text))

    def _certain(self, situation: _Situation) -> bool:
        """Whether the choices on the way cannot contradict each other, as far as their conditions' variables tell."""
        seen: dict[str, set[str]] = {}
        for gateway, flows in situation.choices:
            if len(flows) > 1:
                return False
            seen[gateway] = self._variables(gateway)
        names = [name for variables in seen.values() for name in variables]
        return len(names) == len(set(names))

    def _variables(self, gateway: str) -> set[str]:
        conditions = [flow.condition for flow in self._nodes[gateway].outgoing if flow.condition]
        return {name for condition in conditions for name in compiled(condition).names}

    def _choice_told(self, gateway: str, flows: tuple[str, ...]) -> str:
        return f"{self._called(gateway)} goes {' and '.join(self._flow_label(gateway, flow) for flow in flows)}"

    def _flow_label(self, gateway: str, flow: str) -> str:
        found = next(one for one in self._nodes[gateway].outgoing if one.id == flow)
        return f"“{found.element.get('name')}”" if found.element.get("name") else f"to {self._called(found.target)}"

    def _called(self, node: str) -> str:
        label = self._nodes[node].label if node in self._nodes else ""
        return f"“{label}”" if label else node


def _finding(diagram: Diagram, node: FlowNode | None, level: str, rule: str, text: str) -> Finding:
    element = diagram.process.element if node is None else node.element
    identity = diagram.process.id if node is None else node.id
    return Finding(diagram.file, identity, line_of(element), "error" if level == "error" else "warning", rule, text)
