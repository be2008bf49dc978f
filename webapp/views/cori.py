"""Criminal history, for the compliance staff alone: what was entered about an application, and who used it."""

from typing import Any

from flask import Blueprint, render_template

from forms.base import guides
from webapp.access import current, office
from webapp.presentation import moment
from workflows.cori import CoriView

blueprint = Blueprint("cori", __name__)

#: What was done with an entry, in words.
USES = {
    "entered": "Entered",
    "looked_at": "Looked at",
    "handed_over": "A copy was handed over to the person",
    "destroyed": "Destroyed, as its time was over",
}


@blueprint.get("/cases/<number>/cori")
def show(number: str) -> str:
    """Asks once more: to look is to use it, and a GET changes nothing."""
    return render_template("cori/show.html", number=number, records=None)


@blueprint.post("/cases/<number>/cori")
def look(number: str) -> str:
    """Every entry, opened; that it was looked at is logged."""
    records = office().cori.records(current.account_id or "", current.roles, number)
    return render_template("cori/show.html", number=number, records=[_shown(record) for record in records])


def _shown(record: CoriView) -> dict[str, Any]:
    guide = guides()[record.form]()
    return {
        "title": f"{guide.title}, entered {moment(record.entered_at)}",
        "sections": guide.check_answers(record.pages),
        "destroy_on": record.destroy_on,
        "log": [
            {"at": line.at, "text": USES[line.use.value], "by": line.by, "detail": None}
            for line in reversed(record.log)
        ],
    }
