"""Refuses what another site's page sends, by what the browser itself says of where it comes from.

It stands before the token against forgery: either is enough, so a fault in one is no hole.
"""

from urllib.parse import urlsplit

from flask import Flask, abort, request

from webapp.access import RULES, SIGNED_CALL

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_FETCHES = frozenset({"", "same-origin", "none"})


def refuse_foreign(app: Flask, *, own: str) -> None:
    """Answers 403 to unsafe requests from elsewhere.

    Args:
        app: the application.
        own: the site's public address; a proxy may hide it from the request.
    """

    @app.before_request
    def check() -> None:
        if request.method in _SAFE or RULES.get(request.endpoint or "") is SIGNED_CALL:
            return
        allowed = {origin_of(own), origin_of(request.host_url)}
        told = request.headers.get("Origin") or request.headers.get("Referer")
        if told is not None and origin_of(told) not in allowed:
            abort(403)
        if request.headers.get("Sec-Fetch-Site", "") not in _OWN_FETCHES:
            abort(403)


def origin_of(address: str) -> str:
    """Scheme and host of an address; "null" and what is no address have none and so equal no site's."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()
