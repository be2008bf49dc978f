"""What people of these tests know, and how they sign in."""

import time
from collections.abc import Callable

from passlib.totp import TOTP

from tests.webapp.browser import Browser
from workflows.accounts import AccountRecord

PASSWORD = "violet harbor seventeen spoons"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

MakeAccount = Callable[..., AccountRecord]


def code(*, steps: int = 0) -> str:
    """The code of the present step, or of one before or after."""
    return str(TOTP(key=SECRET).generate(time.time() + 30 * steps).token)


def sign_in(browser: Browser, email: str = "ana@example.org", password: str = PASSWORD, *, expect: int = 303) -> None:
    """Sends e-mail address and password."""
    browser.post("/login", {"email": email, "password": password}, expect=expect)


def sign_in_with_code(browser: Browser, email: str = "ana@example.org", *, steps: int = 0) -> None:
    """Signs in with both factors."""
    sign_in(browser, email)
    browser.post("/login/code", {"code": code(steps=steps)})
