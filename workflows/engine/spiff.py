"""The edge to SpiffWorkflow: the few parts of the library that the engine stands on.

The library carries no types, so everything beyond this module's names is `Any`; nobody else imports it.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs import bpmn_process_spec, bpmn_task_spec, control
from SpiffWorkflow.bpmn.specs.event_definitions import base, simple
from SpiffWorkflow.bpmn.specs.mixins import (
    bpmn_spec_mixin,
    exclusive_gateway,
    inclusive_gateway,
    unstructured_join,
)
from SpiffWorkflow.bpmn.specs.mixins.events import end_event, intermediate_event, start_event
from SpiffWorkflow.bpmn.util import subworkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow as _BpmnWorkflow
from SpiffWorkflow.specs.Join import Join as _Join
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec as _WorkflowSpec
from SpiffWorkflow.task import Task as _Task
from SpiffWorkflow.util.task import TaskState

BpmnSpecMixin: Any = bpmn_spec_mixin.BpmnSpecMixin
BpmnTaskSpec: Any = bpmn_task_spec.BpmnTaskSpec
ProcessSpec: Any = bpmn_process_spec.BpmnProcessSpec
WorkflowSpec: Any = _WorkflowSpec
StartTask: Any = control.BpmnStartTask
SimpleTask: Any = control.SimpleBpmnTask
BoundaryEventSplit: Any = control.BoundaryEventSplit
BoundaryEventJoin: Any = control.BoundaryEventJoin
Join: Any = _Join
UnstructuredJoin: Any = unstructured_join.UnstructuredJoin
ExclusiveGateway: Any = exclusive_gateway.ExclusiveGateway
InclusiveGateway: Any = inclusive_gateway.InclusiveGateway
StartEvent: Any = start_event.StartEvent
EndEvent: Any = end_event.EndEvent
CatchEvent: Any = intermediate_event.IntermediateCatchEvent
ThrowEvent: Any = intermediate_event.IntermediateThrowEvent
ReceiveTask: Any = intermediate_event.ReceiveTask
BoundaryEvent: Any = intermediate_event.BoundaryEvent
EventGateway: Any = intermediate_event.EventBasedGateway
EventDefinition: Any = base.EventDefinition
NoneEventDefinition: Any = simple.NoneEventDefinition
TerminateEventDefinition: Any = simple.TerminateEventDefinition
Workflow: Any = _BpmnWorkflow
SubWorkflow: Any = subworkflow.BpmnSubWorkflow
Task: Any = _Task

__all__ = [
    "BoundaryEvent",
    "BoundaryEventJoin",
    "BoundaryEventSplit",
    "BpmnSpecMixin",
    "BpmnTaskSpec",
    "CatchEvent",
    "EndEvent",
    "EventDefinition",
    "EventGateway",
    "ExclusiveGateway",
    "InclusiveGateway",
    "Join",
    "NoneEventDefinition",
    "ProcessSpec",
    "ReceiveTask",
    "SimpleTask",
    "StartEvent",
    "StartTask",
    "SubWorkflow",
    "Task",
    "TaskState",
    "TerminateEventDefinition",
    "ThrowEvent",
    "UnstructuredJoin",
    "Workflow",
    "WorkflowSpec",
]
