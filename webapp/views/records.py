"""What staff begin themselves: the record of a number, and the processes they may start about it."""

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response

from forms.record_search import RecordSearch
from forms.wording import long_date
from models.vocabulary import Discipline
from webapp.access import current, office
from webapp.responses import see
from workflows.case import Staff
from workflows.records import Record
from workflows.refusals import NotFound

blueprint = Blueprint("records", __name__, url_prefix="/records")

#: What stands against a certification, in words.
DISCIPLINE = {
    Discipline.CLEAR: "Nothing",
    Discipline.CONDITIONS: "Conditions",
    Discipline.COMPLAINT_OPEN: "An open complaint",
    Discipline.SUSPENDED: "Suspended",
    Discipline.REVOKED: "Revoked",
    Discipline.SURRENDERED: "Surrendered",
}


@blueprint.get("")
def search() -> Response | str | tuple[str, int]:
    """Asks for a number."""
    asked = "number" in request.args
    form = RecordSearch(request.args if asked else None)
    if not asked:
        return _search(form)
    if not form.validate():
        return _search(form), 422
    number = (form.number.data or "").strip()
    try:
        office().records.show(_staff(), number)
    except NotFound:
        form.number.errors = ["Enter the number of a license or an application that we have"]
        return _search(form), 422
    return see("records.show", number=number)


@blueprint.get("/<number>")
def show(number: str) -> str:
    """The record, and what may be begun about it."""
    try:
        record = office().records.show(_staff(), number)
    except NotFound:
        abort(404)
    return render_template("records/show.html", record=record, facts=_facts(record))


@blueprint.post("/<number>/start/<process_id>")
def start(number: str, process_id: str) -> Response:
    """Begins a process about it; whoever begins it holds its first task."""
    begun = office().records.start(_staff(), number, process_id)
    flash("You began this case and hold it for 30 minutes.", "success")
    return see("review.case", number=begun)


def _search(form: RecordSearch) -> str:
    return render_template("records/search.html", page=form)


def _staff() -> Staff:
    return Staff(current.account_id or "", current.roles)


def _facts(record: Record) -> list[dict[str, str]]:
    told = [
        ("Holder", record.holder),
        ("Level", record.level.words if record.level else None),
        ("License expires", long_date(record.expires_on) if record.expires_on else None),
        ("Stands against it", DISCIPLINE[record.discipline] if record.discipline else None),
        ("Notice", _notice(record)),
        ("Hold for taxes or child support", f"Since {long_date(record.tax_hold_on)}" if record.tax_hold_on else None),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _notice(record: Record) -> str | None:
    if record.discipline in (None, Discipline.CLEAR, Discipline.COMPLAINT_OPEN):
        return None
    if record.served_on is None:
        return "Not recorded as served: the public does not see it yet"
    return f"Served on {long_date(record.served_on)}"
