"""How much of the DMN Technology Compatibility Kit holds: `python -m workflows.decisions.conformance [FOLDER]`.

A case passes when the answer is the expected one, is refused when its model was refused by `read`, and is wrong
otherwise. The last lines give the figures; the exit status is 1 where any case is wrong.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lxml import etree

from workflows.decisions.document import parse
from workflows.decisions.errors import DecisionError, DecisionRefused
from workflows.decisions.evaluation import Decisions
from workflows.decisions.reading import read
from workflows.feel import FeelError
from workflows.feel.budget import Budget
from workflows.feel.comparison import equal
from workflows.feel.properties import member
from workflows.feel.temporal import read_date, read_date_time, read_duration, read_time

LEVELS = ("level-2", "level-3")
DEFAULT_FOLDER = Path(__file__).parents[2] / "../shared/corpora/dmn-tck"

_CASES = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
#: The kit's numbers are rounded to fewer digits than 34.
_TOLERANCE = Decimal("1e-8")


@dataclass
class Tally:
    """How the cases of one level went."""

    passed: int = 0
    refused: int = 0
    wrong: int = 0

    def count(self, verdict: str) -> None:
        """Add one case's verdict: passed, refused or wrong."""
        setattr(self, verdict, getattr(self, verdict) + 1)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.refused} refused, {self.wrong} wrong"


@dataclass(frozen=True)
class Result:
    """How one case went."""

    case: str
    #: "passed", "refused" or "wrong".
    verdict: str
    #: Why, where it did not pass.
    reason: str


def results(level: Path) -> Iterator[Result]:
    """How each case under the folder of a level goes."""
    for tests in sorted(level.glob("*/*.xml")):
        root = parse(tests.read_bytes())
        model = tests.parent / "".join((root.findtext(f"{_CASES}modelName") or "").split())
        try:
            decisions: Decisions | None = read(model.read_bytes(), file=model.name)
            reason = ""
        except DecisionRefused as refusal:
            decisions, reason = None, str(refusal)
        for case in root.iter(f"{_CASES}testCase"):
            for expected in case.iter(f"{_CASES}resultNode"):
                label = f"{tests.parent.name} {case.get('id')} {expected.get('name')}"
                if decisions is None:
                    yield Result(label, "refused", reason)
                else:
                    yield _result(label, decisions, case, expected)


def main(arguments: list[str]) -> int:
    """Print the figures of each level; 1 where a case is wrong, else 0."""
    details = "-v" in arguments
    folders = [argument for argument in arguments if argument != "-v"]
    folder = Path(folders[0]) if folders else DEFAULT_FOLDER
    if not any((folder / level).is_dir() for level in LEVELS):
        print("skipped")  # noqa: T201 - a command's answer
        return 0
    wrong = 0
    for level in LEVELS:
        tally = Tally()
        for result in results(folder / level):
            tally.count(result.verdict)
            if result.verdict == "wrong" or (details and result.verdict == "refused"):
                print(f"{result.verdict}: {result.case}: {result.reason}")  # noqa: T201 - a command's answer
        print(f"{level}: {tally}")  # noqa: T201 - a command's answer
        wrong += tally.wrong
    return 1 if wrong else 0


def _result(label: str, decisions: Decisions, case: etree._Element, expected: etree._Element) -> Result:
    inputs = {node.get("name") or "": _value(node) for node in case.findall(f"{_CASES}inputNode")}
    wanted_node = expected.find(f"{_CASES}expected")
    wanted = None if wanted_node is None else _value(wanted_node)
    try:
        answer = _answer(decisions, case, expected.get("name") or "", inputs)
    except (DecisionError, FeelError) as error:
        # an answer that the kit expects to be an error may be one
        verdict = "passed" if expected.get("errorResult") == "true" and wanted is None else "wrong"
        return Result(label, verdict, f"{type(error).__name__}: {error}")
    if _same(answer, wanted):
        return Result(label, "passed", "")
    return Result(label, "wrong", f"expected {wanted!r}, answered {answer!r}")


def _answer(decisions: Decisions, case: etree._Element, name: str, inputs: Mapping[str, object]) -> object:
    invocable = case.get("invocableName")
    if invocable:
        service = next(service for service in decisions.services.values() if service.name == invocable)
        value = decisions.serve(service.id, inputs).value
        return value[name] if len(service.outputs) > 1 and isinstance(value, dict) else value
    decision = next(decision for decision in decisions.decisions.values() if decision.name == name)
    # the kit leaves out inputs that are null
    needed: dict[str, object] = {part.name: None for part in decisions.inputs(decision.id)}
    return decisions.evaluate(decision.id, {**needed, **inputs}).value


def _value(node: etree._Element) -> object:
    listed = node.find(f"{_CASES}list")
    if listed is not None:
        return None if listed.get(_NIL) == "true" else [_value(item) for item in listed.findall(f"{_CASES}item")]
    components = node.findall(f"{_CASES}component")
    if components:
        return {component.get("name"): _value(component) for component in components}
    value = node.find(f"{_CASES}value")
    if value is None or value.get(_NIL) == "true":
        return None
    return _scalar((value.get(_TYPE) or "").rpartition(":")[2], value.text or "")


_READERS: dict[str, Callable[[str], object]] = {
    "boolean": lambda text: text == "true",
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "date": read_date,
    "dateTime": read_date_time,
    "time": read_time,
    "duration": read_duration,
}


def _scalar(kind: str, text: str) -> object:
    return _READERS[kind](text) if kind in _READERS else text


def _same(answer: object, wanted: object) -> bool:
    if isinstance(answer, Decimal) and isinstance(wanted, Decimal):
        return abs(answer - wanted) <= _TOLERANCE * max(Decimal(1), abs(wanted))
    if isinstance(answer, list) and isinstance(wanted, list):
        return len(answer) == len(wanted) and all(_same(*pair) for pair in zip(answer, wanted, strict=True))
    if isinstance(answer, dict) and isinstance(wanted, dict):
        return answer.keys() == wanted.keys() and all(_same(answer[key], wanted[key]) for key in wanted)
    if isinstance(wanted, dict) and answer is not None:  # a range is told by its properties
        return _same(_properties(answer, wanted), wanted)
    return equal(answer, wanted, Budget()) is True


def _properties(answer: object, wanted: Mapping[str, object]) -> object:
    return {name: member(answer, name, Budget()) for name in wanted}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
