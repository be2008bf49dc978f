"""A diagram as plain data: what a BPMN file says, before anybody judges or runs it.

Reading never fails on what a diagram says; it keeps the elements with their lines so that the check can
point at them, and so that only a diagram without findings is ever built.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

#: What may stand between sequence flows.
FLOW_NODES = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    }
)
ACTIVITIES = frozenset({"userTask", "serviceTask", "receiveTask", "businessRuleTask", "callActivity", "subProcess"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})


def bpmn(name: str) -> str:
    """The full tag of an element of BPMN itself."""
    return f"{{{BPMN}}}{name}"


def spiff(name: str) -> str:
    """The full tag of one of our settings in a diagram."""
    return f"{{{SPIFF}}}{name}"


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def text_of(element: etree._Element | None) -> str:
    """What an element says, without the blanks around it."""
    return "" if element is None or element.text is None else element.text.strip()


@dataclass(eq=False)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    element: etree._Element
    #: The condition's text; None where there is no condition.
    condition: str | None


@dataclass(eq=False)
class FlowNode:
    """An event, task, gateway, sub-process or call activity."""

    id: str
    kind: str
    label: str
    element: etree._Element
    scope: "Scope"
    lane: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    #: The scope inside, where this is a sub-process.
    inner: "Scope | None" = None
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundaries: list["FlowNode"] = field(default_factory=list)

    @property
    def attached_to(self) -> str | None:
        """The activity on whose edge a boundary event sits."""
        return self.element.get("attachedToRef")

    @property
    def interrupting(self) -> bool:
        """Whether a boundary event ends the activity it sits on."""
        return self.element.get("cancelActivity", "true").strip() != "false"

    @property
    def triggered_by_event(self) -> bool:
        """Whether this is an event sub-process, which no flow leads to."""
        return self.element.get("triggeredByEvent", "false").strip() in {"true", "1"}

    @property
    def called(self) -> str:
        """The id of the process that a call activity calls."""
        return self.element.get("calledElement", "").strip()

    @property
    def decision(self) -> str:
        """The id of the decision that a business rule task asks."""
        return text_of(self.extension("calledDecisionId"))

    @property
    def operator(self) -> etree._Element | None:
        """What names the operation of a service task, and its parameters."""
        return self.extension("serviceTaskOperator")

    @property
    def event_definitions(self) -> list[etree._Element]:
        """What an event waits for or throws."""
        return [child for child in self.element if local_name(child).endswith("EventDefinition")]

    @property
    def loop(self) -> etree._Element | None:
        """What makes this a multi-instance activity."""
        return self.element.find(bpmn("multiInstanceLoopCharacteristics"))

    def extension(self, name: str) -> etree._Element | None:
        """One of our settings, where the library's own reader would look for it."""
        return self.element.find(f"{bpmn('extensionElements')}/{spiff(name)}")


@dataclass(eq=False)
class Scope:
    """A process or the inside of a sub-process: nodes and the flows between them."""

    id: str
    element: etree._Element
    #: The sub-process around; None for a process.
    host: FlowNode | None
    nodes: dict[str, FlowNode] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[FlowNode]:
        """The nodes of these kinds, in the file's order."""
        return [node for node in self.nodes.values() if node.kind in kinds]

    def after(self, node: FlowNode) -> list[FlowNode]:
        """The nodes a token may go to next, boundary events of the node included."""
        targets = [self.nodes[flow.target] for flow in node.outgoing if flow.target in self.nodes]
        return targets + [event for event in node.boundaries if event.scope is self]


@dataclass(eq=False)
class Diagram:
    """One BPMN file."""

    file: str
    root: etree._Element
    #: The processes of the file; a sound one has exactly one.
    processes: list[Scope]
    #: Messages, errors and escalations by id.
    named: dict[str, etree._Element]

    @property
    def process(self) -> Scope:
        """The process that this file is for."""
        return self.processes[0]

    def scopes(self) -> Iterator[Scope]:
        """Every process and sub-process, outer before inner."""
        waiting = list(self.processes)
        while waiting:
            scope = waiting.pop(0)
            yield scope
            waiting += [node.inner for node in scope.nodes.values() if node.inner is not None]

    def nodes(self) -> Iterator[FlowNode]:
        """Every node of every scope."""
        for scope in self.scopes():
            yield from scope.nodes.values()

    def reference(self, definition: etree._Element, attribute: str) -> etree._Element | None:
        """The message, error or escalation that an event definition names."""
        return self.named.get(definition.get(attribute, ""))


def diagram_from(root: etree._Element, *, file: str) -> Diagram:
    """The diagram that a file's XML describes."""
    lanes = {
        text_of(reference): lane.get("name", "")
        for lane in root.iter(bpmn("lane"))
        for reference in lane.findall(bpmn("flowNodeRef"))
    }
    named = {
        element.get("id", ""): element
        for element in root
        if isinstance(element.tag, str) and local_name(element) in {"message", "error", "escalation"}
    }
    processes = [_scope(element, None, lanes) for element in root.findall(bpmn("process"))]
    return Diagram(file, root, processes, named)


def properties_of(element: etree._Element) -> dict[str, str]:
    """Our settings of an element, by name."""
    path = f"{bpmn('extensionElements')}/{spiff('properties')}/{spiff('property')}"
    return {found.get("name", ""): found.get("value", "") for found in element.findall(path)}


def _scope(element: etree._Element, host: FlowNode | None, lanes: dict[str, str]) -> Scope:
    scope = Scope(element.get("id", ""), element, host)
    for child in element:
        name = local_name(child)
        if name == "sequenceFlow":
            condition = child.find(bpmn("conditionExpression"))
            scope.flows.append(
                Flow(
                    id=child.get("id", ""),
                    source=child.get("sourceRef", ""),
                    target=child.get("targetRef", ""),
                    element=child,
                    condition=None if condition is None else text_of(condition),
                )
            )
        elif name in FLOW_NODES:
            node = _node(child, scope, lanes)
            scope.nodes.setdefault(node.id, node)
    _connect(scope)
    return scope


def _node(element: etree._Element, scope: Scope, lanes: dict[str, str]) -> FlowNode:
    identity = element.get("id", "")
    lane = lanes.get(identity) or (scope.host.lane if scope.host else None)
    node = FlowNode(
        id=identity,
        kind=local_name(element),
        label=" ".join(element.get("name", "").split()),
        element=element,
        scope=scope,
        lane=lane,
        properties=properties_of(element),
    )
    if node.kind in SCOPES:
        node.inner = _scope(element, node, lanes)
    return node


def _connect(scope: Scope) -> None:
    for flow in scope.flows:
        if flow.source in scope.nodes:
            scope.nodes[flow.source].outgoing.append(flow)
        if flow.target in scope.nodes:
            scope.nodes[flow.target].incoming.append(flow)
    for node in scope.of_kind("boundaryEvent"):
        host = scope.nodes.get(node.attached_to or "")
        if host is not None:
            host.boundaries.append(node)
