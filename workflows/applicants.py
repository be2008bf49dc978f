"""People who apply and hold nothing yet: made from what they typed, put aside where the register knows them better.

Nobody learns here whose number is in the register: a number and a birth date that are someone else's are answered as
a lock is, and every new pair that an account tries counts against it.
Source: Office's list of form pages, PG-ID; state guide to initial certification, on linking an existing record first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, selectinload

from models import Application, Person, RegistryRecord
from models.base import new_id
from models.vocabulary import SsnKind
from workflows.answers import CONTACT
from workflows.attempts import Limit, hold, is_locked, record
from workflows.keyring import Keyring

#: Where the nine digits and the birth date are kept, for look-up and seal.
SSN_PLACE = "person.ssn"
BIRTH_DATE_PLACE = "person.birth_date"
ADULT_YEARS = 18
_DAY = timedelta(hours=24)
#: How often one number may be claimed that is someone else's, over all accounts.
_PER_NUMBER = 3


class Known(StrEnum):
    """What the register has of the person who applies."""

    #: Nothing, or what an application made of them before.
    NONE = "none"
    #: Their own record, as they typed it.
    OWN = "own"
    #: A record that is not linked to this account.
    OTHER = "other"
    #: Their own record, which says otherwise.
    DIFFERS = "differs"


@dataclass(frozen=True)
class Identity:
    """Who a person says to be."""

    first: str = field(repr=False)
    middle: str = field(repr=False)
    last: str = field(repr=False)
    suffix: str = field(repr=False)
    birth_date: date = field(repr=False)
    #: Nine digits.
    ssn: str = field(repr=False)
    ssn_kind: SsnKind
    #: At the National Registry.
    nremt_number: str = field(repr=False)

    @classmethod
    def of(cls, given: Mapping[str, Mapping[str, Any]]) -> "Identity":
        """From the pages `name`, `identity` and `registry` as they were answered."""
        name, who, registry = given.get("name", {}), given["identity"], given["registry"]
        return cls(
            first=name.get("legal_first") or "",
            middle=name.get("legal_middle") or "",
            last=name.get("legal_last") or "",
            suffix=name.get("suffix") or "",
            birth_date=date.fromisoformat(who["birth_date"]),
            ssn=who["ssn"],
            ssn_kind=SsnKind(who["ssn_kind"]),
            nremt_number=registry["nremt_number"],
        )

    def adult_on(self, day: date) -> bool:
        """Whether the eighteenth birthday has come."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) >= ADULT_YEARS


@dataclass(frozen=True)
class Tries:
    """How many different people an account may say to be. Source: settings link.maxFails, link.lockHours."""

    most: int
    lock_hours: int

    @property
    def account(self) -> Limit:
        """The limit of one account."""
        return Limit("register_account", most=self.most, within=_DAY, locks=timedelta(hours=self.lock_hours))

    @property
    def number(self) -> Limit:
        """The limit of one number over all accounts."""
        return Limit("register_number", most=_PER_NUMBER, within=_DAY, locks=timedelta(hours=self.lock_hours))


class Applicants:
    """Makes, changes and puts aside people who hold nothing, in the caller's transaction."""

    def __init__(self, session: Session, keyring: Keyring) -> None:
        self._session = session
        self._keyring = keyring

    def register(
        self, identity: Identity, *, account_id: str, tries: Tries, now: datetime
    ) -> tuple[Known, Person | None]:
        """What the register has of this person, who is made or changed where nobody else is meant."""
        lookup = self._keyring.look_up(identity.ssn, place=SSN_PLACE)
        subjects = (tries.account, account_id), (tries.number, lookup)
        hold(self._session, *(f"{limit.kind}:{subject}" for limit, subject in subjects))
        own = self.of_account(account_id)
        same = own is not None and self._is(own, identity, lookup)
        if own is not None and own.credentials:
            if same:
                own.nremt_number = identity.nremt_number
            return (Known.OWN if same else Known.DIFFERS), own
        locked = any(is_locked(self._session, limit, subject, now=now) for limit, subject in subjects)
        if not same:
            if locked:
                return Known.OTHER, None
            record(self._session, tries.account, account_id, succeeded=False, at=now)
        if self._someone_else(own, identity, lookup):
            record(self._session, tries.number, lookup, succeeded=False, at=now)
            return Known.OTHER, None
        return Known.NONE, self._kept(own, identity, lookup, account_id)

    def number_is_shared(self, person: Person) -> bool:
        """Whether another person has the same nine digits; for staff alone."""
        other = exists().where(Person.ssn_lookup == person.ssn_lookup, Person.id != person.id)
        return bool(self._session.scalar(select(other)))

    def of_account(self, account_id: str) -> Person | None:
        """The person of an account, locked."""
        return self._session.scalar(
            select(Person)
            .where(Person.account_id == account_id)
            .options(selectinload(Person.credentials))
            .with_for_update(of=Person)
            .execution_options(populate_existing=True)
        )

    def give_way(self, made: Person, linked: Person) -> None:
        """Puts a person who was made of an application aside for the one of the register whom the account has linked."""
        for table in (Application, RegistryRecord):
            self._session.execute(update(table).where(table.person_id == made.id).values(person_id=linked.id))
        self._session.delete(made)
        # the account is free again before the other one takes it
        self._session.flush()

    def forget(self, person_id: str) -> bool:
        """Deletes a person who holds nothing and for whom nothing was ever sent or is still open; whether it did.

        Called where a draft has expired; its own row is then about nobody.
        """
        person = self._session.get(Person, person_id, with_for_update=True)
        if person is None or person.credentials:
            return False
        kept = select(Application.id).where(
            Application.person_id == person_id,
            Application.submitted_at.is_not(None) | Application.ended_at.is_(None),
        )
        if self._session.scalar(kept.limit(1)) is not None:
            return False
        self._session.execute(update(Application).where(Application.person_id == person_id).values(person_id=None))
        self._session.execute(delete(RegistryRecord).where(RegistryRecord.person_id == person_id))
        self._session.delete(person)
        self._session.flush()
        return True

    def _is(self, person: Person, identity: Identity, lookup: str) -> bool:
        born = self._keyring.open(person.birth_date, place=BIRTH_DATE_PLACE, row=person.id)
        return (person.ssn_lookup, born) == (lookup, identity.birth_date.isoformat())

    def _someone_else(self, own: Person | None, identity: Identity, lookup: str) -> bool:
        known = self._session.scalars(select(Person).where(Person.ssn_lookup == lookup)).all()
        return any(person is not own and self._is(person, identity, lookup) for person in known)

    def _kept(self, own: Person | None, identity: Identity, lookup: str, account_id: str) -> Person:
        keyring = self._keyring
        if own is None:
            own = Person(id=new_id(), account_id=account_id)
            own.contact = keyring.seal_json({}, place=CONTACT, row=own.id)
            self._session.add(own)
        own.legal_first, own.legal_middle = identity.first, identity.middle
        own.legal_last, own.suffix = identity.last, identity.suffix
        own.ssn_kind = identity.ssn_kind
        own.ssn = keyring.seal(identity.ssn, place=SSN_PLACE, row=own.id)
        own.ssn_lookup = lookup
        own.birth_date = keyring.seal(identity.birth_date.isoformat(), place=BIRTH_DATE_PLACE, row=own.id)
        own.nremt_number = identity.nremt_number
        self._session.flush()
        return own
