"""A column of a table cut into atoms: values and stretches of values that no cell of the column tells apart.

A column of numbers with the cells `< 18` and `[18..65]` has the atoms below 18, 18, between 18 and 65, 65, above 65.
Whether a cell covers an atom is found by trying the cell on a value of it.
"""

from collections.abc import Callable, Iterable, Sequence
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
    #: The values in words: `"E"`, `any other value`; of a stretch, the point it is or the one before it.
    text: str
    #: Whether it is one point, or a stretch of an ordered column; None where the column has no order.
    point: bool | None = None


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


def column(label: str, cells: Sequence[UnaryTests], allowed: UnaryTests | None, spend: Callable[[int], None]) -> Column:
    """The column of those cells; `allowed` are the values that may stand in it, `spend` counts the work."""
    opaque = frozenset(index for index, cell in enumerate(cells) if cell.allowed is None and not cell.any_value)
    constants = [constant for cell in cells for constant in cell.allowed or ()]
    closed = None if allowed is None or allowed.allowed is None else allowed
    atoms = _atoms(constants, closed)
    if atoms is None:
        judged = frozenset(index for index, cell in enumerate(cells) if not cell.any_value)
        return Column(label, (Atom(None, "any value"),), tuple(1 for _ in cells), judged)
    known: dict[str, int] = {}  # cells repeat
    masks: list[int] = []
    for index, cell in enumerate(cells):
        if index in opaque or cell.any_value:
            masks.append((1 << len(atoms)) - 1)
            continue
        if cell.text not in known:
            spend(len(atoms))
            known[cell.text] = sum(1 << bit for bit, atom in enumerate(atoms) if cell.matches(atom.sample, {}))
        masks.append(known[cell.text])
    return Column(label, atoms, tuple(masks), opaque)


def described(part: Column, mask: int) -> str:
    """The atoms of the mask in words."""
    texts: list[str] = []
    bit = 0
    while mask >> bit:
        end = bit + 1
        if mask >> bit & 1:
            while part.atoms[bit].point is not None and mask >> end & 1:
                end += 1
            texts.append(_run_text(part.atoms, bit, end - 1))
        bit = end
    return f"{part.label} {' or '.join(texts)}"


def points_of(constants: Iterable[object]) -> list[object]:
    """The values that those constants name: their own, the ends of their ranges, the items of their lists."""
    points: list[object] = []
    for constant in constants:
        if isinstance(constant, Range):
            points += (constant.start, constant.end)
        elif isinstance(constant, Bound):
            points.append(constant.end)
        elif isinstance(constant, list):
            points += points_of(constant)
        else:
            points.append(constant)
    return points


def _run_text(atoms: tuple[Atom, ...], first: int, last: int) -> str:
    """The atoms from the one to the other, which follow each other, as a cell would say it."""
    one, two = atoms[first], atoms[last]
    if one.point is None or (one is two and one.point):
        return one.text
    start, end = one.text, two.text if two.point else atoms[last + 1].text if last + 1 < len(atoms) else ""
    if not start:
        return f"<{'=' if two.point else ''} {end}" if end else "any value"
    if not end:
        return f">{'=' if one.point else ''} {start}"
    return f"{'[' if one.point else '('}{start}..{end}{']' if two.point else ')'}"


def _atoms(constants: list[object], allowed: UnaryTests | None) -> tuple[Atom, ...] | None:
    """The atoms between those constants; None where they cannot be told."""
    points = [*points_of(constants), *points_of((allowed.allowed or ()) if allowed else ())]
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
    found: list[tuple[object, str, bool]] = []
    for index, point in enumerate(unique):
        before = _before(point, step) if index == 0 else _between(unique[index - 1], point)
        found += [(sample, "" if index == 0 else _text(unique[index - 1]), False) for sample in before]
        found.append((point, _text(point), True))
    found += [(sample, _text(unique[-1]), False) for sample in _after(unique[-1], step)]
    return [Atom(sample, text, point=point) for sample, text, point in found]


def _before(point: object, step: object) -> list[object]:
    try:
        return [subtract(point, step)]
    except Undefined:  # the calendar starts here
        return []


def _after(point: object, step: object) -> list[object]:
    try:
        return [add(point, step, Budget())]
    except Undefined:  # the calendar ends here
        return []


def _between(low: object, high: object) -> list[object]:
    try:
        sample = _middle(low, high)
    except Undefined:
        return []
    return [sample] if order(low, sample) < 0 < order(high, sample) else []


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
