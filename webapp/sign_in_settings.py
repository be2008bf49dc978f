"""What Flask-Security is set to: what it may do, for how long, at which addresses, with which pages and in which words."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from workflows.accounts.passwords import HashCost

_SWITCHES: dict[str, Any] = {
    "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
    "SECURITY_REGISTERABLE": True,
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_DATETIME_FACTORY": lambda: datetime.now(UTC),
    # passwords
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    # what a token holds of an address or of an Argon2 hash; the default takes a quarter of a second, so that the answer
    # for an address with an account could be told by its time
    "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
    "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    # how long
    "SECURITY_CONFIRM_EMAIL_WITHIN": timedelta(hours=24),
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=1),
    "SECURITY_FRESHNESS": timedelta(minutes=15),
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=5),
    # second factor
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
    # one step of thirty seconds either way
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "security.mf_recovery_codes",
    "SECURITY_TOTP_ISSUER": "Massachusetts EMS licensing",
    # Flask-Security wants keys to wrap secrets with; ours are sealed by the keyring instead
    "SECURITY_TOTP_SECRETS": {"1": "unused"},
    # addresses
    "SECURITY_LOGIN_URL": "/login",
    "SECURITY_LOGOUT_URL": "/logout",
    "SECURITY_REGISTER_URL": "/sign-up",
    "SECURITY_CONFIRM_URL": "/prove-email",
    "SECURITY_RESET_URL": "/reset",
    "SECURITY_CHANGE_URL": "/account/password",
    "SECURITY_VERIFY_URL": "/account/still-you",
    "SECURITY_TWO_FACTOR_SETUP_URL": "/account/second-factor",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
    "SECURITY_TWO_FACTOR_RESCUE_URL": "/login/rescue",
    "SECURITY_TWO_FACTOR_SELECT_URL": "/login/select",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/login/recovery-code",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    # where to afterwards
    "SECURITY_POST_LOGIN_VIEW": "accounts.start",
    "SECURITY_POST_LOGOUT_VIEW": "accounts.start",
    "SECURITY_POST_REGISTER_VIEW": "accounts.check_email",
    "SECURITY_POST_CHANGE_VIEW": "accounts.show",
    "SECURITY_POST_VERIFY_VIEW": "accounts.show",
    # pages
    "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
    "SECURITY_REGISTER_USER_TEMPLATE": "accounts/sign_up.html",
    "SECURITY_SEND_CONFIRMATION_TEMPLATE": "accounts/prove_email.html",
    "SECURITY_FORGOT_PASSWORD_TEMPLATE": "accounts/forgot_password.html",
    "SECURITY_RESET_PASSWORD_TEMPLATE": "accounts/new_password.html",
    "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/change_password.html",
    "SECURITY_VERIFY_TEMPLATE": "accounts/still_you.html",
    "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "accounts/second_factor.html",
    "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/code.html",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "accounts/recovery_codes.html",
    "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/recovery_code.html",
    # mail: the names of notices, which have their own words
    "SECURITY_EMAIL_PLAINTEXT": False,
    "SECURITY_EMAIL_HTML": False,
    "SECURITY_REGISTER_EMAIL_TEMPLATE": "N-ACCT-VERIFY",
    "SECURITY_REGISTER_EMAIL_EXISTING_TEMPLATE": "N-ACCT-EXISTS",
    "SECURITY_EMAIL_TEMPLATE_CONFIRM": "N-ACCT-VERIFY",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": "N-ACCT-RESET",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "N-ACCT-CHANGED",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "N-ACCT-CHANGED",
}

_ANY_ADDRESS = "If there is an account for that address, we have sent an e-mail to it. It may take a few minutes."

#: What it says, in our words: message -> the sentence and its kind.
WORDS: Mapping[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (
        "Check your e-mail address and your password. If you have just made an account, open the link in our e-mail first",
        "error",
    ),
    "EMAIL_NOT_PROVIDED": ("Enter your e-mail address", "error"),
    "INVALID_EMAIL_ADDRESS": ("Enter an e-mail address like name@example.com", "error"),
    "PASSWORD_NOT_PROVIDED": ("Enter your password", "error"),
    "INVALID_PASSWORD": ("Enter the password of this account", "error"),
    "PASSWORD_IS_THE_SAME": ("Choose a password other than the one you have", "error"),
    "API_ERROR": ("Enter text here", "error"),
    "CONFIRM_REGISTRATION": ("We have sent you an e-mail.", "success"),
    "CONFIRMATION_REQUEST": (_ANY_ADDRESS, "info"),
    "PASSWORD_RESET_REQUEST": (_ANY_ADDRESS, "info"),
    "PASSWORD_RESET_EXPIRED": ("That link worked for one hour. Ask for a new one below.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": ("That link does not work any more. Ask for a new one below.", "error"),
    "PASSWORD_RESET_NO_LOGIN": ("Your new password is saved. Sign in with it.", "success"),
    "PASSWORD_CHANGE": ("Your password is changed. You are signed out everywhere else.", "success"),
    "UNAUTHENTICATED": ("Sign in to go on.", "info"),
    "REAUTHENTICATION_REQUIRED": ("Enter your password to go on.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you. You can go on.", "success"),
    "INVALID_REDIRECT": ("Sign in to go on.", "info"),
    "ANONYMOUS_USER_REQUIRED": ("You are signed in already.", "info"),
    "TWO_FACTOR_INVALID_TOKEN": ("Enter the 6 digits that your app shows now. Each code works once", "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("Codes from your app are now asked for when you sign in.", "success"),
    "TWO_FACTOR_PERMISSION_DENIED": ("Sign in with your password first.", "info"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Choose to set up an app", "error"),
    "TWO_FACTOR_DISABLED": ("Codes are not asked for any more when you sign in.", "success"),
    "INVALID_RECOVERY_CODE": ("Enter one of your recovery codes that you have not used yet", "error"),
}


def settings(cost: HashCost) -> dict[str, Any]:
    """All of it, as Flask's configuration takes it."""
    return {
        **_SWITCHES,
        **{f"SECURITY_MSG_{name}": words for name, words in WORDS.items()},
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__type": "ID",
            "argon2__memory_cost": cost.memory_kib,
            "argon2__time_cost": cost.passes,
            "argon2__parallelism": cost.lanes,
        },
    }
