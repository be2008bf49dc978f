"""What a player is after: the conditions on the ways to elements that no walk has come to."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.engine import Definition, EngineError, Place
from workflows.engine.diagram import Diagram, Flow, FlowNode
from workflows.engine.expressions import compiled, evaluated

#: How often a way is gone after, before it counts as one that made-up answers do not open.
_MOST_CHASES = 24


@dataclass(eq=False)
class _Way:
    """A flow that is taken on a condition, or where none of its gateway's conditions holds."""

    source: Place
    target: Place
    #: None where it is the default.
    condition: str | None
    #: The conditions of all flows of the gateway.
    conditions: tuple[str, ...]
    chases: int = 0

    @property
    def asks(self) -> frozenset[str]:
        """The variables that its conditions ask for."""
        return frozenset().union(*(compiled(condition).names for condition in self.conditions))

    def open_with(self, variables: dict[str, Any]) -> bool:
        """Whether it would be taken if the gateway were reached now."""
        if self.condition is not None:
            return _holds(self.condition, variables)
        return not any(_holds(condition, variables) for condition in self.conditions)


class Goals:
    """The ways that are still to be opened."""

    def __init__(
        self, diagrams: Iterable[Diagram], definition: Definition, inputs: Mapping[str, frozenset[str]]
    ) -> None:
        """Takes the diagrams, what they run as, and what each table looks at, by its decision."""
        self._ways = [way for one in diagrams for node in one.nodes() for way in _ways(node, one.process.id)]
        self._definition = definition
        self._inputs = inputs
        #: What each table answered, by what it was told.
        self._known: dict[tuple[str, str], Any] = {}

    def nearer(self, before: Mapping[str, Any], after: dict[str, Any], met: Collection[object]) -> bool:
        """Whether an answer opens a way to an element that no walk has met, so that it is worth going on with it."""
        said = {name for name, value in after.items() if name not in before or before[name] != value}
        opened = [
            way
            for way in self._ways
            if way.target not in met and way.chases < _MOST_CHASES and self._opened(way, said, after)
        ]
        for way in opened:
            way.chases += 1
        return bool(opened)

    def _opened(self, way: _Way, said: set[str], variables: dict[str, Any]) -> bool:
        """Whether what was said makes a way be taken, by itself or by what a table will decide of it."""
        tables = [name for name in way.asks if not self._inputs.get(name, frozenset()).isdisjoint(said)]
        if not tables and way.asks.isdisjoint(said):
            return False
        return way.open_with(variables | {name: self._decided(name, variables) for name in tables})

    def _decided(self, decision: str, variables: Mapping[str, Any]) -> Any:
        told = json.dumps([variables.get(name) for name in sorted(self._inputs[decision])], sort_keys=True)
        if (decision, told) not in self._known:
            asking = next(iter(self._definition.nodes.values()))
            try:
                self._known[decision, told] = self._definition.decisions[decision](variables, asking).value
            except EngineError:
                self._known[decision, told] = None
        return self._known[decision, told]

    def unfulfilled(self, met: Collection[object]) -> list[str]:
        """The conditions of ways not taken, at gateways that walks have come to."""
        return [
            way.condition
            for way in self._ways
            if way.condition is not None and way.source in met and way.target not in met
        ]


def _ways(node: FlowNode, process: str) -> list[_Way]:
    conditions = tuple(flow.condition for flow in node.outgoing if flow.condition)
    return [_way(flow, process, conditions) for flow in node.outgoing] if conditions else []


def _way(flow: Flow, process: str, conditions: tuple[str, ...]) -> _Way:
    return _Way(Place(process, flow.source), Place(process, flow.target), flow.condition or None, conditions)


def _holds(condition: str, variables: dict[str, Any]) -> bool:
    try:
        return evaluated(condition, variables, element="") is True
    except EngineError:
        return False
