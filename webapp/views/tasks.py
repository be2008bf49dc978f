"""A guide's pages, drawn and taken in: the task list, each page, and sending what was answered."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.base import Guide, Page, PageNotFound
from webapp import security, uploads
from webapp.access import current, office
from webapp.guidance import guide_of
from webapp.responses import see
from workflows.application_views import TaskView
from workflows.refusals import Refusal, StaleForm, TaskNotOpen

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

#: The hidden field that says which saving of a page the form was drawn from.
REVISION = "revision"


@blueprint.get("/<task_id>")
def show(task_id: str) -> Response | str:
    """The task list of the guide."""
    task = office().applications.task(current.account_id or "", task_id)
    guide = guide_of(task)
    if _unproved(guide):
        return security.ask_password_first(url_for("tasks.show", task_id=task_id))
    return render_template(
        "tasks/show.html",
        task=task,
        guide=guide,
        sections=guide.sections(task.answers),
        next_page=guide.first_page(task.answers),
        page_url=lambda slug: url_for("tasks.ask", task_id=task_id, page=slug),
    )


@blueprint.get("/<task_id>/next")
def go_on(task_id: str) -> Response:
    """The page to begin or go on with."""
    task = office().applications.task(current.account_id or "", task_id)
    return see("tasks.ask", task_id=task_id, page=guide_of(task).first_page(task.answers))


@blueprint.get("/<task_id>/<page>")
def ask(task_id: str, page: str) -> Response | str:
    """One page of the guide."""
    task = office().applications.task(current.account_id or "", task_id)
    guide = guide_of(task)
    if _unproved(guide):
        return security.ask_password_first(url_for("tasks.ask", task_id=task_id, page=page))
    return _drawn(task, guide, _form(guide, page, task))


@blueprint.post("/<task_id>/<page>")
def save_page(task_id: str, page: str) -> Response | tuple[str, int]:
    """Keeps the page; after the last one, sends the whole."""
    account_id = current.account_id or ""
    try:
        task = office().applications.task(account_id, task_id)
    except TaskNotOpen as fault:
        over = office().applications.task(account_id, task_id, even_over=True)
        form = _form(guide_of(over), page, over, posted=True)
        return _not_taken(fault, form, url_for("applications.show", number=over.application))
    revision = request.form.get(REVISION, type=int)
    if revision is None:
        # a form that does not say what it was drawn from must not go over what is saved
        form = _form(guide_of(task), page, task, posted=True)
        return _not_taken(StaleForm(), form, url_for("tasks.ask", task_id=task_id, page=page))
    return _save(task, page, revision=revision)


def _save(task: TaskView, page: str, *, revision: int) -> Response | tuple[str, int]:
    account_id, task_id = current.account_id or "", task.id
    guide = guide_of(task)
    form = _form(guide, page, task, posted=True)
    later = request.form.get("action") == "later"
    refused = form.takes_files and uploads.take_in(task_id, form)
    if form.takes_files:
        # what was added is known from here on
        task = office().applications.task(account_id, task_id)
        guide = guide_of(task)
        form = _form(guide, page, task, posted=True)
    checked = not (later or form.stays)
    if refused:
        uploads.tell(form, refused, alone=not checked)
    if refused or (checked and not form.validate()):
        return _drawn(task, guide, form), 422
    try:
        revision = office().applications.save_page(account_id, task_id, page=page, values=form.data, revision=revision)
    except StaleForm as fault:
        return _not_taken(fault, form, url_for("tasks.ask", task_id=task_id, page=page))
    if later or form.stays or _unproved(guide):
        return _kept(task, form, later=later)
    answers = {**task.answers, page: form.data}
    following = guide.next_after(page, answers)
    if following is None:
        return _submit(task, guide, answers, saved={page: revision})
    return see("tasks.ask", task_id=task_id, page=following)


def _unproved(guide: Guide) -> bool:
    """Whether these answers are of a kind that asks for the password, and it was not given lately."""
    return guide.asks_password and not security.proved_lately()


def _kept(task: TaskView, form: Page, *, later: bool) -> Response:
    """Where a page leads that was saved and not sent: to itself with another row, to the password, to the application."""
    if form.stays:
        return see("tasks.ask", task_id=task.id, page=form.slug, _anchor=form.stays)
    if not later:
        return security.ask_password_first(url_for("tasks.ask", task_id=task.id, page=form.slug))
    flash("We saved what you typed. It waits here until you go on.", "success")
    return see("applications.show", number=task.application)


def _submit(task: TaskView, guide: Guide, answers: dict[str, Any], *, saved: dict[str, int]) -> Response:
    missing = guide.missing(answers)
    if missing:
        flash("Some pages are not complete yet. Please answer them first.", "warning")
        return see("tasks.ask", task_id=task.id, page=missing[0])
    revisions = {page: known.revision for page, known in task.pages.items()} | saved
    office().applications.submit(
        current.account_id or "", task.id, variables=guide.variables(answers), revisions=revisions
    )
    return see("applications.show", number=task.application)


def _form(guide: Guide, page: str, task: TaskView, *, posted: bool = False) -> Page:
    try:
        return guide.form(page, task.answers, request.form if posted else None)
    except PageNotFound:
        abort(404)


def _drawn(task: TaskView, guide: Guide, form: Page) -> str:
    before = guide.before(form.slug, task.answers)
    saved = task.pages.get(form.slug)
    return render_template(
        "tasks/ask.html",
        page=form,
        caption=guide.title,
        back_url=url_for("tasks.ask", task_id=task.id, page=before)
        if before
        else url_for("tasks.show", task_id=task.id),
        hidden={REVISION: request.form.get(REVISION) or (saved.revision if saved else 0)},
        sections=guide.check_answers(task.answers),
        page_url=lambda slug: url_for("tasks.ask", task_id=task.id, page=slug),
    )


def _not_taken(fault: Refusal, form: Page, page_url: str) -> Response:
    """The page was saved or sent meanwhile: what was typed is shown, so that nothing is lost."""
    page = render_template(
        "errors/409.html", title=None, sentence=str(fault), kept=form.lines(), page_url=page_url, changes=None
    )
    return make_response(page, 409)
