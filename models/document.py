"""A file that a person added to an application: what is known of it. Its bytes lie in the document store, sealed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.application import Application
from models.base import Id, Row, Word
from models.task import Task
from models.vocabulary import DocumentSlot, ScanStatus, Verdict


class Document(Row):
    """One file: as it was sent, and the copy that was made anew from it, without what its sender's machine put in."""

    __tablename__ = "document"
    __table_args__ = (Index(None, "application_id", "slot"), Index(None, "checksum"))

    id: Mapped[Id]
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"))
    #: The task, its page and the field that asked for it.
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"), index=True)
    page: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(60))
    slot: Mapped[DocumentSlot] = mapped_column(Word(DocumentSlot))
    #: Ciphertext of the name its sender gave it: people write their own names into it.
    name: Mapped[bytes] = mapped_column(LargeBinary)
    #: Of the copy: "application/pdf", "image/jpeg" or "image/png".
    media_type: Mapped[str] = mapped_column(String(40))
    #: Of what was sent; the limits are on it.
    size_bytes: Mapped[int]
    #: A picture has one; None where they were not counted, as in the first months.
    pages: Mapped[int | None]
    #: As its sender told with the page, once that was sent; None where the page does not ask.
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    #: The keyed hash of what was sent, by which the same file is found again.
    checksum: Mapped[str] = mapped_column(String(64))
    #: Where the document store has the copy; what was sent lies beside it.
    store_key: Mapped[str] = mapped_column(String(80), unique=True)
    scan: Mapped[ScanStatus] = mapped_column(Word(ScanStatus), default=ScanStatus.WAITING)
    scanned_at: Mapped[datetime | None]
    #: Ciphertext of the lines a machine read from it; None where it has not been read.
    reading: Mapped[bytes | None] = mapped_column(LargeBinary)
    read_at: Mapped[datetime | None]
    verdict: Mapped[Verdict | None] = mapped_column(Word(Verdict))
    #: Ciphertext of the reviewer's words; None where there are none.
    reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    judged_at: Mapped[datetime | None]
    judged_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime]
    added_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))

    application: Mapped[Application] = relationship()
    task: Mapped[Task] = relationship()
    judged_by: Mapped[Account | None] = relationship(foreign_keys=[judged_by_id])
