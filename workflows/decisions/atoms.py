"""A column of a table cut into atoms: values and stretches of values that no cell of the column tells apart.

A column of numbers with the cells `< 18` and `[18..65]` has the atoms below 18, 18, between 18 and 65, 65, above 65.
Whether a cell covers an atom is found by trying the cell on a value of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cmp_to_key

from workflows.feel import UnaryTests, to_json
from workflows.feel.budget import Budget
from workflows.feel.comparison import order
from workflows.feel.errors import Undefined
from workflows.feel.operators import add, divide, subtract
from workflows.feel.temporal import DateTime, DaysDuration, MonthsDuration
from workflows.feel.values import Bound, Range

_ORDERED = (Decimal, date, DateTime, DaysDuration, MonthsDuration)
_STEPS: dict[type, object] = {
    Decimal: Decimal(1),
    date: DaysDuration(Decimal(86_400)),
    DateTime: DaysDuration(Decimal(86_400)),
    DaysDuration: DaysDuration(Decimal(86_400)),
    MonthsDuration: MonthsDuration(1),
}
_HALF = Decimal(2)


@dataclass(frozen=True)
class Atom:
    """Values that every cell of the column treats alike."""

    #: One of the values.
    sample: object
    #: The values in words, with the column's name left out: `< 18`, `"E"`.
    text: str


@dataclass(frozen=True)
class Column:
    """A column's atoms, and for each rule which of them its cell covers, as bits."""

    label: str
    atoms: tuple[Atom, ...]
    masks: tuple[int, ...]
    #: Rules whose cell cannot be judged beforehand, because it asks for other names.
    opaque: frozenset[int]

    @property
    def all(self) -> int:
        """Every atom."""
        return (1 << len(self.atoms)) - 1


def column(label: str, cells: Sequence[UnaryTests], allowed: UnaryTests | None) -> Column:
    """The column of those cells; `allowed` are the values that may stand in it."""
    opaque = frozenset(index for index, cell in enumerate(cells) if cell.allowed is None and not cell.any_value)
    constants = [constant for cell in cells for constant in cell.allowed or ()]
    closed = None if allowed is None or allowed.allowed is None else allowed
    atoms = _atoms(constants, closed)
    if atoms is None:
        judged = frozenset(index for index, cell in enumerate(cells) if not cell.any_value)
        return Column(label, (Atom(None, "any value"),), tuple(1 for _ in cells), judged)
    masks = [
        sum(1 << bit for bit, atom in enumerate(atoms) if index in opaque or cell.matches(atom.sample, {}))
        for index, cell in enumerate(cells)
    ]
    return Column(label, atoms, tuple(masks), opaque)


def described(part: Column, mask: int) -> str:
    """The atoms of the mask in words."""
    texts = [atom.text for bit, atom in enumerate(part.atoms) if mask >> bit & 1]
    return f"{part.label} {' or '.join(texts)}"


def _atoms(constants: list[object], allowed: UnaryTests | None) -> tuple[Atom, ...] | None:
    """The atoms between those constants; None where they cannot be told."""
    points = [*_points(constants), *_points((allowed.allowed or ()) if allowed else ())]
    kinds = {type(point) for point in points if point is not None}
    nulls = [Atom(None, "null")] if any(constant is None for constant in constants) else []
    if not kinds:
        return (*nulls, Atom("", "any other value"))
    if len(kinds) > 1:
        return None
    kind = kinds.pop()
    if kind in _ORDERED:
        found = _stretches(sorted((p for p in points if p is not None), key=cmp_to_key(order)))
    elif kind is bool:
        found = [Atom(True, "true"), Atom(False, "false")]
    elif kind is str and not any(_is_stretch(constant) for constant in constants):
        found = _values(points, allowed)
    else:
        return None
    if allowed is not None:
        found = [atom for atom in found if allowed.matches(atom.sample, {})]
    return (*nulls, *found)


def _is_stretch(constant: object) -> bool:
    return isinstance(constant, Range) or (isinstance(constant, Bound) and constant.operator not in ("=", "!="))


def _points(constants: Iterable[object]) -> list[object]:
    points: list[object] = []
    for constant in constants:
        if isinstance(constant, Range):
            points += (constant.start, constant.end)
        elif isinstance(constant, Bound):
            points.append(constant.end)
        elif isinstance(constant, list):
            points += _points(constant)
        else:
            points.append(constant)
    return points


def _values(points: list[object], allowed: UnaryTests | None) -> list[Atom]:
    named = sorted({str(point) for point in points if point is not None})
    atoms = [Atom(value, f'"{value}"') for value in named]
    if allowed is None or allowed.negated:
        other = "".join(named) + "?"  # longer than each, so equal to none
        atoms.append(Atom(other, "any other value"))
    return atoms


def _stretches(points: list[object]) -> list[Atom]:
    unique: list[object] = []
    for point in points:
        if not unique or order(unique[-1], point) != 0:
            unique.append(point)
    step = _STEPS[type(unique[0])]
    atoms = [*_outer(unique[0], step, below=True)]
    for index, point in enumerate(unique):
        atoms.append(Atom(point, _text(point)))
        if index + 1 < len(unique):
            atoms += _between(point, unique[index + 1])
    return [*atoms, *_outer(unique[-1], step, below=False)]


def _outer(point: object, step: object, *, below: bool) -> list[Atom]:
    try:
        sample = subtract(point, step) if below else add(point, step, Budget())
    except Undefined:  # the calendar ends here
        return []
    return [Atom(sample, f"{'<' if below else '>'} {_text(point)}")]


def _between(low: object, high: object) -> list[Atom]:
    try:
        sample = _middle(low, high)
    except Undefined:
        return []
    if order(low, sample) >= 0 or order(sample, high) >= 0:
        return []
    return [Atom(sample, f"between {_text(low)} and {_text(high)}")]


def _middle(low: object, high: object) -> object:
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return divide(add(low, high, Budget()), _HALF)
    if type(low) is date and type(high) is date:
        return low + timedelta(days=(high - low).days // 2)
    if isinstance(low, MonthsDuration) and isinstance(high, MonthsDuration):
        return MonthsDuration((low.months + high.months) // 2)
    return add(low, divide(subtract(high, low), _HALF), Budget())


def _text(value: object) -> str:
    shown = to_json(value)
    return f'"{shown}"' if isinstance(value, str) else str(shown)
