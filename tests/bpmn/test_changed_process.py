"""A process owner's change is files alone: a copied renewal with a new step, a new branch and another cell runs so."""

import shutil
from pathlib import Path

import pytest
from lxml import etree

from tests.bpmn.office import BPMN, Office
from workflows.engine import Bundle, bundle_from, check

BPMN_NS = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DMN_NS = "https://www.omg.org/spec/DMN/20191111/MODEL/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

#: A gateway and a task between the record and the receipt: what Paramedics are asked in addition.
ADDED = f"""
<added xmlns:bpmn="{BPMN_NS}" xmlns:xsi="{XSI}" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <bpmn:exclusiveGateway id="is_paramedic" name="Is it a Paramedic?" default="is_paramedic_to_confirm_receipt" />
  <bpmn:userTask id="look_at_acls" name="Look at the ACLS card">
    <bpmn:extensionElements>
      <spiffworkflow:properties>
        <spiffworkflow:property name="form" value="review" />
        <spiffworkflow:property name="candidateGroup" value="&quot;intake&quot;" />
        <spiffworkflow:property name="status" value="We are looking at your ACLS card." />
      </spiffworkflow:properties>
    </bpmn:extensionElements>
  </bpmn:userTask>
  <bpmn:sequenceFlow id="record_to_is_paramedic" sourceRef="record" targetRef="is_paramedic" />
  <bpmn:sequenceFlow id="is_paramedic_to_look_at_acls" sourceRef="is_paramedic" targetRef="look_at_acls">
    <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">maLevel = "P"</bpmn:conditionExpression>
  </bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="is_paramedic_to_confirm_receipt" sourceRef="is_paramedic" targetRef="confirm_receipt" />
  <bpmn:sequenceFlow id="look_at_acls_to_confirm_receipt" sourceRef="look_at_acls" targetRef="confirm_receipt" />
</added>
"""


@pytest.fixture
def changed(tmp_path: Path) -> Bundle:
    """The renewal with a step and a branch more, and a supervisor for everybody who renewed with the Registry."""
    shutil.copytree(BPMN / "renewal", tmp_path / "renewal")
    shutil.copytree(BPMN / "shared", tmp_path / "shared")
    _add_step_and_branch(tmp_path / "renewal" / "renewal.bpmn")
    _change_cell(tmp_path / "shared" / "route_for_holder.dmn", "D12_out_supervisor", "true")
    return bundle_from(tmp_path / "renewal", tmp_path / "shared")


def renewing(version: Bundle | str, level: str) -> Office:
    registry = {"P": "NRP", "E": "EMT"}[level]
    return Office(version, "2026-01-10 10:00", maLevel=level, nrLevel=registry, nrExpiry="2028-03-31").to_review()


def test_the_changed_copy_breaks_no_rule(changed: Bundle) -> None:
    assert [finding for finding in check(changed) if finding.level == "error"] == []


def test_the_new_branch_leads_to_the_new_step_and_on_to_the_card(changed: Bundle) -> None:
    office = renewing(changed, "P")

    assert office.process.waiting == ["look_at_acls"]
    assert office.task("review").group == "intake"
    assert office.notices == []
    office.do("review")
    assert office.notices == ["N-RECEIVED"]
    office.do("review", decision="approve")
    assert office.outcome == "APPROVED"


def test_the_other_way_of_the_new_branch_is_the_old_way(changed: Bundle) -> None:
    assert renewing(changed, "E").process.waiting == ["decide"]


def test_the_changed_cell_changes_who_decides(changed: Bundle) -> None:
    assert renewing("renewal", "E").task("review").group == "reviewer"
    assert renewing(changed, "E").task("review").group == "supervisor"


def test_the_copy_is_another_version_and_the_original_still_runs_as_before(changed: Bundle) -> None:
    original = bundle_from(BPMN / "renewal", BPMN / "shared")

    assert changed.digest != original.digest
    assert renewing(original, "P").process.waiting == ["decide"]


def _add_step_and_branch(path: Path) -> None:
    tree = etree.parse(path)
    main = tree.find(f".//{{{BPMN_NS}}}subProcess[@id='main']")
    old = tree.find(f".//{{{BPMN_NS}}}sequenceFlow[@id='record_to_confirm_receipt']")
    assert main is not None
    assert old is not None
    main.remove(old)
    main.extend(list(etree.fromstring(ADDED)))
    for mention in tree.iter(f"{{{BPMN_NS}}}incoming", f"{{{BPMN_NS}}}outgoing"):
        if mention.text == "record_to_confirm_receipt":
            node = mention.getparent()
            assert node is not None
            node.remove(mention)
    for edge in tree.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNEdge"):
        if edge.get("bpmnElement") == "record_to_confirm_receipt":
            plane = edge.getparent()
            assert plane is not None
            plane.remove(edge)
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _change_cell(path: Path, cell: str, text: str) -> None:
    tree = etree.parse(path)
    found = tree.find(f".//{{{DMN_NS}}}outputEntry[@id='{cell}']/{{{DMN_NS}}}text")
    assert found is not None
    found.text = text
    tree.write(path, encoding="utf-8", xml_declaration=True)
