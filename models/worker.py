"""A process that runs jobs, and its heart: whoever stops beating has its jobs taken over."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Id, Row


class WorkerProcess(Row):
    """One run of one worker; it writes the row before it takes a job and deletes it when it ends well."""

    __tablename__ = "worker"

    id: Mapped[Id]
    #: Where an operator finds it: "host:pid".
    name: Mapped[str] = mapped_column(String(120))
    #: By the database's clock, because those of several machines differ.
    beat_at: Mapped[datetime]
