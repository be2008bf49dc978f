"""What someone asked by mail sees: one page, opened by a link, answered without an account."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from forms.base import Guide, Page, guides
from webapp.access import office
from webapp.responses import see

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")


@blueprint.get("/thanks")
def done() -> str:
    """Says that the answer came in."""
    return render_template("invitations/done.html")


@blueprint.get("/<token>")
def show(token: str) -> Response:
    """The page that the letter asks for; looking changes nothing, for mail programs open links by themselves."""
    guide = _guide(token)
    return _drawn(guide, _form(guide))


@blueprint.post("/<token>")
def answer(token: str) -> Response:
    """Takes the answer."""
    guide = _guide(token)
    form = _form(guide, posted=True)
    if not form.validate():
        return _drawn(guide, form, status=422)
    pages = guide.given({form.slug: form.data})
    office().invitations.answer(token, pages=pages, variables=guide.variables(pages))
    return see("invitations.done")


def _guide(token: str) -> Guide:
    view = office().invitations.open(token)
    return guides()[view.form](view.facts)


def _form(guide: Guide, *, posted: bool = False) -> Page:
    """A guide for the invited has one page: there is no account to keep a draft with."""
    return guide.form(guide.shown_pages({})[0].slug, {}, request.form if posted else None)


def _drawn(guide: Guide, form: Page, *, status: int = 200) -> Response:
    page = render_template("invitations/show.html", page=form, caption=guide.title, later=False)
    response = make_response(page, status)
    # the address holds the token: it is told to nobody, and no shared cache or history page keeps the answer
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
