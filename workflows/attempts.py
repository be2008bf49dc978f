"""Counted tries: at a password, a one-time code, a link. The count stands in the database, so no restart forgets it.

A try is written before its answer is known, or in the transaction that answers it; so tries made side by side cannot
pass a limit together.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Attempt
from models.base import new_id

#: So far machines' clocks may differ. A try that lies further ahead was made before the Office's clock was set back.
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Limit:
    """So many failures within a time lock what is tried for a time."""

    #: What is tried, as the row's kind.
    kind: str
    most: int
    within: timedelta
    locks: timedelta

    def __post_init__(self) -> None:
        if self.most < 1:
            raise ValueError("A limit lets at least one try through.")


def hold(session: Session, *subjects: str) -> None:
    """Waits until no other transaction counts against these subjects; held until this one ends.

    SQLite needs nothing: a transaction that writes has the database to itself from its first statement. PostgreSQL
    takes its locks in one order, so that two transactions over the same subjects cannot wait for each other.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for key in sorted(_lock_key(subject) for subject in subjects):
        session.execute(select(func.pg_advisory_xact_lock(key)))


def is_locked(session: Session, limit: Limit, subject: str, *, now: datetime) -> bool:
    """Whether failures since the last success have used the limit up; the caller holds the subject."""
    mine = (Attempt.kind == limit.kind, Attempt.subject == subject, Attempt.at <= now + _SKEW)
    last_success = session.scalar(select(func.max(Attempt.at)).where(*mine, Attempt.succeeded))
    failures = select(Attempt.at).where(*mine, ~Attempt.succeeded, Attempt.at > now - limit.within - limit.locks)
    if last_success is not None:
        failures = failures.where(Attempt.at > last_success)
    latest = session.scalars(failures.order_by(Attempt.at.desc()).limit(limit.most)).all()
    if len(latest) < limit.most:
        return False
    return latest[0] - latest[-1] < limit.within and now < latest[0] + limit.locks


def record(session: Session, limit: Limit, subject: str, *, succeeded: bool, at: datetime) -> Attempt:
    """Writes a try; one that succeeded begins the count anew."""
    attempt = Attempt(id=new_id(), kind=limit.kind, subject=subject, at=at, succeeded=succeeded)
    session.add(attempt)
    return attempt


def _lock_key(subject: str) -> int:
    return int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], signed=True)
