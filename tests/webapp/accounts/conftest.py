"""People with accounts, and the ways they sign in."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from passlib.totp import TOTP

from models.vocabulary import StaffRole
from tests.webapp.browser import Browser
from tests.webapp.conftest import SmallOffice
from workflows.accounts import AccountRecord
from workflows.accounts.directory import locked_account
from workflows.accounts.passwords import CHEAPEST, hashed

PASSWORD = "violet harbor seventeen spoons"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

MakeAccount = Callable[..., AccountRecord]


@pytest.fixture
def make_account(office: SmallOffice) -> MakeAccount:
    """Makes an account that may sign in."""

    def make(
        email: str = "ana@example.org",
        *,
        roles: frozenset[StaffRole] = frozenset(),
        totp: bool = False,
        confirmed: bool = True,
    ) -> AccountRecord:
        directory = office.accounts.directory
        made = directory.create(email=email, password=hashed(PASSWORD, CHEAPEST), first_name="Ana", last_name="Ruiz")
        changes: dict[str, object] = {"confirmed_at": datetime.now(UTC)} if confirmed else {}
        if totp:
            changes |= {"tf_primary_method": "authenticator", "tf_totp_secret": SECRET}
        directory.change(made.id, changes)
        with office.database.begin() as session:
            locked_account(session, made.id).roles = directory.roles(session, roles)
        record = directory.by_id(made.id)
        assert record is not None
        return record

    return make


def code(*, steps: int = 0) -> str:
    """The code of the present step, or of one before or after."""
    return TOTP(key=SECRET).generate(time.time() + 30 * steps).token


def sign_in(browser: Browser, email: str = "ana@example.org", password: str = PASSWORD, *, expect: int = 303) -> None:
    browser.post("/login", {"email": email, "password": password}, expect=expect)
