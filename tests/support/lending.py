"""A PostgreSQL database that is lent to one test after the other, each time as its template is.

To copy a template costs the server a tenth of a second; to put back what a test wrote, a fiftieth of that.
"""

import psycopg

#: How connections call themselves that may stay open from one test to the next.
STAYS = "stays"
_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
#: Where a database keeps what its tables held when it was made, and whether a table or a trigger was altered since.
_MEMORY = """
CREATE SCHEMA memory;
CREATE TABLE memory.altered AS SELECT false AS yes;
CREATE FUNCTION memory.note() RETURNS event_trigger LANGUAGE plpgsql
AS 'BEGIN UPDATE memory.altered SET yes = true; END';
"""
_WATCH = "CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION memory.note()"
# What a test left at work would hold locks, or write into the next test's database.
_END_OTHERS = f"""
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
AND (application_name <> '{STAYS}' OR state IS DISTINCT FROM 'idle')
"""


class Lent:
    """One database of a server, made from a template when it is first asked for, and anew when a test altered it."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._name = f"lent_{template}"
        self.url = f"{server}/{self._name}"
        self._keeper: psycopg.Connection | None = None
        self._empty: list[str] = []
        #: Tables that the template filled -> how many rows they have, and which transaction wrote the newest.
        self._filled: dict[str, tuple[int, int]] = {}

    def lend(self) -> bool:
        """Makes it as the template is; whether it was made anew, which ends every connection to the one before."""
        if self._keeper is None or self._keeper.execute("SELECT yes FROM memory.altered").fetchone() == (True,):
            self._make()
            return True
        self._put_back(self._keeper)
        return False

    def close(self) -> None:
        """Lets go of it."""
        if self._keeper is not None:
            self._keeper.close()

    def _make(self) -> None:
        self.close()
        with psycopg.connect(f"{self._server}/postgres", autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {self._name} TEMPLATE {self._template} STRATEGY file_copy")
        self._keeper = keeper = psycopg.connect(self.url, autocommit=True)
        tables = {table: _state(keeper, table) for (table,) in keeper.execute(_TABLES).fetchall()}
        self._empty = [table for table, (rows, _) in tables.items() if not rows]
        self._filled = {table: state for table, state in tables.items() if state[0]}
        keeper.execute(_MEMORY)
        for table in self._filled:
            keeper.execute(f"CREATE TABLE {_memory_of(table)} AS TABLE {table}")
        keeper.execute(_WATCH)

    def _put_back(self, keeper: psycopg.Connection) -> None:
        keeper.execute(_END_OTHERS)
        with keeper.transaction():
            # no trigger and no reference is asked
            keeper.execute("SET LOCAL session_replication_role = replica")
            keeper.execute(";".join(f"DELETE FROM {table}" for table in self._empty))
            for table, state in self._filled.items():
                if _state(keeper, table) != state:
                    keeper.execute(f"DELETE FROM {table}; INSERT INTO {table} TABLE {_memory_of(table)}")
                    self._filled[table] = _state(keeper, table)


def _state(keeper: psycopg.Connection, table: str) -> tuple[int, int]:
    return keeper.execute(f"SELECT count(*), coalesce(max(xmin::text::bigint), 0) FROM {table}").fetchone()


def _memory_of(table: str) -> str:
    return f"memory.{table.replace('.', '_')}"
