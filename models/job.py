"""Work for a worker: the row is the truth, the job engine only carries its id."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Id, Row, Word
from models.vocabulary import JobKind, JobStatus

_NOT_HANDED_OVER = text("status = 'waiting' AND run_id IS NULL")
_OPEN_TIMER = text("kind = 'timer' AND status IN ('waiting', 'incident')")


class Job(Row):
    """One piece of work; its id is the idempotency key everywhere it touches the outside."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("application_id", "engine_task"),
        Index(None, "status", "due_at"),
        # what the dispatcher looks for twice a second
        Index("ix_job_hand_over", "due_at", sqlite_where=_NOT_HANDED_OVER, postgresql_where=_NOT_HANDED_OVER),
        # however many workers see a timer fall due, one job fires it
        Index("uq_job_timer", "application_id", unique=True, sqlite_where=_OPEN_TIMER, postgresql_where=_OPEN_TIMER),
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
    #: The hand-over to the job engine that may do it; a new one puts the one before out of action. None while nobody has it.
    run_id: Mapped[str | None] = mapped_column(String(41))
    #: Both set while a worker is at it.
    begun_at: Mapped[datetime | None]
    worker_id: Mapped[str | None] = mapped_column(String(32))
    #: When it may next be tried.
    due_at: Mapped[datetime]
    #: The last failure in a sentence, without any value from the case.
    failure: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    application: Mapped[Application | None] = relationship()
