"""Where the rules write down what they find."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from lxml import etree

from workflows.engine.diagram import FLOW_NODES, SCOPES, local_name
from workflows.engine.reading import line_of
from workflows.findings import Finding


@dataclass(frozen=True)
class Known:
    """What the site knows by name; None where that is not asked."""

    #: The guides that a user task may name.
    forms: AbstractSet[str] | None = None
    #: "applicant" and the staff roles.
    groups: AbstractSet[str] | None = None
    #: What a service task may call.
    operations: AbstractSet[str] | None = None
    #: How an application may end.
    outcomes: AbstractSet[str] | None = None


class Report:
    """The findings of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def error(self, rule: str, element: etree._Element, text: str) -> None:
        """Something that keeps the diagram from being run."""
        self.findings.append(
            Finding(self.file, identity_of(element), line_of(element), level="error", rule=rule, text=text)
        )

    def warning(self, rule: str, element: etree._Element, text: str) -> None:
        """Something that is not what it seems."""
        self.findings.append(
            Finding(self.file, identity_of(element), line_of(element), level="warning", rule=rule, text=text)
        )


def identity_of(element: etree._Element) -> str | None:
    """The id of the nearest element that a person sees in the diagram, this one included."""
    around: etree._Element | None = element
    while around is not None:
        name = local_name(around)
        if around.get("id") and (name in FLOW_NODES or name in SCOPES or name in _DRAWN):
            return around.get("id")
        around = around.getparent()
    return element.get("id")


_DRAWN = frozenset(
    {
        "sequenceFlow",
        "message",
        "error",
        "escalation",
        "signal",
        "dataStore",
        "dataStoreReference",
        "lane",
        "participant",
    }
)
