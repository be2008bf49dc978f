"""`elicense seed`: the diagrams that come with the product, and the people to try the site with."""

import argparse
import sys
from collections.abc import Sequence

from webapp.commands.deployment import of_a_deployment
from workflows.seed.rows import fill
from workflows.settings import Settings
from workflows.wiring import wire


@of_a_deployment
def main(arguments: Sequence[str]) -> int:
    """Adds what is missing; 0 then, 1 in production, where no one may sign in with a password that is written down."""
    argparse.ArgumentParser(prog="elicense seed", description=__doc__).parse_args(arguments)
    settings = Settings()
    if settings.production:
        print("The people to try the site with have known passwords: production takes none of them.", file=sys.stderr)
        return 1
    office = wire(settings)
    office.publish()
    added = fill(office.database, office.keyring)
    print(f"{added} people added." if added else "Everyone is there already.")
    return 0
