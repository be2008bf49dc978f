"""The check of criminal history, as a process calls it."""

import pytest

from forms.cori import CoriResult
from tests.bpmn.office import BPMN, Office
from workflows.engine import Bundle, bundle_from

_CALLER = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="https://example.org">
  <bpmn:process id="caller" isExecutable="true">
    <bpmn:startEvent id="begun"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:callActivity id="check" name="Check" calledElement="cori_check">
      <bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
    </bpmn:callActivity>
    <bpmn:callActivity id="look" name="Review" calledElement="review">
      <bpmn:incoming>b</bpmn:incoming><bpmn:outgoing>c</bpmn:outgoing>
    </bpmn:callActivity>
    <bpmn:endEvent id="over"><bpmn:incoming>c</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="begun" targetRef="check" />
    <bpmn:sequenceFlow id="b" sourceRef="check" targetRef="look" />
    <bpmn:sequenceFlow id="c" sourceRef="look" targetRef="over" />
  </bpmn:process>
</bpmn:definitions>
"""


@pytest.fixture
def caller(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tmp_path_factory.mktemp("bpmn") / "caller"
    folder.mkdir()
    (folder / "caller.bpmn").write_text(_CALLER)
    return bundle_from(folder, BPMN / "shared")


def entered(*, hit: bool, left_out: bool | None = None) -> dict[str, object]:
    pages = {"result": {"checked_on": "2026-01-19", "hit": hit, "entries": "x", "false_statement": left_out}}
    return CoriResult({"today": "2026-01-20"}).variables(pages)


def test_compliance_is_asked_what_the_search_brought(caller: Bundle) -> None:
    office = Office(caller, "2026-01-20 10:00")

    assert office.task("cori_result").group == "compliance"


def test_a_hit_that_was_left_out_goes_to_compliance_and_denies_nothing(caller: Bundle) -> None:
    office = Office(caller, "2026-01-20 10:00")
    office.do("cori_result", by="cleo", **entered(hit=True, left_out=True))

    assert office.process.variables["falseStatement"] is True
    assert office.task("review").group == "compliance"


def test_a_clean_record_goes_the_ordinary_way(caller: Bundle) -> None:
    office = Office(caller, "2026-01-20 10:00")
    office.do("cori_result", by="cleo", **entered(hit=False))

    assert office.process.variables["coriHit"] is False
    assert office.task("review").group == "reviewer"


def test_the_clock_of_the_decision_runs_from_the_check_on_and_its_end_is_told_once(caller: Bundle) -> None:
    office = Office(caller, "2026-01-20 10:00", answers={"start_review_clock": [{"due_at": "2026-02-04T04:59:59Z"}]})
    assert office.task("cori_result").due_at == "2026-02-04T04:59:59Z"

    office.wait_until("2026-02-04 09:00")
    assert (office.notices, office.asked_for("send_notice")[-1]["once"]) == (["N-SLA"], True)
    office.do("cori_result", by="cleo", **entered(hit=False))

    assert office.asked_for("start_review_clock")[-1]["running_until"] == "2026-02-04T04:59:59Z"
