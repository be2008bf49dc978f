"""The few answers that every view gives besides a page."""

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response


def see(endpoint: str, **values: Any) -> Response:
    """After something was done: the page to look at now."""
    return redirect(url_for(endpoint, **values), 303)


def pdf(filename: str, content: bytes) -> FlaskResponse:
    """A PDF to keep."""
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
