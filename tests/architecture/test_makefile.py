"""The two commands that a newcomer knows, and what they are told of the rest."""

import re
import subprocess
from pathlib import Path

from tests.support.deadline import until
from tests.support.sources import ROOT


def test_help_lists_every_target_with_a_sentence():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE)

    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert re.findall(r"^make (\S+) +[A-Z].*\.$", listed, re.MULTILINE) == targets


def test_continuous_integration_runs_what_a_developer_runs():
    assert "exec make test" in (ROOT / ".ci/run").read_text()


def test_ending_make_run_ends_all_that_it_started(processes, surroundings, sqlite_url):
    program = processes.start("make", "make", "run", environment=surroundings | {"DATABASE_URL": sqlite_url})
    processes.await_answer(program, f"http://localhost:{surroundings['PORT']}/healthz")
    started = _running_under(program.process.pid)

    program.process.terminate()
    program.process.wait(timeout=20)

    assert len(started) >= 5  # elicense, and two servers with their own processes
    # what was killed is gone once the machine has taken note of it
    until(lambda: not any(Path(f"/proc/{number}").exists() for number in started), "all that was started is gone")


def _running_under(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [number for child in map(int, children) for number in (child, *_running_under(child))]
