"""The letter of a denial as a PDF: for its applicant, and for the staff of the case."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from forms.review import ruling
from webapp.access import current, office
from webapp.responses import pdf
from workflows.case import Staff
from workflows.denials import Denial

blueprint = Blueprint("denials", __name__)


@blueprint.get("/applications/<number>/denial")
def letter(number: str) -> Response:
    """The letter of one's own denial."""
    return _drawn(office().denials.own(current.account_id or "", number))


@blueprint.get("/cases/<number>/denial")
def letter_of_case(number: str) -> Response:
    """The same letter, for staff who may see the case."""
    office().review.case(Staff(current.account_id or "", current.roles), number)
    return _drawn(office().denials.of_case(number))


def _drawn(denial: Denial) -> Response:
    told = ruling(denial.panel)
    if told is None:
        abort(404)
    return pdf(*office().denials.letter(denial, tuple((line.label, line.value) for line in told.lines)))
