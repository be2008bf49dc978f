"""A site over a database of the test's own, and a browser without a window that looks at every page it gets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from models.database import Database, connect
from tests.webapp.browser import Browser
from webapp import create_app
from workflows.accounts import Accounts
from workflows.accounts.passwords import CHEAPEST
from workflows.adapters.clock import FixedClock
from workflows.keyring import Keyring
from workflows.settings import Settings


@dataclass
class Postbox:
    """Notices that were written, in order."""

    written: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def write(
        self,
        _session: Session,
        template: str,
        *,
        key: str,
        account_id: str,
        fields: Mapping[str, str] | None = None,
    ) -> str:
        if key not in self.keys:
            self.keys.add(key)
            self.written.append((template, account_id, dict(fields or {})))
        return key

    def last_link(self, template: str) -> str:
        """The path of the last link that went out with a notice."""
        link = next(fields["link"] for name, _, fields in reversed(self.written) if name == template)
        return link.removeprefix("http://localhost:8000")

    @property
    def templates(self) -> list[str]:
        return [template for template, _, _ in self.written]


class MachineTime:
    """The machine's time, which a test moves on."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class SmallOffice:
    """The parts of the Office that accounts need."""

    database: Database
    clock: FixedClock
    settings: Settings
    accounts: Accounts


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
    database_url: str,
    clock: FixedClock,
    settings: Settings,
    keyring: Keyring,
    postbox: Postbox,
    machine_time: MachineTime,
) -> Iterator[SmallOffice]:
    engine = connect(database_url)
    database = Database(engine)
    accounts = Accounts(database=database, keyring=keyring, clock=clock, notices=postbox, now=machine_time)
    yield SmallOffice(database, clock, settings, accounts)
    engine.dispose()


@pytest.fixture
def site(office: SmallOffice) -> Flask:
    return create_app(office, hash_cost=CHEAPEST)


@pytest.fixture
def browser(site: Flask) -> Browser:
    return Browser(site)


@pytest.fixture
def another_browser(site: Flask) -> Callable[[], Browser]:
    return lambda: Browser(site)
