"""Where things are, and the people to try the site with."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any, cast

from flask import Blueprint, Response, jsonify, render_template

from webapp.sandbox.national_registry import RegistryBook, as_json
from webapp.sandbox.one_time_code import OneTimeCode, one_time_code
from workflows.seed.holder import Candidate, Holder, Played, StaffMember


def pages(staff: Sequence[StaffMember], *, book: RegistryBook) -> Blueprint:
    """The first page and the page of people."""
    blueprint = Blueprint("people", __name__)

    @blueprint.get("/")
    def home() -> str:
        return render_template("home.html")

    @blueprint.get("/people")
    def index() -> str:
        played = [(one, book.record_of(one)) for one in book.holders]
        return render_template(
            "people.html",
            holders=[(one, said) for one, said in played if isinstance(one, Holder)],
            candidates=[(one, said) for one, said in played if isinstance(one, Candidate)],
            staff=[(member, _code(member)) for member in staff],
        )

    @blueprint.get("/people.json")
    def as_data() -> Response:
        holders = [_told(one, book) for one in book.holders if isinstance(one, Holder)]
        candidates = [_told(one, book) for one in book.holders if isinstance(one, Candidate)]
        members = [asdict(member) | {"code": _code(member).code} for member in staff]
        return jsonify(holders=holders, candidates=candidates, staff=members)

    return blueprint


def _told(one: Played, book: RegistryBook) -> dict[str, Any]:
    """All that is known of a person, and what the registry says on the clock's date."""
    told = asdict(one) | {"registry": as_json(book.record_of(one))}
    return cast("dict[str, Any]", _plain(told))


def _plain(value: Any) -> Any:
    """The same with dates as ISO texts."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _code(member: StaffMember) -> OneTimeCode:
    return one_time_code(member.totp_secret, datetime.now(UTC))
