"""Several processes in one terminal: started together, ended together, none left behind.

A development machine runs the site and the sandbox side by side, and whoever ends one (Ctrl-C, `kill`, a closed
terminal, a test) ends all. Each child leads a process group of its own, so that it and its workers can be ended
whatever state they are in, and Linux itself ends it should this process be killed outright.
A deployment uses its own service manager instead: a child that ends is not started again.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

#: Seconds that children have to finish what they are doing before they are killed.
GRACE_SECONDS = 10.0
#: Seconds between two looks at the children; a signal is answered at once.
_LOOK_SECONDS = 0.2
_ENDING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """A process to run: the name it is told by, its command line, and its environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    #: Whether the others end when it ends by itself.
    needed: bool = True
    #: Whether what it prints is of no use in the terminal.
    quiet: bool = False


def run_together(programs: Sequence[Program], *, on_look: Callable[[], None]) -> int:
    """Runs all until one ends or a signal asks to stop, then ends all; the exit code for the caller.

    0 when asked to stop; 1 when a program ended by itself, which is told on standard error. `on_look` is called
    a few times a second, from this thread. Runs in the main thread alone, for it takes over the signals.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    children: list[tuple[Program, subprocess.Popen[bytes]]] = []
    try:
        for program in programs:
            children.append((program, _start(program, unblocked=before)))  # noqa: PERF401 - `finally` needs each
        return _watch(children, on_look)
    finally:
        _end([child for _, child in children])
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _watch(children: Sequence[tuple[Program, subprocess.Popen[bytes]]], on_look: Callable[[], None]) -> int:
    while signal.sigtimedwait(_ENDING, _LOOK_SECONDS) is None:
        for program, child in children:
            if program.needed and child.poll() is not None:
                print(f"{program.name} ended with code {child.returncode}; ending the rest.", file=sys.stderr)
                return 1
        on_look()
    return 0


def _start(program: Program, *, unblocked: set[signal.Signals | int]) -> subprocess.Popen[bytes]:
    supervisor = os.getpid()
    libc = ctypes.CDLL(None)

    def prepare() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:  # killed before the line above could tell
            os.kill(os.getpid(), signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)

    return subprocess.Popen(  # noqa: S603 - the command is ours
        program.command,
        env=program.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if program.quiet else None,
        stderr=subprocess.DEVNULL if program.quiet else None,
        process_group=0,
        preexec_fn=prepare,  # noqa: PLW1509 - no thread has been started yet
    )


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
        # A child that ended well has ended its own workers; what is left of the group now is stuck.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
