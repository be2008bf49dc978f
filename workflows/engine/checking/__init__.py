"""Everything that is wrong with a bundle, told so that a process owner can mend it."""

from workflows.engine.bundle import Bundle
from workflows.engine.reading import XmlRefused, read_xml
from workflows.findings import Finding


def check(bundle: Bundle) -> list[Finding]:
    """All findings on the files of a bundle, in the files' order."""
    findings = []
    for name, data in bundle.files.items():
        try:
            read_xml(data, file=name)
        except XmlRefused as refused:
            findings.append(refused.finding)
    return findings
