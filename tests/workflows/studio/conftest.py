"""Diagrams drawn in a few lines, for cases that need no file of their own."""

import re
from collections.abc import Callable

import pytest

Draw = Callable[..., bytes]

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" targetNamespace="http://elicense.example/tests">'
)
_EVENTS = {
    "timer": '<bpmn:timerEventDefinition><bpmn:timeDuration>"P1D"</bpmn:timeDuration></bpmn:timerEventDefinition>',
    "message": '<bpmn:messageEventDefinition messageRef="message_told" />',
    "error": '<bpmn:errorEventDefinition errorRef="error_down" />',
    "": "",
}
_KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "user": "userTask",
    "service": "serviceTask",
    "call": "callActivity",
    "either": "exclusiveGateway",
    "all": "parallelGateway",
    "any": "inclusiveGateway",
    "first": "eventBasedGateway",
    "catch": "intermediateCatchEvent",
    "boundary": "boundaryEvent",
}


@pytest.fixture(scope="session")
def draw() -> Draw:
    """Draws a process.

    Each element is a line "kind id", with `*` after an activity that is done several times, and for events what they
    wait for: "boundary late timer on fill", "catch told message". Each flow is "a -> b", "a -> b if x = 1", or
    "a -> b else" for a default. Lines between "part id" and "." are the inside of a sub-process.
    """
    return lambda *lines, name="case": _drawn(name, list(lines)).encode()


def _drawn(name: str, lines: list[str]) -> str:
    flows = [line for line in lines if "->" in line]
    defaults = {match[1]: match[2] for line in flows if (match := re.fullmatch(r"(\w+) -> (\w+) else", line))}
    body = "\n".join(_line(line, defaults) for line in lines)
    return (
        f'{_HEAD}<bpmn:message id="message_told" name="told" /><bpmn:error id="error_down" errorCode="down" />\n'
        f'<bpmn:process id="{name}" isExecutable="true">\n{body}\n</bpmn:process></bpmn:definitions>'
    )


def _line(line: str, defaults: dict[str, str]) -> str:
    if line == ".":
        return "</bpmn:subProcess>"
    if line.startswith("part "):
        return f'<bpmn:subProcess id="{line.removeprefix("part ")}">'
    if "->" in line:
        return _flow(line)
    kind, identity, *rest = line.split()
    attributes = f'id="{identity}"'
    if identity in defaults:
        attributes += f' default="{identity}_to_{defaults[identity]}"'
    if kind == "boundary":
        attributes += f' attachedToRef="{rest[2]}"' + (' cancelActivity="false"' if "still" in rest else "")
    inside = _EVENTS[rest[0]] if kind in ("catch", "boundary", "end") and rest else ""
    if kind == "service":
        operator = '<spiffworkflow:serviceTaskOperator id="send_notice" />'
        inside = f"<bpmn:extensionElements>{operator}</bpmn:extensionElements>"
    if "*" in rest:
        cardinality = "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
        inside += f"<bpmn:multiInstanceLoopCharacteristics>{cardinality}</bpmn:multiInstanceLoopCharacteristics>"
    if kind == "call":
        attributes += f' calledElement="{rest[0]}"'
    return f"<bpmn:{_KINDS[kind]} {attributes}>{inside}</bpmn:{_KINDS[kind]}>"


def _flow(line: str) -> str:
    found = re.fullmatch(r"(\w+) -> (\w+)(?: else| if (.+))?", line)
    assert found is not None, line
    source, target, condition = found.groups()
    inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}">{inside}</bpmn:sequenceFlow>'
