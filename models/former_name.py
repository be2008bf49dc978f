"""The names that a person of the register had before."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Id, Row
from models.person import Person


class FormerName(Row):
    """One name of before, kept when an approved application changed it: a record of old may stand under it."""

    __tablename__ = "former_name"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    #: The application that changed it: unique, so that no name is changed twice.
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), unique=True)
    #: Ciphertext of a JSON object: first, middle, last, suffix.
    name: Mapped[bytes] = mapped_column(LargeBinary)
    #: The day from which the new name counts, as the person told it.
    changed_on: Mapped[date]
    recorded_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
