"""What a running application waits to be told: a row a message, so that those who tell find them without the engine."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row


class AwaitedMessage(Row):
    """A message that an application's process waits for; gone as soon as it no longer does."""

    __tablename__ = "awaited_message"
    __table_args__ = (Index(None, "message", "asked_on"),)

    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"), primary_key=True)
    #: The diagram's name of it: "registry_advanced".
    message: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: The day on which the outside was last asked for it, where it does not come by itself.
    asked_on: Mapped[date | None]
