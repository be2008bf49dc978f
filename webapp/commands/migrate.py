"""`elicense migrate`: the tables of the site and of its job engine, brought forward in that order."""

import argparse
from collections.abc import Sequence

import models.migrations
from webapp.commands.deployment import of_a_deployment
from workflows import jobs
from workflows.settings import Settings


@of_a_deployment
def main(arguments: Sequence[str]) -> int:
    """Runs what the database of DATABASE_URL has not seen yet; a second time it changes nothing."""
    argparse.ArgumentParser(prog="elicense migrate", description=__doc__).parse_args(arguments)
    url = Settings().database_url
    models.migrations.migrate(url)
    jobs.migrate(url)
    return 0
