"""The few answers that every view gives besides a page."""

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response


def see(endpoint: str, **values: Any) -> Response:
    """After something was done: the page to look at now."""
    return redirect(url_for(endpoint, **values), 303)


def attachment(filename: str, media_type: str, content: bytes) -> FlaskResponse:
    """A file to keep; no browser shows it as a page of ours."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def pdf(filename: str, content: bytes) -> FlaskResponse:
    """A PDF to keep."""
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
