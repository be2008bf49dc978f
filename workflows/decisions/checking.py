"""Everything wrong with a DMN file, also what would only be seen when it is asked."""

from collections.abc import Iterator
from itertools import islice
from typing import Literal

from workflows.decisions.atoms import points_of
from workflows.decisions.coverage import MOST_TOLD, Coverage, TooLarge, Work
from workflows.decisions.reading import reading_of
from workflows.decisions.source import Element, identity, line_of
from workflows.decisions.table import Table
from workflows.feel import FeelError
from workflows.feel.types import Simple
from workflows.findings import Finding

_FEW = 5


def check(xml: bytes, *, file: str) -> list[Finding]:
    """Everything wrong with the file, in the order of its lines; empty where nothing is.

    Errors stand in the way of publishing; warnings are for the owner to look at.
    """
    reading = reading_of(xml, file)
    findings = list(reading.findings)
    work = Work()
    for element, table in reading.tables:
        findings += _TableCheck(file, element, table).findings(work)
    return sorted(set(findings), key=lambda finding: (finding.line or 0, finding.rule, finding.text))


class _TableCheck:
    def __init__(self, file: str, element: Element, table: Table) -> None:
        self._file = file
        self._element = element
        self._table = table
        self._rules = [child for child in element if str(child.tag).endswith("}rule")]

    def findings(self, work: Work) -> Iterator[Finding]:
        """What the table leaves open, says twice or never reaches."""
        yield from islice(self._of_other_types(), MOST_TOLD)
        try:
            coverage = Coverage(self._table, work)
            yield from islice(self._dead(coverage), MOST_TOLD)
            yield from islice(self._overlaps(coverage), MOST_TOLD)
            yield from islice(self._hidden(coverage), MOST_TOLD)
            yield from islice(self._gaps(coverage), MOST_TOLD)
        except (TooLarge, FeelError, RecursionError):
            text = "The table is too large to be searched for gaps and overlaps to the end."
            yield self._finding(self._element, "warning", "not_searched", text)
            return
        if coverage.opaque:
            rules = ", ".join(str(rule + 1) for rule in sorted(coverage.opaque)[:_FEW])
            more = ", ..." if len(coverage.opaque) > _FEW else ""
            text = f"Rules {rules}{more} depend on other values, so gaps and overlaps with them are not searched for."
            yield self._finding(self._element, "warning", "not_searched", text)

    def _of_other_types(self) -> Iterator[Finding]:
        for place, column in enumerate(self._table.inputs):
            if not isinstance(column.type, Simple):
                continue
            for rule, row in enumerate(self._table.rows):
                if any(
                    not column.type.holds(one) for one in points_of(row.cells[place].allowed or ()) if one is not None
                ):
                    text = f"Rule {rule + 1} compares {column.label}, a {column.type.name}, with something else."
                    yield self._finding(self._rules[rule], "warning", "other_type", text)

    def _dead(self, coverage: Coverage) -> Iterator[Finding]:
        for rule, label in coverage.dead():
            text = f"Rule {rule + 1} never matches: no value that {label} may have passes its cell."
            yield self._finding(self._rules[rule], "error", "never_matches", text)

    def _overlaps(self, coverage: Coverage) -> Iterator[Finding]:
        if self._table.policy not in ("UNIQUE", "ANY"):
            return
        for overlap in coverage.overlaps():
            if self._table.policy == "ANY" and self._same_outputs(overlap.one, overlap.two):
                continue
            text = f"Rules {overlap.one + 1} and {overlap.two + 1} both match for {overlap.text}."
            yield self._finding(self._rules[overlap.two], "error", "overlap", text)

    def _same_outputs(self, one: int, two: int) -> bool:
        texts = [_texts(self._rules[rule]) for rule in (one, two)]
        return texts[0] == texts[1]

    def _hidden(self, coverage: Coverage) -> Iterator[Finding]:
        if self._table.policy != "FIRST":
            return
        for rule, by in coverage.hidden():
            text = f"Rule {rule + 1} is never reached: rule {by + 1} matches wherever it does."
            yield self._finding(self._rules[rule], "warning", "never_reached", text)

    def _gaps(self, coverage: Coverage) -> Iterator[Finding]:
        if any(output.default is not None for output in self._table.outputs):
            return
        for gap in coverage.gaps():
            yield self._finding(self._element, "warning", "gap", f"No rule matches for {gap}.")

    def _finding(self, element: Element, level: Literal["error", "warning"], rule: str, text: str) -> Finding:
        return Finding(self._file, identity(element), line_of(element), level, rule, text)


def _texts(rule: Element) -> list[str]:
    outputs = [child for child in rule if str(child.tag).endswith("}outputEntry")]
    return ["".join(str(text) for text in output.itertext()).strip() for output in outputs]
