"""A published bundle of a diagram with all it calls and asks."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Id, Row, Word
from models.vocabulary import StartsFrom


class ProcessVersion(Row):
    """One version of a process; applications stay on theirs, so a version is never changed or deleted."""

    __tablename__ = "process_version"
    #: A number is given once: of two that publish at once, one does. A bundle may come back under a new number.
    __table_args__ = (UniqueConstraint("process_id", "number"),)

    id: Mapped[Id]
    #: The diagram's process id, its file stem and its folder.
    process_id: Mapped[str] = mapped_column(String(60))
    #: 1, 2, 3 within the process; the highest is in force.
    number: Mapped[int]
    #: SHA-256 over every file of the bundle.
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(120))
    #: What a person may start it from; "" where only another process leads to it.
    starts_from: Mapped[StartsFrom] = mapped_column(Word(StartsFrom), default=StartsFrom.PROCESS)
    #: FEEL over what it starts from: of which credentials it is offered. "" is all of them.
    offered_when: Mapped[str] = mapped_column(Text, default="")
    #: Processes of one family stand in for each other.
    family: Mapped[str] = mapped_column(String(60))
    #: What the button that starts it says.
    offer: Mapped[str] = mapped_column(String(80), default="")
    #: What it says to whoever holds a license; "" is the same.
    offer_to_holder: Mapped[str] = mapped_column(String(80), default="")
    #: Whether most people come for it: its button stands first and stands out.
    leads: Mapped[bool] = mapped_column(default=False)
    #: File name -> text of every diagram and table.
    files: Mapped[dict[str, str]] = mapped_column(deferred=True)
    published_at: Mapped[datetime]
