"""Browsers' sessions, kept on the server: what a cookie names can be ended from here.

The row's id is the hash of the cookie's value and its data is sealed for that row: the table alone opens no session
and tells nothing.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, delete, insert, select, update

from models import WebSession
from models.database import Database
from workflows.keyring import CiphertextRefused, Keyring

_PLACE = "web_session.data"


@dataclass(frozen=True)
class StoredSession:
    """A session that is alive."""

    data: str = field(repr=False)
    created_at: datetime
    expires_at: datetime


class WebSessions:
    """Keeps sessions by the value of their cookie."""

    def __init__(self, *, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def read(self, token: str, *, now: datetime) -> StoredSession | None:
        """The session of a cookie; None for one that never was, has ended or has run out."""
        key = session_key(token)
        with self._database.read() as session:
            row = session.get(WebSession, key)
        if row is None or row.expires_at <= now:
            return None
        try:
            data = self._keyring.open(row.data, place=_PLACE, row=key)
        except CiphertextRefused:
            # its key was taken out of service: the person signs in again
            return None
        return StoredSession(data, row.created_at, row.expires_at)

    def begin(
        self,
        token: str,
        data: str,
        *,
        account_id: str | None,
        now: datetime,
        expires_at: datetime,
        instead_of: str | None,
    ) -> None:
        """Keeps a new session; the one it takes the place of ends in the same moment."""
        key = session_key(token)
        with self._database.begin() as session:
            gone = WebSession.expires_at <= now
            if instead_of is not None:
                gone |= WebSession.id == session_key(instead_of)
            session.execute(delete(WebSession).where(gone))
            session.execute(
                insert(WebSession).values(
                    id=key,
                    account_id=account_id,
                    data=self._keyring.seal(data, place=_PLACE, row=key),
                    created_at=now,
                    expires_at=expires_at,
                )
            )

    def write(self, token: str, data: str, *, expires_at: datetime) -> bool:
        """Keeps a session's new content; False where it was ended meanwhile, which then stays so."""
        key = session_key(token)
        values = {"data": self._keyring.seal(data, place=_PLACE, row=key), "expires_at": expires_at}
        with self._database.begin() as session:
            done = session.execute(update(WebSession).where(WebSession.id == key).values(values))
            return cast(CursorResult[None], done).rowcount == 1

    def slide(self, token: str, *, expires_at: datetime) -> None:
        """Moves the idle limit of a session that is used."""
        with self._database.begin() as session:
            session.execute(update(WebSession).where(WebSession.id == session_key(token)).values(expires_at=expires_at))

    def end(self, token: str) -> None:
        """Ends a session."""
        with self._database.begin() as session:
            session.execute(delete(WebSession).where(WebSession.id == session_key(token)))

    def end_others(self, account_id: str, *, keep: str | None) -> int:
        """Ends an account's sessions but the one of this cookie, and tells how many."""
        others = WebSession.account_id == account_id
        if keep is not None:
            others &= WebSession.id != session_key(keep)
        with self._database.begin() as session:
            return cast(CursorResult[None], session.execute(delete(WebSession).where(others))).rowcount

    def count(self, account_id: str, *, now: datetime) -> int:
        """How many sessions of an account are alive."""
        with self._database.read() as session:
            alive = select(WebSession.id).where(WebSession.account_id == account_id, WebSession.expires_at > now)
            return len(session.scalars(alive).all())


def session_key(token: str) -> str:
    """The row's id for a cookie's value."""
    return hashlib.sha256(token.encode()).hexdigest()
