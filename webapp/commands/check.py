"""`elicense check`: everything wrong with diagrams and decision tables, one JSON object a line.

Each file is looked at in a process of its own that is ended when it takes too long or asks for too much memory:
whatever the file holds, there is an answer in time and never a traceback.
"""

import argparse
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from webapp.commands.known import known
from workflows.findings import Finding
from workflows.studio.checking import Checked, check_file

#: After this a file's check is ended; a person waits 15 seconds at most.
SECONDS = 12.0
#: The simulation stops earlier by itself, so that the other layers' findings are told.
SIMULATION_SECONDS = 6.0
_MOST_MEMORY = 2 * 1024**3
_EPILOG = """\
Each line has file, element, line, level ("error" or "warning"), rule and text. What a diagram calls or asks is looked
for beside it and in bpmn/shared of the product, and is checked with it.

Exit code: 0 nothing stands in the way (warnings may), 1 there are errors, 2 a file cannot be read."""


def main(arguments: Sequence[str]) -> int:
    """Prints the findings on each file; the worst of 0 (sound), 1 (errors) and 2 (unreadable)."""
    parser = argparse.ArgumentParser(
        prog="elicense check",
        description="Tells everything that is wrong with BPMN diagrams and DMN tables, one JSON object a line.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a diagram or a table, told by its root element")
    options = parser.parse_args(arguments)
    known()
    return max(_told(file) for file in options.files)


def _told(file: str) -> int:
    checked = _guarded(file)
    for finding in checked.findings:
        print(json.dumps(asdict(finding)), flush=True)
    if not checked.readable:
        print(f"elicense check: {file}: {checked.findings[0].text}", file=sys.stderr)
        return 2
    return 0 if checked.sound else 1


def _guarded(file: str) -> Checked:
    """The check, made by a child process that cannot outstay its time."""
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_child(file, writing)
    os.close(writing)
    try:
        said = _all_of(reading, until=time.monotonic() + SECONDS)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if said is None:
        return _given_up(file, "check_too_long", f"The check takes longer than {SECONDS:.0f} seconds. Make it smaller.")
    try:
        told = json.loads(said)
    except ValueError:
        return _given_up(file, "check_failed", "The check broke off on this file. Make it smaller.")
    return Checked(tuple(Finding(**one) for one in told["findings"]), readable=told["readable"])


def _be_the_child(file: str, writing: int) -> None:
    """Checks, writes what it found and is gone; nothing of the parent's is flushed or cleaned up twice."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.RLIM_INFINITY))
        stop = time.monotonic() + SIMULATION_SECONDS
        checked = check_file(Path(file), known=known(), go_on=lambda: time.monotonic() < stop)
        with os.fdopen(writing, "w") as pipe:
            json.dump({"readable": checked.readable, "findings": [asdict(one) for one in checked.findings]}, pipe)
    finally:
        # also after an error that nobody foresaw, which the parent tells in a sentence
        os._exit(0)


def _all_of(reading: int, *, until: float) -> bytes | None:
    """What the child says to its end; None when it does not come to one in time."""
    said = bytearray()
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        if ready:
            part = os.read(reading, 65_536)
            if not part:
                return bytes(said)
            said += part
    return None


def _given_up(file: str, rule: str, text: str) -> Checked:
    return Checked((Finding(file, None, None, "error", rule, text),), readable=True)
