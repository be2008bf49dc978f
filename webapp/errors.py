"""Every failure as a page in plain words: refusals of the use-cases and the statuses of HTTP, translated in one place.

A view raises and does not catch; `STATUS` says how a refusal is answered. A subclass is answered as its nearest
class in the table.
"""

from http import HTTPStatus

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from webapp.logs import failure, log
from workflows import refusals
from workflows.accounts.directory import EmailTaken
from workflows.accounts.linking import AlreadyLinked
from workflows.accounts.second_factor import TooManyTries
from workflows.documents import DocumentUnavailable

#: How each refusal is answered. 404 where a person must not learn that there is something.
STATUS: dict[type[refusals.Refusal], int] = {
    refusals.Refusal: 409,
    refusals.NotFound: 404,
    refusals.TaskNotOpen: 409,
    refusals.StaleForm: 409,
    refusals.NotYourTask: 409,
    refusals.SecondPersonNeeded: 409,
    refusals.AlreadyClaimed: 409,
    refusals.NothingToClaim: 409,
    refusals.NotPayable: 409,
    refusals.PaymentUnavailable: 503,
    refusals.NotWithdrawable: 409,
    refusals.InvitationOver: 410,
    refusals.CardNotPrintable: 409,
    DocumentUnavailable: 503,
    AlreadyLinked: 409,
    EmailTaken: 409,
    TooManyTries: 429,
}


#: Statuses that have a page of their own; any other is told by the general one.
PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503})
_TRY_AGAIN_SECONDS = 60
_EXPIRED = "For your safety the page stopped working. Go back, load it again and send it once more."


def handle_errors(app: Flask) -> None:
    """Answers every failure with a designed page."""
    app.register_error_handler(refusals.Refusal, _refused)
    app.register_error_handler(CSRFError, _forgery)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(ParseException, _unreadable)
    app.register_error_handler(HTTPException, _http)


def status_of(refusal: refusals.Refusal) -> int:
    """The status of HTTP by which a refusal is answered."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def error_page(status: int, sentence: str | None = None) -> Response:
    """The page of a status, with its own words or with the sentence of a refusal."""
    # a page about a fault must not ask again what has just failed
    g.away = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    template = f"errors/{status}.html" if status in PAGES else "errors/error.html"
    page = render_template(template, sentence=sentence, reference=g.get("request_id"))
    response = make_response(page, status)
    if status in (429, 503):
        response.headers["Retry-After"] = str(_TRY_AGAIN_SECONDS)
    return response


def _refused(refusal: refusals.Refusal) -> Response:
    status = status_of(refusal)
    log.info("refused", reason=type(refusal).__name__, status=status)
    # a 404 says the same whatever was asked for
    return error_page(status, None if status == HTTPStatus.NOT_FOUND else str(refusal))


def _forgery(_fault: CSRFError) -> Response:
    log.info("forgery refused", route=request.url_rule.rule if request.url_rule else None)
    return error_page(400, _EXPIRED)


def _database_away(fault: OperationalError) -> Response:
    log.error("failed", **failure(fault))
    return error_page(503)


def _unreadable(_fault: ParseException) -> Response:
    # the server reads a body as it is asked for, so its own complaint comes up in the middle of a view
    return error_page(400)


def _http(fault: HTTPException) -> Response:
    if isinstance(fault, InternalServerError) and fault.original_exception is not None:
        log.error("failed", **failure(fault.original_exception))
    if fault.response is not None:
        return make_response(fault.response)
    if fault.code is not None and fault.code < HTTPStatus.BAD_REQUEST:
        # a redirect to the address's canonical form
        return make_response(fault.get_response())
    page = error_page(fault.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    page.headers.extend(header for header in fault.get_headers() if header[0] in ("Allow", "Retry-After"))
    return page
