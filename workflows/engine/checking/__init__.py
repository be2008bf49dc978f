"""Everything that is wrong with a bundle, told so that a process owner can mend it.

What the library would refuse, swallow or carry out wrongly is found here first, with the element and its
line; only a bundle without errors is ever built. A check never raises, whatever the files hold.
"""

from collections import Counter

from workflows.engine.bundle import Bundle
from workflows.engine.checking.activities import check_activities
from workflows.engine.checking.calls import Calls, check_calls
from workflows.engine.checking.drawing import check_drawing
from workflows.engine.checking.elements import check_elements, check_size
from workflows.engine.checking.events import check_events
from workflows.engine.checking.expressions import check_expressions
from workflows.engine.checking.flows import check_flows
from workflows.engine.checking.report import Known, Report
from workflows.engine.checking.settings import check_settings
from workflows.engine.contents import Contents, contents_of, decision_ids
from workflows.findings import Finding

__all__ = ["Known", "check"]

_EVERYTHING = Known()


def check(bundle: Bundle, known: Known = _EVERYTHING) -> list[Finding]:
    """All findings on the files of a bundle, file by file and line by line.

    Args:
        bundle: The main diagram first.
        known: What the site knows by name; what it leaves out is not asked.
    """
    contents = contents_of(bundle.files)
    calls = Calls(contents.diagrams.values())
    waits = calls.waits()
    findings = [*contents.refused, *_names(bundle, contents, calls)]
    for file, diagram in contents.diagrams.items():
        report = Report(file)
        check_elements(diagram, report)
        check_drawing(diagram, report)
        check_settings(diagram, report)
        if check_size(diagram, report) and diagram.processes:
            check_flows(diagram, report, waits)
            check_events(diagram, report)
            check_expressions(diagram, report)
            check_activities(diagram, report, known)
            check_calls(diagram, report, calls, contents.tables, main=diagram.process.id == bundle.process_id)
        findings += report.findings
    for file in contents.tables:
        findings += _table(bundle.files[file], file)
    order = {file: place for place, file in enumerate(bundle.files)}
    unique = dict.fromkeys(findings)
    return sorted(unique, key=lambda one: (order.get(one.file, len(order)), one.line or 0))


def _names(bundle: Bundle, contents: Contents, calls: Calls) -> list[Finding]:
    found = []
    if bundle.process_id not in calls.processes and calls.processes:
        file = next(iter(contents.diagrams))
        found.append(
            Finding(file, None, None, "error", "process_unknown", f"No file has the process {bundle.process_id}.")
        )
    for file, diagram in contents.diagrams.items():
        report = Report(file)
        for process in diagram.processes:
            if calls.processes[process.id] is not process:
                text = f"Another file has a process {process.id} too."
                report.error("process_duplicate", process.element, text)
        found += report.findings
    decisions = [identity for root in contents.tables.values() for identity in decision_ids(root)]
    for file, root in contents.tables.items():
        report = Report(file)
        for identity in decision_ids(root):
            if Counter(decisions)[identity] > 1:
                report.error("decision_duplicate", root, f"The decision {identity} stands twice in the bundle.")
        found += report.findings
    return found


def _table(data: bytes, file: str) -> list[Finding]:
    # a process without tables needs nothing of the decisions package
    from workflows import decisions

    return list(decisions.check(data, file=file))
