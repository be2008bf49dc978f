"""Flask-Security, set up: the one place that hands it accounts, in our words, with our pages, by our rules.

It brings the flows - sign-up with proof of the address, sign-in, recovery, second factor, asking again - and knows
accounts as `SignedIn`, a copy of the row's values; what it changed is written back column by column. It sends no
mail itself, renders no page of its own, and takes no token but a session's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from flask import Flask, after_this_request, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_login import user_logged_out
from flask_security import (
    MailUtil,
    PasswordUtil,
    RoleMixin,
    Security,
    UserDatastore,
    UserMixin,
    password_reset,
    tf_profile_changed,
    user_authenticated,
)
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from models.vocabulary import StaffRole
from webapp import sign_in_forms, sign_in_settings
from webapp.access import office, signed_calls
from webapp.second_factor import OneTimeCodes, RecoveryCodes
from workflows.accounts import AccountRecord, passwords
from workflows.accounts.passwords import HashCost

csrf = CSRFProtect()  # type: ignore[no-untyped-call]


class RoleName(str, RoleMixin):  # noqa: SLOT000 - the mixin has attributes
    """A role as Flask-Security asks for it."""

    @property
    def name(self) -> str:  # type: ignore[override] # an attribute in the mixin
        """The role's word."""
        return str(self)

    __eq__ = str.__eq__
    __ne__ = str.__ne__
    __hash__ = str.__hash__


@dataclass(eq=False)
class SignedIn(UserMixin):
    """An account as Flask-Security sees it: values it may change, and those it was loaded with."""

    id: str = ""  # type: ignore[assignment] # ours is text
    email: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    password: str | None = field(default=None, repr=False)
    active: bool = True
    confirmed_at: datetime | None = None
    fs_uniquifier: str = field(default="", repr=False)
    tf_primary_method: str | None = None
    tf_totp_secret: str | None = field(default=None, repr=False)
    tf_phone_number: str | None = None
    mf_recovery_codes: list[str] | None = field(default=None, repr=False)
    roles: list[RoleMixin] = field(default_factory=list)
    loaded: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, record: AccountRecord) -> "SignedIn":
        """The account of a record."""
        values = {item.name: getattr(record, item.name) for item in fields(record) if item.name != "roles"}
        return cls(**values, roles=[RoleName(role) for role in sorted(record.roles)], loaded=values)

    @property
    def role_names(self) -> frozenset[StaffRole]:
        """The staff roles."""
        return frozenset(StaffRole(role.name) for role in self.roles)

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from what was loaded, by column."""
        return {name: getattr(self, name) for name, value in self.loaded.items() if getattr(self, name) != value}

    def check_tf_required_setup(self) -> bool:
        """Whether the person may not do without a second factor."""
        return bool(self.roles)


class AccountStore(UserDatastore):
    """Accounts for Flask-Security; what it puts is written when it commits."""

    def __init__(self) -> None:
        super().__init__(SignedIn, RoleName)

    def find_user(self, case_insensitive: bool = False, **by: Any) -> SignedIn | None:  # noqa: ARG002, FBT001, FBT002
        """The account of an address or a session's key."""
        directory = office().accounts.directory
        finders = {"email": directory.by_email, "fs_uniquifier": directory.by_session_key, "id": directory.by_id}
        (name, value), *_ = by.items()
        record = finders[name](value)
        return None if record is None else SignedIn.of(record)

    def find_role(self, role: str) -> RoleName | None:
        """No one gets a role by this way."""
        raise NotImplementedError(role)

    def create_user(self, **values: Any) -> SignedIn:
        """A new account, written at once: the e-mail that follows refers to it."""
        values = self._prepare_create_user_args(**values)  # type: ignore[no-untyped-call]
        names = ("email", "password", "first_name", "last_name", "fs_uniquifier")
        return SignedIn.of(office().accounts.directory.create(**{name: values[name] for name in names}))

    def put(self, model: Any) -> Any:
        """Takes note that an account is to be written."""
        # the proxy of the person signed in stands for the account
        user = model._get_current_object() if hasattr(model, "_get_current_object") else model  # noqa: SLF001
        g.setdefault("changed_accounts", {})[user.id] = user
        return model

    def delete(self, model: Any) -> None:
        """No account is deleted by this way."""
        raise NotImplementedError(model.id)

    def commit(self) -> None:
        """Writes the changed columns of what was put."""
        for user in g.pop("changed_accounts", {}).values():
            changes = user.changes
            if changes:
                office().accounts.directory.change(user.id, changes)
                user.loaded = {**user.loaded, **changes}


class AccountMail(MailUtil):
    """Writes the mail of accounts as notices, which a worker sends."""

    def normalize(self, email: str) -> str:
        """The address in lower case."""
        return super().normalize(email).casefold()

    def validate(self, email: str) -> str:
        """The address in lower case, if mail can be sent to such an address."""
        return super().validate(email).casefold()

    def send_mail(self, template: str, *_: Any, user: SignedIn, **context: Any) -> None:  # type: ignore[override]
        """Writes the notice; its links begin with the site's own address, not with what the browser said."""
        if not g.get("mail_allowed", True):
            return
        accounts, site = office().accounts, office().settings.site_url
        fields = {}
        if template == "N-ACCT-VERIFY":
            fields["link"] = site + url_for("accounts.confirm_email", token=context["confirmation_token"])
        elif template == "N-ACCT-RESET":
            fields["link"] = site + url_for("security.reset_password", token=context["reset_token"])
        accounts.sign_in.write(template, account_id=user.id, fields=fields)


class PasswordRules(PasswordUtil):
    """Which passwords are taken."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:  # noqa: FBT001
        """The sentences against a password, and the password as it is hashed."""
        if is_register:
            context = [str(kwargs.get(name) or "") for name in ("email", "first_name", "last_name")]
        else:
            user = kwargs["user"]
            context = [user.email, user.first_name, user.last_name]
        weakness = passwords.weakness(password, context=context)
        return ([weakness] if weakness else None), self.normalize(password)


def secure(app: Flask, *, cost: HashCost) -> None:
    """Sets accounts up: Flask-Security, tokens against forgery, what follows a sign-in."""
    csrf.init_app(app)  # type: ignore[no-untyped-call]
    app.config.update(sign_in_settings.settings(cost))
    security = Security(
        datastore=AccountStore(),
        login_form=sign_in_forms.SignInForm,
        register_form=sign_in_forms.SignUpForm,
        send_confirmation_form=sign_in_forms.ProveEmailForm,
        forgot_password_form=sign_in_forms.NewPasswordLinkForm,
        reset_password_form=sign_in_forms.NewPasswordForm,
        change_password_form=sign_in_forms.PasswordChangeForm,
        verify_form=sign_in_forms.StillYouForm,
        two_factor_setup_form=sign_in_forms.SecondFactorForm,
        two_factor_rescue_form=sign_in_forms.RescueForm,
        two_factor_verify_code_form=sign_in_forms.CodeForm,
        mf_recovery_codes_form=sign_in_forms.RecoveryCodesForm,
        mf_recovery_form=sign_in_forms.RecoveryCodeForm,
        mail_util_cls=AccountMail,
        password_util_cls=PasswordRules,
        totp_cls=OneTimeCodes,
        mf_recovery_codes_util_cls=RecoveryCodes,
        render_template=_render,
    )
    security.init_app(app)
    # pages alone: what asks for JSON gets the page, and no token signs anyone in
    security.want_json(lambda _request: False)
    security.login_manager.request_loader(lambda _request: None)  # type: ignore[no-untyped-call]
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    tf_profile_changed.connect(_second_factor_set, app)
    password_reset.connect(_password_reset, app)


def exempt_signed_calls(app: Flask) -> None:
    """Asks no token of machines; after all views are registered."""
    for view in signed_calls(app):
        csrf.exempt(view)  # type: ignore[no-untyped-call]


def _render(template: str, **context: Any) -> str:
    """Renders a page of Flask-Security's; one with something wrong in it is answered with 422."""
    forms = [value for value in context.values() if isinstance(value, FlaskForm)]
    if request.method == "POST" and any(form.errors for form in forms):

        @after_this_request
        def wrong(response: Any) -> Any:
            response.status_code = 422
            return response

    return render_template(template, **context)


def _signed_in(_app: Flask, user: SignedIn, **_: Any) -> None:
    # a token or a note from before the sign-in may be known to whoever prepared the browser
    for name in ("csrf_token", "second_factor"):
        session.pop(name, None)
    g.pop("csrf_token", None)
    session["account_id"] = user.id
    if user.roles:
        session["staff"] = True
    if "tf_user_id" in session:
        session["second_factor"] = True
    _forget_caller()


def _signed_out(_app: Flask, **_: Any) -> None:
    session.clear()
    _forget_caller()


def _second_factor_set(_app: Flask, **_: Any) -> None:
    session["second_factor"] = True
    _forget_caller()


def _password_reset(_app: Flask, user: SignedIn, **_: Any) -> None:
    # whoever opened the link has the mailbox, and has set a password that no one from before knows
    if user.confirmed_at is None:
        user.confirmed_at = datetime.now(UTC)
    office().accounts.web_sessions.end_others(user.id, keep=None)


def _forget_caller() -> None:
    g.pop("caller", None)
    g.pop("person_id", None)


def end_other_sessions(account_id: str) -> int:
    """Signs an account out everywhere but here, and tells how many sessions ended."""
    return office().accounts.web_sessions.end_others(account_id, keep=getattr(session, "token", None))


def proved_lately() -> bool:
    """Whether the person proved lately, by password, who they are; using it keeps it a few minutes longer."""
    from flask_security.utils import check_and_update_authn_fresh

    config = current_app.config
    return bool(check_and_update_authn_fresh(config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"]))


def ask_password_first(then: str) -> Response:
    """Leads to the page that asks for the password, and from there on to an address of this site."""
    flash(sign_in_settings.WORDS["REAUTHENTICATION_REQUIRED"][0], "info")
    return redirect(url_for("security.verify", next=then), 303)


def confirm_address(token: str) -> bool:
    """Proves the address of an account by the token of its link; False where the token is not good any more.

    Proving it twice is as good as once: mail programs open links, and people press twice.
    """
    from flask_security.confirmable import confirm_email_token_status, confirm_user

    expired, invalid, user = confirm_email_token_status(token)  # type: ignore[no-untyped-call]
    if expired or invalid or user is None:
        return False
    if confirm_user(user):  # type: ignore[no-untyped-call]
        current_app.extensions["security"].datastore.commit()
    return True
