"""The public look at the register: one box, no sign-in, facts of the public register alone."""

from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request
from werkzeug.wrappers import Response

from forms.search import Search
from webapp.access import office
from webapp.responses import pdf, see
from workflows.credentials import PublicCredential

blueprint = Blueprint("verify", __name__, url_prefix="/verify")


@blueprint.get("")
def search() -> Response | str | tuple[str, int]:
    """A name or a number."""
    asked = "q" in request.args
    form = Search(request.args if asked else None)
    if not asked:
        return render_template("verify/search.html", page=form, problems=[], found=None, query="")
    if not form.validate():
        return render_template("verify/search.html", page=form, problems=form.problems, found=None, query=""), 422
    query = (form.q.data or "").strip()
    if any(letter.isdigit() for letter in query):
        return see("verify.show", number=query)
    found = office().credentials.search(query)
    return render_template("verify/search.html", page=form, problems=[], found=found, query=query)


@blueprint.get("/<number>")
def show(number: str) -> tuple[str, int]:
    """What the register says of a number."""
    credential = office().credentials.verify(number)
    return render_template("verify/show.html", number=number, credential=credential), 200 if credential else 404


@blueprint.get("/<number>/letter")
def letter(number: str) -> Response:
    """The same as a letter of the Office, a PDF that anyone may print."""
    return pdf(*office().credentials.letter(number))


@blueprint.get("/<number>.json")
def show_json(number: str) -> Response:
    """The same for machines."""
    credential = office().credentials.verify(number)
    if credential is None:
        abort(404)
    return jsonify(_public(credential))


def _public(credential: PublicCredential) -> dict[str, Any]:
    return {
        "number": credential.number,
        "name": credential.name,
        "level": credential.level.words,
        "status": credential.status.value,
        "issued_on": credential.issued_on.isoformat(),
        "expires_on": credential.expires_on.isoformat(),
        "public_discipline": credential.disciplined,
        "as_of": credential.as_of.isoformat(),
    }
