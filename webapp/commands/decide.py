"""`elicense decide`: a decision table asked by hand, with the rule that matched."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from workflows.studio import asking, route, shelf
from workflows.studio.asking import InputsRefused, TableAtFault
from workflows.studio.shelf import NotOnTheShelf

_MOST_BYTES = 1_000_000
#: Python reads no longer whole number, and would name a switch of its own.
_MOST_DIGITS = 4_300
_EPILOG = """\
The JSON object has one entry for each input of the decision, null where there is none; dates are texts such as
"2026-03-31". route_for_holder also works out the fee and the new expiry, by the default settings.

Exit code: 0 answered, 1 the table cannot answer, 2 the question cannot be read."""


def main(arguments: Sequence[str]) -> int:
    """Prints the outcome as JSON; 0 then, 1 for a table at fault, 2 for a question that cannot be read."""
    parser = argparse.ArgumentParser(
        prog="elicense decide",
        description="Asks a decision: a JSON object on standard input, the outcome as JSON on standard output.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("decision", help="the decision's id: route_for_holder, personnel_fee, review_lane ...")
    parser.add_argument("--file", type=Path, help="the table's file, where it is not one of the product's")
    options = parser.parse_args(arguments)
    try:
        answer = _answer(options.decision, options.file, _inputs())
    except (InputsRefused, NotOnTheShelf, OSError) as refused:
        print(f"elicense decide: {refused}", file=sys.stderr)
        return 2
    except TableAtFault as fault:
        print(f"elicense decide: {fault}", file=sys.stderr)
        return 1
    print(json.dumps(answer))
    return 0


def _answer(decision: str, file: Path | None, inputs: dict[str, Any]) -> dict[str, Any]:
    if decision == route.DECISION and file is None:
        _tell_unasked(inputs, route.INPUTS)
        return {"decision": decision, **asdict(route.route_for_holder(inputs))}
    table = asking.read(shelf.table(decision) if file is None else file)
    if decision not in table.ids:
        raise NotOnTheShelf("decision", decision, list(table.ids))
    _tell_unasked(inputs, [part.name for part in table.inputs(decision)])
    told = asking.ask(table, decision, inputs)
    return {"decision": decision, "value": told.value, "rule": told.rule, "rules": told.rules, "remarks": told.remarks}


def _tell_unasked(inputs: dict[str, Any], asked: Sequence[str]) -> None:
    unasked = [name for name in inputs if name not in asked]
    if unasked:
        print(f"elicense decide: not asked for, and left out: {', '.join(unasked)}.", file=sys.stderr)


def _inputs() -> dict[str, Any]:
    """The JSON object on standard input.

    Raises:
        InputsRefused: it is none.
    """
    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise InputsRefused([f"The question is larger than {_MOST_BYTES:,} bytes."])
    try:
        given = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        reason = "it nests too deep" if isinstance(error, RecursionError) else str(error)
        raise InputsRefused([f"Standard input is no JSON: {reason}."]) from None
    if not isinstance(given, dict):
        raise InputsRefused(["Standard input must be a JSON object with an entry for each input."])
    return given


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has more than {_MOST_DIGITS:,} digits")
    return int(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
