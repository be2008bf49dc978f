"""The first page, proof of an address, and the account's own page; the rest of sign-in is Flask-Security's."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.wording import dollars
from webapp import security
from webapp.access import RULES, current, office
from workflows.rules import setting_text
from workflows.rules.defaults import DEFAULTS

blueprint = Blueprint("accounts", __name__)

#: Where a person who is signed in goes first; the first that exists and is theirs.
_FIRST_PAGES = (
    "review.queue",
    "home.show",
    "linking.locks",
    "settings.index",
    "review.incidents",
    "audit.search",
    "accounts.show",
)
#: The fees that the first page tells.
_FEES = ("initial", "renewal", "alignment")


@blueprint.get("/")
def start() -> str | Response:
    """What the site is for; who is signed in goes on to their own first page."""
    if current.signed_in:
        return redirect(_first_page(), 303)
    settings = office().settings_book.today()
    return render_template(
        "accounts/start.html",
        fees={name: dollars(settings[f"fee.personnel.{name}"]) for name in _FEES},
        decide_within=setting_text.words(DEFAULTS["sla.businessDays"], settings["sla.businessDays"]),
    )


@blueprint.get("/sign-up/check-email")
def check_email() -> str:
    """Says that an e-mail is on its way; the same page whether the address had an account or not."""
    return render_template("accounts/check_email.html")


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> str | Response:
    """Proves an address on a press: mail programs open links by themselves, and looking must change nothing."""
    if request.method == "GET":
        return render_template("accounts/confirm_email.html")
    if security.confirm_address(token):
        flash("Thank you. Your e-mail address is confirmed. Sign in to go on.", "success")
        return redirect(url_for("security.login"), 303)
    flash("That link does not work any more. Ask for a new one below.", "error")
    return redirect(url_for("security.send_confirmation"), 303)


@blueprint.get("/account")
def show() -> str:
    """The account: address, password, second factor, where it is signed in."""
    accounts = office().accounts
    assert current.account_id is not None  # noqa: S101 - the route's rule
    sessions = accounts.web_sessions.count(current.account_id, now=accounts.now())
    return render_template("accounts/show.html", account=current, elsewhere=max(sessions - 1, 0))


@blueprint.post("/account/sessions/end-others")
def end_other_sessions() -> Response:
    """Signs the account out everywhere but here."""
    assert current.account_id is not None  # noqa: S101 - the route's rule
    ended = security.end_other_sessions(current.account_id)
    flash(f"You are signed out in {ended} other place{'' if ended == 1 else 's'}.", "success")
    return redirect(url_for("accounts.show"), 303)


@blueprint.post("/session")
def stay() -> tuple[str, int]:
    """Keeps the session: its idle limit moves as with every request."""
    return "", 204


def _first_page() -> str:
    for endpoint in _FIRST_PAGES:
        if endpoint in current_app.view_functions and RULES[endpoint].fits(current):
            return url_for(endpoint)
    return url_for("accounts.show")
