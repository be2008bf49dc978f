"""Real processes: the site, the sandbox and workers as an operator starts them, on ports of the test's own."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.deadline import until
from tests.support.ports import free_port

_ROOT = Path(__file__).parents[2]
_GRACE_SECONDS = 15


@dataclass(frozen=True)
class Program:
    """A process that a test started, and the file that takes what it prints."""

    name: str
    process: "subprocess.Popen[bytes]"
    output: Path

    def end(self) -> int:
        """Asks it to end, as an operator does; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=_GRACE_SECONDS)

    def kill(self) -> None:
        """Ends it and its children at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=_GRACE_SECONDS)


class Processes:
    """Starts processes for one test and ends what is left of them after it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[Program] = []

    def start(self, name: str, *command: str, environment: Mapping[str, str]) -> Program:
        """Starts `command` with `environment` added to the machine's; `name` is for the test's messages."""
        output = self._folder / f"{name}-{len(self._started)}.log"
        with output.open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=_ROOT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        program = Program(name, process, output)
        self._started.append(program)
        return program

    def start_elicense(self, *arguments: str, environment: Mapping[str, str]) -> Program:
        """Starts a subcommand of `elicense`: `run`, `worker`."""
        return self.start(arguments[0], sys.executable, "-m", "webapp", *arguments, environment=environment)

    def await_answer(self, program: Program, url: str, *, seconds: float = 30.0) -> None:
        """Waits until `url` answers with success; fails with what `program` printed when it ends before."""

        def answered() -> bool:
            assert program.process.poll() is None, f"{program.name} ended:\n{program.output.read_text()}"
            return _succeeds(url)

        until(answered, f"{url} answers", seconds=seconds)

    def end_all(self) -> None:
        """Ends what still runs; nothing is left behind, not even a child that its parent lost."""
        for program in reversed(self._started):
            program.process.terminate()
        for program in reversed(self._started):
            with suppress(subprocess.TimeoutExpired):
                program.process.wait(timeout=_GRACE_SECONDS)
            program.kill()


@dataclass(frozen=True)
class Site:
    """A running site with its sandbox: where both are, and with which environment more of their kind is started."""

    url: str
    sandbox_url: str
    environment: Mapping[str, str]
    program: Program


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Starts real processes; they end with the test."""
    started = Processes(tmp_path)
    yield started
    started.end_all()


@pytest.fixture
def ports() -> dict[str, str]:
    """The environment that puts site, sandbox and mail on ports nobody else uses."""
    return {name: str(free_port()) for name in ("PORT", "SANDBOX_PORT", "ELICENSE_SMTP_PORT")}


def _succeeds(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False
