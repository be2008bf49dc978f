"""Small DMN files, made from the cells of a table."""

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

import pytest

MakeTable = Callable[..., bytes]
MakeFile = Callable[..., bytes]

_NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def _file(body: str) -> bytes:
    return (
        f'<definitions xmlns="{_NAMESPACE}" id="file" name="file" namespace="urn:test">\n{body}\n</definitions>'
    ).encode()


def _table(
    rows: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    inputs: Sequence[tuple[str, str]] = (("x", "number"),),
    outputs: Sequence[str] = ("out",),
    policy: str = "UNIQUE",
    aggregation: str = "",
    allowed: str = "",
    priorities: str = "",
    default: str = "",
) -> bytes:
    told = "\n".join(
        f'<inputData id="i_{name}" name={quoteattr(name)}><variable name={quoteattr(name)} typeRef="{kind}"/></inputData>'
        for name, kind in inputs
    )
    requires = "".join(
        f'<informationRequirement id="r_{name}"><requiredInput href="#i_{name}"/></informationRequirement>'
        for name, _ in inputs
    )
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    columns = "\n".join(
        f'<input id="c_{name}" label={quoteattr(name)}><inputExpression typeRef="{kind}"><text>{name}</text>'
        f"</inputExpression>{values}</input>"
        for name, kind in inputs
    )
    ranked = f"<outputValues><text>{escape(priorities)}</text></outputValues>" if priorities else ""
    otherwise = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    answers = "\n".join(f'<output id="o_{name}" name="{name}">{ranked}{otherwise}</output>' for name in outputs)
    rules = "\n".join(
        f'<rule id="rule_{index}"><description>row {index}</description>'
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
        + "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in results)
        + "</rule>"
        for index, (cells, results) in enumerate(rows, start=1)
    )
    summed = f' aggregation="{aggregation}"' if aggregation else ""
    return _file(
        f'{told}\n<decision id="asked" name="asked"><variable name="asked"/>{requires}\n'
        f'<decisionTable id="table" hitPolicy="{policy}"{summed}>\n{columns}\n{answers}\n{rules}\n'
        "</decisionTable></decision>",
    )


@pytest.fixture(scope="session")
def make_file() -> MakeFile:
    """A DMN 1.3 file with this body."""
    return _file


@pytest.fixture(scope="session")
def make_table() -> MakeTable:
    """A DMN file of one decision, `asked`, with one table."""
    return _table
