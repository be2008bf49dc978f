"""Which elements and ids a diagram may have: what the engine does not carry out is refused, never skipped."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from workflows.engine.checking.report import Report
from workflows.engine.diagram import BPMN, FLOW_NODES, SPIFF, Diagram, bpmn, local_name, text_of

#: A chain of elements is walked by recursion inside the library.
MAX_NODES = 300
MAX_FLOWS = 1_000
#: All expressions of a diagram together, so that reading them ends in a few seconds.
MAX_EXPRESSION_TEXT = 100_000

_USE_SERVICE = "Use a service task that calls an operation."
_REFUSED = {
    "task": ("plain_task", "A plain task says not who does it. Use a user task or a service task."),
    "manualTask": ("manual_task", "Nobody can say that a manual task is done. Use a user task."),
    "scriptTask": ("script", f"Scripts do not run. {_USE_SERVICE}"),
    "script": ("script", f"Scripts do not run. {_USE_SERVICE}"),
    "sendTask": ("message_throw", f"A process only receives messages. {_USE_SERVICE}"),
    "transaction": ("transaction", "Transactions are not carried out. Use a sub-process."),
    "adHocSubProcess": ("ad_hoc", "Ad-hoc sub-processes are not carried out. Draw the flow."),
    "complexGateway": ("complex_gateway", "Complex gateways are not carried out. Use another gateway."),
    "linkEventDefinition": ("link_event", "Link events do not lead anywhere. Draw the flow."),
    "compensateEventDefinition": ("compensation", "Compensation is not carried out. Draw the way back."),
    "signalEventDefinition": ("signal_event", "Signals are not carried out. Use a message."),
    "conditionalEventDefinition": ("conditional_event", "Conditional events are not carried out. Use a gateway."),
    "cancelEventDefinition": ("transaction", "Cancel events belong to transactions, which are not carried out."),
    "standardLoopCharacteristics": ("loop_marker", "Loop markers are not carried out. Draw the loop with a gateway."),
    "dataStore": ("data_store", f"Data stores are not carried out. {_USE_SERVICE}"),
    "dataStoreReference": ("data_store", f"Data stores are not carried out. {_USE_SERVICE}"),
    "dataInputAssociation": ("data_association", "Data associations are not carried out. Variables need none."),
    "dataOutputAssociation": ("data_association", "Data associations are not carried out. Variables need none."),
    "ioSpecification": ("data_association", "Inputs and outputs are not carried out. Variables need none."),
    "correlationKey": ("correlation", "Correlation is not carried out. Messages are delivered by name."),
    "correlationProperty": ("correlation", "Correlation is not carried out. Messages are delivered by name."),
    "correlationSubscription": ("correlation", "Correlation is not carried out. Messages are delivered by name."),
    "import": ("import", "Nothing is imported. Called processes and tables are found by their ids."),
}  # fmt: skip
_CARRIED_OUT = FLOW_NODES | {
    "process", "documentation", "extensionElements", "laneSet", "lane", "childLaneSet", "flowNodeRef",
    "sequenceFlow", "incoming", "outgoing", "conditionExpression", "timerEventDefinition",
    "messageEventDefinition", "errorEventDefinition", "escalationEventDefinition", "terminateEventDefinition",
    "timeDate", "timeDuration", "timeCycle", "multiInstanceLoopCharacteristics", "loopCardinality",
    "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem", "completionCondition",
    "dataObject", "dataObjectReference", "dataState", "textAnnotation", "text", "association", "group",
    "category", "categoryValue", "collaboration", "participant", "participantMultiplicity", "messageFlow",
    "message", "error", "escalation", "signal", "itemDefinition", "definitions", "property",
}  # fmt: skip
_LIBRARY_IDS = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
_LIBRARY_ENDINGS = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin")


def check_size(diagram: Diagram, report: Report) -> bool:
    """Whether the diagram is small enough for its ways and expressions to be followed."""
    nodes = sum(1 for _ in diagram.nodes())
    flows = [flow for scope in diagram.scopes() for flow in scope.flows]
    if nodes > MAX_NODES or len(flows) > MAX_FLOWS:
        text = f"The diagram has more than {MAX_NODES} elements or {MAX_FLOWS} flows. Move parts into called processes."
        report.error("too_many_nodes", diagram.root, text)
        return False
    written = sum(len(element.text or "") for element in _bpmn_elements(diagram.root) if _says(element))
    written += sum(len(element.get("value", "")) for element in diagram.root.iter(f"{{{SPIFF}}}*"))
    if written > MAX_EXPRESSION_TEXT:
        text = f"The expressions of the diagram are longer than {MAX_EXPRESSION_TEXT} characters together."
        report.error("too_many_expressions", diagram.root, text)
        return False
    return True


def check_elements(diagram: Diagram, report: Report) -> None:
    """Every element is one that is carried out, and every id stands once."""
    _one_process(diagram, report)
    for element in _bpmn_elements(diagram.root):
        name = local_name(element)
        if name in _REFUSED:
            rule, text = _REFUSED[name]
            report.error(rule, element, text)
        elif name not in _CARRIED_OUT and _within_what_is_carried_out(element):
            report.error("unknown_element", element, f"The element {name} is not carried out. Take it away.")
        if element.get("isForCompensation") == "true":
            report.error("compensation", element, "Compensation is not carried out. Draw the way back.")
        for attribute in ("sourceRef", "targetRef"):
            if name == "sequenceFlow" and not element.get(attribute):
                report.error("dangling_flow", element, f"The flow has no {attribute}.")
    _ids(diagram, report)
    _labels(diagram, report)


def _says(element: etree._Element) -> bool:
    return local_name(element) not in {"documentation", "text", "incoming", "outgoing", "flowNodeRef"}


def _within_what_is_carried_out(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) in _CARRIED_OUT


def _one_process(diagram: Diagram, report: Report) -> None:
    if not diagram.processes:
        report.error("no_process", diagram.root, "The file has no process.")
    for extra in diagram.processes[1:]:
        report.error("several_processes", extra.element, "A file holds one process. Move this one to its own file.")
    for process in diagram.processes:
        if process.element.get("isExecutable", "true") in {"false", "0"}:
            report.error("not_executable", process.element, "The process is not marked as executable.")
        stem = diagram.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        if process.id and process is diagram.process and process.id != stem:
            text = f"The process is called {process.id} and its file {stem}: give both one name."
            report.warning("file_name", process.element, text)


def _ids(diagram: Diagram, report: Report) -> None:
    seen: set[str] = set()
    for element in _bpmn_elements(diagram.root):
        name, identity = local_name(element), element.get("id")
        drawn = name in FLOW_NODES or name in {"process", "sequenceFlow"}
        if drawn and not identity:
            report.error("id_missing", element, f"This {name} has no id.")
        elif identity:
            if identity in seen:
                report.error("id_duplicate", element, f"The id {identity} stands twice in this file.")
            seen.add(identity)
            if drawn and (identity in _LIBRARY_IDS or identity.endswith(_LIBRARY_ENDINGS)):
                report.error("id_reserved", element, f"The id {identity} is taken by the engine. Choose another.")
            if drawn and not identity.replace("-", "_").replace(".", "_").isidentifier():
                report.error("id_malformed", element, f"The id {identity!r} is not made of letters, digits and _.")
    nodes = {node.id for node in diagram.nodes()}
    for element in diagram.root.iter(f"{{{SPIFF}}}serviceTaskOperator", f"{{{SPIFF}}}parameter"):
        if element.get("id") in nodes:
            text = f"The id {element.get('id')} is that of an element of the diagram too. Rename one of them."
            report.error("id_taken", element, text)
    _references(diagram, seen, report)


def _references(diagram: Diagram, ids: set[str], report: Report) -> None:
    for element in diagram.root.iter(bpmn("incoming"), bpmn("outgoing"), bpmn("flowNodeRef")):
        if text_of(element) not in ids:
            report.warning("dangling_reference", element, f"There is no element {text_of(element)}.")


def _labels(diagram: Diagram, report: Report) -> None:
    named = [node for node in diagram.nodes() if node.label and node.kind.endswith("Task")]
    times = Counter(node.label for node in named)
    for node in named:
        if times[node.label] > 1:
            report.warning("label_duplicate", node.element, f"Several tasks are called “{node.label}”.")


def _bpmn_elements(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(f"{{{BPMN}}}*")
