"""A site over a database of the test's own, and a browser without a window that looks at every page it gets."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

import pytest
from flask import Flask

from models.database import Database
from models.vocabulary import StaffRole
from tests.webapp.browser import Browser
from tests.webapp.people import PASSWORD, SECRET, MakeAccount
from tests.webapp.small_office import MachineTime, Postbox, SmallOffice
from webapp import create_app
from workflows.accounts import AccountRecord, Accounts
from workflows.accounts.directory import locked_account
from workflows.accounts.passwords import CHEAPEST, hashed
from workflows.adapters.clock import FixedClock
from workflows.keyring import Keyring
from workflows.settings import Settings
from workflows.wiring import Office


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({"k1": b"o" * 32}, lookup_key=b"l" * 32)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def machine_time() -> MachineTime:
    return MachineTime()


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url)


@pytest.fixture
def office(
    database: Database,
    clock: FixedClock,
    settings: Settings,
    keyring: Keyring,
    postbox: Postbox,
    machine_time: MachineTime,
) -> SmallOffice:
    accounts = Accounts(database=database, keyring=keyring, clock=clock, notices=postbox, now=machine_time)
    return SmallOffice(database, clock, settings, accounts)


@pytest.fixture
def site(office: SmallOffice) -> Flask:
    return create_app(cast("Office", office), hash_cost=CHEAPEST)


@pytest.fixture
def visitor(site: Flask) -> Browser:
    return Browser(site)


@pytest.fixture
def another_visitor(site: Flask) -> Callable[[], Browser]:
    return lambda: Browser(site)


@pytest.fixture
def dear_site(office: SmallOffice) -> Flask:
    """A site that hashes passwords at their real cost."""
    return create_app(cast("Office", office))


@pytest.fixture
def without_rates(site: Flask) -> None:
    """A site that counts only what it must: the cheap limits of one address are off."""
    for limiter in site.extensions["limiter"]:
        limiter.enabled = False


@pytest.fixture
def make_account(office: SmallOffice) -> MakeAccount:
    """Makes an account that may sign in."""

    def make(
        email: str = "ana@example.org",
        *,
        roles: tuple[StaffRole, ...] = (),
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
            locked_account(session, made.id).roles = directory.roles(session, frozenset(roles))
        record = directory.by_id(made.id)
        assert record is not None
        return record

    return make
