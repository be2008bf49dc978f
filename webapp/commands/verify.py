"""`elicense verify`: whether the history of every application and account is as it was written."""

import argparse
import sys
from collections.abc import Sequence

from webapp.commands.deployment import of_a_deployment
from workflows.audit_trail import CHECK_EVENTS, AuditTrail
from workflows.settings import Settings
from workflows.wiring import wire


@of_a_deployment
def main(arguments: Sequence[str]) -> int:
    """Computes every chain anew; 0 where all are unbroken, 1 with a line for each that is broken."""
    argparse.ArgumentParser(prog="elicense verify", description=__doc__).parse_args(arguments)
    return verify(wire(Settings()).audit_trail)


def verify(trail: AuditTrail, *, enough: int = CHECK_EVENTS) -> int:
    """The same over a trail, so many events at a time."""
    after, chains, events, broken = "", 0, 0, 0
    while True:
        checked = trail.check(after=after, enough=enough)
        chains, events, broken = chains + checked.chains, events + checked.events, broken + len(checked.broken)
        for subject, position in checked.broken:
            print(f"{subject.number or subject.account_id}: broken at position {position}", file=sys.stderr)
        if not checked.after:
            break
        after = checked.after
    print(f"{chains} chains with {events} events: {broken or 'none'} broken")
    return 1 if broken else 0
