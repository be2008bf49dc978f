"""Who may open what: one table, read before every request. A route that is not in it does not open.

This is also the one place that reaches for the application that is running: views get the Office by `office()` and
the person who asks by `current`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from models.vocabulary import StaffRole

if TYPE_CHECKING:
    from workflows.wiring import Office


@dataclass(frozen=True)
class Rule:
    """Who may open a route, in words."""

    words: str
    #: Staff of these roles; empty for a rule that is not about staff.
    roles: frozenset[StaffRole] = frozenset()

    def fits(self, caller: "Caller") -> bool:
        """Whether this person is of the kind that the rule names."""
        if self.roles:
            return bool(caller.roles & self.roles)
        return self is PUBLIC or (caller.signed_in and not (self is APPLICANT and caller.staff))


#: Anyone, signed in or not.
PUBLIC = Rule("anyone")
#: Another machine, which proves itself by signing what it sends: no cookie, so no token against forgery.
SIGNED_CALL = Rule("a machine that signs what it sends")
#: Anyone who has signed in.
SIGNED_IN = Rule("anyone signed in")
#: Anyone signed in who is no member of staff.
APPLICANT = Rule("an applicant")
#: No one: a route that a library brings and this site does not use.
CLOSED = Rule("no one")


def staff(*roles: StaffRole) -> Rule:
    """Members of staff with one of these roles; every member of staff where none is named."""
    named = frozenset(roles or StaffRole)
    return Rule("staff: " + ", ".join(sorted(named)), named)


_CASE_WORK = staff(
    StaffRole.INTAKE,
    StaffRole.REVIEWER,
    StaffRole.SUPERVISOR,
    StaffRole.COMPLIANCE,
    StaffRole.EDUCATION,
    StaffRole.FISCAL,
)
_OWNER = staff(StaffRole.PROCESS_OWNER)
_INCIDENTS = staff(StaffRole.SUPERVISOR, StaffRole.PROCESS_OWNER, StaffRole.ADMINISTRATOR)
_AUDIT = staff(StaffRole.AUDITOR)

#: Route -> who may open it.
RULES: dict[str, Rule] = {
    "static": PUBLIC,
    "health.healthz": PUBLIC,
    # accounts
    "accounts.start": PUBLIC,
    "accounts.check_email": PUBLIC,
    "accounts.confirm_email": PUBLIC,
    "accounts.show": SIGNED_IN,
    "accounts.end_other_sessions": SIGNED_IN,
    "accounts.stay": SIGNED_IN,
    "linking.show": APPLICANT,
    "linking.link": APPLICANT,
    "linking.locks": staff(StaffRole.INTAKE, StaffRole.SUPERVISOR),
    "linking.lift": staff(StaffRole.INTAKE, StaffRole.SUPERVISOR),
    # what anyone may ask before applying
    "what_applies.ask": PUBLIC,
    "what_applies.tell": PUBLIC,
    # the register
    "verify.search": PUBLIC,
    "verify.show": PUBLIC,
    "verify.letter": PUBLIC,
    "verify.show_json": PUBLIC,
    # what someone asked by mail answers: who has the link, once
    "invitations.show": PUBLIC,
    "invitations.answer": PUBLIC,
    "invitations.done": PUBLIC,
    # what an applicant does; each page looks further that the thing is their own
    "home.show": APPLICANT,
    "home.begin": APPLICANT,
    "home.start": APPLICANT,
    "home.print_card": APPLICANT,
    "home.print_certificate": APPLICANT,
    "home.print_approval": APPLICANT,
    "applications.show": APPLICANT,
    "applications.state": APPLICANT,
    "applications.diagram": APPLICANT,
    "applications.confirm_withdrawal": APPLICANT,
    "applications.withdraw": APPLICANT,
    "denials.letter": APPLICANT,
    "hearings.show": APPLICANT,
    "hearings.ask": APPLICANT,
    "tasks.show": APPLICANT,
    "tasks.go_on": APPLICANT,
    "tasks.ask": APPLICANT,
    "tasks.save_page": APPLICANT,
    "payments.show": APPLICANT,
    "payments.checkout": APPLICANT,
    "payments.come_back": APPLICANT,
    "payments.state": APPLICANT,
    "payments.webhook": SIGNED_CALL,
    # what staff do; which tasks a role may take, the task itself says
    "review.queue": _CASE_WORK,
    "review.start_next": _CASE_WORK,
    "review.case": _CASE_WORK,
    "denials.letter_of_case": _CASE_WORK,
    "review.claim": _CASE_WORK,
    "review.release": _CASE_WORK,
    "review.decide": _CASE_WORK,
    # what staff begin themselves; which process a role may begin, its diagram says
    "records.search": _CASE_WORK,
    "records.show": _CASE_WORK,
    "records.start": _CASE_WORK,
    # criminal history: need to know
    "cori.show": staff(StaffRole.COMPLIANCE),
    "cori.look": staff(StaffRole.COMPLIANCE),
    "review.incidents": _INCIDENTS,
    "review.retry": _INCIDENTS,
    # documents: of one's own, and of a case
    "documents.show": APPLICANT,
    "documents.look": _CASE_WORK,
    "documents.open_file": _CASE_WORK,
    "documents.judge": _CASE_WORK,
    "documents.hand_out": staff(StaffRole.SUPERVISOR, StaffRole.COMPLIANCE),
    "notices.held": _INCIDENTS,
    "notices.send": _INCIDENTS,
    "notices.throw_away": _INCIDENTS,
    # what a process owner does
    "settings.index": _OWNER,
    "settings.show": _OWNER,
    "settings.check": _OWNER,
    "settings.confirm": _OWNER,
    "settings.plan": _OWNER,
    "settings.holidays": _OWNER,
    "settings.list_holiday": _OWNER,
    "settings.strike_holiday": _OWNER,
    "calendar.index": _OWNER,
    "calendar.show": _OWNER,
    "calendar.hold": _OWNER,
    "calendar.release": _OWNER,
    "calendar.look_ahead": _OWNER,
    # what an auditor reads
    "audit.search": _AUDIT,
    "audit.export": _AUDIT,
    "audit.application": _AUDIT,
    "audit.account": _AUDIT,
    "audit.chains": _AUDIT,
    # Flask-Security
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.register": PUBLIC,
    "security.send_confirmation": PUBLIC,
    "security.forgot_password": PUBLIC,
    "security.reset_password": PUBLIC,
    "security.two_factor_token_validation": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.verify": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.two_factor_setup": SIGNED_IN,
    "security.mf_recovery_codes": SIGNED_IN,
    # it would confirm on being looked at; ours is accounts.confirm_email
    "security.confirm_email": CLOSED,
    # it would carry the second factor's secret in an address
    "security.two_factor_setup_validate": CLOSED,
    "security.two_factor_rescue": CLOSED,
    "security.tf_select": CLOSED,
    "security.static": CLOSED,
}

#: What is answered without asking who it is: it must work when the database does not.
_WITHOUT_SESSION = frozenset({"static", "health.healthz"})

#: What a member of staff may open before the second factor is set up.
_BEFORE_SECOND_FACTOR = frozenset(
    {
        "static",
        "health.healthz",
        "accounts.stay",
        "security.two_factor_setup",
        "security.two_factor_token_validation",
        "security.verify",
        "security.logout",
    }
)


@dataclass(frozen=True)
class Caller:
    """Who asks."""

    #: None for a person who has not signed in.
    account_id: str | None = None
    email: str = field(default="", repr=False)
    roles: frozenset[StaffRole] = frozenset()
    #: Whether the account has a second factor.
    second_factor: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether the person has signed in, with the second factor where the account has one."""
        return self.account_id is not None

    @property
    def staff(self) -> bool:
        """Whether the person is a member of staff."""
        return bool(self.roles)

    @property
    def person_id(self) -> str | None:
        """The person whose certification the account holds; None before linking."""
        if self.account_id is None or self.staff:
            return None
        if "person_id" not in g:
            g.person_id = office().accounts.directory.person_of(self.account_id)
        return cast("str | None", g.person_id)


def office() -> "Office":
    """The Office behind the running application."""
    return cast("Office", current_app.extensions["office"])


def _caller() -> Caller:
    if "caller" not in g:
        user: Any = current_user
        g.caller = (
            Caller(user.id, user.email, user.role_names, user.tf_totp_secret is not None)
            if user.is_authenticated
            else Caller()
        )
        g.actor_id = g.caller.account_id
    return cast(Caller, g.caller)


current: Caller = cast(Caller, LocalProxy(_caller))


def guard(app: Flask) -> None:
    """Asks the table before every request."""

    @app.before_request
    def ask() -> Response | None:
        if request.endpoint is None:
            return None  # no such address: the 404 follows
        rule = RULES.get(request.endpoint, CLOSED)
        if rule is CLOSED or _unspeakable(request.view_args or {}):
            abort(404)
        if rule is SIGNED_CALL or request.endpoint in _WITHOUT_SESSION:
            return None
        if getattr(session, "unread", False):
            abort(503)
        return _second_factor_first() or _answers(rule)

    app.context_processor(lambda: {"current": current})


def _unspeakable(names: Mapping[str, Any]) -> bool:
    """Whether a name in the address holds a null character: nothing is called so, and PostgreSQL will not look for it."""
    return any("\0" in str(name) for name in names.values())


def signed_calls(app: Flask) -> list[Callable[..., Any]]:
    """The views that machines call."""
    return [view for endpoint, view in app.view_functions.items() if RULES.get(endpoint) is SIGNED_CALL]


def _answers(rule: Rule) -> Response | None:
    if rule is PUBLIC:
        return None
    if not current.signed_in:
        return _to_sign_in()
    if rule.roles:
        # who is no member of staff does not learn that there is such a page
        return None if current.roles & rule.roles else abort(403 if current.staff else 404)
    if rule is APPLICANT and current.staff:
        abort(403)
    return None


def _second_factor_first() -> Response | None:
    """A member of staff does nothing before the second factor is set up, and nothing in a session without it."""
    if request.endpoint in _BEFORE_SECOND_FACTOR or not current.staff or session.get("second_factor"):
        return None
    if current.second_factor:
        logout_user()  # type: ignore[no-untyped-call]
        return redirect(url_for("security.login"), 303)
    return redirect(url_for("security.two_factor_setup"), 303)


def _to_sign_in() -> Response:
    flash("Sign in to go on.", "info")
    if request.method != "GET":
        return redirect(url_for("security.login"), 303)
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")), 303)
