"""Activities: who or what does each of them, and with which form, group, operation and decision."""

import re

from lxml import etree

from workflows.engine.build import parameter_name
from workflows.engine.checking.expressions import VARIES, constant
from workflows.engine.checking.report import Known, Report
from workflows.engine.diagram import ACTIVITIES, Diagram, FlowNode, bpmn, spiff, text_of

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_activities(diagram: Diagram, report: Report, known: Known) -> None:
    """Every task, call and multi-instance marker of a diagram."""
    data_objects = {element.get("id", "") for element in diagram.root.iter(bpmn("dataObject"))}
    for node in diagram.nodes():
        if node.kind == "userTask":
            _user_task(node, report, known)
        elif node.kind == "serviceTask":
            _service_task(node, report, known)
        elif node.kind == "businessRuleTask" and not node.decision:
            text = "The business rule task names no decision (spiffworkflow:calledDecisionId)."
            report.error("decision_missing", node.element, text)
        elif node.kind == "callActivity" and not node.called:
            report.error("call_missing", node.element, "The call activity names no process (calledElement).")
        elif node.kind in {"endEvent", "intermediateCatchEvent"}:
            _outcome(node, report, known)
        if node.loop is not None:
            _loop(node, node.loop, data_objects, report)


def _user_task(node: FlowNode, report: Report, known: Known) -> None:
    form = node.properties.get("form")
    if not form and known.forms is not None:
        report.error("form_missing", node.element, "The user task names no form, so nobody can do it.")
    elif not form:
        report.warning("form_missing", node.element, "The user task names no form.")
    elif known.forms is not None and form not in known.forms:
        report.error("form_unknown", _setting(node, "form"), f"There is no form {form}.")
    group = node.properties.get("candidateGroup")
    if group is None and node.lane is None and node.scope.host is None:
        text = "Neither a candidateGroup nor a lane says who does this, unless the caller's lane does."
        report.warning("group_missing", node.element, text)
    if not group or known.groups is None:
        return
    element = _setting(node, "candidateGroup")
    if group.strip() in known.groups:
        report.error("text_without_quotes", element, f'A group is a text and stands in quotes: "{group.strip()}".')
        return
    value = constant(group, element, "The setting candidateGroup", Report(report.file))
    if value is not VARIES and value not in known.groups:
        report.error("group_unknown", element, f"There is no group {group}.")


def _service_task(node: FlowNode, report: Report, known: Known) -> None:
    operator = node.operator
    if operator is None or not operator.get("id"):
        text = "The service task names no operation (spiffworkflow:serviceTaskOperator)."
        report.error("operation_missing", node.element, text)
        return
    name = operator.get("id", "")
    if known.operations is not None and name not in known.operations:
        report.error("operation_unknown", operator, f"There is no operation {name}.")
    result = operator.get("resultVariable")
    if result and not _VARIABLE.fullmatch(result):
        report.error("variable_name", operator, f"{result!r} is no name for a variable.")
    parameters = list(operator.iter(spiff("parameter")))
    for parameter in parameters:
        _parameter(parameter, report)
    seen: set[str] = set()
    for parameter in parameters:
        given = parameter_name(parameter.get("id", ""))
        if given in seen:
            report.error("parameter_duplicate", parameter, f"The parameter {given} stands twice.")
        seen.add(given)


def _parameter(parameter: etree._Element, report: Report) -> None:
    if not parameter.get("id"):
        report.error("id_missing", parameter, "The parameter has no id.")
    text = parameter.get("value", "").strip()
    what = f"The parameter {parameter.get('id')}"
    if not text:
        report.error("expression_missing", parameter, f"{what} has no value.")
    else:
        constant(text, parameter, what, report)


def _outcome(node: FlowNode, report: Report, known: Known) -> None:
    outcome = node.properties.get("outcome")
    if outcome is not None and known.outcomes is not None and outcome not in known.outcomes:
        text = f"An application cannot end with {outcome}; it can with {', '.join(sorted(known.outcomes))}."
        report.error("outcome_unknown", _setting(node, "outcome"), text)


def _loop(node: FlowNode, loop: etree._Element, data_objects: set[str], report: Report) -> None:
    if node.kind not in ACTIVITIES or node.triggered_by_event:
        report.error("loop_host", node.element, f"This ({node.kind}) cannot be done several times.")
    cardinality, collection = loop.find(bpmn("loopCardinality")), loop.find(bpmn("loopDataInputRef"))
    if bool(text_of(cardinality)) == bool(text_of(collection)):
        text = "Say either how many times or for which list, and not both."
        report.error("loop_source", node.element, text)
    item, result = loop.find(bpmn("inputDataItem")), loop.find(bpmn("outputDataItem"))
    results = text_of(loop.find(bpmn("loopDataOutputRef")))
    if bool(results) != (result is not None):
        report.error("loop_results", node.element, "A list of results needs the name of one result, and the reverse.")
    names = [text_of(collection), results] + [one.get("id", "") for one in (item, result) if one is not None]
    for name in names:
        if name and not _VARIABLE.fullmatch(name):
            report.error("variable_name", loop, f"{name!r} is no name for a variable.")
    for name in (text_of(collection), results):
        if name and name not in data_objects:
            text = f"Draw a data object with the id {name}, or the drawing tool drops the list when it saves."
            report.warning("loop_data_object", node.element, text)


def _setting(node: FlowNode, name: str) -> etree._Element:
    path = f"{bpmn('extensionElements')}/{spiff('properties')}/{spiff('property')}"
    return next(found for found in node.element.findall(path) if found.get("name") == name)
