"""From a diagram without findings to the specs that the library runs, built once and shared.

The library's own parser is not used: it orders the conditions of a gateway by where the shapes are drawn,
compiles its schema on import, and recurses along the flows.
"""

# ruff: noqa: SLF001 - the library's own hooks and states are named as private

from collections.abc import Callable
from typing import Any

from workflows.engine import joins, specs
from workflows.engine.definition import Node
from workflows.engine.diagram import Diagram, Flow, FlowNode, Scope, bpmn, local_name, spiff, text_of
from workflows.engine.events import Error, Escalation, FirstOf, Message, Terminate, Timer
from workflows.engine.spiff import BoundaryEventJoin, BoundaryEventSplit, NoneEventDefinition

_PARAMETER_PREFIXES = ("p_", "op_")


def specs_from(diagram: Diagram, nodes: dict[str, Node]) -> dict[str, specs.ProcessSpec]:
    """The process of a diagram and its sub-processes, by the names that `spec_name` gives them."""
    return {spec_name(scope): _ScopeBuilder(diagram, scope, nodes).build() for scope in diagram.scopes()}


def spec_name(scope: Scope) -> str:
    """A name unique over a bundle: two diagrams may each have a sub-process of the same id."""
    return scope.id if scope.host is None else f"{spec_name(scope.host.scope)}/{scope.id}"


def parameters_of(operator: Any) -> dict[str, str]:
    """The expressions of a service task's parameters, by the operation's own names for them."""
    return {parameter_name(one.get("id", "")): one.get("value", "") for one in operator.iter(spiff("parameter"))}


def parameter_name(identity: str) -> str:
    """The operation's name of a parameter: its id in the diagram bears a prefix, for ids are unique there."""
    return next((identity[len(one) :] for one in _PARAMETER_PREFIXES if identity.startswith(one)), identity)


class _ScopeBuilder:
    def __init__(self, diagram: Diagram, scope: Scope, nodes: dict[str, Node]) -> None:
        self._diagram = diagram
        self._scope = scope
        self._nodes = nodes
        self._spec = specs.ProcessSpec(spec_name(scope), diagram.file)
        #: What a flow into a node leads to, and what a flow out of it leaves from.
        self._entries: dict[str, Any] = {}
        self._exits: dict[str, Any] = {}

    def build(self) -> specs.ProcessSpec:
        nodes = self._scope.nodes.values()
        for node in nodes:
            self._add(node)
        for node in nodes:
            if node.boundaries:
                self._guard(node)
        for node in nodes:
            for flow in node.outgoing:
                self._connect(node, flow)
        for join in self._spec.task_specs.values():
            if isinstance(join, joins.InclusiveGateway):
                join.upstream = _upstream(self._spec, join)
        return self._spec

    def _add(self, node: FlowNode) -> None:
        settings = {"lane": node.lane, "bpmn_name": node.label or None, "description": node.kind}
        made = _MAKERS[node.kind](self, node, settings)
        made.node = self._nodes[node.id]
        outer = made if node.loop is None else self._repeat(node, made, settings)
        self._entries[node.id] = self._exits[node.id] = outer
        if node.kind == "startEvent":
            self._spec.start.connect(outer)
        elif node.kind == "endEvent":
            outer.connect(self._spec.end)
        elif node.triggered_by_event:
            # no flow leads to it: a message does, and the shared spec never changes when that comes
            self._spec.handlers[_trigger(self._diagram, node)] = outer
            outer._inputs.append("Start")
            outer.connect(self._spec.end)

    def _repeat(self, node: FlowNode, made: Any, settings: dict[str, Any]) -> Any:
        loop = node.loop
        assert loop is not None  # noqa: S101 - the caller asked
        del self._spec.task_specs[node.id]
        item, result = loop.find(bpmn("inputDataItem")), loop.find(bpmn("outputDataItem"))
        wrapper = specs.MultiInstance(
            self._spec,
            node.id,
            cardinality=text_of(loop.find(bpmn("loopCardinality"))) or None,
            collection=text_of(loop.find(bpmn("loopDataInputRef"))) or None,
            item=None if item is None else item.get("id"),
            results=text_of(loop.find(bpmn("loopDataOutputRef"))) or None,
            result=None if result is None else result.get("id"),
            until=text_of(loop.find(bpmn("completionCondition"))) or None,
            sequential=loop.get("isSequential") == "true",
            **settings,
        )
        wrapper.node = made.node
        made.name = wrapper.instance_name
        made._inputs.append(wrapper.name)
        made.completed_event.connect(wrapper.merge_child)
        self._spec.task_specs[made.name] = made
        return wrapper

    def _guard(self, node: FlowNode) -> None:
        main = self._entries[node.id]
        split = BoundaryEventSplit(self._spec, f"{node.id}.BoundaryEventSplit")
        join = BoundaryEventJoin(self._spec, f"{node.id}.BoundaryEventJoin", split_task=split.name, cancel=True)
        split.connect(main)
        main.connect(join)
        for boundary in node.boundaries:
            event = self._entries[boundary.id]
            split.connect(event)
            event.connect(join)
        self._entries[node.id] = split

    def _connect(self, node: FlowNode, flow: Flow) -> None:
        source, target = self._exits[node.id], self._entries[flow.target]
        conditional = node.kind in {"exclusiveGateway", "inclusiveGateway"}
        if conditional and flow.condition and flow.id != node.element.get("default"):
            source.connect_if(joins.Condition(flow.condition, node.id), target)
        else:
            source.connect(target)

    def definition_of(self, node: FlowNode) -> Any:
        """What a node's event waits for or throws."""
        if not node.event_definitions:
            return NoneEventDefinition()
        found = node.event_definitions[0]
        kind = local_name(found)
        if kind == "timerEventDefinition":
            return Timer(node.id, next(text_of(child) for child in found if local_name(child).startswith("time")))
        if kind == "terminateEventDefinition":
            return Terminate()
        if kind == "messageEventDefinition":
            return Message(self._named(found, "messageRef", "name"))
        if kind == "errorEventDefinition":
            return Error(node.id, self._named(found, "errorRef", "errorCode") or None)
        return Escalation(node.id, self._named(found, "escalationRef", "escalationCode") or None)

    def message_of(self, node: FlowNode) -> Message:
        """What a receive task waits for."""
        return Message(self._named(node.element, "messageRef", "name"))

    def _named(self, element: Any, reference: str, attribute: str) -> str:
        named = self._diagram.reference(element, reference)
        return "" if named is None else named.get(attribute, "")

    @property
    def spec(self) -> specs.ProcessSpec:
        return self._spec


def _trigger(diagram: Diagram, node: FlowNode) -> str:
    assert node.inner is not None  # noqa: S101 - an event sub-process has an inside
    start = node.inner.of_kind("startEvent")[0]
    named = diagram.reference(start.event_definitions[0], "messageRef")
    return "" if named is None else named.get("name", "")


def _upstream(spec: specs.ProcessSpec, join: Any) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(join._inputs)
    while waiting:
        name = waiting.pop()
        if name not in found and name != join.name:
            found.add(name)
            waiting += spec.task_specs[name]._inputs
    return frozenset(found)


def _start(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
    # the message of an event sub-process has come before its inside begins
    return specs.StartEvent(builder.spec, node.id, event_definition=NoneEventDefinition(), **settings)


def _event(kind: Callable[..., Any]) -> Callable[[_ScopeBuilder, FlowNode, dict[str, Any]], Any]:
    def make(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
        return kind(builder.spec, node.id, event_definition=builder.definition_of(node), **settings)

    return make


def _boundary(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
    definition = builder.definition_of(node)
    return specs.BoundaryEvent(
        builder.spec, node.id, event_definition=definition, cancel_activity=node.interrupting, **settings
    )


def _receive(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
    return specs.ReceiveTask(builder.spec, node.id, event_definition=builder.message_of(node), **settings)


def _event_gateway(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
    return specs.EventGateway(builder.spec, node.id, event_definition=FirstOf(), **settings)


def _service(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
    operator = node.operator
    assert operator is not None  # noqa: S101 - the check refuses a service task without
    return specs.ServiceTask(
        builder.spec,
        node.id,
        operation=operator.get("id", ""),
        parameters=parameters_of(operator),
        result=operator.get("resultVariable") or None,
        **settings,
    )


def _rule(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
    return specs.BusinessRuleTask(builder.spec, node.id, decision=node.decision, **settings)


def _inside(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
    assert node.inner is not None  # noqa: S101 - a sub-process has an inside
    return specs.SubProcess(builder.spec, node.id, spec=spec_name(node.inner), **settings)


def _call(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
    return specs.SubProcess(builder.spec, node.id, spec=node.called, **settings)


def _plain(kind: Callable[..., Any]) -> Callable[[_ScopeBuilder, FlowNode, dict[str, Any]], Any]:
    def make(builder: _ScopeBuilder, node: FlowNode, settings: dict[str, Any]) -> Any:
        return kind(builder.spec, node.id, **settings)

    return make


_MAKERS: dict[str, Callable[[_ScopeBuilder, FlowNode, dict[str, Any]], Any]] = {
    "startEvent": _start,
    "endEvent": _event(specs.EndEvent),
    "intermediateCatchEvent": _event(specs.CatchEvent),
    "intermediateThrowEvent": _event(specs.ThrowEvent),
    "boundaryEvent": _boundary,
    "receiveTask": _receive,
    "eventBasedGateway": _event_gateway,
    "userTask": _plain(specs.UserTask),
    "serviceTask": _service,
    "businessRuleTask": _rule,
    "subProcess": _inside,
    "callActivity": _call,
    "exclusiveGateway": _plain(joins.ExclusiveGateway),
    "parallelGateway": _plain(joins.ParallelGateway),
    "inclusiveGateway": _plain(joins.InclusiveGateway),
}
