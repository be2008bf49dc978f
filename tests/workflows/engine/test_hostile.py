"""No place of a diagram runs code: hostile expressions are refused or yield nothing, and touch nothing.

An audit hook of the interpreter watches for opened files, executed code, started programs and sockets.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from workflows.engine import Bundle, EngineError, Process, check, library

NOW = datetime(2026, 1, 20, tzinfo=UTC)
FORBIDDEN = {
    "open", "exec", "compile", "import", "os.system", "os.exec", "os.fork", "os.posix_spawn", "subprocess.Popen",
    "socket.__new__", "socket.connect", "shutil.rmtree", "os.remove", "ctypes.dlopen", "pickle.find_class",
}  # fmt: skip

_watching = False
_seen: list[str] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in FORBIDDEN:
        _seen.append(f"{event} {arguments!r}"[:200])


sys.addaudithook(_watch)

EXPRESSIONS = [
    '__import__("os").system("touch {path}")',
    '__import__("subprocess").Popen(["touch", "{path}"])',
    'open("{path}", "w").write("x")',
    "exec(\"open('{path}', 'w')\")",
    "eval(\"__import__('os')\")",
    'os.system("touch {path}")',
    "().__class__.__base__.__subclasses__()",
    '"".__class__.__mro__',
    "[x for x in (1).__class__.__base__.__subclasses__()][0]",
    "for x in task.workflow.script_engine return x",
    "my_task.data",
    'function(a) external {{ java: {{ class: "java.lang.Runtime", "method signature": "exec(java.lang.String)" }} }}',
    "(lambda: __import__('os'))()",
    "{{{{ config }}}}",
    "import os",
]

OPERATOR = '<s:serviceTaskOperator id="send">{}</s:serviceTaskOperator>'
TIMER = (
    '<b:intermediateCatchEvent id="step"><b:timerEventDefinition>{}</b:timerEventDefinition></b:intermediateCatchEvent>'
)
USER = '<b:userTask id="step">{}</b:userTask>'
LOOP = "<b:multiInstanceLoopCharacteristics>{}</b:multiInstanceLoopCharacteristics>"
SETTING = '<b:extensionElements><s:properties><s:property name="{}" value={{attribute}}/></s:properties></b:extensionElements>'
MESSAGE = '<b:intermediateCatchEvent id="step"><b:messageEventDefinition messageRef="m">{}</b:messageEventDefinition></b:intermediateCatchEvent>'


def extension(inside: str) -> str:
    return f"<b:extensionElements>{inside}</b:extensionElements>"


#: Where a diagram carries an expression: (what stands as the step, what stands beside the process, condition).
PLACES = {
    "script": ('<b:scriptTask id="step"><b:script>{text}</b:script></b:scriptTask>', ""),
    "before a task": (USER.format(extension("<s:preScript>{text}</s:preScript>")), ""),
    "after a task": (USER.format(extension("<s:postScript>{text}</s:postScript>")), ""),
    "unit test": (USER.format(extension("<s:unitTests><s:unitTest id='u'><s:inputJson>{text}</s:inputJson></s:unitTest></s:unitTests>")), ""),
    "date": (TIMER.format("<b:timeDate>{text}</b:timeDate>"), ""),
    "duration": (TIMER.format("<b:timeDuration>{text}</b:timeDuration>"), ""),
    "cycle": (
        USER.format("") + '<b:boundaryEvent id="edge" attachedToRef="step" cancelActivity="false">'
        "<b:timerEventDefinition><b:timeCycle>{text}</b:timeCycle></b:timerEventDefinition></b:boundaryEvent>"
        '<b:sequenceFlow id="over" sourceRef="edge" targetRef="end"/>',
        "",
    ),
    "number of times": (USER.format(LOOP.format("<b:loopCardinality>{text}</b:loopCardinality>")), ""),
    "end of the list": (
        USER.format(LOOP.format("<b:loopCardinality>2</b:loopCardinality><b:completionCondition>{text}</b:completionCondition>")),
        "",
    ),
    "list": (USER.format(LOOP.format("<b:loopDataInputRef>{text}</b:loopDataInputRef>")), ""),
    "loop": (
        USER.format("<b:standardLoopCharacteristics><b:loopCondition>{text}</b:loopCondition></b:standardLoopCharacteristics>"),
        "",
    ),
    "parameter": (
        '<b:serviceTask id="step">'
        + extension(OPERATOR.format('<s:parameters><s:parameter id="p" type="str" value={attribute}/></s:parameters>'))
        + "</b:serviceTask>",
        "",
    ),
    "operation": ('<b:serviceTask id="step">' + extension("<s:serviceTaskOperator id={attribute}/>") + "</b:serviceTask>", ""),
    "result": (
        '<b:serviceTask id="step">' + extension('<s:serviceTaskOperator id="send" resultVariable={attribute}/>') + "</b:serviceTask>",
        "",
    ),
    "message payload": (MESSAGE.format(extension("<s:messagePayload>{text}</s:messagePayload>")), ""),
    "message variable": (MESSAGE.format(extension("<s:messageVariable>{text}</s:messageVariable>")), ""),
    "correlation of a variable": (
        MESSAGE.format(extension("<s:processVariableCorrelation><s:expression>{text}</s:expression></s:processVariableCorrelation>")),
        "",
    ),
    "correlation": (
        MESSAGE.format(""),
        ('<b:correlationProperty id="c"><b:correlationPropertyRetrievalExpression messageRef="m"><b:messagePath>{text}'
        "</b:messagePath></b:correlationPropertyRetrievalExpression></b:correlationProperty>"),
    ),
    "signal": (
        '<b:intermediateThrowEvent id="step"><b:signalEventDefinition signalRef="g"/></b:intermediateThrowEvent>',
        '<b:signal id="g" name="g">' + extension("<s:payloadExpression>{text}</s:payloadExpression>") + "</b:signal>",
    ),
    "event condition": (
        ('<b:intermediateCatchEvent id="step"><b:conditionalEventDefinition><b:condition>{text}</b:condition>'
        "</b:conditionalEventDefinition></b:intermediateCatchEvent>"),
        "",
    ),
    "ad-hoc end": ('<b:adHocSubProcess id="step"><b:completionCondition>{text}</b:completionCondition></b:adHocSubProcess>', ""),
    "group": (USER.format(SETTING.format("candidateGroup")), ""),
    "excluded": (USER.format(SETTING.format("excludes")), ""),
    "due": (USER.format(SETTING.format("dueAt")), ""),
    "form": (USER.format(SETTING.format("form")), ""),
    "called": ('<b:callActivity id="step" calledElement={attribute}/>', ""),
    "decision": ('<b:businessRuleTask id="step">' + extension("<s:calledDecisionId>{text}</s:calledDecisionId>") + "</b:businessRuleTask>", ""),
    "condition": (('<b:exclusiveGateway id="step" default="out"/><b:sequenceFlow id="if" sourceRef="step" targetRef="other">'
        "<b:conditionExpression>{text}</b:conditionExpression></b:sequenceFlow><b:endEvent id='other'/>"), ""),
    "advice": (USER.format("") , "", SETTING.format("advice")),
    "what comes next": (USER.format(""), "", SETTING.format("continueAs")),
}  # fmt: skip


def diagram(place: str, expression: str) -> Bundle:
    step, beside, *ending = PLACES[place]
    text, attribute = escape(expression), quoteattr(expression)
    filled = [
        part.replace("{text}", text).replace("{attribute}", attribute) for part in (step, beside, "".join(ending))
    ]
    return Bundle(
        "p",
        {
            "p.bpmn": f"""<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d"><b:message id="m" name="paid"/>{filled[1]}
    <b:process id="p" isExecutable="true"><b:startEvent id="start"/>
    <b:sequenceFlow id="in" sourceRef="start" targetRef="step"/>{filled[0]}
    <b:sequenceFlow id="out" sourceRef="step" targetRef="end"/><b:endEvent id="end">{filled[2]}</b:endEvent>
    </b:process></b:definitions>""".encode()
        },
    )


def table(place: str, expression: str) -> Bundle:
    text = escape(expression)
    cells = {"input": "level", "cell": '"EMT"', "answer": "1", place: text}
    decision = f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="t" name="t" namespace="x">
    <inputData id="i" name="level"><variable name="level" typeRef="string"/></inputData>
    <decision id="d" name="d"><variable name="d"/>
    <informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
    <decisionTable id="dt" hitPolicy="FIRST"><input id="c"><inputExpression id="e"><text>{cells["input"]}</text>
    </inputExpression></input><output id="o" name="a"/><rule id="one"><inputEntry id="x"><text>{cells["cell"]}</text>
    </inputEntry><outputEntry id="y"><text>{cells["answer"]}</text></outputEntry></rule>
    </decisionTable></decision></definitions>"""
    return Bundle("p", {**diagram("decision", "d").files, "t.dmn": decision.encode()})


def live_through(bundle: Bundle) -> bool:
    """Checks and, where nothing is found, runs everything there is; whether it was run."""
    if any(finding.level == "error" for finding in check(bundle)):
        return False
    definition = library.load(bundle)
    try:
        process = Process.start(definition, {"level": "EMT"}, now=NOW, key="k")
        process.deliver("paid", {}, now=NOW)
        process.fire_due(NOW + timedelta(days=400))
        for task in process.open_tasks():
            process.complete(task.id, {}, now=NOW)
        for parked in process.parked():
            process.answer(parked.id, {}, now=NOW)
        Process.load(definition, process.state())
    except EngineError:
        pass
    return True


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    """Whatever is imported late has been before anybody watches."""
    for place in PLACES:
        live_through(diagram(place, "1"))
    live_through(table("cell", "1"))


@contextmanager
def watched() -> Iterator[list[str]]:
    """What is touched in the meantime."""
    global _watching  # noqa: PLW0603 - an audit hook can never be taken away, only told not to look
    _seen.clear()
    _watching = True
    try:
        yield _seen
    finally:
        _watching = False


@pytest.mark.parametrize("place", PLACES)
def test_no_place_of_a_diagram_runs_code(place: str, tmp_path: Path) -> None:
    path = tmp_path / "touched"

    with watched() as seen:
        for expression in EXPRESSIONS:
            live_through(diagram(place, expression.format(path=path)))

    assert seen == []
    assert not path.exists()


@pytest.mark.parametrize("place", ["input", "cell", "answer"])
def test_no_cell_of_a_table_runs_code(place: str, tmp_path: Path) -> None:
    path = tmp_path / "touched"

    with watched() as seen:
        for expression in EXPRESSIONS:
            live_through(table(place, expression.format(path=path)))

    assert seen == []
    assert not path.exists()


@pytest.mark.parametrize("place", ["condition", "group", "due", "parameter", "advice"])
def test_the_places_that_are_carried_out_are_really_run(place: str) -> None:
    assert live_through(diagram(place, "level = null"))
    assert live_through(table("answer", "1 + 1"))


def test_the_hook_would_have_seen_it(tmp_path: Path) -> None:
    with watched() as seen:
        (tmp_path / "seen").write_text("x")

    assert len(seen) == 1


def test_the_doors_of_the_library_are_closed() -> None:
    definition = library.load(diagram("condition", "1 = 1"))
    process = Process.start(definition, {}, now=NOW)
    engine = process._workflow.script_engine
    task = process._workflow.task_tree

    for door in (
        lambda: engine.execute(task, "1"),
        lambda: engine.call_service(task, operation_name="x"),
        lambda: engine.environment.evaluate("1", {}),
        lambda: engine.environment.execute("1", {}),
    ):
        with pytest.raises(EngineError):
            door()
    assert not any(name.endswith("PythonScriptEngine") for name in (type(engine).__name__,))
