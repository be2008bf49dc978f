"""Gaps and overlaps of a decision table, found without asking it.

Every column is cut into atoms (see `atoms.py`); a rule is then a box of atoms. An overlap is two boxes with a box in
common; a gap is a box that no rule covers, found by going through the columns with the rules that still match.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.decisions.atoms import Column, column, described
from workflows.decisions.table import Table

#: How many atoms, boxes and pairs are looked at in a file before its tables count as too large.
MOST_WORK = 1_000_000
#: How many gaps and overlaps of one table are told.
MOST_TOLD = 20
#: How many columns one of them names.
MOST_COLUMNS = 12


@dataclass(frozen=True)
class Overlap:
    """Two rules that match together."""

    #: 0-based positions of the rules.
    one: int
    two: int
    #: Where they do, in words.
    text: str


class TooLarge(Exception):
    """The table is larger than what is searched."""


class Work:
    """How much of a search is left, over all the tables of a file."""

    def __init__(self, most: int = MOST_WORK) -> None:
        self._left = most

    def spend(self, work: int = 1) -> None:
        """Count work done.

        Raises:
            TooLarge: there is none left.
        """
        self._left -= work
        if self._left < 0:
            raise TooLarge


class Coverage:
    """What the rules of one table cover."""

    def __init__(self, table: Table, work: Work) -> None:
        """Raises `TooLarge` where the columns alone are too much work."""
        self._spend = work.spend
        self._rules = len(table.rows)
        self.columns: list[Column] = [
            column(part.label, [row.cells[index] for row in table.rows], part.allowed, self._spend)
            for index, part in enumerate(table.inputs)
        ]
        #: Rules with a cell that cannot be judged beforehand.
        self.opaque: frozenset[int] = frozenset().union(*(part.opaque for part in self.columns))

    def overlaps(self) -> Iterator[Overlap]:
        """Every two rules that match together; rules that cannot be judged are left out.

        Raises:
            TooLarge: the table has too many rules.
        """
        for one in range(self._rules):
            for two in range(one + 1, self._rules):
                self._spend()
                if one in self.opaque or two in self.opaque:
                    continue
                common = [part.masks[one] & part.masks[two] for part in self.columns]
                if all(common):
                    yield Overlap(one, two, self._words(common))

    def hidden(self) -> Iterator[tuple[int, int]]:
        """Each rule that an earlier one covers whole, and that earlier one.

        Raises:
            TooLarge: the table has too many rules.
        """
        for two in range(self._rules):
            for one in range(two):
                self._spend()
                if one in self.opaque or two in self.opaque:
                    continue
                if all(part.masks[two] & ~part.masks[one] == 0 for part in self.columns):
                    yield two, one
                    break

    def dead(self) -> Iterator[tuple[int, str]]:
        """Each rule with a cell that no value of its column passes, and the column's label."""
        for rule in range(self._rules):
            for part in self.columns:
                if part.masks[rule] == 0:
                    yield rule, part.label

    def gaps(self) -> Iterator[str]:
        """Every box that no rule covers, in words; a cell that cannot be judged counts as covering.

        Raises:
            TooLarge: the table has too many combinations.
        """
        for masks in self._uncovered(0, (1 << self._rules) - 1, set()):
            yield self._words(masks)

    def _uncovered(self, index: int, rules: int, covered: set[tuple[int, int]]) -> Iterator[list[int]]:
        """The boxes left open from that column on by the rules that still match."""
        self._spend()
        if not rules:
            yield [part.all for part in self.columns[index:]]
            return
        if index == len(self.columns) or (index, rules) in covered:
            return
        part = self.columns[index]
        found = False
        for left, mask in self._alike(part, rules).items():
            for rest in self._uncovered(index + 1, left, covered):
                found = True
                yield [mask, *rest]
        if not found:
            covered.add((index, rules))

    def _alike(self, part: Column, rules: int) -> dict[int, int]:
        """The atoms of the column by the rules that cover them: which rules are left, and for which atoms."""
        groups: dict[int, int] = {}
        for bit in range(len(part.atoms)):
            left = sum(1 << rule for rule in range(self._rules) if rules >> rule & 1 and part.masks[rule] >> bit & 1)
            groups[left] = groups.get(left, 0) | 1 << bit
        self._spend(len(part.atoms) * max(1, self._rules >> 4))
        return groups

    def _words(self, masks: list[int]) -> str:
        told = [described(part, mask) for part, mask in zip(self.columns, masks, strict=True) if mask != part.all]
        return ", ".join((*told[:MOST_COLUMNS], "...") if len(told) > MOST_COLUMNS else told) or "every value"
