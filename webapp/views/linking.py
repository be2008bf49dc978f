"""Linking a certification to the account, and lifting the lock on linking."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.account import LiftLock, LinkLicense
from models.vocabulary import Level
from webapp.access import current, office
from workflows.accounts import Claim, LinkRefused
from workflows.refusals import NotFound

blueprint = Blueprint("linking", __name__)


@blueprint.get("/link")
def show() -> str | Response:
    """Asks for the four facts; who is linked goes on."""
    if current.person_id is not None:
        return redirect(url_for("accounts.start"), 303)
    return render_template("linking/show.html", page=LinkLicense())


@blueprint.post("/link")
def link() -> tuple[str, int] | Response:
    """Links, or gives the one answer that tells nothing."""
    page = LinkLicense(request.form)
    if not page.validate():
        return render_template("linking/show.html", page=page), 422
    assert current.account_id is not None  # noqa: S101 - the route's rule
    try:
        office().accounts.linking.link(current.account_id, _claim(page))
    except LinkRefused as refusal:
        # nothing typed comes back: the answer is the same for every try, byte for byte
        blank = LinkLicense()
        blank.refusal = str(refusal)
        hours = office().settings_book.today()["link.lockHours"]
        return render_template("linking/show.html", page=blank, lock_hours=hours), 422
    flash("Your license is linked to your account.", "success")
    return redirect(url_for("accounts.start"), 303)


@blueprint.get("/staff/linking-locks")
def locks() -> str:
    """Asks whose lock to lift."""
    return render_template("linking/locks.html", page=LiftLock())


@blueprint.post("/staff/linking-locks")
def lift() -> tuple[str, int] | Response:
    """Lifts the lock of an account, of a license number, or of both."""
    page = LiftLock(request.form)
    if not page.validate():
        return render_template("linking/locks.html", page=page), 422
    assert current.account_id is not None  # noqa: S101 - the route's rule
    linking = office().accounts.linking
    try:
        if page.email.data:
            linking.lift_account_lock(page.email.data, by=current.account_id)
    except NotFound:
        page.email.errors = ["Enter the e-mail address of an account"]
        return render_template("linking/locks.html", page=page), 422
    if page.number.data:
        linking.lift_license_lock(page.number.data, by=current.account_id)
    flash("The lock is lifted. The person can try again now.", "success")
    return redirect(url_for("linking.locks"), 303)


def _claim(page: LinkLicense) -> Claim:
    return Claim(
        level=Level(page.level.data),
        number=page.number.data or "",
        ssn=page.ssn.data or "",
        birth_date=date.fromisoformat(page.birth_date.data),
    )
