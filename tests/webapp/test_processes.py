"""Processes in one terminal end together, whatever ends the first of them."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.support.deadline import until

# Starts two programs that note their own ids and those of a child each, and would live for a minute.
_SUPERVISOR = """
import os, sys
from webapp.processes import Program, run_together
child = "import os, sys, subprocess, pathlib; p = subprocess.Popen(['sleep', '60']); " \\
    "pathlib.Path(sys.argv[1]).write_text(f'{os.getpid()} {p.pid}'); p.wait()"
programs = [Program(name, (sys.executable, "-c", child, f"{sys.argv[1]}/{name}.ids"), os.environ) for name in ("one", "two")]
sys.exit(run_together(programs, on_look=lambda: None))
"""


@pytest.fixture
def supervisor(processes, tmp_path):
    program = processes.start("supervisor", sys.executable, "-c", _SUPERVISOR, str(tmp_path), environment={})
    until(lambda: len(_all(tmp_path)) == 4, "both programs and their children run")
    yield program
    for number in _alive(tmp_path):
        os.kill(number, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_program_and_its_children(supervisor, tmp_path, number):
    supervisor.process.send_signal(number)

    assert supervisor.process.wait(timeout=20) == 0
    assert _alive(tmp_path) == []


def test_a_signal_to_the_whole_group_ends_every_program_and_its_children(supervisor, tmp_path):
    os.killpg(supervisor.process.pid, signal.SIGTERM)

    assert supervisor.process.wait(timeout=20) == 0
    assert _alive(tmp_path) == []


def test_a_program_that_ends_takes_the_others_along(supervisor, tmp_path):
    os.kill(_all(tmp_path)[0], signal.SIGKILL)

    assert supervisor.process.wait(timeout=20) == 1
    assert "ended with code -9; ending the rest." in supervisor.output.read_text()
    assert _alive(tmp_path) == []


def test_no_program_outlives_a_supervisor_that_is_killed(supervisor, tmp_path):
    supervisor.process.kill()

    until(lambda: not set(_alive(tmp_path)) & set(_all(tmp_path)[::2]), "both programs have ended")


def _all(folder: Path) -> list[int]:
    """The ids of what runs: a program, its child, the other program, its child."""
    return [int(number) for path in folder.glob("*.ids") for number in path.read_text().split()]


def _alive(folder: Path) -> list[int]:
    return [number for number in _all(folder) if _runs(number)]


def _runs(number: int) -> bool:
    try:
        # a zombie has ended: it only waits for its parent to hear of it
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
