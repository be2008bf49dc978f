"""A natural person in the register."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Id, Row, Word
from models.vocabulary import SsnKind

if TYPE_CHECKING:
    from models.credential import Credential


class Person(Row):
    """A person; what identifies one beyond the name is encrypted per field."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "ssn_lookup"), Index(None, "legal_last", "legal_first"))

    id: Mapped[Id]
    #: The account this person is linked to; one account, one person.
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), unique=True)
    linked_at: Mapped[datetime | None]
    legal_first: Mapped[str] = mapped_column(String(50))
    legal_middle: Mapped[str] = mapped_column(String(50), default="")
    legal_last: Mapped[str] = mapped_column(String(50))
    suffix: Mapped[str] = mapped_column(String(10), default="")
    ssn_kind: Mapped[SsnKind] = mapped_column(Word(SsnKind))
    #: Ciphertext of the nine digits.
    ssn: Mapped[bytes] = mapped_column(LargeBinary)
    #: Keyed hash of the nine digits, for exact look-up.
    ssn_lookup: Mapped[str] = mapped_column(String(64))
    #: Ciphertext of the ISO date.
    birth_date: Mapped[bytes] = mapped_column(LargeBinary)
    #: Ciphertext of a JSON object: mailing and residence address, phones.
    contact: Mapped[bytes] = mapped_column(LargeBinary)
    #: The number at the National Registry; "" where the person never had one.
    nremt_number: Mapped[str] = mapped_column(String(20), default="")
    #: The day of the Department of Revenue's letter while it asks that nothing is issued; None in good standing.
    tax_hold_on: Mapped[date | None]

    account: Mapped[Account | None] = relationship()
    credentials: Mapped[list["Credential"]] = relationship(back_populates="person")
