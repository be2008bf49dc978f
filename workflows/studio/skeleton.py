"""A diagram without its expressions: every choice becomes a question that a simulation answers as it likes.

The flow stays what it is; what depends on data goes. Each gateway with several ways out is preceded by a parked
task whose answer names the flows to take; timers become messages; calls, decisions and operations become parked
tasks that are simply done; a multi-instance activity is done twice. The real engine runs what is left.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from lxml import etree

from workflows.engine import Bundle
from workflows.engine.diagram import Diagram, FlowNode, bpmn, diagram_from, local_name, spiff
from workflows.engine.reading import read_xml

#: The operations of the parked tasks in a skeleton.
CHOOSE, WORK = "choose", "work"
#: Of more flows not every set is tried: each alone, and all together.
_FEW_FLOWS = 3
_DECIDING = ("exclusiveGateway", "inclusiveGateway")
_SPLIT, _CHOICE = "__split", "__choice"


@dataclass(frozen=True)
class Skeleton:
    """A diagram made ready for a simulation."""

    bundle: Bundle
    #: What the parked task before a gateway may answer, by the task's id.
    choices: Mapping[str, tuple[tuple[str, ...], ...]]
    #: The error codes that are caught around a parked task, by its id.
    errors: Mapping[str, tuple[str, ...]]
    #: Messages after which the token that waited goes on waiting, or that set off an event sub-process.
    repeatable: frozenset[str]
    #: The elements that the diagram does several times, or that lie inside of such.
    repeated: frozenset[str]

    @staticmethod
    def drawn(node: str) -> str:
        """The id in the diagram of an element of the skeleton."""
        return node.removesuffix(_SPLIT).removesuffix(_CHOICE)


def skeleton_of(data: bytes, *, file: str) -> Skeleton:
    """The skeleton of a diagram that the check has found no error in."""
    root = read_xml(data, file=file)
    diagram = diagram_from(root, file=file)
    return _Builder(root, diagram).build()


class _Builder:
    def __init__(self, root: etree._Element, diagram: Diagram) -> None:
        self._root = root
        self._diagram = diagram
        self._choices: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._repeatable: set[str] = set()

    def build(self) -> Skeleton:
        nodes = list(self._diagram.nodes())
        errors = {node.id: tuple(dict.fromkeys(_caught_around(self._diagram, node))) for node in nodes}
        repeated = frozenset(node.id for node in nodes if _is_repeated(node))
        self._note_repeatable(nodes)
        self._strip()
        for node in nodes:
            self._events(node)
            if node.loop is not None:
                _twice(node.loop)
            if node.kind in ("serviceTask", "businessRuleTask", "callActivity"):
                _park(node.element, WORK, None)
            elif node.kind in _DECIDING and len(node.outgoing) > 1:
                self._ask(node)
        process = self._diagram.process.id
        bundle = Bundle(process, {f"{process}.bpmn": etree.tostring(self._root, encoding="utf-8")})
        return Skeleton(bundle, self._choices, errors, frozenset(self._repeatable), repeated)

    def _strip(self) -> None:
        """Takes away settings, drawings and remarks."""
        for element in [*self._root.iter()]:
            parent = element.getparent()
            if parent is None:
                continue
            inside = etree.QName(element).namespace == etree.QName(self._root).namespace
            if not inside or local_name(element) in _DISPENSABLE:
                parent.remove(element)
            elif local_name(element) in ("userTask", "serviceTask") and "name" in element.attrib:
                del element.attrib["name"]

    def _note_repeatable(self, nodes: list[FlowNode]) -> None:
        for node in nodes:
            if node.kind == "boundaryEvent" and not node.interrupting:
                self._repeatable.add(_message_name(node))
            for definition in node.event_definitions:
                goes_on = node.kind == "boundaryEvent" and not node.interrupting
                handles = node.scope.host is not None and node.scope.host.triggered_by_event
                named = self._diagram.reference(definition, "messageRef")
                if named is not None and (goes_on or handles):
                    self._repeatable.add(named.get("name", ""))

    def _events(self, node: FlowNode) -> None:
        host = node.scope.nodes.get(node.attached_to or "")
        on_call = host is not None and host.kind == "callActivity"
        for definition in node.event_definitions:
            kind = local_name(definition)
            if kind == "timerEventDefinition" or (kind == "escalationEventDefinition" and on_call):
                self._await_message(node, definition)

    def _await_message(self, node: FlowNode, definition: etree._Element) -> None:
        name = _message_name(node)
        message = etree.SubElement(self._root, bpmn("message"), id=name, name=name)
        self._root.insert(0, message)
        node.element.replace(definition, etree.Element(bpmn("messageEventDefinition"), messageRef=name))

    def _ask(self, node: FlowNode) -> None:
        choice, split = f"{node.id}{_CHOICE}", f"{node.id}{_SPLIT}"
        several = node.kind == "inclusiveGateway"
        scope = node.scope.element
        default = node.element.get("default")
        _without(node.element, "default")
        _park(etree.SubElement(scope, bpmn("serviceTask"), id=choice), CHOOSE, choice)
        gateway = etree.SubElement(scope, bpmn(node.kind), id=split)
        etree.SubElement(scope, bpmn("sequenceFlow"), id=f"{choice}_in", sourceRef=node.id, targetRef=choice)
        etree.SubElement(scope, bpmn("sequenceFlow"), id=f"{choice}_out", sourceRef=choice, targetRef=split)
        for flow in node.outgoing:
            flow.element.set("sourceRef", split)
            for condition in flow.element.findall(bpmn("conditionExpression")):
                flow.element.remove(condition)
            if flow.id == default:
                gateway.set("default", flow.id)
            else:
                condition = etree.SubElement(flow.element, bpmn("conditionExpression"))
                condition.text = f'list contains({choice}, "{flow.id}")'
        self._choices[choice] = tuple(_sets_of(node, default, several=several))


_DISPENSABLE = frozenset(
    {"extensionElements", "documentation", "incoming", "outgoing", "laneSet", "collaboration", "textAnnotation"}
    | {"association", "group", "dataObject", "dataObjectReference"}
)


def _sets_of(node: FlowNode, default: str | None, *, several: bool) -> Iterator[tuple[str, ...]]:
    flows = [flow.id for flow in node.outgoing]
    yield from ((flow,) for flow in flows)
    conditional = [flow for flow in flows if flow != default]
    if several and len(conditional) > 1:
        most = len(conditional) if len(conditional) <= _FEW_FLOWS else 0
        for count in range(2, most):
            yield from combinations(conditional, count)
        yield tuple(conditional)


def _message_name(node: FlowNode) -> str:
    return f"{node.id}__comes"


def _park(element: etree._Element, operation: str, result: str | None) -> None:
    element.tag = bpmn("serviceTask")
    _without(element, "calledElement")
    extensions = etree.Element(bpmn("extensionElements"))
    operator = etree.SubElement(extensions, spiff("serviceTaskOperator"), id=operation)
    if result is not None:
        operator.set("resultVariable", result)
    element.insert(0, extensions)


def _without(element: etree._Element, attribute: str) -> None:
    if attribute in element.attrib:
        del element.attrib[attribute]


def _twice(loop: etree._Element) -> None:
    for child in [*loop]:
        loop.remove(child)
    # side by side, so that the first and the second time are two situations
    loop.set("isSequential", "false")
    etree.SubElement(loop, bpmn("loopCardinality")).text = "2"


def _is_repeated(node: FlowNode) -> bool:
    around: FlowNode | None = node
    while around is not None:
        if around.loop is not None:
            return True
        around = around.scope.host
    return False


def _caught_around(diagram: Diagram, node: FlowNode) -> Iterator[str]:
    around: FlowNode | None = node
    while around is not None:
        for event in around.boundaries:
            for definition in event.event_definitions:
                if local_name(definition) == "errorEventDefinition":
                    named = diagram.reference(definition, "errorRef")
                    yield "" if named is None else named.get("errorCode", "")
        around = around.scope.host
