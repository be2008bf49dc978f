"""Every migration is run over a database that has a row in every table, as the ones in use have."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from models import Row
from models.database import connect
from models.migrations import RowsAstray, migrate

FIRST = "20261122_register"
NOON = datetime(2026, 1, 20, 17, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database in which nothing was made yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = request.getfixturevalue("postgresql_server")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
        yield f"{server}/empty"
        connection.execute("DROP DATABASE empty WITH (FORCE)")


def test_what_was_there_is_there_after_every_migration(empty_url: str) -> None:
    migrate(empty_url, revision=FIRST)
    ids = _fill(empty_url)
    before = _rows(empty_url)

    migrate(empty_url)

    after = _rows(empty_url)
    assert {table: len(rows) for table, rows in before.items()} == {table: len(after[table]) for table in before}
    application = after["application"][0]
    assert application["family"] == "cycle"
    assert application["person_id"] == ids["person"]
    assert application["draft_of"] == f"cycle:{ids['credential']}"


def test_what_was_public_before_a_discipline_stays_under_it(empty_url: str) -> None:
    migrate(empty_url, revision="20261124_military")
    _fill(empty_url)
    engine = connect(empty_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE credential SET discipline_before = 'conditions'"))
    engine.dispose()

    migrate(empty_url)

    under = _rows(empty_url)["credential"][0]["discipline_under"]
    assert under == [{"kind": "conditions", "on": "2026-01-20"}]


def test_a_migrated_database_is_what_the_rows_say(empty_url: str) -> None:
    migrate(empty_url)

    engine = connect(empty_url)
    inspector = sa.inspect(engine)
    there = {name: {column["name"] for column in inspector.get_columns(name)} for name in inspector.get_table_names()}
    engine.dispose()

    said = {table.name: {column.name for column in table.columns} for table in Row.metadata.sorted_tables}
    assert {name: there[name] for name in said} == said


def test_rows_that_refer_to_nothing_stop_a_migration(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'astray.sqlite3'}"
    migrate(url, revision=FIRST)
    _fill(url)
    engine = connect(url)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        with connection.begin():
            connection.exec_driver_sql("UPDATE answer SET task_id = 'nowhere'")
    engine.dispose()

    with pytest.raises(RowsAstray, match="answer"):
        migrate(url)

    assert "family" not in _rows(url)["application"][0]


def _fill(url: str) -> dict[str, str]:
    """One row in every table there is; table -> its id."""
    engine = connect(url)
    there = sa.MetaData()
    there.reflect(engine)
    ids: dict[str, Any] = {}
    with engine.begin() as connection:
        for table in there.sorted_tables:
            if table.name == "alembic_version":
                continue
            row = {column.name: _value(column, ids) for column in table.columns}
            connection.execute(table.insert().values(row))
            ids[table.name] = next((row[column.name] for column in table.primary_key.columns), None)
        connection.execute(sa.text("UPDATE process_version SET process_id = 'renewal'"))
    engine.dispose()
    return ids


def _value(column: sa.Column[Any], ids: dict[str, Any]) -> Any:
    for key in column.foreign_keys:
        return ids.get(key.column.table.name)
    if column.nullable:
        return None
    makers: list[tuple[type[sa.types.TypeEngine[Any]], Callable[[], Any]]] = [
        (sa.Boolean, lambda: True),
        (sa.Integer, lambda: 1),
        (sa.DateTime, lambda: NOON),
        (sa.Date, lambda: date(2026, 1, 20)),
        (sa.LargeBinary, lambda: b"sealed"),
        (sa.JSON, dict),
    ]
    for kind, make in makers:
        if isinstance(column.type, kind):
            return make()
    return f"{column.table.name}.{column.name}"[: getattr(column.type, "length", None) or None]


def _rows(url: str) -> dict[str, list[dict[str, Any]]]:
    engine = connect(url)
    there = sa.MetaData()
    there.reflect(engine)
    with engine.connect() as connection:
        rows = {
            table.name: [dict(row._mapping) for row in connection.execute(table.select())]
            for table in there.sorted_tables
            if table.name != "alembic_version"
        }
    engine.dispose()
    return rows
