"""The site with its worker and the sandbox, started once for all browser tests of a session."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.people import Applicant, Clerk, MakeApplicant, MakeClerk, keep
from tests.browser.town import MORNING, Town, build, cookie_of
from tests.journeys.world import at
from tests.support.ports import free_port
from tests.support.processes import Processes, Site
from webapp import create_app
from workflows.accounts.passwords import CHEAPEST
from workflows.adapters.clock import FileClock
from workflows.settings import Settings
from workflows.wiring import wire


@pytest.fixture(scope="session")
def session_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """Starts real processes; they end with the session."""
    started = Processes(tmp_path_factory.mktemp("processes"))
    yield started
    started.end_all()


@pytest.fixture(scope="session")
def shared_site(
    session_processes: Processes, seeded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Site:
    """A running site that tests share: each plays a person of the seed that no other test plays."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copyfile(seeded_sqlite_template, folder / "site.sqlite3")
    return session_processes.start_site(surroundings(folder, folder / "site.sqlite3"))


@pytest.fixture(scope="session")
def town_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the town."""
    return Path(shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("town") / "site.sqlite3"))


@pytest.fixture(scope="session")
def town(town_database: Path) -> Town:
    """Somebody in every state that a page can show."""
    return build(f"sqlite:///{town_database}")


@pytest.fixture(scope="session")
def town_site(session_processes: Processes, town: Town, town_database: Path) -> Site:
    """A running site over the town, on the town's morning."""
    environment = surroundings(town_database.parent, town_database)
    FileClock(Path(environment["ELICENSE_CLOCK_FILE"])).set(at(MORNING))
    return session_processes.start_site(environment)


@pytest.fixture(scope="session")
def town_pages(town: Town, town_database: Path) -> Iterator[Flask]:
    """The site of the town in this process."""
    office = wire(Settings(database_url=f"sqlite:///{town_database}"))
    yield create_app(office, hash_cost=CHEAPEST)
    office.database.engine.dispose()


@pytest.fixture(scope="session")
def town_cookie(town_pages: Flask) -> Callable[[str], str]:
    """The cookie of somebody who signed in: without a window, since a browser takes long over a form and a password."""
    return cache(lambda key: cookie_of(town_pages, key))


def surroundings(folder: Path, database: Path) -> dict[str, str]:
    """The environment of a site of its own: its ports, its clock, its sandbox's memory."""
    return {name: str(free_port()) for name in ("PORT", "SANDBOX_PORT", "ELICENSE_SMTP_PORT")} | {
        "DATABASE_URL": f"sqlite:///{database}",
        "ELICENSE_CLOCK_FILE": str(folder / "clock.json"),
        "ELICENSE_SANDBOX_FILE": str(folder / "sandbox.sqlite3"),
    }


@pytest.fixture
def applicant(shared_site: Site, new_page: Callable[..., Page]) -> MakeApplicant:
    """Signs a holder in on the date of the case and links the certification; `script=False` for a browser without it."""
    return lambda key, **options: Applicant.arrives(shared_site, new_page(**options), key)


@pytest.fixture(scope="session")
def signed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is kept who of the staff is signed in: a one-time code is good for one sign-in alone."""
    return tmp_path_factory.mktemp("signed_in")


@pytest.fixture
def clerk(shared_site: Site, new_page: Callable[..., Page], signed_in: Path) -> MakeClerk:
    """A member of staff at a browser, signed in with the second factor."""

    def arrive(email: str) -> Clerk:
        known = signed_in / email
        if known.exists():
            return Clerk(shared_site, new_page(storage_state=known), email)
        arrived = Clerk.arrives(shared_site, new_page(), email)
        keep(arrived.page, known)
        return arrived

    return arrive
