"""Linking a person's certification to an account: four facts that only the holder knows, and one answer when they fail.

Whatever the reason - a wrong field, no such number, a number that someone else linked, a lock - the answer is the
same and the same work is done, so that trying teaches nothing. Linking never signs anyone in.
Source: Massachusetts eLicensing questions and answers, on linking; the Office's settings link.maxFails, link.lockHours.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Account, Credential, Person
from models.database import Database
from models.vocabulary import ActorKind, EventKind, Level
from workflows import owner_settings
from workflows.accounts.directory import locked_account
from workflows.adapters.clock import Clock, legal_date
from workflows.applicants import BIRTH_DATE_PLACE, SSN_PLACE, Applicants
from workflows.attempts import Limit, hold, is_locked, record
from workflows.history import Actor, Happening, append_to_account
from workflows.keyring import Keyring
from workflows.refusals import NotFound, Refusal


class LinkRefused(Refusal):
    """We could not match what you entered to a license. Check each answer and try again."""


class AlreadyLinked(Refusal):
    """Your account is linked to a license already."""


class Notices(Protocol):
    """Writes notices; `workflows.notices.Notices` is the one that sends them."""

    def write(
        self,
        session: Session,
        template: str,
        *,
        key: str,
        account_id: str,
        fields: Mapping[str, str] | None = None,
    ) -> str:
        """Writes one notice in the caller's transaction; a second one of the same key is not written.

        Args:
            session: the caller's transaction.
            template: the notice's id.
            key: what makes it the same notice.
            account_id: to whom.
            fields: what its text names.
        """
        ...


@dataclass(frozen=True)
class LinkLimits:
    """How often linking may fail. Source: the Office's settings link.maxFails and link.lockHours."""

    per_account: int = 5
    #: Over all accounts.
    per_license: int = 3
    lock_hours: int = 24

    @property
    def account(self) -> Limit:
        """The limit of one account."""
        return Limit("link_account", most=self.per_account, within=timedelta(hours=24), locks=self._locks)

    @property
    def license(self) -> Limit:
        """The limit of one license number over all accounts."""
        return Limit("link_license", most=self.per_license, within=timedelta(hours=24), locks=self._locks)

    @property
    def _locks(self) -> timedelta:
        return timedelta(hours=self.lock_hours)


@dataclass(frozen=True)
class Claim:
    """What a person says of their certification."""

    level: Level
    number: str = field(repr=False)
    #: An SSN, or the National Registry's pseudo number.
    ssn: str = field(repr=False)
    birth_date: date = field(repr=False)


def normal_number(text: str) -> str:
    """A license number as it is kept: upper case, without blanks and hyphens."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", text).upper()


class Linking:
    """Links people's certifications to their accounts."""

    def __init__(
        self, *, database: Database, keyring: Keyring, clock: Clock, notices: Notices, limits: LinkLimits | None = None
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._notices = notices
        self._limits = limits
        # opened where there is no person, so that a wrong number costs what a right one does
        self._nobody = keyring.seal("1900-01-01", place=BIRTH_DATE_PLACE, row="nobody")

    def link(self, account_id: str, claim: Claim) -> None:
        """Links the person whose certification matches all four facts.

        Raises:
            AlreadyLinked: the account has its person.
            LinkRefused: anything else; nothing tells why.
        """
        number = normal_number(claim.number)
        with self._database.begin() as session:
            linked = self._try(session, account_id, number, claim)
        if not linked:
            raise LinkRefused

    def lift_account_lock(self, email: str, *, by: str) -> None:
        """Lets an account try again; by a member of staff, for the record.

        Raises:
            NotFound: there is no such account.
        """
        with self._database.begin() as session:
            account_id = session.scalar(select(Account.id).where(Account.email == email.strip().casefold()))
            if account_id is None:
                raise NotFound
            self._lift(session, self._limits_of(session).account, account_id, stream=account_id, by=by)

    def lift_license_lock(self, number: str, *, by: str) -> None:
        """Lets a license number be tried again; the lift stands in the member of staff's own history."""
        with self._database.begin() as session:
            limit = self._limits_of(session).license
            self._lift(session, limit, self._license(normal_number(number)), stream=by, by=by)

    def _try(self, session: Session, account_id: str, number: str, claim: Claim) -> bool:
        license_subject = self._license(number)
        allowed = self._limits_of(session)
        limits = (allowed.account, account_id), (allowed.license, license_subject)
        hold(session, *(f"{limit.kind}:{subject}" for limit, subject in limits))
        account = locked_account(session, account_id)
        now = self._clock.now()
        applicants = Applicants(session, self._keyring)
        made = applicants.of_account(account_id)
        if made is not None and made.credentials:
            raise AlreadyLinked
        locked = [is_locked(session, limit, subject, now=now) for limit, subject in limits]
        credential = self._find(session, number)
        matches = self._matches(credential, claim)
        free = credential is not None and credential.person.account_id is None
        may = account.active and account.confirmed_at is not None
        if credential is not None and matches and free and may and not any(locked):
            if made is not None:
                applicants.give_way(made, credential.person)
            self._link(session, account_id, credential, now)
            for limit, subject in limits:
                record(session, limit, subject, succeeded=True, at=now)
            return True
        for (limit, subject), closed in zip(limits, locked, strict=True):
            # a try behind a lock is not counted: the lock ends although someone keeps trying
            if not closed:
                record(session, limit, subject, succeeded=False, at=now)
        if not locked[0]:
            self._refuse(session, account_id, license_subject, credential, now)
        return False

    def _limits_of(self, session: Session) -> LinkLimits:
        """What the owner allows today."""
        if self._limits is not None:
            return self._limits
        settings = owner_settings.on(session, legal_date(self._clock.now()))
        return LinkLimits(per_account=settings["link.maxFails"], lock_hours=settings["link.lockHours"])

    def _find(self, session: Session, number: str) -> Credential | None:
        # the person's row is locked, so that two accounts cannot link one person
        return session.scalar(
            select(Credential)
            .join(Credential.person)
            .where(Credential.number == number)
            .options(joinedload(Credential.person, innerjoin=True))
            .with_for_update(of=Person)
            .execution_options(populate_existing=True)
        )

    def _matches(self, credential: Credential | None, claim: Claim) -> bool:
        person = credential.person if credential is not None else None
        wanted = self._keyring.look_up(re.sub(r"\D", "", claim.ssn), place=SSN_PLACE)
        sealed, row = (person.birth_date, person.id) if person is not None else (self._nobody, "nobody")
        born = self._keyring.open(sealed, place=BIRTH_DATE_PLACE, row=row)
        level = credential.level.value if credential is not None else ""
        told = (level, person.ssn_lookup if person is not None else "", born)
        asked = (claim.level.value, wanted, claim.birth_date.isoformat())
        same = [hmac.compare_digest(one.encode(), other.encode()) for one, other in zip(told, asked, strict=True)]
        return credential is not None and all(same)

    def _link(self, session: Session, account_id: str, credential: Credential, now: datetime) -> None:
        credential.person.account_id = account_id
        credential.person.linked_at = now
        self._tell(session, account_id, EventKind.LINKED, {"credential": credential.id}, now)
        self._notices.write(
            session,
            "N-LINK-OK",
            key=f"link-ok:{account_id}:{credential.person_id}",
            account_id=account_id,
        )

    def _refuse(
        self, session: Session, account_id: str, license_subject: str, credential: Credential | None, now: datetime
    ) -> None:
        self._tell(session, account_id, EventKind.LINK_REFUSED, {"license": license_subject}, now)
        session.flush()
        allowed = self._limits_of(session)
        if is_locked(session, allowed.account, account_id, now=now):
            self._tell(session, account_id, EventKind.LINK_LOCKED, {}, now)
            self._notices.write(
                session,
                "N-LINK-LOCKED",
                key=f"link-locked:{account_id}:{now.isoformat()}",
                account_id=account_id,
                fields={"detail": str(allowed.lock_hours)},
            )
        holder = credential.person.account_id if credential is not None else None
        if credential is not None and holder is not None:
            self._notices.write(
                session,
                "N-LINK-FAIL",
                # one a day tells enough
                key=f"link-tried:{credential.id}:{legal_date(now).isoformat()}",
                account_id=holder,
            )

    def _lift(self, session: Session, limit: Limit, subject: str, *, stream: str, by: str) -> None:
        hold(session, f"{limit.kind}:{subject}")
        locked_account(session, stream)
        now = self._clock.now()
        record(session, limit, subject, succeeded=True, at=now)
        happening = Happening(EventKind.LINK_LIFTED, data={limit.kind: subject})
        append_to_account(session, stream, happening, actor=Actor(ActorKind.STAFF, by), at=now)

    def _license(self, number: str) -> str:
        return self._keyring.look_up(number, place="credential.number")

    @staticmethod
    def _tell(session: Session, account_id: str, kind: EventKind, data: dict[str, str], now: datetime) -> None:
        actor = Actor(ActorKind.APPLICANT, account_id)
        append_to_account(session, account_id, Happening(kind, data=dict(data)), actor=actor, at=now)
