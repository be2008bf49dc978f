"""DMN decision tables and what goes with them: read, evaluated, and searched for gaps and overlaps.

A file is accepted or refused when it is read; what was accepted never fails for want of a feature.
"""

from workflows.decisions.checking import check
from workflows.decisions.errors import DecisionError, DecisionInputMissing, DecisionRefused, HitPolicyViolated
from workflows.decisions.evaluation import ASKING, Decision, Decisions, InputData
from workflows.decisions.outcome import Outcome, Rule, Step
from workflows.decisions.reading import read

__all__ = [
    "ASKING",
    "Decision",
    "DecisionError",
    "DecisionInputMissing",
    "DecisionRefused",
    "Decisions",
    "HitPolicyViolated",
    "InputData",
    "Outcome",
    "Rule",
    "Step",
    "check",
    "read",
]
