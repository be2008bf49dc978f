"""A question the Office asks by mail of someone who has no account: a reference, another state's office, a new address."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Id, Row


class Invitation(Row):
    """One letter with one link, by which one person answers one guide, once.

    The link's token is kept as a keyed hash alone: who reads this table cannot open the link.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("engine_task", "position"),
        Index(None, "application_id", "message"),
    )

    id: Mapped[Id]
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"))
    #: The job of the diagram's task that asked: the invitations of one task are counted together.
    engine_task: Mapped[str] = mapped_column(String(36))
    #: The message of the diagram that an answer is delivered as.
    message: Mapped[str] = mapped_column(String(60))
    #: The guide that asks the questions.
    form: Mapped[str] = mapped_column(String(60))
    #: Which row of the applicant's answer it is about, from 0.
    position: Mapped[int]
    #: Ciphertext of the e-mail address.
    address: Mapped[bytes] = mapped_column(LargeBinary)
    #: Ciphertext of what the guide may show: the applicant's own row, field -> value.
    subject: Mapped[bytes] = mapped_column(LargeBinary)
    #: Keyed hash of the link's token.
    token: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    #: Set when a later letter of the same task took its place.
    revoked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    #: Ciphertext of the answers, page -> field -> value.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)

    application: Mapped[Application] = relationship()
