"""`elicense play`: a process walked with made-up answers, for a process owner to see where it leads."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from webapp.commands.known import guides
from workflows.engine import DefinitionRefused, bundle_of
from workflows.engine.timing import EASTERN
from workflows.studio import shelf
from workflows.studio.invention import Inventor
from workflows.studio.playing import Player, Step, Walk
from workflows.studio.shelf import NotOnTheShelf

#: An ordinary day on which renewal and alignment are open.
_DAY = "2026-01-20"
_EPILOG = """\
A line is a step: the kind of the element, its id, its label, its lane, and what was answered or which row of a table
matched. Tables and conditions are really asked; what people, operations and messages say is made up.

Exit code: 0 an end was reached, 1 none was, 2 there is no such process or it is refused."""


def main(arguments: Sequence[str]) -> int:
    """Prints the walk; 0 when it comes to an end, 1 when not, 2 for what cannot be played."""
    parser = argparse.ArgumentParser(
        prog="elicense play",
        description="Walks a process with made-up answers and prints the path.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("process", help="the process's id, or the path of a .bpmn file")
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="whoever tells NAME says this: decision=propose_denial, nrExpiry=2028-03-31, final_check.passed=false",
    )
    parser.add_argument("--all", action="store_true", help="walk every branch that can be found")
    parser.add_argument("--on", default=_DAY, metavar="DATE", help=f"the day on which it plays ({_DAY})")
    options = parser.parse_args(arguments)
    try:
        given = dict(_answer(text) for text in options.answer)
        player = _player(options.process, given, date.fromisoformat(options.on))
        return _play_all(player) if options.all else _play(player)
    except DefinitionRefused as refused:
        print(f"elicense play: {refused}. Run elicense check to see them all.", file=sys.stderr)
        return 2
    except (NotOnTheShelf, OSError, ValueError) as error:
        print(f"elicense play: {error}", file=sys.stderr)
        return 2


def _player(process: str, given: dict[str, Any], day: date) -> Player:
    path = Path(process)
    if path.suffix != ".bpmn" and not path.is_file():
        path = shelf.diagram(process)
    shelf.refuse_unreadable(path)
    bundle = bundle_of(path, (shelf.SHARED,))
    now = datetime.combine(day, time(10), tzinfo=EASTERN)
    return Player(bundle, Inventor(bundle, began=now, guides=guides(), given=given), now=now)


def _answer(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise ValueError(f"{text!r} is no NAME=VALUE.")
    try:
        return name, json.loads(value)
    except RecursionError:
        raise ValueError(f"The answer to {name} nests too deep.") from None
    except ValueError:
        return name, value


def _play(player: Player) -> int:
    walk = player.best()
    _print(walk.steps)
    return _said(walk)


def _play_all(player: Player) -> int:
    ends = 0
    for number, walk in enumerate(player.walks(), 1):
        print(f"{'' if number == 1 else chr(10)}Walk {number}")
        _print(walk.steps)
        ends += _said(walk) == 0
    unmet = player.unmet
    if unmet:
        why = "; ".join(player.unfulfilled)
        because = f" No made-up answer fulfills: {why}." if why else ""
        print(f"\nNo walk came to: {', '.join(node.name for node in unmet)}.{because}", file=sys.stderr)
    return 0 if ends else 1


def _said(walk: Walk) -> int:
    if walk.ended is None:
        print(f"elicense play: no end was reached. {walk.stuck or ''}".rstrip(), file=sys.stderr)
        return 1
    ended = walk.ended
    parts = [ended.outcome, ended.advice, ended.continue_as and f"goes on as {ended.continue_as}"]
    if any(parts):
        print(f"ended: {'. '.join(str(part).rstrip('.') for part in parts if part)}.")
    return 0


def _print(steps: Iterable[Step]) -> None:
    rows = [(step.kind, step.id, step.label, step.lane or "-", step.said) for step in steps]
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(4)]
    for row in rows:
        print("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[4]]).rstrip())
