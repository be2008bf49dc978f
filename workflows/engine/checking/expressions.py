"""Every expression of a diagram, compiled where it stands."""

import re
from datetime import UTC, datetime

from lxml import etree

from workflows.engine.checking.events import time_of
from workflows.engine.checking.report import Report
from workflows.engine.diagram import SPIFF, Diagram, FlowNode, bpmn, local_name, text_of
from workflows.engine.errors import ExpressionFailed
from workflows.engine.expressions import compiled, evaluated
from workflows.engine.specs import MAX_INSTANCES
from workflows.engine.timing import NotATime, due
from workflows.feel import FeelSyntaxError

#: A longer text is no expression that anybody could review.
MAX_LENGTH = 4_000

#: What marks a value that is known only when the process runs.
VARIES = object()

_SOME_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)
_BARE_TIME = re.compile(r"=?\s*(R\d*/)?P(\d+[YMWD])*(T(\d+[HMS])+)?")
_EXPRESSIONS = (
    *("conditionExpression", "timeDate", "timeDuration", "timeCycle"),
    *("loopCardinality", "completionCondition"),
)
_PROPERTIES = ("candidateGroup", "excludes", "dueAt", "advice", "continueAs")


def check_expressions(diagram: Diagram, report: Report) -> None:
    """Conditions, timers, multi-instance markers and our settings; parameters are read with their operation."""
    for element in diagram.root.iter(*map(bpmn, _EXPRESSIONS)):
        language = element.get("language") or "FEEL"
        # its name is written as a word or as one of several addresses
        if "feel" not in language.lower():
            report.error("language", element, f"Only FEEL is read, not {language}.")
    for scope in diagram.scopes():
        for flow in scope.flows:
            if flow.condition is not None:
                _condition(flow.element.find(bpmn("conditionExpression")), report)
        for node in scope.nodes.values():
            for definition in node.event_definitions:
                time = time_of(definition)
                if time is not None and text_of(time):
                    _time(time, report)
            if node.loop is not None:
                _loop(node.loop, report)
            _settings(node, report)


def constant(text: str, element: etree._Element, what: str, report: Report) -> object:
    """The expression's value where it needs no variables; `VARIES` where it does or is not FEEL."""
    if len(text) > MAX_LENGTH:
        report.error("expression_too_long", element, f"{what} is longer than {MAX_LENGTH} characters.")
        return VARIES
    try:
        names = compiled(text).names
    except FeelSyntaxError as error:
        where = f"line {error.line}, column {error.column}"
        report.error("expression", element, f"{what} is not FEEL: {error.message} ({where}).")
        return VARIES
    if names:
        return VARIES
    try:
        return evaluated(text, {}, element="")
    except ExpressionFailed:
        report.error("expression", element, f"{what} asks for too much.")
        return VARIES


def _condition(element: etree._Element | None, report: Report) -> None:
    if element is None:
        return
    if not text_of(element):
        report.error("expression_missing", element, "The condition is empty.")
        return
    value = constant(text_of(element), element, "The condition", report)
    if value is not VARIES and not isinstance(value, bool):
        report.error("condition_not_boolean", element, "The condition is never true: it yields no true or false.")


def _time(element: etree._Element, report: Report) -> None:
    text = text_of(element)
    if _BARE_TIME.fullmatch(text):
        report.error("timer_value", element, f'A duration is a text and stands in quotes: "{text.lstrip("= ")}".')
        return
    value = constant(text, element, "The timer's expression", report)
    if value is VARIES:
        return
    try:
        cycle = due(value, now=_SOME_INSTANT).every is not None
    except NotATime:
        text = 'The timer yields no ISO 8601 date or duration such as "2026-03-31" or "P10D".'
        report.error("timer_value", element, text)
        return
    if cycle != (local_name(element) == "timeCycle"):
        report.error("timer_value", element, 'Only a cycle yields repetitions, and a cycle must: "R3/P7D".')


def _loop(loop: etree._Element, report: Report) -> None:
    for name, what in (("loopCardinality", "The number of times"), ("completionCondition", "The end condition")):
        element = loop.find(bpmn(name))
        if element is None or not text_of(element):
            continue
        value = constant(text_of(element), element, what, report)
        if value is VARIES:
            continue
        if name == "loopCardinality":
            whole = isinstance(value, int) and not isinstance(value, bool)
            if not (whole and 0 <= int(str(value)) <= MAX_INSTANCES):
                text = f"The number of times must be a whole number up to {MAX_INSTANCES}."
                report.error("loop_cardinality", element, text)
        elif not isinstance(value, bool):
            report.error("condition_not_boolean", element, "The end condition yields no true or false.")


def _settings(node: FlowNode, report: Report) -> None:
    for setting in node.element.findall(f"{bpmn('extensionElements')}/{{{SPIFF}}}properties/{{{SPIFF}}}property"):
        name, text = setting.get("name", ""), setting.get("value", "")
        if name not in _PROPERTIES:
            continue
        if not text.strip():
            report.error("expression_missing", setting, f"The setting {name} is empty.")
        else:
            constant(text, setting, f"The setting {name}", report)
