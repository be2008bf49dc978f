"""Everything wrong with a DMN file, also what would only be seen when it is asked."""

from workflows.decisions.reading import Reading
from workflows.findings import Finding


def check(xml: bytes, *, file: str) -> list[Finding]:
    """Everything wrong with the file, in the order of its lines; empty where nothing is.

    Errors stand in the way of publishing; warnings are for the owner to look at.
    """
    reading = Reading(xml, file)
    return sorted(reading.findings, key=lambda finding: (finding.line or 0, finding.rule))
