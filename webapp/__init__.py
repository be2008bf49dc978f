"""The pages, and the command line beside them.

Nothing is imported here: `elicense check`, `decide` and `play` pass through this package and load no web library.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from workflows.accounts.passwords import HashCost
    from workflows.wiring import Office


def create_app(office: "Office", *, hash_cost: "HashCost | None" = None) -> "Flask":
    """The site over an Office; see `webapp.site.create_app`."""
    from webapp import site

    return site.create_app(office, hash_cost=hash_cost)
