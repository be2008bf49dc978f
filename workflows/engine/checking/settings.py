"""Our settings in a diagram, and everything of other tools that stands where settings do."""

from lxml import etree

from workflows.engine.checking.report import Report
from workflows.engine.diagram import BPMN, FLOW_NODES, SPIFF, Diagram, local_name

#: What may be set, by the kind of element.
_OF_PROCESS = frozenset({"title", "startsFrom", "offer", "offerToHolder", "offeredWhen", "leads", "family"})
_OF_KIND = {
    "userTask": frozenset({"status", "advice", "toldWhenDone", "form", "candidateGroup", "excludes", "dueAt"}),
    "endEvent": frozenset({"status", "outcome", "advice", "continueAs"}),
    "intermediateCatchEvent": frozenset({"status", "outcome", "advice"}),
}
_OF_NODE = frozenset({"status"})
_SCRIPTS = frozenset({"preScript", "postScript", "unitTests"})
_PAYLOADS = frozenset({"messagePayload", "messageVariable", "payloadExpression", "variableName"})
_HOSTS = {
    "properties": FLOW_NODES | {"process"},
    "serviceTaskOperator": {"serviceTask"},
    "calledDecisionId": {"businessRuleTask"},
}
_PARENTS = {"property": "properties", "parameters": "serviceTaskOperator", "parameter": "parameters"}
#: Namespaces that carry no behaviour: BPMN's own drawings, types, and the drawing tool's colours.
_HARMLESS = (
    BPMN,
    SPIFF,
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/XML/1998/namespace",
)


def check_settings(diagram: Diagram, report: Report) -> None:
    """Every setting is one that is read, and stands where it is read."""
    for element in diagram.root.iter():
        namespace = etree.QName(element).namespace
        if namespace == SPIFF:
            _setting(element, report)
        elif namespace not in _HARMLESS:
            text = f"{_prefixed(element)} belongs to another tool and is not carried out."
            report.warning("foreign_setting", element, text)
        for name in element.attrib:
            _attribute(element, str(name), report)


def _setting(element: etree._Element, report: Report) -> None:
    name = local_name(element)
    parent = element.getparent()
    if name in _SCRIPTS:
        report.error("script", element, "Scripts do not run. Use a service task that calls an operation.")
    elif name in _PAYLOADS:
        text = "Variables come with a message as they are; this is not carried out."
        report.error("event_payload", element, text)
    elif name == "processVariableCorrelation":
        report.error("correlation", element, "Correlation is not carried out. Messages are delivered by name.")
    elif name in _HOSTS:
        host = None if parent is None else parent.getparent()
        placed = parent is not None and local_name(parent) == "extensionElements" and host is not None
        if not placed or host is None or local_name(host) not in _HOSTS[name]:
            report.error("setting_misplaced", element, f"{_prefixed(element)} is not read here.")
        elif name == "properties":
            _properties(element, local_name(host), report)
    elif name in _PARENTS:
        if parent is None or parent.tag != f"{{{SPIFF}}}{_PARENTS[name]}":
            report.error("setting_misplaced", element, f"{_prefixed(element)} is not read here.")
    elif parent is None or etree.QName(parent).namespace != SPIFF:
        report.warning("setting_unknown", element, f"{_prefixed(element)} is not carried out.")


def _properties(element: etree._Element, host: str, report: Report) -> None:
    allowed = _OF_PROCESS if host == "process" else _OF_KIND.get(host, _OF_NODE)
    seen: set[str] = set()
    for child in element:
        name = child.get("name", "")
        if not name or child.get("value") is None:
            report.error("setting_incomplete", child, "A property needs a name and a value.")
        elif name in seen:
            report.error("setting_duplicate", child, f"The setting {name} stands twice.")
        elif name not in allowed:
            report.warning("setting_unknown", child, f"The setting {name} is not read on a {host}.")
        seen.add(name)
    if host == "userTask" and "toldWhenDone" not in seen and _of_staff(element):
        text = "A task of the staff says in toldWhenDone what the applicant reads once it is done."
        report.warning("told_missing", element, text)


def _of_staff(properties: etree._Element) -> bool:
    groups = [child.get("value", "").strip() for child in properties if child.get("name") == "candidateGroup"]
    return bool(groups) and groups != ['"applicant"']


def _attribute(element: etree._Element, name: str, report: Report) -> None:
    if name.startswith("{"):
        namespace = etree.QName(name).namespace
        if namespace not in _HARMLESS or namespace == SPIFF:
            text = f"The attribute {etree.QName(name).localname} belongs to another tool and is not carried out."
            report.warning("foreign_setting", element, text)


def _prefixed(element: etree._Element) -> str:
    return f"{element.prefix}:{local_name(element)}" if element.prefix else local_name(element)
