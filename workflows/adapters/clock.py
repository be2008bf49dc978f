"""Time as a part that is handed in: the site, the worker and the sandbox read one clock, and a test sets it.

Only the Office's own time runs by this clock: windows, deadlines, leases, timers. What guards an account
(sessions, one-time codes, tokens) runs by the machine's, so that moving the clock signs nobody in or out.
"""

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

#: Legal dates of the Commonwealth begin and end here.
EASTERN = ZoneInfo("America/New_York")


class Clock(Protocol):
    """Tells what time it is for the Office."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


def legal_date(instant: datetime) -> date:
    """The date in Massachusetts at this instant."""
    return instant.astimezone(EASTERN).date()


def long_date(day: date) -> str:
    """The date as letters tell it: "March 31, 2027"."""
    return f"{day:%B} {day.day}, {day.year}"


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """Stands still until it is set; for tests."""

    def __init__(self, now: datetime) -> None:
        self.set(now)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Moves the clock to an aware instant."""
        self._now = now.astimezone(UTC)


class FileClock:
    """The machine's time moved by an offset that lies in a small file, so that several processes share it.

    Production has no such file: there, `SystemClock` is wired.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._read()

    def set(self, now: datetime) -> None:
        """Moves the clock of every process that reads this file; it runs on from there."""
        seconds = (now - datetime.now(UTC)).total_seconds()
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({"offset_seconds": seconds}))
        # a rename is atomic: no reader sees half a file
        draft.replace(self._path)

    def _read(self) -> timedelta:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return timedelta(0)
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            self._offset = timedelta(seconds=json.loads(self._path.read_text())["offset_seconds"])
            self._stamp = stamp
        return self._offset
