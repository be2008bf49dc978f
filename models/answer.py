"""What a person typed: encrypted, apart from the engine, one row a page."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Id, Row


class Answer(Row):
    """The answers of one page of one task; a draft until the task is done."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("task_id", "page"),)

    id: Mapped[Id]
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), index=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"))
    page: Mapped[str] = mapped_column(String(60))
    #: Ciphertext of a JSON object, field -> value.
    content: Mapped[bytes] = mapped_column(LargeBinary)
    #: Grows with each save, so that a stale page is recognised.
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
