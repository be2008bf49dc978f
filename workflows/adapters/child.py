"""A process of our own for one file of a stranger's.

What decodes pictures and PDF is written in C, and a file can be made to crash it, to fill the memory or to run for ever.
So each file is looked at in a child that has little of either, and that may die without taking anybody along. The
child sets its own limits before it loads anything, because the threads of this process forbid doing so after the fork.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: What a child needs of the environment; the keys and passwords of the Office are none of it.
_ENVIRONMENT = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "VIRTUAL_ENV")
#: Where our packages are.
_ROOT = Path(__file__).parents[2]
_HEAD_BYTES = 64 * 1024


class ChildDied(Exception):
    """The child did not answer: it crashed, ran out of memory or took too long."""


class ChildNotStarted(ChildDied):
    """This machine has no room for a child just now; that says nothing of the file."""


def ask(
    module: str, question: dict[str, Any], content: bytes, *, timeout_seconds: float, memory_megabytes: int
) -> tuple[dict[str, Any], bytes]:
    """What a program of ours answers about a file: a JSON object, and bytes.

    Raises:
        ChildNotStarted: it could not be begun.
        ChildDied: it did not answer.
    """
    limits = {"seconds": int(timeout_seconds), "megabytes": memory_megabytes}
    head = json.dumps({"limits": limits, "question": question}).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours
            [sys.executable, "-m", module],
            input=head + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout_seconds,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise ChildDied from None
    except OSError as fault:
        raise ChildNotStarted from fault
    answer, _, made = done.stdout.partition(b"\n")
    if done.returncode != 0 or not answer:
        raise ChildDied
    told: dict[str, Any] = json.loads(answer)
    return told, made


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return kept | {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1"}


def answer(reply: Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]) -> None:
    """The child's side: limits itself, reads its question, and writes what `reply` says."""
    head = json.loads(sys.stdin.buffer.readline(_HEAD_BYTES))
    limits = head["limits"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits["megabytes"] * 1_000_000,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    told, made = reply(head["question"], sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)
