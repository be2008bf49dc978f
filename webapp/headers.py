"""What every response tells the browser about how it may be used: a dozen lines, so no library.

Nothing is loaded from another origin, no script stands in a page, no other site frames one. A form may lead to the
payment provider because Chromium holds the redirect after a post to `form-action`, too.
"""

from flask import Flask, Response, request

_NEVER_CHANGES_SECONDS = 365 * 24 * 60 * 60


def content_security_policy(*, form_targets: list[str]) -> str:
    """The policy of every page."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": " ".join(["'self'", *form_targets]),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def set_headers(app: Flask, *, form_targets: list[str], https: bool) -> None:
    """Sends the headers with every response of the application.

    Args:
        app: the application.
        form_targets: other origins that a form may lead to.
        https: whether browsers reach the site over https, and from now on shall only so.
    """
    fixed = {
        "Content-Security-Policy": content_security_policy(form_targets=form_targets),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if https:
        fixed["Strict-Transport-Security"] = f"max-age={_NEVER_CHANGES_SECONDS}; includeSubDomains"

    @app.after_request
    def send(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static" and request.path.startswith(f"{app.static_url_path}/dist/"):
            # the file's name holds the hash of its content
            response.headers["Cache-Control"] = f"public, max-age={_NEVER_CHANGES_SECONDS}, immutable"
        elif request.endpoint != "static" and "Cache-Control" not in response.headers:
            # a shared machine's back button shows nobody's page; public ones are cheap to make again
            response.headers["Cache-Control"] = "no-store"
        return response
