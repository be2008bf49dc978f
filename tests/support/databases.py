"""Databases for tests: an empty migrated one each, on SQLite and on PostgreSQL, copied from a template.

Migrations run once a session and kind; a test gets a copy of what they left, so that it starts within milliseconds and
shares nothing with its neighbours.
"""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from models.database import Database, connect
from models.migrations import migrate
from tests.support import postgresql
from workflows import jobs

_numbers = count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    migrate_all(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite database of the test's own."""
    path = tmp_path / "elicense.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


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


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database of the test's own."""
    name = f"test_{next(_numbers)}"
    execute(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield f"{postgresql_server}/{name}"
    execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database of the test's own; a test that asks for it runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database of the test's own, open; a test that asks for it runs once on each kind."""
    engine = connect(database_url)
    yield Database(engine)
    engine.dispose()


def migrate_all(url: str) -> None:
    """Runs our migrations and those of the job engine."""
    migrate(url)
    jobs.migrate(url)


def execute(server: str, statement: str) -> None:
    """Runs a statement that belongs to no transaction, on a PostgreSQL server."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)
