"""Something a person must do: a row, so that a list never wakes the engine."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.application import Application
from models.base import Id, Row, Word
from models.vocabulary import TaskStatus


class Task(Row):
    """An open or finished user task of an application."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("application_id", "engine_task"),
        Index(
            "ix_task_queue",
            "group_name",
            "due_at",
            "opened_at",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(None, "assignee_id", "status"),
    )

    id: Mapped[Id]
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"))
    #: The engine's own id of it.
    engine_task: Mapped[str] = mapped_column(String(36))
    #: The diagram's id of it.
    name: Mapped[str] = mapped_column(String(120))
    label: Mapped[str] = mapped_column(String(200))
    #: The guide that asks its questions.
    form: Mapped[str] = mapped_column(String(60))
    #: "applicant" or a staff role.
    group_name: Mapped[str] = mapped_column(String(40))
    #: Whoever may not do it, because it takes a second person.
    excluded_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    #: The decision variables its form may show; gone once it is done.
    facts: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    sentence: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[TaskStatus] = mapped_column(Word(TaskStatus), default=TaskStatus.OPEN)
    #: Who holds it, until when: a lease that use renews.
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    leased_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))

    application: Mapped[Application] = relationship()
    assignee: Mapped[Account | None] = relationship(foreign_keys=[assignee_id])
