"""What the sandbox remembers over a restart: a payment stays paid when the terminal was closed in between."""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any


class Store:
    """JSON objects by kind and key, in the order in which they first came, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        # one connection behind one lock: a handful of writes a minute
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS kept (place INTEGER PRIMARY KEY, kind TEXT, key TEXT, value TEXT, UNIQUE (kind, key))"
        )

    def put(self, kind: str, key: str, value: dict[str, Any]) -> None:
        """Keeps the object; one of the same kind and key is replaced and stays at its place."""
        statement = (
            "INSERT INTO kept (kind, key, value) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value"
        )
        self._run(statement, kind, key, json.dumps(value))

    def get(self, kind: str, key: str) -> dict[str, Any] | None:
        """One object."""
        rows = self._run("SELECT value FROM kept WHERE kind = ? AND key = ?", kind, key)
        return json.loads(rows[0][0]) if rows else None

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Every object of the kind by its key, oldest first."""
        rows = self._run("SELECT key, value FROM kept WHERE kind = ? ORDER BY place", kind)
        return {key: json.loads(value) for key, value in rows}

    def remove(self, kind: str, key: str) -> None:
        """Forgets one object."""
        self._run("DELETE FROM kept WHERE kind = ? AND key = ?", kind, key)

    def clear(self, kind: str) -> None:
        """Forgets every object of the kind."""
        self._run("DELETE FROM kept WHERE kind = ?", kind)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    def _run(self, statement: str, *values: str) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()
