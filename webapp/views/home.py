"""A holder's own page: credentials with their cards, what is to do, and every application."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from models.vocabulary import ApplicationStatus, CredentialStatus
from webapp.access import current, office
from webapp.responses import pdf, see

blueprint = Blueprint("home", __name__)

#: An application in one of these states waits for its applicant.
YOURS = frozenset({ApplicationStatus.DRAFT, ApplicationStatus.PAYMENT_DUE, ApplicationStatus.INFO_REQUESTED})

#: Under one of these little can be asked for, and the holder is told why.
BARRED = frozenset({CredentialStatus.SUSPENDED, CredentialStatus.REVOKED, CredentialStatus.SURRENDERED})


@blueprint.get("/home")
def show() -> str:
    """Credentials first, then what waits for the holder, then all else."""
    account_id = current.account_id or ""
    applications = office().applications.list_for(account_id)
    offered = office().applications.offered(account_id)
    return render_template(
        "home/show.html",
        credentials=[
            {
                "shown": credential,
                "offers": offered.get(credential.id, []),
                "barred": credential.status in BARRED,
            }
            for credential in office().credentials.of_account(account_id)
        ],
        offers=offered[None],
        orders=office().hearings.orders(account_id),
        applications=applications,
        waiting=[line for line in applications if line.status in YOURS],
    )


@blueprint.post("/start/<process_id>")
def begin(process_id: str) -> Response:
    """Begins a process that is offered to anyone, or goes on with the draft already begun."""
    return see("applications.show", number=office().applications.start(current.account_id or "", process_id=process_id))


@blueprint.post("/credentials/<credential_id>/start/<process_id>")
def start(credential_id: str, process_id: str) -> Response:
    """Begins a process that is offered for this credential, or goes on with the draft already begun."""
    number = office().applications.start(current.account_id or "", credential_id=credential_id, process_id=process_id)
    return see("applications.show", number=number)


@blueprint.post("/credentials/<credential_id>/card")
def print_card(credential_id: str) -> Response:
    """The wallet card as a PDF."""
    return pdf(*office().credentials.print_card(current.account_id or "", credential_id))


@blueprint.post("/credentials/<credential_id>/certificate")
def print_certificate(credential_id: str) -> Response:
    """The certificate as a PDF."""
    return pdf(*office().credentials.print_certificate(current.account_id or "", credential_id))


@blueprint.post("/credentials/<credential_id>/approval")
def print_approval(credential_id: str) -> Response:
    """The letter of an approval to teach as a PDF."""
    return pdf(*office().approvals.print_letter(current.account_id or "", credential_id))
