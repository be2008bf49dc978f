"""Real processes: the site, the sandbox and workers as an operator starts them, on ports of the test's own."""

import os
import shutil
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


@dataclass(frozen=True)
class Site:
    """A running site with its sandbox: where both are, and the environment for more processes beside them."""

    url: str
    sandbox_url: str
    environment: Mapping[str, str]
    program: Program


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

    def start_site(self, environment: Mapping[str, str], *arguments: str) -> Site:
        """Starts `elicense run` and waits until site and sandbox answer."""
        program = self.start_elicense("run", *arguments, environment=environment)
        url, sandbox_url = (f"http://localhost:{environment[name]}" for name in ("PORT", "SANDBOX_PORT"))
        self.await_answer(program, f"{url}/healthz")
        self.await_answer(program, f"{sandbox_url}/healthz")
        return Site(url, sandbox_url, environment, program)

    def end_all(self) -> None:
        """Ends what still runs; nothing is left behind, not even a child that its parent lost."""
        for program in reversed(self._started):
            program.process.terminate()
        for program in reversed(self._started):
            with suppress(subprocess.TimeoutExpired):
                program.process.wait(timeout=_GRACE_SECONDS)
            program.kill()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Starts real processes; they end with the test."""
    started = Processes(tmp_path)
    yield started
    started.end_all()


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment in which processes share a clock and a sandbox of the test's own, on ports nobody else uses."""
    return {name: str(free_port()) for name in ("PORT", "SANDBOX_PORT", "ELICENSE_SMTP_PORT")} | {
        "ELICENSE_CLOCK_FILE": str(tmp_path / "clock.json"),
        "ELICENSE_SANDBOX_FILE": str(tmp_path / "sandbox.sqlite3"),
    }


@pytest.fixture(scope="session")
def seeded_sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the people to try the site with."""
    path = tmp_path_factory.mktemp("seeded") / "template.sqlite3"
    shutil.copyfile(sqlite_template, path)
    subprocess.run(
        [sys.executable, "-m", "webapp", "seed"],
        cwd=_ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{path}"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return path


@pytest.fixture
def running_site(
    processes: Processes, seeded_sqlite_template: Path, surroundings: dict[str, str], tmp_path: Path
) -> Site:
    """The site with its worker, and the sandbox, as `elicense run` starts them over a seeded SQLite database."""
    path = tmp_path / "site.sqlite3"
    shutil.copyfile(seeded_sqlite_template, path)
    return processes.start_site(surroundings | {"DATABASE_URL": f"sqlite:///{path}"})


def _succeeds(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False
