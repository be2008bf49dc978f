"""What applies to me: a plain form for anyone, answered by the table that decides, and kept nowhere."""

from flask import Blueprint, render_template, request

from forms.prescreen import WhatApplies
from webapp.access import office

blueprint = Blueprint("what_applies", __name__, url_prefix="/what-applies")


@blueprint.get("")
def ask() -> str:
    """The questions."""
    return render_template("what_applies/ask.html", page=WhatApplies())


@blueprint.post("")
def tell() -> str | tuple[str, int]:
    """The answer; what was typed goes nowhere else."""
    page = WhatApplies(request.form)
    if not page.validate():
        return render_template("what_applies/ask.html", page=page), 422
    return render_template("what_applies/told.html", page=page, told=office().eligibility.tell(page.inputs))
