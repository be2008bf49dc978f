"""The command line, `elicense`: one subcommand a module, imported only when it is asked for.

`check`, `decide` and `play` answer in under two seconds because nothing they do not need is loaded; this module
therefore imports nothing but the standard library, and no subcommand is imported to print the list of them.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple


class Command(NamedTuple):
    """A subcommand: where its `main(arguments) -> exit code` is found, and the sentence that `--help` gives it."""

    module: str
    sentence: str


COMMANDS = {
    "migrate": Command("webapp.commands.migrate", "Bring the database to the newest revision."),
    "seed": Command(
        "webapp.commands.seed", "Fill the database with the people to try the site with; a second time changes nothing."
    ),
    "run": Command("webapp.commands.run", "Run the site, its worker and the sandbox until a signal or Ctrl-C."),
    "worker": Command("webapp.commands.worker", "Run the jobs of a PostgreSQL database, beside any number of others."),
    "verify": Command("webapp.commands.verify", "Compute the hashes of all history anew and name what was changed."),
    "check": Command("webapp.commands.check", "Tell everything that is wrong with diagrams and decision tables."),
    "decide": Command("webapp.commands.decide", "Ask a decision table: a JSON object in, the outcome as JSON out."),
    "play": Command("webapp.commands.play", "Walk a process with made-up answers and print the path."),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the subcommand that `arguments` (by default the command line's) begin with.

    Asked for nothing, or for help, it lists the subcommands; an unknown one is refused with 2, as argparse does.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _answer(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (`| head`) has enough; what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def _answer(given: list[str]) -> int:
    if not given or given[0] in {"-h", "--help", "help"}:
        print(_usage())
        return 0
    command = COMMANDS.get(given[0])
    if command is None:
        print(f"elicense: there is no subcommand {given[0]!r}.\n\n{_usage()}", file=sys.stderr)
        return 2
    code: int = importlib.import_module(command.module).main(given[1:])
    return code


def _usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.sentence}" for name, command in COMMANDS.items()]
    return "\n".join(
        ["usage: elicense SUBCOMMAND ...", "", *lines, "", "elicense SUBCOMMAND --help tells its options."]
    )
