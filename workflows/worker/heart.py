"""Whether anyone runs jobs, for whoever watches the site."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from models import WorkerProcess
from models.database import Database

#: Workers beat every few seconds; the machines' clocks may differ by some more.
_SILENT = timedelta(seconds=60)


def beats(database: Database) -> bool:
    """Whether a worker beat within the last minute."""
    with database.read() as session:
        last = session.scalar(select(func.max(WorkerProcess.beat_at)))
    return last is not None and datetime.now(UTC) - last < _SILENT
