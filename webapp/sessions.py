"""Sessions kept on the server; the cookie is a random name for one and tells nothing.

What must hold, and where it is held:

- A cookie whose session is not in the database begins nothing: an id that someone else chose is never taken over.
- At every step up (sign-in, second factor) and on sign-out the session gets a new id, and the old one ends with it.
  This is done here, by comparing who the session is for before and after the request, so no view can forget it.
- A session ends after its idle limit and, whatever happens, twelve hours after the sign-in.
- A session that was ended elsewhere stays ended: a request that was under way does not bring it back.

Time is the machine's own: moving the Office's clock signs nobody in or out. A request that only reads writes nothing
of the domain; what it may write here is the idle limit, once a minute at most, and what a page took note of (its
token against forgery, a message that was shown).
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import CallbackDict

from workflows.accounts.web_sessions import WebSessions

APPLICANT_IDLE = timedelta(minutes=20)
STAFF_IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
_SLIDE_EVERY = timedelta(minutes=1)
_TOKEN_BYTES = 32
#: Where the session says who it is for: signed in, or half-way between password and second factor.
_IDENTITY = ("_user_id", "tf_user_id", "second_factor")

_serializer = TaggedJSONSerializer()


class Session(CallbackDict[str, Any], SessionMixin):
    """One browser's session during a request."""

    def __init__(
        self,
        content: dict[str, Any] | None = None,
        *,
        token: str | None = None,
        created_at: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        def changed(session: CallbackDict[str, Any]) -> None:
            assert isinstance(session, Session)  # noqa: S101 - narrows for the type checker
            session.modified = True
            session.accessed = True

        super().__init__(content or {}, changed)
        self.token = token
        self.created_at = created_at
        self.expires_at = expires_at
        self.identity = identity_of(self)
        #: The database did not tell; nothing is known of the person, and nothing is written.
        self.unread = False
        self.modified = False
        self.accessed = False

    @property
    def new(self) -> bool:  # type: ignore[override] # a plain attribute in Flask
        """Whether the browser brought none."""
        return self.token is None


def identity_of(session: Session) -> tuple[Any, ...]:
    """Who a session is for; when it changes, the session's id does."""
    return tuple(session.get(name) for name in _IDENTITY)


class ServerSessions(SessionInterface):
    """Opens and keeps sessions for Flask.

    Args:
        store: where they are kept.
        secure: whether browsers reach the site over https; the cookie is then for this host alone.
        now: the machine's time.
    """

    def __init__(self, store: WebSessions, *, secure: bool, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._secure = secure
        #: The cookie's name.
        self.cookie = "__Host-session" if secure else "session"

    def open_session(self, app: Flask, request: Request) -> Session:  # noqa: ARG002 - Flask passes it
        token = request.cookies.get(self.cookie)
        try:
            stored = self._store.read(token, now=self._now()) if token else None
        except SQLAlchemyError:
            session = Session()
            session.unread = True
            return session
        if stored is None:
            return Session()
        return Session(
            _serializer.loads(stored.data), token=token, created_at=stored.created_at, expires_at=stored.expires_at
        )

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        assert isinstance(session, Session)  # noqa: S101 - narrows for the type checker
        if session.accessed or session.modified:
            response.vary.add("Cookie")
        if session.unread:
            return
        if not session:
            self._forget(session, response)
        elif session.token is None or session.identity != identity_of(session):
            self._begin(session, response)
        elif session.modified:
            self._write(session, response)
        else:
            self._slide(session)

    def _begin(self, session: Session, response: Response) -> None:
        now, token = self._now(), secrets.token_urlsafe(_TOKEN_BYTES)
        self._store.begin(
            token,
            _serializer.dumps(dict(session)),
            account_id=session.get("account_id"),
            now=now,
            expires_at=self._expiry(session, created_at=now, now=now),
            instead_of=session.token,
        )
        response.set_cookie(
            self.cookie, token, path="/", secure=self._secure, httponly=True, samesite="Lax", max_age=None
        )

    def _write(self, session: Session, response: Response) -> None:
        assert session.token is not None  # noqa: S101 - a new session was begun instead
        assert session.created_at is not None  # noqa: S101 - as it was read
        expiry = self._expiry(session, created_at=session.created_at, now=self._now())
        if not self._store.write(session.token, _serializer.dumps(dict(session)), expires_at=expiry):
            self._delete_cookie(response)

    def _slide(self, session: Session) -> None:
        assert session.created_at is not None  # noqa: S101 - as it was read
        assert session.expires_at is not None  # noqa: S101 - as it was read
        expiry = self._expiry(session, created_at=session.created_at, now=self._now())
        if session.token is not None and expiry - session.expires_at >= _SLIDE_EVERY:
            self._store.slide(session.token, expires_at=expiry)

    def _forget(self, session: Session, response: Response) -> None:
        if session.token is not None:
            self._store.end(session.token)
            self._delete_cookie(response)

    def _delete_cookie(self, response: Response) -> None:
        response.delete_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="Lax")

    @staticmethod
    def _expiry(session: Session, *, created_at: datetime, now: datetime) -> datetime:
        idle = STAFF_IDLE if session.get("staff") else APPLICANT_IDLE
        return min(now + idle, created_at + ABSOLUTE)
