"""Work for a worker: the row is the truth, the job engine only carries its id."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Id, Row, Word
from models.vocabulary import JobKind, JobStatus


class Job(Row):
    """One piece of work; its id is the idempotency key everywhere it touches the outside."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("application_id", "engine_task"),
        Index(None, "status", "due_at"),
    )

    id: Mapped[Id]
    kind: Mapped[JobKind] = mapped_column(Word(JobKind))
    application_id: Mapped[str | None] = mapped_column(ForeignKey("application.id"))
    #: The parked service task it answers; None for work of another kind.
    engine_task: Mapped[str | None] = mapped_column(String(36))
    #: The operation's name, or what the kind needs to find its row.
    operation: Mapped[str] = mapped_column(String(60))
    #: Decision variables and ids only.
    parameters: Mapped[dict[str, Any]]
    status: Mapped[JobStatus] = mapped_column(Word(JobStatus), default=JobStatus.WAITING)
    #: Tries that ended in a technical failure.
    tries: Mapped[int] = mapped_column(default=0)
    #: Times a worker began it and did not live to tell.
    deaths: Mapped[int] = mapped_column(default=0)
    #: Set while a worker is at it.
    begun_at: Mapped[datetime | None]
    #: When it may next be tried.
    due_at: Mapped[datetime]
    #: The last failure in a sentence, without any value from the case.
    failure: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    application: Mapped[Application | None] = relationship()
