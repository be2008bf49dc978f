"""The time for site, worker and sandbox: shown, set and set back."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflows.adapters.clock import EASTERN, Clock, FileClock

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
#: Where a form may ask to be sent back to.
_RETURNS = {"people": "people.index"}


class TimeRefused(Exception):
    """This is not a time that the clock can be set to."""


def pages(clock: Clock) -> Blueprint:
    """The clock's pages; a clock that does not come from a file stands as it is."""
    blueprint = Blueprint("clock", __name__)

    @blueprint.get("/clock")
    def show() -> str:
        return render_template("clock.html", typed="", sentence="")

    @blueprint.get("/clock.json")
    def read() -> Response:
        return jsonify(now=clock.now().astimezone(EASTERN).isoformat())

    @blueprint.post("/clock")
    def change() -> Response | BaseResponse | tuple[Any, int]:
        typed = _typed()
        try:
            _set(clock, parsed_time(typed))
        except TimeRefused as refused:
            sentence = str(refused)
            if request.is_json:
                return jsonify(error=sentence), 422
            return render_template("clock.html", typed=typed, sentence=sentence), 422
        return _done()

    @blueprint.post("/clock/reset")
    def reset() -> Response | BaseResponse:
        _set(clock, datetime.now(UTC))
        return _done()

    def _done() -> Response | BaseResponse:
        if request.is_json:
            return read()
        return redirect(url_for(_RETURNS.get(request.form.get("back", ""), "clock.show")), 303)

    return blueprint


def parsed_time(typed: object) -> datetime:
    """The instant of an ISO date and time; without an offset it is Massachusetts time.

    Raises:
        TimeRefused: it is not one, or not between 2000 and 2100.
    """
    try:
        instant = datetime.fromisoformat(typed.strip() if isinstance(typed, str) else "")
        instant = instant.replace(tzinfo=EASTERN) if instant.tzinfo is None else instant
        if _EARLIEST <= instant < _LATEST:
            return instant
    except (ValueError, OverflowError):
        raise TimeRefused("Enter a date and time as 2026-01-20T10:00-05:00.") from None
    raise TimeRefused("Enter a time between the years 2000 and 2099.")


def _typed() -> object:
    if not request.is_json:
        return request.form.get("now", "")
    content = request.get_json(silent=True)
    return content.get("now") if isinstance(content, dict) else None


def _set(clock: Clock, instant: datetime) -> None:
    if isinstance(clock, FileClock):
        clock.set(instant)
