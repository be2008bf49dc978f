"""What the Office writes to people."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.application import Application
from models.base import Id, Row, Word
from models.vocabulary import NoticeStatus


class Notice(Row):
    """One letter or e-mail."""

    __tablename__ = "notice"

    id: Mapped[Id]
    #: What makes it the same notice: sent once, whatever is retried.
    key: Mapped[str] = mapped_column(String(120), unique=True)
    template: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    #: Ciphertext of the e-mail address it goes to, where that is not the account's.
    address: Mapped[bytes | None] = mapped_column(LargeBinary)
    application_id: Mapped[str | None] = mapped_column(ForeignKey("application.id"), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    #: Ciphertext of the rendered text; a token's link is no one's business but the addressee's.
    text: Mapped[bytes] = mapped_column(LargeBinary)
    #: The attachment's kind: "card", or "".
    attachment: Mapped[str] = mapped_column(String(20), default="")
    status: Mapped[NoticeStatus] = mapped_column(Word(NoticeStatus), default=NoticeStatus.WAITING)
    failure: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    account: Mapped[Account | None] = relationship()
    application: Mapped[Application | None] = relationship()
