"""Events: each waits for or throws exactly one thing that the engine carries out."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from lxml import etree

from workflows.engine.checking.report import Report
from workflows.engine.diagram import ACTIVITIES, Diagram, FlowNode, Scope, bpmn, local_name, text_of

_ALLOWED = {
    "endEvent": {"errorEventDefinition", "escalationEventDefinition", "terminateEventDefinition"},
    "intermediateThrowEvent": {"escalationEventDefinition"},
    "intermediateCatchEvent": {"messageEventDefinition", "timerEventDefinition"},
    "boundaryEvent": {
        "messageEventDefinition",
        "timerEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
    },
}
_NAMED = {
    "messageEventDefinition": ("messageRef", "message", "name"),
    "errorEventDefinition": ("errorRef", "error", "errorCode"),
    "escalationEventDefinition": ("escalationRef", "escalation", "escalationCode"),
}
#: Refused with a sentence of their own wherever they stand.
_TOLD_ELSEWHERE = frozenset(
    {
        "linkEventDefinition",
        "compensateEventDefinition",
        "signalEventDefinition",
        "conditionalEventDefinition",
        "cancelEventDefinition",
    }
)
_Value = TypeVar("_Value")

_TIMES = ("timeDate", "timeDuration", "timeCycle")


def check_events(diagram: Diagram, report: Report) -> None:
    """Every event of a diagram."""
    for scope in diagram.scopes():
        for node in scope.nodes.values():
            if node.kind == "startEvent":
                _start(diagram, node, report)
            elif node.kind in _ALLOWED:
                _event(diagram, node, report)
            elif node.kind == "receiveTask":
                _named(diagram, node.element, "messageRef", "message", "name", report)
            elif node.kind == "eventBasedGateway":
                _gateway(diagram, node, report)
            if node.kind == "boundaryEvent":
                _boundary(node, report)
            _rivals(diagram, node, report)
        _handlers(diagram, scope, report)


def time_of(definition: etree._Element) -> etree._Element | None:
    """The element that says when a timer falls due."""
    return next((child for child in definition if local_name(child) in _TIMES), None)


def _start(diagram: Diagram, node: FlowNode, report: Report) -> None:
    host = node.scope.host
    if host is None or not host.triggered_by_event:
        if node.event_definitions:
            text = "A process is started by the site alone: its start event waits for nothing."
            report.error("start_event_trigger", node.element, text)
        return
    definitions = node.event_definitions
    if len(definitions) != 1 or local_name(definitions[0]) != "messageEventDefinition":
        text = "Only a message may start an event sub-process; an error or escalation would start it at once."
        report.error("event_subprocess_start", node.element, text)
    else:
        _named(diagram, definitions[0], "messageRef", "message", "name", report)
    if node.element.get("isInterrupting", "true") != "false":
        text = "An event sub-process never interrupts. Set isInterrupting to false, or use a boundary event."
        report.error("event_subprocess_interrupting", node.element, text)


def _event(diagram: Diagram, node: FlowNode, report: Report) -> None:
    definitions = node.event_definitions
    if len(definitions) > 1:
        report.error("several_triggers", node.element, "The event has more than one trigger; only one may be.")
    if not definitions and node.kind in {"intermediateCatchEvent", "boundaryEvent"}:
        report.error("no_trigger", node.element, "The event waits for nothing. Give it a message or a timer.")
    for definition in definitions:
        kind = local_name(definition)
        if kind in _ALLOWED[node.kind]:
            _definition(diagram, node, definition, report)
        elif kind == "messageEventDefinition":
            text = "A process only receives messages. Use a service task that calls an operation."
            report.error("message_throw", node.element, text)
        elif kind not in _TOLD_ELSEWHERE:
            report.error("wrong_trigger", node.element, f"This event may not have a {kind}.")


def _definition(diagram: Diagram, node: FlowNode, definition: etree._Element, report: Report) -> None:
    kind = local_name(definition)
    if kind == "timerEventDefinition":
        _timer(node, definition, report)
    elif kind in _NAMED:
        reference, element, attribute = _NAMED[kind]
        catching_all = node.kind == "boundaryEvent" and kind != "messageEventDefinition"
        if definition.get(reference) or not catching_all:
            _named(diagram, definition, reference, element, attribute, report)
    if kind == "errorEventDefinition" and node.kind == "boundaryEvent" and not node.interrupting:
        report.error("error_not_interrupting", node.element, "An error ends its activity: cancelActivity must be true.")


def _timer(node: FlowNode, definition: etree._Element, report: Report) -> None:
    times = [child for child in definition if local_name(child) in _TIMES]
    if len(times) != 1 or not text_of(times[0]):
        text = "The timer needs exactly one of date, duration and cycle, as an expression."
        report.error("timer_missing", node.element, text)
    elif local_name(times[0]) == "timeCycle" and (node.kind != "boundaryEvent" or node.interrupting):
        text = "Only a boundary event that does not interrupt may come in cycles."
        report.error("timer_cycle", node.element, text)


def _named(
    diagram: Diagram, element: etree._Element, reference: str, kind: str, attribute: str, report: Report
) -> None:
    named = diagram.reference(element, reference)
    if named is None or local_name(named) != kind:
        given = element.get(reference)
        text = f"There is no {kind} {given} in this file." if given else f"The event names no {kind}."
        report.error("dangling_reference", element, text)
    elif not named.get(attribute, "").strip():
        report.error("name_missing", named, f"This {kind} has no {attribute}.")


def _boundary(node: FlowNode, report: Report) -> None:
    host = node.scope.nodes.get(node.attached_to or "")
    if host is None:
        text = f"The boundary event sits on {node.attached_to}, which is not here."
        report.error("boundary_host", node.element, text)
    elif host.kind not in ACTIVITIES or host.triggered_by_event:
        report.error("boundary_host", node.element, f"No boundary event can sit on this ({host.kind}).")


def _gateway(diagram: Diagram, node: FlowNode, report: Report) -> None:
    following = [node.scope.nodes[flow.target] for flow in node.outgoing if flow.target in node.scope.nodes]
    if len(following) < 2:  # noqa: PLR2004 - one event is no choice
        report.error("event_gateway_events", node.element, "An event-based gateway needs two events to choose from.")
    for event in following:
        if event.kind not in {"intermediateCatchEvent", "receiveTask"}:
            text = f"An event-based gateway leads to events that wait; {event.id} is a {event.kind}."
            report.error("event_gateway_events", node.element, text)
        elif len(event.incoming) > 1:
            text = "An event after an event-based gateway may have no other incoming flow."
            report.error("event_gateway_events", event.element, text)
    timers = [
        one for event in following for one in event.event_definitions if local_name(one) == "timerEventDefinition"
    ]
    if len(timers) > 1:
        report.error("event_gateway_timers", node.element, "An event-based gateway may have one timer at most.")
    for message in _twice(_message(diagram, event) for event in following):
        report.error("trigger_duplicate", node.element, f"Two events here wait for the message {message}.")


def _rivals(diagram: Diagram, node: FlowNode, report: Report) -> None:
    """Two boundary events of one activity may not wait for the same thing."""
    triggers = [_trigger(diagram, event) for event in node.boundaries]
    for kind, name in _twice(trigger for trigger in triggers if trigger is not None):
        text = f"Two boundary events of this activity wait for the same {kind} {name}."
        report.error("trigger_duplicate", node.element, text)


def _handlers(diagram: Diagram, scope: Scope, report: Report) -> None:
    handlers = [node for node in scope.nodes.values() if node.triggered_by_event and node.inner is not None]
    starts = [start for node in handlers if node.inner for start in node.inner.of_kind("startEvent")]
    for message in _twice(_message(diagram, start) for start in starts):
        report.error("trigger_duplicate", scope.element, f"Two event sub-processes wait for the message {message}.")


def _message(diagram: Diagram, node: FlowNode) -> str | None:
    elements = [node.element, *node.element.findall(bpmn("messageEventDefinition"))]
    named = (diagram.reference(element, "messageRef") for element in elements)
    return next((one.get("name") for one in named if one is not None), None)


def _trigger(diagram: Diagram, node: FlowNode) -> tuple[str, str] | None:
    for definition in node.event_definitions:
        kind = local_name(definition)
        if kind in _NAMED:
            reference, element, attribute = _NAMED[kind]
            named = diagram.reference(definition, reference)
            return element, "" if named is None else named.get(attribute, "")
    return None


def _twice(values: Iterable[_Value | None]) -> list[_Value]:
    times = Counter(value for value in values if value is not None)
    return [value for value, number in times.items() if number > 1]
