"""The year's calendar: a row a day on which the Office writes to holders, and a narrow one for each holder whose turn it is."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Row, Word
from models.credential import Credential
from models.vocabulary import CalendarStatus, TurnStatus


class CalendarDay(Row):
    """A day on which notices go out; planned ahead, so that a day on which nothing ran is not forgotten."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    status: Mapped[CalendarStatus] = mapped_column(Word(CalendarStatus))
    #: The version of the diagram that decides; taken when the day begins.
    version_id: Mapped[str | None] = mapped_column(ForeignKey("process_version.id"))
    #: The credential that came last; those after it are still to come. A batch moves it on, once.
    cursor: Mapped[str] = mapped_column(String(32), default="")
    #: When it was last known what will go to whom.
    foreseen_at: Mapped[datetime | None]
    #: Set while an owner holds the day.
    held_at: Mapped[datetime | None]
    #: Who held or released it last.
    held_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    #: An owner let it go: it goes however late it is.
    released_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: How many got which notice, and why others got none; stays when the holders' rows are gone.
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    held_by: Mapped[Account | None] = relationship()


class CalendarTurn(Row):
    """What one holder gets, or will get, on one day."""

    __tablename__ = "calendar_turn"
    __table_args__ = (Index(None, "day", "status", "due_at"),)

    day: Mapped[date] = mapped_column(ForeignKey("calendar_day.day"), primary_key=True)
    credential_id: Mapped[str] = mapped_column(ForeignKey("credential.id"), primary_key=True)
    status: Mapped[TurnStatus] = mapped_column(Word(TurnStatus))
    #: The notice's template; "" for none.
    notice: Mapped[str] = mapped_column(String(60), default="")
    #: Why: the row of the route table, or a word for what made the question needless.
    reason: Mapped[str] = mapped_column(String(40), default="")
    #: Times the National Registry did not answer, and when it is asked next.
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]

    credential: Mapped[Credential] = relationship()
