"""What the National Registry answered about a person, and when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Id, Row


class RegistryRecord(Row):
    """One answer of the registry, or what a clerk found by hand; shown with its date, never changed."""

    __tablename__ = "registry_record"
    __table_args__ = (Index(None, "person_id", "checked_at"),)

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    application_id: Mapped[str | None] = mapped_column(ForeignKey("application.id"), index=True)
    checked_at: Mapped[datetime]
    #: One of the registry's words, "SERVICE_ERROR" where it did not answer.
    status: Mapped[str] = mapped_column(String(30))
    level: Mapped[str | None] = mapped_column(String(10))
    expires_on: Mapped[date | None]
    #: Whether the name there equals the name here.
    name_matches: Mapped[bool]
    #: Who entered it by hand; None where the registry itself answered.
    entered_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
