"""Files: opened by those who sent them; looked at, opened and judged by staff."""

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response

from forms.document import HandOut, Judge
from models.vocabulary import OriginalFor, ScanStatus, Verdict
from webapp.access import RULES, current, office
from webapp.case_documents import told
from webapp.responses import attachment, see
from workflows.case import Staff

blueprint = Blueprint("documents", __name__)


def staff() -> Staff:
    """Who acts."""
    return Staff(current.account_id or "", current.roles)


@blueprint.get("/documents/<document_id>")
def show(document_id: str) -> Response:
    """A file of one's own."""
    opened = office().documents.open_own(current.account_id or "", document_id)
    return attachment(opened.name, opened.media_type, opened.content)


@blueprint.get("/cases/<number>/documents/<document_id>")
def look(number: str, document_id: str) -> str:
    """What is known of a document, and what to say of it."""
    return _drawn(number, document_id)


@blueprint.post("/cases/<number>/documents/<document_id>/file")
def open_file(number: str, document_id: str) -> Response:
    """A copy to look at; that it was opened stands in the history."""
    office().review.case(staff(), number)  # whoever may not see the case finds nothing of it
    opened = office().case_documents.open(staff(), number, document_id)
    return attachment(opened.name, opened.media_type, opened.content)


@blueprint.post("/cases/<number>/documents/<document_id>/original")
def hand_out(number: str, document_id: str) -> Response | tuple[str, int]:
    """The file as it was sent, for a reason that stands in the history."""
    office().review.case(staff(), number)
    form = HandOut(request.form)
    if not form.validate():
        return _drawn(number, document_id, original=form), 422
    needed_for = OriginalFor(form.needed_for.data)
    opened = office().case_documents.hand_out(staff(), number, document_id, needed_for)
    return attachment(opened.name, opened.media_type, opened.content)


@blueprint.post("/cases/<number>/documents/<document_id>")
def judge(number: str, document_id: str) -> Response | tuple[str, int]:
    """Keeps what a reviewer says of it."""
    office().review.case(staff(), number)
    form = Judge(request.form)
    if not form.validate():
        return _drawn(number, document_id, verdict=form), 422
    office().case_documents.judge(staff(), number, document_id, Verdict(form.verdict.data), reason=form.reason)
    flash("What you said of the document is saved.", "success")
    return see("review.case", number=number, _anchor="documents")


def _drawn(number: str, document_id: str, *, verdict: Judge | None = None, original: HandOut | None = None) -> str:
    case = office().review.case(staff(), number)
    document = next((one for one in case.documents if one.id == document_id), None)
    if document is None:
        abort(404)
    verdict, original = verdict or Judge(), original or HandOut()
    return render_template(
        "documents/look.html",
        case=case,
        document=document,
        lines=told(document),
        openable=document.scan is ScanStatus.CLEAN,
        waiting=document.scan is ScanStatus.WAITING,
        form=verdict,
        original=original,
        can_hand_out=RULES["documents.hand_out"].fits(current),
        problems=[*verdict.problems, *original.problems],
    )
