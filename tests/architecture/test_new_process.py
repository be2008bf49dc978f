"""A process is a diagram and a form module: adding one touches two places, and nothing is registered."""

import subprocess
import sys
from pathlib import Path

from models.database import Database
from models.vocabulary import StartsFrom
from workflows.adapters.clock import FixedClock
from workflows.engine import Process, bundle_from, library
from workflows.versions import Versions, bundled

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="t">
  <bpmn:process id="suggestion" name="Suggestion" isExecutable="true">
    <bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="title" value="Make a suggestion" />
      <spiffworkflow:property name="startsFrom" value="credential" />
      <spiffworkflow:property name="offer" value="Make a suggestion" />
    </spiffworkflow:properties></bpmn:extensionElements>
    <bpmn:startEvent id="begun"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="write" name="Write it down">
      <bpmn:extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="form" value="suggestion" />
        <spiffworkflow:property name="candidateGroup" value='"applicant"' />
        <spiffworkflow:property name="status" value="Please write it down." />
      </spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="thanked" name="Thanked">
      <bpmn:extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="outcome" value="ADVISED" />
        <spiffworkflow:property name="status" value="Thank you." />
      </spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:incoming>f2</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begun" targetRef="write" />
    <bpmn:sequenceFlow id="f2" sourceRef="write" targetRef="thanked" />
  </bpmn:process>
</bpmn:definitions>
"""
QUESTIONS = '''"""What would you change?"""

from forms.base import Guide, Page, guide
from forms.fields import Paragraph


class Idea(Page):
    """One box."""

    slug = "idea"
    title = "Your idea"

    idea = Paragraph("What would you change?", needed="Enter your idea", longest=500)


@guide("suggestion")
class Suggestion(Guide):
    """Asks for an idea."""

    title = "Make a suggestion"
    pages = (Idea,)
'''


def test_a_diagram_in_its_folder_is_published_and_offered(database: Database, clock: FixedClock, tmp_path: Path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "suggestion").mkdir()
    (tmp_path / "suggestion" / "suggestion.bpmn").write_text(DIAGRAM)
    versions = Versions(database, clock)

    for bundle in bundled(tmp_path):
        versions.publish(bundle)

    assert [(offer.process_id, offer.label) for offer in versions.offered(StartsFrom.CREDENTIAL)] == [
        ("suggestion", "Make a suggestion")
    ]
    definition = library.load(bundle_from(tmp_path / "suggestion", tmp_path / "shared"))
    process = Process.start(definition, {}, now=clock.now())
    process.complete(process.open_tasks()[0].id, {}, now=clock.now())
    assert process.ended.outcome == "ADVISED"


def test_publishing_again_publishes_nothing_and_a_change_is_a_new_version(
    database: Database, clock: FixedClock, tmp_path: Path
):
    (tmp_path / "shared").mkdir()
    file = tmp_path / "suggestion" / "suggestion.bpmn"
    file.parent.mkdir()
    file.write_text(DIAGRAM)
    versions = Versions(database, clock)
    numbers = []

    for text in (DIAGRAM, DIAGRAM, DIAGRAM.replace("Thank you.", "Many thanks.")):
        file.write_text(text)
        versions.publish(bundled(tmp_path)[0])
        with database.read() as session:
            numbers.append(versions.newest(session, "suggestion").number)

    assert numbers == [1, 1, 2]


def test_a_form_module_is_found_by_lying_there(tmp_path: Path):
    module = tmp_path / "forms" / "suggestion.py"
    module.parent.mkdir()
    module.write_text(QUESTIONS)
    look = (
        f"import forms; forms.__path__.append({str(module.parent)!r})\n"
        "from forms.base import guides; print(guides()['suggestion'].title)"
    )

    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "Make a suggestion"
