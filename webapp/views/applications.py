"""An application's own page: where it is, what is to do, and the way it takes; read from rows alone."""

from flask import Blueprint, flash, jsonify, render_template
from werkzeug.wrappers import Response

from models.vocabulary import PaymentStatus
from webapp.access import current, office
from webapp.responses import see
from workflows.application_views import ApplicationView
from workflows.drawing import draw

blueprint = Blueprint("applications", __name__, url_prefix="/applications")


@blueprint.get("/<number>")
def show(number: str) -> Response | str:
    """Where the application is, and the one thing to do next."""
    application = office().applications.show(current.account_id or "", number)
    if application.continued_as:
        return see("applications.show", number=application.continued_as)
    return render_template("applications/show.html", application=application, due=_due(application))


@blueprint.get("/<number>/state.json")
def state(number: str) -> Response:
    """What a waiting page compares, to know when to load itself again."""
    application = office().applications.show(current.account_id or "", number)
    return jsonify(version=application.revision)


@blueprint.get("/<number>/diagram")
def diagram(number: str) -> str:
    """The drawn process with the live step marked."""
    application = office().applications.show(current.account_id or "", number)
    drawings = [
        draw(
            one.xml.encode(),
            live=one.live,
            done=one.done,
            title=one.title,
        )
        for one in office().applications.drawings(current.account_id or "", number)
    ]
    return render_template("applications/diagram.html", application=application, drawings=drawings)


@blueprint.get("/<number>/withdraw")
def confirm_withdrawal(number: str) -> str:
    """Asks once before an application is withdrawn."""
    application = office().applications.show(current.account_id or "", number)
    return render_template("applications/confirm_withdrawal.html", application=application)


@blueprint.post("/<number>/withdraw")
def withdraw(number: str) -> Response:
    """Withdraws it."""
    office().applications.withdraw(current.account_id or "", number)
    flash("You withdrew your application.", "success")
    return see("applications.show", number=number)


def _due(application: ApplicationView) -> str | None:
    """The id of the payment that waits for the applicant."""
    return next((line.id for line in application.payments if line.status is PaymentStatus.DUE), None)
