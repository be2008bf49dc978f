"""The process engine: the only importer of SpiffWorkflow."""

from workflows.engine import library
from workflows.engine.bundle import Bundle, bundle_from, bundle_of
from workflows.engine.checking import Known, check
from workflows.engine.definition import DecisionMade, Definition, Node, Place
from workflows.engine.errors import (
    DefinitionRefused,
    EngineError,
    ErrorNotCaught,
    ExpressionFailed,
    LimitReached,
    StateUnreadable,
    StepFailed,
    TaskNotOpen,
)
from workflows.engine.inspection import EndedAt, OpenTask, ParkedTask
from workflows.engine.process import Process
from workflows.engine.variables import VariablesRefused

__all__ = [
    "Bundle",
    "DecisionMade",
    "Definition",
    "DefinitionRefused",
    "EndedAt",
    "EngineError",
    "ErrorNotCaught",
    "ExpressionFailed",
    "Known",
    "LimitReached",
    "Node",
    "OpenTask",
    "ParkedTask",
    "Place",
    "Process",
    "StateUnreadable",
    "StepFailed",
    "TaskNotOpen",
    "VariablesRefused",
    "bundle_from",
    "bundle_of",
    "check",
    "library",
]
