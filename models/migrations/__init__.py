"""The database's own history: `migrate(url)` brings any earlier state forward."""

import sqlite3
from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from models.database import connect


class RowsAstray(Exception):
    """A migration left rows that refer to rows which are not there; nothing of it was kept."""


def migrate(url: str, *, revision: str = "head") -> None:
    """Runs every migration that this database has not seen yet, in one transaction; data stays.

    Raises:
        RowsAstray: SQLite alone; PostgreSQL refuses such rows by itself.
    """
    engine = connect(url)
    config = Config()
    config.set_main_option("script_location", str(files("models.migrations")))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # a changed table is written anew and the old one dropped, with which SQLite would delete what refers to it;
            # outside the transaction, because inside it the word is not heard
            _driver(connection).execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if engine.dialect.name == "sqlite":
                _refuse_rows_astray(connection)
    engine.dispose()


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - narrows for the type checker
    return driver


def _refuse_rows_astray(connection: Connection) -> None:
    astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if astray:
        tables = ", ".join(sorted({row[0] for row in astray}))
        raise RowsAstray(f"Rows of {tables} refer to rows that are not there.")
