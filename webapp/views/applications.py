"""An application's own page: where it is, what is to do, and the way it takes; read from rows alone."""

from typing import Any

from flask import Blueprint, flash, jsonify, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from forms.review import ruling
from forms.wording import long_date
from models.vocabulary import ApplicationStatus, PaymentStatus
from webapp.access import current, office
from webapp.case_documents import own
from webapp.presentation import fee_rows, moment, paid
from webapp.responses import see
from workflows.application_views import ApplicationView, Drawing
from workflows.drawing import DiagramUnreadable, draw
from workflows.hearings import Decision

blueprint = Blueprint("applications", __name__, url_prefix="/applications")

_DENIED = frozenset({ApplicationStatus.DENIED, ApplicationStatus.APPEALED})


@blueprint.get("/<number>")
def show(number: str) -> Response | str:
    """Where the application is, and the one thing to do next."""
    application = office().applications.show(current.account_id or "", number)
    if application.continued_as:
        return see("applications.show", number=application.continued_as)
    return render_template(
        "applications/show.html",
        application=application,
        due=_due(application),
        hearing=_hearing(application),
        facts=_facts(application),
        documents=[own(document) for document in application.documents],
        denied=application.status in _DENIED,
        # the newest panel alone: a denial that was returned is nothing the applicant hears of
        decision=next(filter(None, map(ruling, application.rulings)), None),
        steps=[{"at": step.at, "text": step.text, "by": None, "detail": None} for step in reversed(application.steps)],
    )


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
        {"title": one.title, "svg": _svg(one)}
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


def _svg(one: Drawing) -> Markup | None:
    """The picture; None where the diagram was published without one that can be drawn."""
    try:
        return Markup(draw(one.xml, live=one.live, done=one.done, title=one.title))  # noqa: S704 - made of escaped text
    except DiagramUnreadable:
        return None


def _hearing(application: ApplicationView) -> Decision | None:
    """The way to a hearing about it; None where there is none."""
    if application.appeal_until is None or application.status not in _DENIED:
        return None
    return office().hearings.show(current.account_id or "", application.number)


def _due(application: ApplicationView) -> dict[str, Any] | None:
    """The payment that waits for the applicant."""
    for payment in application.payments:
        if payment.status is PaymentStatus.DUE:
            return {"id": payment.id, "amount_cents": payment.amount_cents, "lines": fee_rows(payment)}
    return None


def _facts(application: ApplicationView) -> list[dict[str, str]]:
    told = [
        ("License", application.credential_number),
        ("License expires", long_date(application.expires_on) if application.expires_on else None),
        ("Started", moment(application.started_at)),
        ("Sent", moment(application.submitted_at) if application.submitted_at else None),
        *(("Paid", paid(payment)) for payment in application.payments),
        ("Ended", moment(application.ended_at) if application.ended_at else None),
    ]
    return [{"label": label, "value": value} for label, value in told if value]
