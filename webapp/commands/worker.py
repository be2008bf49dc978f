"""`elicense worker`: a process that runs jobs, beside any number of others on the same PostgreSQL database."""

import argparse
from collections.abc import Sequence

from webapp.commands.deployment import of_a_deployment
from workflows.settings import Settings
from workflows.wiring import wire
from workflows.worker import serve


@of_a_deployment
def main(arguments: Sequence[str]) -> int:
    """Runs jobs until TERM or Ctrl-C; 0 then."""
    argparse.ArgumentParser(prog="elicense worker", description=__doc__).parse_args(arguments)
    return serve(wire(Settings()).worker())
