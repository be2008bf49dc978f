"""The accounts: found, made and changed as plain values; the row stays here.

Security time is the machine's own: moving the Office's clock proves no address and spends no code.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Account, Person, Role
from models.base import new_id
from models.database import Database
from models.vocabulary import StaffRole
from workflows.keyring import Keyring
from workflows.refusals import NotFound, Refusal

#: Where the second factor's secret is kept, for its seal.
TOTP_PLACE = "account.tf_totp_secret"
#: Where recovery codes are kept, for their keyed hash.
RECOVERY_PLACE = "account.mf_recovery_codes"


class EmailTaken(Refusal):
    """There is an account with this e-mail address."""


@dataclass(frozen=True, kw_only=True)
class AccountRecord:
    """One account, as its row tells it; the names are those of the row."""

    id: str
    email: str = field(repr=False)
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    #: Argon2id hash.
    password: str | None = field(default=None, repr=False)
    active: bool = True
    confirmed_at: datetime | None = None
    fs_uniquifier: str = field(default="", repr=False)
    tf_primary_method: str | None = None
    #: Opened: base32.
    tf_totp_secret: str | None = field(default=None, repr=False)
    #: Hashes.
    mf_recovery_codes: list[str] | None = field(default=None, repr=False)
    roles: frozenset[StaffRole] = frozenset()


#: What `AccountDirectory.change` may change.
CHANGEABLE = frozenset(
    {
        "password",
        "active",
        "confirmed_at",
        "fs_uniquifier",
        "tf_primary_method",
        "tf_totp_secret",
        "mf_recovery_codes",
    }
)


class AccountDirectory:
    """Finds and keeps accounts."""

    def __init__(self, *, database: Database, keyring: Keyring, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keyring = keyring
        self._now = now

    def by_email(self, email: str) -> AccountRecord | None:
        """The account of an address, in any case of letters."""
        return self._find(Account.email == email.casefold())

    def by_session_key(self, key: str) -> AccountRecord | None:
        """The account that a session names; a changed password has changed the key."""
        return self._find(Account.fs_uniquifier == key)

    def by_id(self, account_id: str) -> AccountRecord | None:
        """The account of an id."""
        return self._find(Account.id == account_id)

    def person_of(self, account_id: str) -> str | None:
        """The id of the person linked to an account; one who only applies has nothing to be linked to."""
        with self._database.read() as session:
            return session.scalar(select(Person.id).where(Person.account_id == account_id, Person.credentials.any()))

    def create(
        self,
        *,
        email: str,
        password: str,
        first_name: str = "",
        last_name: str = "",
        fs_uniquifier: str | None = None,
    ) -> AccountRecord:
        """A new account whose address is not proved yet; `password` is the hash.

        Raises:
            EmailTaken: someone was faster.
        """
        account = Account(
            id=new_id(),
            email=email.casefold(),
            password=password,
            first_name=first_name,
            last_name=last_name,
            fs_uniquifier=fs_uniquifier or new_id(),
            created_at=self._now(),
            roles=[],
        )
        try:
            with self._database.begin() as session:
                session.add(account)
        except IntegrityError as fault:
            # two sign-ups for one address at once: the unique constraint answers the second
            raise EmailTaken from fault
        return self._record(account)

    def change(self, account_id: str, changes: Mapping[str, Any]) -> None:
        """Writes the changed columns and no other.

        Raises:
            NotFound: there is no such account.
        """
        refused = changes.keys() - CHANGEABLE
        if refused:
            raise ValueError(f"Not changed from outside: {', '.join(sorted(refused))}")
        with self._database.begin() as session:
            account = locked_account(session, account_id)
            for name, value in changes.items():
                setattr(account, name, self._sealed(account_id, value) if name == "tf_totp_secret" else value)
            if "tf_totp_secret" in changes and changes["tf_totp_secret"] is None:
                account.mf_recovery_codes = None

    def seal_totp_secret(self, account_id: str, secret: str) -> str:
        """A base32 secret as the row keeps it."""
        return base64.b64encode(self._keyring.seal(secret, place=TOTP_PLACE, row=account_id)).decode()

    def roles(self, session: Session, names: frozenset[StaffRole]) -> list[Role]:
        """The role rows of these names, made where they are missing."""
        found = {role.name: role for role in session.scalars(select(Role).where(Role.name.in_(names)))}
        for name in names - found.keys():
            found[name] = Role(id=new_id(), name=name)
            session.add(found[name])
        return list(found.values())

    def _find(self, condition: Any) -> AccountRecord | None:
        with self._database.read() as session:
            account = session.scalar(select(Account).where(condition))
            return None if account is None else self._record(account)

    def _record(self, account: Account) -> AccountRecord:
        secret = account.tf_totp_secret
        return AccountRecord(
            id=account.id,
            email=account.email,
            first_name=account.first_name,
            last_name=account.last_name,
            password=account.password,
            active=account.active,
            confirmed_at=account.confirmed_at,
            fs_uniquifier=account.fs_uniquifier,
            tf_primary_method=account.tf_primary_method,
            tf_totp_secret=None if secret is None else self._opened(account.id, secret),
            mf_recovery_codes=account.mf_recovery_codes,
            roles=frozenset(StaffRole(role.name) for role in account.roles),
        )

    def _sealed(self, account_id: str, secret: str | None) -> str | None:
        return None if secret is None else self.seal_totp_secret(account_id, secret)

    def _opened(self, account_id: str, sealed: str) -> str:
        return self._keyring.open(base64.b64decode(sealed), place=TOTP_PLACE, row=account_id)


def locked_account(session: Session, account_id: str) -> Account:
    """The account's row, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    account = session.scalar(
        select(Account).where(Account.id == account_id).with_for_update().execution_options(populate_existing=True)
    )
    if account is None:
        raise NotFound
    return account
