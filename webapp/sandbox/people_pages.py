"""Where things are, and the people to try the site with."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from webapp.sandbox.national_registry import RegistryBook, as_json
from webapp.sandbox.one_time_code import OneTimeCode, one_time_code
from workflows.seed.holder import StaffMember


def pages(staff: Sequence[StaffMember], *, book: RegistryBook) -> Blueprint:
    """The first page and the page of people."""
    blueprint = Blueprint("people", __name__)

    @blueprint.get("/")
    def home() -> str:
        return render_template("home.html")

    @blueprint.get("/people")
    def index() -> str:
        holders = [(holder, book.record_of(holder)) for holder in book.holders]
        return render_template("people.html", holders=holders, staff=[(member, _code(member)) for member in staff])

    @blueprint.get("/people.json")
    def as_data() -> Response:
        holders: list[dict[str, Any]] = []
        for holder in book.holders:
            said = {
                "registry": as_json(book.record_of(holder)),
                "birth_date": holder.birth_date.isoformat(),
                "ma_expires_on": holder.ma_expires_on.isoformat(),
                "plays_at": holder.plays_at.isoformat(),
                "registry_down_until": holder.registry_down_until and holder.registry_down_until.isoformat(),
            }
            new_expires_on = holder.expected.new_expires_on
            expected = asdict(holder.expected) | {"new_expires_on": new_expires_on and new_expires_on.isoformat()}
            holders.append(asdict(holder) | said | {"expected": expected})
        return jsonify(holders=holders, staff=[asdict(member) | {"code": _code(member).code} for member in staff])

    return blueprint


def _code(member: StaffMember) -> OneTimeCode:
    return one_time_code(member.totp_secret, datetime.now(UTC))
