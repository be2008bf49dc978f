"""Who signs in: accounts, their roles, their server-side sessions, and the attempts that are counted against them."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Id, Row, new_id

account_role = Table(
    "account_role",
    Row.metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(Row):
    """A staff role; an applicant's account has none."""

    __tablename__ = "role"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40), unique=True)


class Account(Row):
    """One person's way in."""

    __tablename__ = "account"

    id: Mapped[Id]
    #: Normalised, lower case.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[str] = mapped_column(String(50), default="")
    last_name: Mapped[str] = mapped_column(String(50), default="")
    #: Argon2id hash.
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: When the address was proved by its link.
    confirmed_at: Mapped[datetime | None]
    #: Changes when every session of this account shall end.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_id)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(512))
    #: The counter of the last one-time code taken, so that none is taken twice.
    totp_counter: Mapped[int | None]
    #: Hashes of the recovery codes left.
    mf_recovery_codes: Mapped[list[str] | None]
    created_at: Mapped[datetime]

    roles: Mapped[list[Role]] = relationship(secondary=account_role, lazy="selectin")


class WebSession(Row):
    """One browser's session, kept here so that it can be ended from here."""

    __tablename__ = "web_session"
    __table_args__ = (Index(None, "expires_at"), Index(None, "account_id"))

    #: SHA-256 of the cookie's value: the table alone opens no session.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    #: Idle limit; moves with use, never past the absolute limit.
    expires_at: Mapped[datetime]


class Attempt(Row):
    """One try at something that is counted: linking, a code, a password."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "kind", "subject", "at"),)

    id: Mapped[Id]
    #: What was tried: "link_account", "link_license", ...
    kind: Mapped[str] = mapped_column(String(40))
    #: Whom it counts against: an id, or a keyed hash where the value itself is personal.
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    succeeded: Mapped[bool]
