"""What an owner may change without a release, effective from a date."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Id, Row


class Setting(Row):
    """A value in force from a date on, until a later one replaces it; never changed, so that all rows are its history.

    Of two for the same date the one that was set last counts: so a plan is changed before its day.
    """

    __tablename__ = "setting"
    __table_args__ = (Index(None, "key", "effective_on"),)

    id: Mapped[Id]
    #: As in the table of defaults: "fee.personnel.renewal".
    key: Mapped[str] = mapped_column(String(80))
    effective_on: Mapped[date]
    value: Mapped[Any] = mapped_column(JSON)
    set_at: Mapped[datetime]
    set_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))

    set_by: Mapped[Account | None] = relationship()


class Holiday(Row):
    """A day that is no business day."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
