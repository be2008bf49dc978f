"""What the Office grants: a credential, and each term it has run for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Id, Row, Word
from models.person import Person
from models.vocabulary import Discipline, Level


class Credential(Row):
    """A personnel certification; its number never changes."""

    __tablename__ = "credential"
    __table_args__ = (Index(None, "expires_on"), Index(None, "person_id"))

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    #: Prefix and digits without a hyphen: "E0912345".
    number: Mapped[str] = mapped_column(String(12), unique=True)
    level: Mapped[Level] = mapped_column(Word(Level))
    #: The highest level that an approval to teach is for; None for a certification.
    teaches: Mapped[Level | None] = mapped_column(Word(Level))
    issued_on: Mapped[date]
    #: The last day on which its holder may work.
    expires_on: Mapped[date]
    discipline: Mapped[Discipline] = mapped_column(Word(Discipline), default=Discipline.CLEAR)
    #: When the notice of the discipline was served; public from then on.
    discipline_on: Mapped[date | None]
    #: Served orders under the discipline, which count again when it ends, the newest last: [{"kind", "on"}].
    discipline_under: Mapped[list[Any]] = mapped_column(default=list)
    superseded_by_id: Mapped[str | None] = mapped_column(ForeignKey("credential.id"))

    person: Mapped[Person] = relationship(back_populates="credentials")
    terms: Mapped[list["CredentialTerm"]] = relationship(
        back_populates="credential", order_by="CredentialTerm.starts_on"
    )


class CredentialTerm(Row):
    """One span for which a credential was issued; gaps between spans are history."""

    __tablename__ = "credential_term"
    __table_args__ = (CheckConstraint("starts_on <= expires_on", name="starts_before_expiry"),)

    id: Mapped[Id]
    credential_id: Mapped[str] = mapped_column(ForeignKey("credential.id"), index=True)
    #: The application that earned it: unique, so that nothing is issued twice. None for a term from before this system.
    application_id: Mapped[str | None] = mapped_column(ForeignKey("application.id"), unique=True)
    starts_on: Mapped[date]
    expires_on: Mapped[date]
    issued_at: Mapped[datetime]

    credential: Mapped[Credential] = relationship(back_populates="terms")


class CredentialNumber(Row):
    """The last certification number given out with a prefix; its row is locked to give out the next."""

    __tablename__ = "credential_number"

    prefix: Mapped[str] = mapped_column(String(4), primary_key=True)
    last: Mapped[int]
