"""The append-only, hash-chained history: who or what, when, on which version, and all that is needed to run it again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Id, Row, Word
from models.vocabulary import ActorKind, EventKind


class Event(Row):
    """One thing that happened; database triggers refuse to change or delete it."""

    __tablename__ = "event"
    #: Beside its own history an event is looked for by when, by what and by whom, the newest first.
    __table_args__ = (
        UniqueConstraint("stream", "position"),
        Index(None, "at"),
        Index(None, "kind", "at"),
        Index(None, "actor_id", "at"),
    )

    id: Mapped[Id]
    #: Whose history this belongs to: an application's id, or an account's.
    stream: Mapped[str] = mapped_column(String(32))
    #: 1, 2, 3 within the stream.
    position: Mapped[int]
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(Word(ActorKind))
    actor_id: Mapped[str | None] = mapped_column(String(32))
    version_id: Mapped[str | None] = mapped_column(ForeignKey("process_version.id"))
    #: The diagram's id of the task, timer or message.
    node: Mapped[str] = mapped_column(String(120), default="")
    #: Decision variables, the operation's answer, answer rows by id; never a personal value.
    data: Mapped[dict[str, Any]]
    #: The hash of the event before it, and its own over all of the above.
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
