"""How often one address, and all together, may call the routes that cost or that someone guesses at.

These counts are cheap and live in memory, one for each process. What must hold exactly - tries at a password, a code,
a link - is counted in the database: `workflows.accounts.attempts`.
"""

from typing import Any

from flask import Flask, request
from flask_limiter import Limiter

#: Route -> posts of one address a minute, posts of all together a minute.
POSTS = {
    "security.login": (60, 600),
    "security.register": (20, 120),
    "security.send_confirmation": (20, 120),
    "security.forgot_password": (20, 120),
    "security.reset_password": (20, 120),
    "security.two_factor_token_validation": (60, 600),
    "security.mf_recovery": (20, 120),
    "linking.link": (30, 300),
    "invitations.answer": (20, 300),
}
#: The register's look-ups, so that no one walks through it: looks of one address, of all together, a minute.
LOOKS = {
    "verify.search": (60, 1_200),
    "verify.show": (60, 1_200),
    "verify.show_json": (60, 1_200),
    # drawing one takes most of a second
    "verify.letter": (20, 120),
    # a token has 256 bits; this spares the database those who try all the same
    "invitations.show": (30, 600),
}


def limit(app: Flask) -> None:
    """Holds these routes within their limits; more is answered with 429."""
    limiter = Limiter(_address, app=app, storage_uri="memory://", strategy="moving-window")
    for method, rates in (("POST", POSTS), ("GET", LOOKS)):
        for endpoint, (one, all_together) in rates.items():
            view: Any = app.view_functions[endpoint]
            for rate, key in ((one, _address), (all_together, _everyone)):
                view = limiter.limit(f"{rate}/minute", key_func=key, methods=[method])(view)
            app.view_functions[endpoint] = view


def _address() -> str:
    return request.remote_addr or "unknown"


def _everyone() -> str:
    return "everyone"
