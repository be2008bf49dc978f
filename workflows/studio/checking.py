"""Everything wrong with a diagram or a table before it is published, in four layers.

The XML and its rules, the reading, every expression and name, and a simulation on the real engine. What a diagram
calls and asks is looked for beside it and among the shared files, and is checked with it: a process is only as sound
as what it calls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from workflows.engine import Known, bundle_of, check
from workflows.engine.contents import Contents, contents_of
from workflows.findings import Finding
from workflows.studio import shelf
from workflows.studio.parameters import check_parameters
from workflows.studio.simulation import simulate

#: Errors that leave the flow as it is, so that it can be simulated all the same.
_BESIDE_THE_FLOW = frozenset(
    {
        *("form_missing", "form_unknown", "group_unknown", "operation_unknown", "outcome_unknown"),
        *("decision_unknown", "call_unknown", "parameter_missing", "error_not_caught"),
    }
)


@dataclass(frozen=True)
class Checked:
    """What a check says of one file and of what it calls."""

    #: File by file, the given one first, and line by line.
    findings: tuple[Finding, ...]
    #: Whether the given file itself could be read as a diagram or a table.
    readable: bool

    @property
    def sound(self) -> bool:
        """Whether nothing stands in the way of publishing."""
        return self.readable and not any(finding.level == "error" for finding in self.findings)


def check_file(
    path: Path, *, known: Known, shared: Path = shelf.SHARED, go_on: Callable[[], bool] = lambda: True
) -> Checked:
    """All findings on a file, told what it is by its root element.

    Args:
        path: A BPMN diagram or a DMN table, whatever its suffix.
        known: What the site knows by name.
        shared: Where called diagrams and tables are looked for, after the file's own folder.
        go_on: Asked before each step of the simulation; the rest is left out when it says no.
    """
    try:
        shelf.refuse_unreadable(path)
        bundle = bundle_of(path, (shared,))
    except (OSError, ValueError) as error:
        text = f"The file cannot be read: {_reason(error)}."
        return Checked((Finding(str(path), None, None, "error", "unreadable", text),), readable=False)
    contents = contents_of(bundle.files)
    findings = check(bundle, known)
    for diagram in contents.diagrams.values():
        findings += check_parameters(diagram)
    findings += _simulated(contents, bundle.files, findings, go_on)
    names = list(bundle.files)
    findings.sort(key=lambda one: (names.index(one.file) if one.file in names else len(names), one.line or 0))
    told = tuple(replace(one, file=_path_of(one.file, names, path, shared)) for one in dict.fromkeys(findings))
    readable = names[0] in contents.diagrams or names[0] in contents.tables
    return Checked(told, readable=readable)


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)


def _simulated(
    contents: Contents, files: Mapping[str, bytes], findings: list[Finding], go_on: Callable[[], bool]
) -> list[Finding]:
    at_fault = {one.file for one in findings if one.level == "error" and one.rule not in _BESIDE_THE_FLOW}
    return [
        finding
        for file in contents.diagrams
        if file not in at_fault
        for finding in simulate(files[file], file=file, go_on=go_on)
    ]


def _path_of(file: str, names: list[str], path: Path, shared: Path) -> str:
    """The path of a file of the bundle, as a person can open it: the given one as it was given."""
    if file == names[0]:
        return str(path)
    name = Path(file).name
    folder = path.parent if path.parent.name == Path(file).parent.name else shared
    return str(folder / name)
