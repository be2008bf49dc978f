"""What an auditor reads: the trail searched, one history whole, and whether the chains hold."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.audit_trail import KINDS, TrailSearch
from models.vocabulary import EventKind
from webapp.access import current, office
from webapp.presentation import moment
from webapp.responses import attachment
from webapp.spreadsheet import spreadsheet
from workflows.audit_trail import EXPORT_ROWS, History, TrailLine, Wanted
from workflows.refusals import NotFound

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

_COLUMNS = (
    "When (Massachusetts)",
    "When (UTC)",
    "About",
    "Process",
    "Kind",
    "What happened",
    "By",
    "Position",
    "Event",
    "Details",
)
_NO_APPLICATION = "Enter the number of an application that we have"


@blueprint.get("")
def search() -> str | tuple[str, int]:
    """The whole trail, or what is looked for in it, the newest first."""
    form = TrailSearch(request.args, staff=office().audit_trail.staff())
    before = _place("before")
    if not form.validate():
        return _drawn(form), 422
    wanted = _wanted(form)
    try:
        page = office().audit_trail.search(wanted, before=before)
    except NotFound:
        return _refused(form, wanted)
    return render_template(
        "audit/search.html",
        page=form,
        problems=[],
        found=page,
        narrowed=bool(form.typed),
        later=bool(before),
        most=EXPORT_ROWS,
        kinds=KINDS,
        newest_url=url_for("audit.search", **form.typed),
        older_url=url_for("audit.search", **form.typed, before=page.older),
    )


@blueprint.post("/export")
def export() -> Response | tuple[str, int]:
    """What is looked for as a file; who took it with them stands in the trail."""
    form = TrailSearch(request.form, staff=office().audit_trail.staff())
    if not form.validate():
        return _drawn(form), 422
    wanted = _wanted(form)
    try:
        lines = office().audit_trail.export(wanted, by=current.account_id or "")
    except NotFound:
        return _refused(form, wanted)
    name = f"audit-trail-{office().today().isoformat()}.csv"
    return attachment(name, "text/csv; charset=utf-8", spreadsheet(_COLUMNS, [_cells(line) for line in lines]))


@blueprint.get("/applications/<number>")
def application(number: str) -> str:
    """One application's trail."""
    history = office().audit_trail.of_application(number, before=_place("before"))
    return _history(history, url_for("audit.application", number=number))


@blueprint.get("/accounts/<account_id>")
def account(account_id: str) -> str:
    """One account's trail."""
    history = office().audit_trail.of_account(account_id, before=_place("before"))
    return _history(history, url_for("audit.account", account_id=account_id))


@blueprint.get("/chains")
def chains() -> str:
    """A number of chains computed anew, once that is asked for: it takes up to a second."""
    asked = "after" in request.args
    checked = office().audit_trail.check(after=_place("after")) if asked else None
    return render_template("audit/chains.html", checked=checked)


def _history(history: History, url: str) -> str:
    return render_template(
        "audit/history.html",
        history=history,
        found=history.page,
        later="before" in request.args,
        kinds=KINDS,
        newest_url=url,
        older_url=f"{url}?before={history.page.older}",
    )


def _drawn(form: TrailSearch) -> str:
    return render_template("audit/search.html", page=form, problems=form.problems, found=None)


def _refused(form: TrailSearch, wanted: Wanted) -> tuple[str, int]:
    """The number is no application's; where none was typed, the event to go on from is not there."""
    if not wanted.number:
        raise NotFound
    form.number.errors = [_NO_APPLICATION]
    return _drawn(form), 422


def _place(name: str) -> str:
    """The id after or before which the page goes on; not every database takes just any text for one."""
    text = request.args.get(name, "")
    if text and not text.isalnum():
        raise NotFound
    return text


def _wanted(form: TrailSearch) -> Wanted:
    return Wanted(
        number=(form.number.data or "").upper(),
        staff_id=form.staff.data or "",
        kind=EventKind(form.kind.data) if form.kind.data else None,
        since=_day(form.since.data),
        until=_day(form.until.data),
    )


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _cells(line: TrailLine) -> list[str]:
    return [
        moment(line.at),
        line.at.isoformat(timespec="milliseconds"),
        line.about.words if line.about.number or line.about.email else f"{line.about.words} {line.about.account_id}",
        line.version,
        KINDS[line.kind],
        line.text,
        line.by,
        str(line.position),
        line.id,
        "; ".join(f"{label}: {value}" for label, value in line.details),
    ]
