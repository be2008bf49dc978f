"""Flask-Security's forms in our words, drawn by our renderer, with our counts of tries.

What they check stays Flask-Security's; what is added stands in `validate`.
"""

# Flask-Security means its fields to be replaced and its `validate` to be extended like this, and declares neither so
# mypy: disable-error-code="misc, override, assignment"

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryCodesForm,
    MfRecoveryForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    hash_password,
)
from flask_security.forms import EmailValidation, IsString, RequiredLocalize, unique_user_email, valid_user_email
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, RadioField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import DataRequired, Length

from forms.rendering import Drawn, Problem, first_control
from forms.validators import one_line, tidy
from webapp.access import current, office
from workflows.accounts import passwords

_EMAIL_ATTRIBUTES = {"autocomplete": "username", "inputmode": "email", "spellcheck": "false", "autocapitalize": "none"}
_PASSWORD_HINT = "At least 15 characters. A few words that only you would put together work well."  # noqa: S105


class _Told(Drawn):
    """Adds what is wrong with the form as a whole to the summary, and leads to its first field."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong, the form as a whole first."""
        whole = dict.fromkeys(str(error) for error in getattr(self, "form_errors", ()))
        first = next(field for field in self._drawn() if not isinstance(field, HiddenField))
        return [*(Problem(first_control(first), sentence) for sentence in whole), *super().problems]


def _needed(sentence: str) -> list[Any]:
    return [IsString(), RequiredLocalize(message=sentence)]


def _email(*checks: Any, verify: bool) -> EmailField:
    return EmailField(
        "E-mail address",
        validators=[*_needed("EMAIL_NOT_PROVIDED"), EmailValidation(verify=verify), *checks],
        filters=[tidy],
        render_kw=_EMAIL_ATTRIBUTES,
    )


def _old_password() -> PasswordField:
    # no account has a longer one, and the hash fails on text beyond its own limit
    no_longer = Length(max=passwords.LONGEST, message=passwords.TOO_LONG)
    return PasswordField(
        "Password",
        validators=[*_needed("PASSWORD_NOT_PROVIDED"), no_longer],
        render_kw={"autocomplete": "current-password"},
    )


def _new_password(label: str) -> PasswordField:
    return PasswordField(
        label,
        description=_PASSWORD_HINT,
        validators=_needed("PASSWORD_NOT_PROVIDED"),
        render_kw={"autocomplete": "new-password"},
    )


def _code(label: str, hint: str) -> StringField:
    return StringField(
        label,
        description=hint,
        validators=_needed("Enter the code"),
        filters=[tidy],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"},
    )


def _name(label: str, autocomplete: str, sentence: str) -> StringField:
    return StringField(
        label,
        validators=[DataRequired(sentence), Length(max=50, message="Use 50 characters or fewer")],
        filters=[tidy, one_line],
        render_kw={"autocomplete": autocomplete, "maxlength": 50},
    )


class SignInForm(_Told, LoginForm):
    """Signs in by e-mail address and password; every try is counted before the password is looked at."""

    email = _email(verify=False)
    password = _old_password()
    # a session ends with the browser; nothing on a shared machine remembers
    remember = None
    submit = SubmitField("Sign in")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Flask-Security puts a link into the hint; ours stands on the page
        self.password.description = ""

    def validate(self, **kwargs: Any) -> bool:
        sign_in = office().accounts.sign_in
        attempt = sign_in.try_password(self.email.data or "")
        if not super().validate(**kwargs):
            return False
        sign_in.succeeded(attempt)
        return True


class SignUpForm(_Told, RegisterFormV2):
    """Makes an account; whether the address has one already is told by e-mail alone."""

    first_name = _name("First name", "given-name", "Enter your first name")
    last_name = _name("Last name", "family-name", "Enter your last name")
    email = _email(unique_user_email, verify=True)
    password = _new_password("Make a password")
    terms = BooleanField(
        "I will use this account for myself alone, and I will keep my password to myself",
        validators=[DataRequired("Tick the box to make an account")],
    )
    submit = SubmitField("Create account")

    def validate(self, **kwargs: Any) -> bool:
        g.mail_allowed = office().accounts.sign_in.may_mail(self.email.data or "")
        return bool(super().validate(**kwargs))


class ProveEmailForm(_Told, SendConfirmationForm):
    """Asks for another link that proves the address; the answer is the same for every address."""

    email = _email(valid_user_email, verify=False)
    submit = SubmitField("Send the link")

    def validate(self, **kwargs: Any) -> bool:
        g.mail_allowed = office().accounts.sign_in.may_mail(self.email.data or "")
        return bool(super().validate(**kwargs))


class NewPasswordLinkForm(_Told, ForgotPasswordForm):
    """Asks for a link to a new password; the answer is the same for every address."""

    email = _email(valid_user_email, verify=False)
    submit = SubmitField("Send the link")

    def validate(self, **kwargs: Any) -> bool:
        g.mail_allowed = office().accounts.sign_in.may_mail(self.email.data or "")
        valid = super().validate(**kwargs)
        if not valid and self.requires_confirmation:
            # the link proves the address, so an address that is not proved yet may have it
            self.email.errors = []
            valid = True
        if valid:
            # the view hashes once where there is no account; so both take as long
            hash_password("not-a-password")
        return bool(valid)


class NewPasswordForm(_Told, ResetPasswordForm):
    """Takes a new password after a link from an e-mail."""

    password = _new_password("New password")
    password_confirm = None
    submit = SubmitField("Save the new password")


class PasswordChangeForm(_Told, ChangePasswordForm):
    """Changes the password of a person who knows the old one."""

    password = _old_password()
    new_password = _new_password("New password")
    new_password_confirm = None
    submit = SubmitField("Change the password")

    def validate(self, **kwargs: Any) -> bool:
        return _counted(super().validate, **kwargs)


class StillYouForm(_Told, VerifyForm):
    """Asks for the password again before a change to how the person signs in."""

    password = _old_password()
    submit = SubmitField("Continue")

    def validate(self, **kwargs: Any) -> bool:
        return _counted(super().validate, **kwargs)


class SecondFactorForm(_Told, TwoFactorSetupForm):
    """Sets the second factor up, or takes it away where it is not required."""

    setup = HiddenField(default="authenticator")
    phone = HiddenField(default="")
    submit = SubmitField("Continue")


class CodeForm(_Told, TwoFactorVerifyCodeForm):
    """Takes a one-time code."""

    code = _code("Code", "6 digits, from your authenticator app")
    submit = SubmitField("Continue")


class RescueForm(_Told, TwoFactorRescueForm):
    """Made by Flask-Security beside each question for a code, and never shown: its page has our own way on."""

    help_setup = RadioField("No code at hand?", choices=[SelectChoice("help", "Write to the Office")])


class RecoveryCodesForm(_Told, MfRecoveryCodesForm):
    """Makes fresh recovery codes."""

    show_codes = None
    generate_new_codes = SubmitField("Make new recovery codes")


class RecoveryCodeForm(_Told, MfRecoveryForm):
    """Takes a recovery code in place of a one-time code."""

    code = _code("Recovery code", "12 letters and digits. Each code works once.")
    submit = SubmitField("Continue")


def _counted(validate: Any, **kwargs: Any) -> bool:
    # a session left open on a shared machine is no place to guess the password
    sign_in = office().accounts.sign_in
    attempt = sign_in.try_password(current.email)
    if not validate(**kwargs):
        return False
    sign_in.succeeded(attempt)
    return True
