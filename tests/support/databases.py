"""Databases for tests: an empty migrated one each, on SQLite and on PostgreSQL, as their template is.

Migrations run once a session and kind; a test finds what they left, so that it starts within milliseconds and shares
nothing with its neighbours. The engine alone is theirs together: what it compiled of statements serves the next.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from models.database import Database, connect
from models.migrations import migrate
from tests.support import postgresql
from tests.support.lending import STAYS, Lent
from workflows import jobs


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    migrate_all(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, engines: "Engines") -> str:
    """The URL of a SQLite database as the template is, until the test ends."""
    path = sqlite_template.with_name("lent.sqlite3")
    url = f"sqlite:///{path}"
    engines.disconnect(url)
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    shutil.copyfile(sqlite_template, path)
    return url


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of this session's own, without a database's name."""
    with postgresql.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    name = "template_migrated"
    execute(postgresql_server, f"CREATE DATABASE {name}")
    migrate_all(f"{postgresql_server}/{name}")
    return name


@pytest.fixture(scope="session")
def lent(postgresql_server: str) -> Iterator[Callable[[str], Lent]]:
    """The PostgreSQL database that is as a template is, by the template's name."""
    made: dict[str, Lent] = {}
    with ExitStack() as left:

        def of(template: str) -> Lent:
            if template not in made:
                made[template] = left.enter_context(closing(Lent(postgresql_server, template)))
            return made[template]

        yield of


@pytest.fixture
def postgresql_url(lent: Callable[[str], Lent], postgresql_template: str, engines: "Engines") -> str:
    """The URL of a PostgreSQL database as the template is, until the test ends."""
    database = lent(postgresql_template)
    if database.lend():
        engines.disconnect(database.url)
    return database.url


# The second run passes the same lines; to watch it do so takes more than the run itself.
@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.no_cover])])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database of the test's own; a test that asks for it runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str, engines: "Engines") -> Database:
    """A migrated database of the test's own, open; a test that asks for it runs once on each kind."""
    return Database(engines.of(database_url))


class Engines:
    """One engine for each database that is lent, behind all that tests are given."""

    def __init__(self) -> None:
        self._made: dict[str, Engine] = {}

    def of(self, url: str) -> Engine:
        """An engine of a database for one test: who listens to it hears nothing of the next."""
        if url not in self._made:
            self._made[url] = engine = connect(url)
            if engine.dialect.name == "postgresql":
                event.listen(engine, "do_connect", _stay)
            else:
                event.listen(engine, "connect", _wait_for_no_disk)
                event.listen(engine, "connect", _turn_round)
        return self._made[url].execution_options()

    def disconnect(self, *urls: str) -> None:
        """Closes what is open to these databases, or to all."""
        for url in urls or self._made:
            if url in self._made:
                self._made[url].dispose()


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """The engines of this session; nothing of theirs is open after it."""
    made = Engines()
    yield made
    made.disconnect()


def migrate_all(url: str) -> None:
    """Runs our migrations and those of the job engine."""
    migrate(url)
    jobs.migrate(url)


def execute(server: str, statement: str) -> None:
    """Runs a statement that belongs to no transaction, on a PostgreSQL server."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)


def _stay(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
    parameters["application_name"] = STAYS


def _wait_for_no_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _turn_round(connection: Any, _record: Any) -> None:
    """Rows that nobody asked to be in order come in another order than they were written in."""
    connection.execute("PRAGMA reverse_unordered_selects=ON")
