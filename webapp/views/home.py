"""A holder's own page: credentials with their cards, what is to do, and every application."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from webapp.access import current, office
from webapp.responses import pdf, see

blueprint = Blueprint("home", __name__)


@blueprint.get("/home")
def show() -> str:
    """Credentials first, then what waits for the holder, then all else."""
    account_id = current.account_id or ""
    return render_template(
        "home/show.html",
        credentials=office().credentials.of_account(account_id),
        applications=office().applications.list_for(account_id),
    )


@blueprint.post("/credentials/<credential_id>/start")
def start(credential_id: str) -> Response:
    """Begins what the diagrams find for this credential."""
    number = office().applications.start(
        current.account_id or "", credential_id=credential_id, process_id=office().entrance
    )
    return see("applications.show", number=number)


@blueprint.post("/credentials/<credential_id>/card")
def print_card(credential_id: str) -> Response:
    """The wallet card as a PDF."""
    return pdf(*office().credentials.print_card(current.account_id or "", credential_id))


@blueprint.post("/credentials/<credential_id>/certificate")
def print_certificate(credential_id: str) -> Response:
    """The certificate as a PDF."""
    return pdf(*office().credentials.print_certificate(current.account_id or "", credential_id))
