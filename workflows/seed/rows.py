"""Brings the people to try the system with into the database: the same every time, and a second time nothing.

An account is there with a proved address, a member of staff with role and second factor; a person of the register
with sealed fields, a credential and its last term. No one's certification is linked: that is the first thing to try.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from models import Account, Credential, CredentialTerm, Person
from models.database import Database
from models.vocabulary import Discipline, StaffRole
from workflows.accounts.directory import AccountDirectory
from workflows.accounts.passwords import HashCost, hashed
from workflows.adapters.clock import EASTERN
from workflows.answers import CONTACT
from workflows.applicants import BIRTH_DATE_PLACE, SSN_PLACE
from workflows.keyring import Keyring
from workflows.seed.candidates import CANDIDATES
from workflows.seed.changes import CHANGES
from workflows.seed.holder import Candidate, Holder, Played, StaffMember
from workflows.seed.open_case import OpenCase
from workflows.seed.people import HOLDERS, STAFF

#: When everyone made their account, and when what the Office has against someone was served.
_BEFORE = datetime(2025, 9, 1, 14, tzinfo=UTC)
_DISCIPLINE_ON = date(2025, 12, 1)
_TERM_YEARS = 2


def fill(
    database: Database,
    keyring: Keyring,
    *,
    cost: HashCost | None = None,
    holders: Sequence[Holder] = (*HOLDERS, *CHANGES),
    staff: Sequence[StaffMember] = STAFF,
    candidates: Sequence[Candidate] = CANDIDATES,
) -> int:
    """Adds whoever is missing, and tells how many people that were.

    Args:
        database: a migrated database with the diagrams published.
        keyring: seals what identifies a person.
        cost: what hashing a password costs; for tests.
        holders: of the people with a certification, those wanted.
        staff: of the members of staff, those wanted.
        candidates: of the people without a certification, those wanted.

    Raises:
        NothingPublished: an undecided case has no version to stand on.
    """
    planter = _Planter(database, keyring, cost or HashCost())
    made = [
        *(planter.holder(holder) for holder in holders),
        *(planter.candidate(candidate) for candidate in candidates),
        *(planter.staff(member) for member in staff),
    ]
    return sum(made)


class _Planter:
    """Writes one person a transaction."""

    def __init__(self, database: Database, keyring: Keyring, cost: HashCost) -> None:
        self._database = database
        self._keyring = keyring
        self._cost = cost
        self._open_case = OpenCase(database, keyring)
        self._directory = AccountDirectory(database=database, keyring=keyring, now=lambda: _BEFORE)

    def holder(self, holder: Holder) -> bool:
        """An account and, apart from it, a person with a credential."""
        if self._known(holder.email):
            return False
        account = self._account(holder)
        person, credential = self._person(holder), _credential(holder)
        with self._database.begin() as session:
            session.add_all([account, person])
            session.flush()
            session.add(credential)
            session.flush()
            session.add(_term(holder, credential))
            if holder.open_application:
                self._open_case.file(session, holder, account, credential)
        return True

    def candidate(self, candidate: Candidate) -> bool:
        """An account alone: its person is made by the application."""
        if self._known(candidate.email):
            return False
        with self._database.begin() as session:
            session.add(self._account(candidate))
        return True

    def staff(self, member: StaffMember) -> bool:
        """An account with its role and its second factor."""
        if self._known(member.email):
            return False
        account = self._account(member)
        account.tf_primary_method = "authenticator"
        account.tf_totp_secret = self._directory.seal_totp_secret(account.id, member.totp_secret)
        with self._database.begin() as session:
            account.roles = self._directory.roles(session, frozenset({StaffRole(member.role)}))
            session.add(account)
        return True

    def _known(self, email: str) -> bool:
        with self._database.read() as session:
            return session.scalar(select(Account.id).where(Account.email == email)) is not None

    def _account(self, one: Played | StaffMember) -> Account:
        return Account(
            id=_id("account", one.key),
            email=one.email,
            first_name=one.first_name,
            last_name=one.last_name,
            password=hashed(one.password, self._cost),
            confirmed_at=_BEFORE,
            fs_uniquifier=_id("session key", one.key),
            created_at=_BEFORE,
            roles=[],
        )

    def _person(self, holder: Holder) -> Person:
        row = _id("person", holder.key)
        contact = {
            "mailing": {"line2": "", **asdict(holder.address)},
            "residence_same": True,
            "phone_mobile": holder.phone,
            "preferred_language": "en",
        }
        return Person(
            id=row,
            legal_first=holder.first_name,
            legal_last=holder.last_name,
            ssn_kind=holder.ssn_kind,
            ssn=self._keyring.seal(holder.ssn, place=SSN_PLACE, row=row),
            ssn_lookup=self._keyring.look_up(holder.ssn, place=SSN_PLACE),
            birth_date=self._keyring.seal(holder.birth_date.isoformat(), place=BIRTH_DATE_PLACE, row=row),
            contact=self._keyring.seal_json(contact, place=CONTACT, row=row),
            nremt_number=holder.registry_number,
        )


def _credential(holder: Holder) -> Credential:
    clear = holder.ma_discipline is Discipline.CLEAR
    return Credential(
        id=_id("credential", holder.key),
        person_id=_id("person", holder.key),
        number=holder.number,
        level=holder.level,
        issued_on=_began(holder),
        expires_on=holder.ma_expires_on,
        discipline=holder.ma_discipline,
        discipline_on=None if clear else _DISCIPLINE_ON,
    )


def _term(holder: Holder, credential: Credential) -> CredentialTerm:
    begins = _began(holder)
    return CredentialTerm(
        id=_id("term", holder.key),
        credential_id=credential.id,
        starts_on=begins,
        expires_on=holder.ma_expires_on,
        issued_at=datetime.combine(begins, time(9), EASTERN),
    )


def _began(holder: Holder) -> date:
    expires = holder.ma_expires_on
    return expires.replace(year=expires.year - _TERM_YEARS) + timedelta(days=1)


def _id(kind: str, key: str) -> str:
    return hashlib.sha256(f"seed {kind} {key}".encode()).hexdigest()[:32]
