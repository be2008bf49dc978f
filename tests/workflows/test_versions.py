"""Published versions: which one is in force, whoever publishes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models import ProcessVersion
from models.database import Database
from workflows.adapters.clock import FixedClock
from workflows.engine import Bundle
from workflows.versions import Versions

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="t">
  <bpmn:process id="note" name="Note" isExecutable="true">
    <bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="title" value="TITLE" />
      <spiffworkflow:property name="startsFrom" value="account" />
    </spiffworkflow:properties></bpmn:extensionElements>
    <bpmn:startEvent id="begun"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:endEvent id="noted" name="Noted">
      <bpmn:extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="outcome" value="ADVISED" />
        <spiffworkflow:property name="status" value="Thank you." />
      </spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begun" targetRef="noted" />
  </bpmn:process>
</bpmn:definitions>
"""


def test_going_back_to_an_older_bundle_puts_it_in_force(versions: Versions, database: Database) -> None:
    for title in ("First", "Second", "First"):
        versions.publish(titled(title))

    assert titles(database) == [(1, "First"), (2, "Second"), (3, "First")]


def test_a_bundle_in_force_is_not_published_again(versions: Versions, database: Database) -> None:
    versions.publish(titled("First"))
    versions.publish(titled("First"))

    assert titles(database) == [(1, "First")]


def test_two_that_publish_at_once_publish_one_version(versions: Versions, database: Database) -> None:
    versions.publish(titled("First"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(versions.publish, [titled("Second")] * 4))

    assert titles(database) == [(1, "First"), (2, "Second")]


@pytest.fixture
def versions(database: Database, clock: FixedClock) -> Versions:
    return Versions(database, clock)


def titled(title: str) -> Bundle:
    """A process of one step that bears this title."""
    return Bundle("note", {"note.bpmn": DIAGRAM.replace("TITLE", title).encode()})


def titles(database: Database) -> list[tuple[int, str]]:
    with database.read() as session:
        rows = session.scalars(select(ProcessVersion).order_by(ProcessVersion.number))
        return [(row.number, row.title) for row in rows]
