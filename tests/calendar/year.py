"""What a test of the calendar moves: the day, the holders, and what the National Registry says of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy import select

from models import (
    Account,
    Application,
    CalendarDay,
    CalendarTurn,
    Credential,
    Notice,
    Person,
    ProcessVersion,
    Setting,
)
from models.base import new_id
from models.database import Database
from models.vocabulary import ApplicationStatus, CalendarStatus, Discipline, Level, SsnKind
from workflows.adapters.clock import EASTERN, FixedClock
from workflows.adapters.mail import FakeMailer
from workflows.adapters.registry import FakeRegistry, RegistryLevel, RegistryRecord, RegistryStatus, RegistryUnavailable
from workflows.keyring import Keyring
from workflows.wiring import Office

BORN = date(1990, 1, 1)
SSN = "812419999"
_LEVELS = {Level.EMT: RegistryLevel.EMT, Level.ADVANCED_EMT: RegistryLevel.AEMT, Level.PARAMEDIC: RegistryLevel.NRP}
_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def march(year: int) -> date:
    return date(year, 3, 31)


def registry_record(level: Level, expires_on: date | None) -> RegistryRecord:
    """An ordinary record that ends on a day; none where the person was never certified there."""
    if expires_on is None:
        return RegistryRecord(status=RegistryStatus.NEVER_HELD, last_name="Holder", first_name="Test")
    return RegistryRecord(
        status=RegistryStatus.ACTIVE,
        level=_LEVELS[level],
        expires_on=expires_on,
        certified_on=date(2020, 5, 1),
        first_name="Test",
        last_name="Holder",
    )


def plant(
    database: Database,
    keyring: Keyring,
    *,
    number: str,
    expires_on: date,
    account: bool = True,
    registry_number: str = "",
    ssn: str = SSN,
    discipline: Discipline = Discipline.CLEAR,
) -> str:
    """A person of the register with one certification, linked to an account where wanted; the credential's id."""
    person_id = new_id()
    with database.begin() as session:
        owner = Account(email=address_of(number), created_at=_AGO, confirmed_at=_AGO) if account else None
        if owner is not None:
            session.add(owner)
            session.flush()
        session.add(
            Person(
                id=person_id,
                account_id=owner.id if owner else None,
                legal_first="Test",
                legal_last="Holder",
                ssn_kind=SsnKind.SSN,
                ssn=keyring.seal(ssn, place="person.ssn", row=person_id),
                ssn_lookup=number,
                birth_date=keyring.seal(BORN.isoformat(), place="person.birth_date", row=person_id),
                contact=b"",
                nremt_number=registry_number or f"R{number}",
            )
        )
        session.flush()
        credential = Credential(
            person_id=person_id,
            number=number,
            level=Level(number[0]),
            issued_on=date(expires_on.year - 2, 4, 1),
            expires_on=expires_on,
            discipline=discipline,
        )
        session.add(credential)
        session.flush()
        return credential.id


def address_of(number: str) -> str:
    return f"{number.lower()}@example.org"


@dataclass
class Year:
    """The Office and its surroundings."""

    office: Office
    clock: FixedClock
    registry: FakeRegistry
    mailer: FakeMailer

    def __post_init__(self) -> None:
        self._numbers = count(1000001)

    def holder(self, expires: int, registry: int | None, *, level: str = "E", **changed: Any) -> str:
        """A holder whose certifications here and at the Registry end in these years; the number."""
        number = f"{level}{next(self._numbers)}"
        plant(self.office.database, self.office.keyring, number=number, expires_on=march(expires), **changed)
        self.registry_says(number, march(registry) if registry else None)
        return number

    def approved_to_teach(self, number: str, expires: int) -> str:
        """Has a holder hold an approval to teach too; its number."""
        approval = f"IC{next(self._numbers)}"
        with self.office.database.begin() as session:
            holder = session.scalars(select(Credential).where(Credential.number == number)).one()
            session.add(
                Credential(
                    person_id=holder.person_id,
                    number=approval,
                    level=Level.INSTRUCTOR,
                    issued_on=date(expires - 2, 4, 1),
                    expires_on=march(expires),
                    discipline=Discipline.CLEAR,
                )
            )
        return approval

    def registry_says(self, number: str, expires_on: date | None) -> None:
        record = registry_record(Level(number[0]), expires_on)
        self.registry.hold(record, number=f"R{number}", last_name="Holder", birth_date=BORN, ssn_last4=SSN[-4:])

    def registry_is_down(self, down: bool = True) -> None:
        self.registry.fail_with(RegistryUnavailable("down") if down else None)

    def it_is(self, day: str, hour: int = 9, minute: int = 0) -> None:
        """Sets the time and has the workers do what they do then."""
        self.clock.set(datetime.combine(date.fromisoformat(day), time(hour, minute), EASTERN))
        self.work()

    def work(self) -> None:
        self.office.calendar.look()
        self.office.worker().run_due()

    def got(self, number: str) -> list[str]:
        """The templates of the notices that a holder got, oldest first."""
        with self.office.database.read() as session:
            return list(
                session.scalars(
                    select(Notice.template)
                    .join(Notice.account)
                    .where(Account.email == address_of(number))
                    .order_by(Notice.created_at, Notice.id)
                )
            )

    def mailbox(self) -> Counter[str]:
        return Counter(message.to for message in self.mailer.sent)

    def turn(self, day: str, number: str) -> CalendarTurn:
        with self.office.database.read() as session:
            return session.scalars(
                select(CalendarTurn)
                .join(CalendarTurn.credential)
                .where(CalendarTurn.day == date.fromisoformat(day), Credential.number == number)
            ).one()

    def status(self, day: str) -> CalendarStatus:
        with self.office.database.read() as session:
            return session.get_one(CalendarDay, date.fromisoformat(day)).status

    def set(self, key: str, value: Any, *, effective_on: str) -> None:
        with self.office.database.begin() as session:
            row = Setting(key=key, value=value, effective_on=date.fromisoformat(effective_on), set_at=_AGO)
            session.add(row)

    def applies(self, number: str, on: str, status: ApplicationStatus) -> None:
        """Has an application of a holder stand there as if it was sent on a day."""
        sent = datetime.combine(date.fromisoformat(on), time(12), EASTERN)
        with self.office.database.begin() as session:
            credential = session.scalars(select(Credential).where(Credential.number == number)).one()
            account_id = session.scalars(select(Account.id).where(Account.email == address_of(number))).one()
            version = session.scalars(select(ProcessVersion).where(ProcessVersion.process_id == "renewal")).one()
            session.add(
                Application(
                    number=f"MA-{number}",
                    version_id=version.id,
                    account_id=account_id,
                    person_id=credential.person_id,
                    credential_id=credential.id,
                    family="cycle",
                    status=status,
                    progress={},
                    started_at=sent,
                    submitted_at=sent,
                    ended_at=sent if status.ended else None,
                )
            )

    def owner(self) -> str:
        """A process owner's account."""
        with self.office.database.begin() as session:
            owner = Account(email="owner@example.org", created_at=_AGO, confirmed_at=_AGO)
            session.add(owner)
            session.flush()
            return owner.id
