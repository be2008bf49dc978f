"""Bundles, what they close over, and definitions that are shared and never change."""

import pickle
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from workflows.engine import Bundle, Definition, DefinitionRefused, Process, bundle_from, bundle_of, check, library

from .conftest import DIAGRAMS

Load = Callable[[str], Definition]


def diagram(process: str, *lines: str, before: str = "") -> bytes:
    return f"""<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions">{before}
  <bpmn:process id="{process}" isExecutable="true">
    <bpmn:startEvent id="start" /><bpmn:sequenceFlow id="in" sourceRef="start" targetRef="step" />
    {" ".join(lines)}
    <bpmn:sequenceFlow id="out" sourceRef="step" targetRef="end" /><bpmn:endEvent id="end" />
  </bpmn:process></bpmn:definitions>""".encode()


def call(process: str) -> str:
    return f'<bpmn:callActivity id="step" calledElement="{process}" />'


def twice(process: str) -> str:
    return f"""<bpmn:subProcess id="step"><bpmn:startEvent id="s" />
    <bpmn:sequenceFlow id="s_to_one" sourceRef="s" targetRef="one" />
    <bpmn:callActivity id="one" calledElement="{process}" />
    <bpmn:sequenceFlow id="one_to_two" sourceRef="one" targetRef="two" />
    <bpmn:callActivity id="two" calledElement="{process}" />
    <bpmn:sequenceFlow id="two_to_e" sourceRef="two" targetRef="e" /><bpmn:endEvent id="e" /></bpmn:subProcess>"""


WAIT = '<bpmn:userTask id="step" />'
ERROR = '<bpmn:error id="error" errorCode="down" />'
FAIL = '<bpmn:endEvent id="failed"><bpmn:errorEventDefinition errorRef="error" /></bpmn:endEvent>'


def rules(files: dict[str, bytes], level: str = "error") -> list[tuple[str, str, str | None]]:
    findings = check(Bundle("main", files))
    return [(one.file, one.rule, one.element) for one in findings if one.level == level]


def test_a_bundle_closes_over_calls_and_decisions(tmp_path: Path) -> None:
    folder, shared = tmp_path / "main", tmp_path / "shared"
    folder.mkdir()
    shared.mkdir()
    (folder / "main.bpmn").write_bytes(diagram("main", call("inner")))
    (shared / "inner.bpmn").write_bytes(diagram("inner", call("innermost")))
    (shared / "other_name.bpmn").write_bytes(diagram("innermost", WAIT))
    (shared / "unrelated.bpmn").write_bytes(b"<not xml")

    bundle = bundle_from(folder, shared)

    assert bundle.process_id == "main"
    assert list(bundle.files) == ["main/main.bpmn", "shared/inner.bpmn", "shared/other_name.bpmn"]
    assert library.load(bundle).node("step", process="innermost").kind == "userTask"


def test_a_decision_is_found_beside_its_diagram() -> None:
    bundle = bundle_of(DIAGRAMS / "decides.bpmn", ())

    assert list(bundle.files) == ["diagrams/decides.bpmn", "diagrams/level_fee.dmn"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        bundle_from(tmp_path / "gone", tmp_path)


def test_a_called_id_cannot_leave_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "main"
    folder.mkdir()
    (tmp_path / "secret.bpmn").write_bytes(diagram("secret", WAIT))
    (folder / "main.bpmn").write_bytes(diagram("main", call("../secret")))

    assert list(bundle_of(folder / "main.bpmn", ()).files) == ["main/main.bpmn"]


def test_the_digest_tells_names_and_bytes_and_process_apart() -> None:
    one = Bundle("p", {"a": b"1", "b": b"2"})

    assert one.digest == Bundle("p", {"b": b"2", "a": b"1"}).digest
    assert one == Bundle("p", {"b": b"2", "a": b"1"})
    others = [Bundle("q", one.files), Bundle("p", {"a": b"12", "b": b""}), Bundle("p", {"a": b"2", "b": b"1"})]
    assert len({one.digest, *(other.digest for other in others)}) == 4


def test_a_definition_is_loaded_once(definition: Load, bundle: Callable[[str], Bundle]) -> None:
    known = definition("lanes")

    assert library.load(bundle("lanes")) is known
    assert library.known(known.digest) is known
    assert library.known("0" * 64) is None


def test_the_longest_unused_definition_goes_first() -> None:
    bundles = [Bundle("main", {"main.bpmn": diagram("main", WAIT) + b" " * n}) for n in range(library.KEPT + 1)]

    for bundle in bundles:
        library.load(bundle)
        library.load(bundles[0])

    assert library.known(bundles[1].digest) is None
    assert library.known(bundles[0].digest) is not None


def test_a_definition_stays_the_same_whatever_its_applications_do(definition: Load, now: datetime) -> None:
    def shape(known: Definition) -> bytes:
        return pickle.dumps(
            {
                name: {
                    one.name: (one._inputs, one._outputs, one.manual, one.completed_event.n_subscribers())
                    for one in spec.task_specs.values()
                }
                for name, spec in known.specs.items()
            }
        )

    for case in ("note_any_time", "everything", "votes_side_by_side", "error_end", "payment_or_time"):
        known = definition(case)
        before = shape(known)
        process = Process.start(known, {"number": 1, "staff": [{"group": "reviewer"}]}, now=now)
        process.deliver("paid", {}, now=now)
        process = Process.load(known, process.state())
        for _ in range(5):
            for task in process.open_tasks()[:1]:
                process.complete(task.id, {"vote": 1, "bad": True}, now=now)
        assert shape(known) == before


def test_two_diagrams_may_each_have_a_part_of_one_name(now: datetime) -> None:
    part = (
        '<bpmn:subProcess id="step"><bpmn:startEvent id="s" /><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="x" />'
        '{}<bpmn:sequenceFlow id="g" sourceRef="x" targetRef="e" /><bpmn:endEvent id="e" /></bpmn:subProcess>'
    )
    inner = part.format('<bpmn:userTask id="x" name="inner" />')
    outer = part.format('<bpmn:callActivity id="x" calledElement="called" />')
    files = {"main.bpmn": diagram("main", outer), "called.bpmn": diagram("called", inner)}

    process = Process.start(library.load(Bundle("main", files)), {}, now=now)

    assert [task.label for task in process.open_tasks()] == ["inner"]


class TestRulesOfABundle:
    def test_a_call_in_a_circle_is_refused_wherever_it_is(self) -> None:
        files = {"main.bpmn": diagram("main", call("other")), "other.bpmn": diagram("other", call("main"))}

        assert rules(files) == [("main.bpmn", "call_recursive", "step"), ("other.bpmn", "call_recursive", "step")]

    def test_calls_that_grow_beyond_all_bounds_are_refused(self) -> None:
        files = {"main.bpmn": diagram("main", twice("part_1"))}
        files |= {f"part_{n}.bpmn": diagram(f"part_{n}", twice(f"part_{n + 1}")) for n in range(1, 20)}
        files |= {"part_20.bpmn": diagram("part_20", WAIT)}

        assert rules(files) == [("main.bpmn", "too_many_called", "main")]

    def test_a_process_that_no_file_has_is_told(self) -> None:
        assert rules({"other.bpmn": diagram("other", WAIT)}) == [("other.bpmn", "process_unknown", None)]

    def test_two_files_of_one_process_are_told(self) -> None:
        files = {"main.bpmn": diagram("main", WAIT), "again.bpmn": diagram("main", WAIT)}

        assert rules(files) == [("main.bpmn", "process_duplicate", "main")]

    def test_a_decision_that_stands_twice_is_told(self) -> None:
        table = (DIAGRAMS / "level_fee.dmn").read_bytes()
        files = {"main.bpmn": diagram("main", WAIT), "one.dmn": table, "two.dmn": table}

        assert {rule for _, rule, _ in rules(files)} == {"decision_duplicate"}

    def test_what_is_wrong_with_a_table_is_told_with_the_rest(self) -> None:
        table = (DIAGRAMS / "level_fee.dmn").read_bytes().replace(b'<text>"EMT"</text>', b"<text>&lt; &lt;</text>")

        assert {file for file, _, _ in rules({"main.bpmn": diagram("main", WAIT), "t.dmn": table})} == {"t.dmn"}

    def test_an_error_that_no_caller_catches_is_told(self) -> None:
        inner = diagram("inner", WAIT.replace("step", "other"), before=ERROR).replace(
            b'<bpmn:endEvent id="end" />', FAIL.encode()
        )
        inner = inner.replace(b'"step"', b'"other"').replace(b'targetRef="end"', b'targetRef="failed"')
        catching = (
            call("inner")
            + '<bpmn:boundaryEvent id="b" attachedToRef="step"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>'
            + '<bpmn:sequenceFlow id="h" sourceRef="b" targetRef="end" />'
        )

        uncaught = rules({"main.bpmn": diagram("main", call("inner")), "inner.bpmn": inner})
        caught = rules({"main.bpmn": diagram("main", catching), "inner.bpmn": inner})

        assert (uncaught, caught) == ([("inner.bpmn", "error_not_caught", "failed")], [])

    def test_a_loop_through_a_call_that_never_waits_is_refused(self) -> None:
        passing = diagram("passing", '<bpmn:exclusiveGateway id="step" />')
        loop = (
            '<bpmn:exclusiveGateway id="step" /><bpmn:sequenceFlow id="a" sourceRef="step" targetRef="call" />'
            '<bpmn:callActivity id="call" calledElement="{}" /><bpmn:sequenceFlow id="b" sourceRef="call"'
            ' targetRef="which" /><bpmn:exclusiveGateway id="which" default="c" /><bpmn:sequenceFlow id="c"'
            ' sourceRef="which" targetRef="end" /><bpmn:sequenceFlow id="d" sourceRef="which" targetRef="step">'
            "<bpmn:conditionExpression>again</bpmn:conditionExpression></bpmn:sequenceFlow>"
        )
        main = diagram("main", loop.format("passing")).replace(
            b'<bpmn:sequenceFlow id="out" sourceRef="step" targetRef="end" />', b""
        )

        assert rules({"main.bpmn": main, "passing.bpmn": passing}) == [("main.bpmn", "loop_without_wait", "step")]
        assert rules({"main.bpmn": main, "passing.bpmn": passing.replace(b"exclusiveGateway", b"userTask")}) == []

    def test_too_many_elements_and_too_long_expressions_are_refused(self) -> None:
        many = "".join(f'<bpmn:userTask id="t{n}" />' for n in range(300))
        flow = '<bpmn:conditionExpression>1 = "' + "x" * 4000 + '"</bpmn:conditionExpression></bpmn:sequenceFlow>'
        gateway = '<bpmn:exclusiveGateway id="step" />'
        long = diagram("main", gateway).replace(b'targetRef="end" />', f'targetRef="end">{flow}'.encode())

        texts = "".join(f'<bpmn:userTask id="t{n}">{flow}</bpmn:userTask>' for n in range(30)).replace(
            "</bpmn:sequenceFlow>", ""
        )

        assert ("main.bpmn", "too_many_nodes", "definitions") in rules({"main.bpmn": diagram("main", WAIT, many)})
        assert ("main.bpmn", "too_many_expressions", "definitions") in rules(
            {"main.bpmn": diagram("main", WAIT, texts)}
        )
        assert rules({"main.bpmn": long}) == [("main.bpmn", "expression_too_long", "out")]

    def test_only_an_error_keeps_a_bundle_from_being_loaded(self) -> None:
        fine = Bundle("main", {"other_name.bpmn": diagram("main", WAIT)})
        broken = Bundle("main", {"main.bpmn": diagram("main", "<bpmn:task id='step' />")})

        assert {finding.level for finding in check(fine)} == {"warning"}
        assert library.load(fine).process_id == "main"
        with pytest.raises(DefinitionRefused, match=r"main\.bpmn, line 5: A plain task"):
            library.load(broken)
