"""A decision that its person may dispute, as the person reads it, and the way to a hearing."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from forms.discipline import order_lines
from webapp.access import current, office
from webapp.responses import see

blueprint = Blueprint("hearings", __name__, url_prefix="/decisions")


@blueprint.get("/<number>")
def show(number: str) -> str:
    """What was decided, the last day, and the button."""
    decision = office().hearings.show(current.account_id or "", number)
    return render_template("hearings/show.html", decision=decision, lines=order_lines(decision.order))


@blueprint.post("/<number>/hearing")
def ask(number: str) -> Response:
    """Begins a request for a hearing, or goes on with the one that was begun."""
    return see("applications.show", number=office().hearings.ask(current.account_id or "", number))
