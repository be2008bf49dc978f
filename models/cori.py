"""Criminal history (CORI): sealed in rows of its own, apart from the case file, with a log of every use.

Source: 803 CMR 2.00; M.G.L. c.6 s.172.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Id, Row, Word
from models.vocabulary import CoriKind, CoriUse


class CoriRecord(Row):
    """What the compliance staff entered about one application's criminal history search."""

    __tablename__ = "cori_record"

    id: Mapped[Id]
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), index=True)
    kind: Mapped[CoriKind] = mapped_column(Word(CoriKind))
    #: Ciphertext of a JSON object, page -> field -> value; None once it was destroyed.
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    #: When it is destroyed; each use moves it.
    destroy_on: Mapped[date] = mapped_column(index=True)


class CoriLog(Row):
    """One use of a row of criminal history; it outlives what it tells of.

    Source: 803 CMR 2.19 (dissemination log).
    """

    __tablename__ = "cori_log"

    id: Mapped[Id]
    record_id: Mapped[str] = mapped_column(ForeignKey("cori_record.id"), index=True)
    use: Mapped[CoriUse] = mapped_column(Word(CoriUse))
    at: Mapped[datetime]
    #: Who did it; None for the system.
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
