"""What can go wrong with a decision."""

from collections.abc import Sequence

from workflows.findings import Finding


class DecisionError(Exception):
    """Base of every error of this package."""


class DecisionRefused(DecisionError):
    """The file was refused when it was read; the findings say where and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0] if findings else None
        where = "" if first is None or first.line is None else f" (line {first.line})"
        super().__init__("the decisions were refused" if first is None else f"{first.text}{where}")
        #: Everything that stands in the way, errors only.
        self.findings = list(findings)


class DecisionInputMissing(DecisionError):
    """A decision was asked without an input that it needs."""

    def __init__(self, decision: str, names: Sequence[str]) -> None:
        super().__init__(f"{decision} needs {', '.join(names)}")
        #: Id of the decision that was asked.
        self.decision = decision
        #: Names of the inputs that were not given.
        self.names = tuple(names)


class HitPolicyViolated(DecisionError):
    """Rules of a table matched that its hit policy does not let match together."""

    def __init__(self, table: str, rules: Sequence[str], reason: str) -> None:
        super().__init__(f"{table}: {reason} ({', '.join(rules)})")
        #: Id of the table, or of the decision around it.
        self.table = table
        #: Ids of the rules that matched.
        self.rules = tuple(rules)
