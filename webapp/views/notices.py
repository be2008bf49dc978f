"""Notices that were held because their words may hold a Social Security number."""

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from webapp.access import current, office
from webapp.responses import see

blueprint = Blueprint("notices", __name__, url_prefix="/held-notices")


@blueprint.get("")
def held() -> str:
    """Every notice that waits for a person."""
    return render_template("notices/held.html", held=office().held_notices.all())


@blueprint.post("/<notice_id>/send")
def send(notice_id: str) -> Response:
    """Lets it go."""
    assert current.account_id is not None  # noqa: S101 - the route's rule
    office().held_notices.send(notice_id, by=current.account_id)
    flash("The notice goes out now.", "success")
    return see("notices.held")


@blueprint.post("/<notice_id>/throw-away")
def throw_away(notice_id: str) -> Response:
    """Sees that it never goes."""
    assert current.account_id is not None  # noqa: S101 - the route's rule
    office().held_notices.throw_away(notice_id, by=current.account_id)
    flash("The notice will not go out.", "success")
    return see("notices.held")
