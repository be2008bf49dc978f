"""An application: one running process of one person."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Id, Row, Word
from models.credential import Credential
from models.person import Person
from models.process_version import ProcessVersion
from models.vocabulary import ApplicationStatus, Level


class Application(Row):
    """What an applicant asked for, where it stands, and the engine's memory of it.

    Pages and lists read the narrow columns; the engine's state is loaded only where the process moves.
    """

    __tablename__ = "application"
    __table_args__ = (
        Index(None, "account_id", "started_at"),
        Index(None, "credential_id", "ended_at"),
        Index(None, "due_at"),
    )

    id: Mapped[Id]
    #: What people say and write: "MA-2026-004211".
    number: Mapped[str] = mapped_column(String(20), unique=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("process_version.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    #: Whom it is about; None until the person is known to the Office.
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: What it is about; None where nothing has been granted yet, or the whole person is meant.
    credential_id: Mapped[str | None] = mapped_column(ForeignKey("credential.id"))
    #: The level that is applied for, where none has been granted yet.
    level: Mapped[Level | None] = mapped_column(Word(Level))
    #: Processes of one family stand in for each other: of them only one may be undecided.
    family: Mapped[str] = mapped_column(String(60))
    #: While it is unsent, what it is the one draft of: pressing twice leads to the same draft.
    draft_of: Mapped[str | None] = mapped_column(String(100), unique=True)
    #: The application it is about: whose decision it appeals, or whose payment came back.
    about_id: Mapped[str | None] = mapped_column(ForeignKey("application.id"), index=True)
    #: The application that went on as this one, where the diagram said so.
    continues_id: Mapped[str | None] = mapped_column(ForeignKey("application.id"))
    status: Mapped[ApplicationStatus] = mapped_column(Word(ApplicationStatus))
    #: The diagram's own sentence for where it is.
    sentence: Mapped[str] = mapped_column(Text, default="")
    #: The engine's memory: text, because the order of its keys matters. None once it has ended.
    state: Mapped[str | None] = mapped_column(Text, deferred=True)
    #: Where the tokens are and have been, for the drawn diagram: {"live": [[file, node]], "done": [[file, node]]}.
    progress: Mapped[dict[str, Any]] = mapped_column(deferred=True, default=dict)
    #: Grows by one with every change; a belt beside the row's lock.
    revision: Mapped[int] = mapped_column(default=0)
    #: When the next timer of the diagram falls due.
    due_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    #: When payment was authorised, or the answers sent where there is no fee; decides deadlines.
    submitted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: The last day on which a military family must be answered, whose case goes first; None for everyone else.
    military_answer_by: Mapped[date | None]
    #: The last day on which a hearing may be asked for, where its decision can be disputed.
    appeal_until: Mapped[date | None]
    #: How many events there are, and the hash of the last: the chain's head.
    event_count: Mapped[int] = mapped_column(default=0)
    event_head: Mapped[str] = mapped_column(String(64), default="")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read by SQLAlchemy

    version: Mapped[ProcessVersion] = relationship()
    account: Mapped[Account] = relationship()
    person: Mapped[Person | None] = relationship()
    credential: Mapped[Credential | None] = relationship()


class ApplicationNumber(Row):
    """The last application number given out in a year; its row is locked to give out the next."""

    __tablename__ = "application_number"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
