"""The Office's side: the work queue, the case page, incidents."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.base import Guide, Page, guides
from forms.review import asked_items
from forms.wording import in_words, long_date
from models.vocabulary import StaffRole
from webapp import uploads
from webapp.access import current, office
from webapp.case_documents import about
from webapp.guidance import guide_of
from webapp.presentation import fee_rows, moment
from webapp.responses import see
from workflows.case import AnsweredPage, CaseView, HistoryLine, InvitationLine, RegistryLine, Staff
from workflows.refusals import NothingToClaim, NotYourTask, Refusal, TaskNotOpen
from workflows.work_queue import Tab

blueprint = Blueprint("review", __name__)

TABS = {
    Tab.MINE: "Mine",
    Tab.TEAM: "My team",
    Tab.UNASSIGNED: "Unassigned",
    Tab.WAITING: "Waiting on applicant",
    Tab.DONE: "Done today",
}

#: Whose cases they are, in words.
GROUPS = {
    StaffRole.INTAKE.value: "Intake",
    StaffRole.REVIEWER.value: "Reviewers",
    StaffRole.SUPERVISOR.value: "Supervisors",
    StaffRole.COMPLIANCE.value: "Compliance",
    StaffRole.FISCAL.value: "Fiscal",
    StaffRole.EDUCATION.value: "Education",
    "applicant": "Applicant",
}


#: Why the last check before the card sent a case back.
NOT_PASSED = {
    "SUSPENDED": "The certification is suspended.",
    "REVOKED": "The certification is revoked.",
    "SURRENDERED": "The certification was surrendered.",
    "REGISTRY_NOT_CURRENT": "The National Registry certification is not current.",
    "REGISTRY_LEVEL": "The National Registry shows a lower level.",
    "REGISTRY_EXPIRY": "The National Registry does not show the new end date yet.",
    "ALREADY_CERTIFIED": "The applicant has earned this level by another application.",
    "PROFILE_NOT_APPROVED": "The training profile is not approved.",
    "CERTIFICATION_ENDED": "The certification under the approval has ended.",
    "CERTIFICATION_TOO_LOW": "The certification is below the level to be taught.",
    "CERTIFICATION_NOT_RENEWED": "The certification under the approval is not renewed yet.",
    "CPR_ENDED": "The CPR card has ended.",
    "ACLS_ENDED": "The ACLS card has ended.",
    "TAX_HOLD": "The Department of Revenue holds it for taxes or child support. It goes on once compliance lifts the hold.",
    "FEE_TAKEN_BACK": "The payment of the fee went back. The fee is not paid.",
}
_UNUSUAL_DATE = "The National Registry’s end date is no March 31. A supervisor must name the new end date."


def staff() -> Staff:
    """Who acts."""
    return Staff(current.account_id or "", current.roles)


@blueprint.get("/queue")
def queue() -> str:
    """The cases of one tab, the most urgent first."""
    tab = request.args.get("tab", Tab.UNASSIGNED.value)
    if tab not in set(Tab):
        abort(404)
    chosen = Tab(tab)
    return render_template(
        "review/queue.html",
        tabs_shown=[
            {"label": label, "url": url_for("review.queue", tab=word.value), "current": word is chosen}
            for word, label in TABS.items()
        ],
        groups=GROUPS,
        lines=office().review.queue(staff(), chosen),
    )


@blueprint.post("/queue/next")
def start_next() -> Response:
    """Claims the most urgent case and opens it."""
    try:
        return see("review.case", number=office().review.start_next(staff()))
    except NothingToClaim as fault:
        flash(str(fault), "info")
        return see("review.queue")


@blueprint.get("/cases/<number>")
def case(number: str) -> str:
    """One case."""
    return _drawn(office().review.case(staff(), number))


@blueprint.post("/cases/<number>/tasks/<task_id>/claim")
def claim(number: str, task_id: str) -> Response:
    """Takes the case for half an hour."""
    office().review.claim(staff(), task_id)
    return see("review.case", number=number)


@blueprint.post("/cases/<number>/tasks/<task_id>/release")
def release(number: str, task_id: str) -> Response:
    """Gives it back."""
    office().review.release(staff(), task_id)
    flash("The case is back in the queue.", "success")
    return see("review.case", number=number)


@blueprint.post("/cases/<number>/tasks/<task_id>")
def decide(number: str, task_id: str) -> Response | tuple[str, int]:
    """Records the decision of the open task."""
    view = office().review.case(staff(), number)
    if view.task is None or view.task.id != task_id:
        over = office().review.task(staff(), task_id)
        return _refused(TaskNotOpen(), _form(guide_of(over), posted=True), number)
    guide = guide_of(view.task)
    form = _form(guide, posted=True)
    refused: dict[str, list[str]] = {}
    if form.takes_files:
        refused = uploads.take_in(task_id, form)
        # what was added is known from here on
        view = office().review.case(staff(), number)
        guide = guide_of(view.task) if view.task else guide
        form = _form(guide, posted=True)
        uploads.tell(form, refused, alone=bool(form.stays))
    if form.stays or refused or not form.validate():
        office().review.hold_on(staff(), task_id)
        return _drawn(view, form), 200 if form.stays and not refused else 422
    pages = guide.given({form.slug: form.data})
    try:
        office().review.decide(staff(), task_id, pages=pages, variables=guide.variables(pages))
    except (TaskNotOpen, NotYourTask) as fault:
        return _refused(fault, form, number)
    flash("Your decision is recorded.", "success")
    return see("review.case", number=number)


@blueprint.get("/incidents")
def incidents() -> str:
    """Every job that stands."""
    return render_template("review/incidents.html", incidents=office().review.incidents())


@blueprint.post("/incidents/<job_id>/retry")
def retry(job_id: str) -> Response:
    """Sends it to the workers again."""
    office().review.retry(staff(), job_id)
    flash("It is being tried again.", "success")
    return see("review.incidents")


def _form(guide: Guide, *, posted: bool = False) -> Page:
    """A staff guide has one page: the decision panel."""
    return guide.form(guide.shown_pages({})[0].slug, {}, request.form if posted else None)


def _drawn(view: CaseView, form: Page | None = None) -> str:
    if view.task is not None and form is None:
        form = _form(guide_of(view.task))
    return render_template(
        "review/case.html",
        case=view,
        page=form,
        problems=form.problems if form else [],
        answered=[(part, _sections(view, part)) for part in view.answered],
        facts=_facts(view),
        not_passed=_not_passed(view),
        invited=[_invited(line) for line in view.invited],
        registry=[_registry(line) for line in view.registry],
        document_about=about,
        history=[_happened(line) for line in reversed(view.history)],
        payment_rows=fee_rows,
    )


def _sections(view: CaseView, part: AnsweredPage) -> Any:
    """The answers of a finished task as they were given; what is on record today does not tell where they came from."""
    facts = dict(view.facts)
    facts["asked"] = asked_items(part.asked, facts)
    sections = guides()[part.form](facts).check_answers({page: saved.values for page, saved in part.pages.items()})
    return [replace(section, lines=[replace(line, source="") for line in section.lines]) for section in sections]


def _facts(view: CaseView) -> list[dict[str, str]]:
    told = [
        ("Holder", view.holder),
        ("Number", view.credential_number),
        ("Level", view.level),
        ("License expires", long_date(view.expires_on) if view.expires_on else None),
        ("Sent", moment(view.submitted_at) if view.submitted_at else None),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _not_passed(view: CaseView) -> str:
    """Why the case came back from its last check; empty where it did not."""
    check = view.facts.get("final_check") or {}
    if not check:
        return ""
    return _UNUSUAL_DATE if check["passed"] else NOT_PASSED.get(check["reason"], check["reason"])


def _invited(line: InvitationLine) -> dict[str, Any]:
    """A letter to someone without an account: what it was about, and what came back."""
    guide = guides()[line.form](line.facts)
    told = "No answer yet"
    if line.answered_at is not None:
        told = f"Answered {moment(line.answered_at)}"
    elif line.revoked:
        told = "Another letter took its place"
    return {
        "title": guide.title,
        "told": f"{told} · Sent {moment(line.sent_at)} to {line.address} · Open until {moment(line.expires_at)}",
        "facts": [known for page in guide.shown_pages({}) for known in page(None, facts=line.facts).facts()],
        "sections": guide.check_answers(line.pages),
    }


def _registry(line: RegistryLine) -> dict[str, Any]:
    told = [
        ("Status", in_words(line.status)),
        ("Level", line.level or "None"),
        ("Ends on", long_date(line.expires_on) if line.expires_on else "Not told"),
        ("Name", "Same as ours" if line.name_matches else "Differs from ours"),
    ]
    return {
        "title": f"Checked {moment(line.checked_at)}",
        "lines": [{"label": label, "value": value, "source": ""} for label, value in told],
    }


def _happened(line: HistoryLine) -> dict[str, Any]:
    return {"at": line.at, "text": line.text, "by": line.by, "detail": line.detail}


def _refused(fault: Refusal, form: Page, number: str) -> Response:
    """Someone else acted: what was typed is shown, so that nothing is lost."""
    page = render_template(
        "errors/409.html",
        title=None,
        sentence=str(fault),
        kept=form.lines(),
        page_url=url_for("review.case", number=number),
        changes=None,
    )
    return make_response(page, 409)
