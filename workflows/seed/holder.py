"""What is known of a person to try the system with: enough to sign in, link the certification and play the case."""

from dataclasses import dataclass
from datetime import date, datetime

from models.vocabulary import Discipline, Level, SsnKind, StaffRole
from workflows.adapters.registry import RegistryRecord


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person gets mail."""

    line1: str
    city: str
    zip: str
    state: str = "MA"


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """What the National Registry says of a person from one day on."""

    #: the first day on which it says so; None for ever before
    since: date | None
    record: RegistryRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Where the case leads on its date."""

    #: of the route table
    row: str
    outcome: str
    #: None where there is nothing to pay; without the surcharge for cards
    fee_cents: int | None
    new_expires_on: date | None
    #: what to look for, in a sentence
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A person with an account whom the National Registry may know."""

    key: str
    #: what the case shows, in a few words
    case: str
    first_name: str
    last_name: str
    email: str
    password: str
    birth_date: date
    #: nine digits
    ssn: str
    ssn_kind: SsnKind
    #: held in Massachusetts, or applied for
    level: Level
    address: Address
    #: E.164
    phone: str
    #: at the National Registry, which is not the Massachusetts number
    registry_number: str
    #: oldest first
    registry: tuple[RegistryEntry, ...]
    #: until then the National Registry fails when it is asked for this person
    registry_down_until: datetime | None
    #: the instant to which the clock is set to play the case; Massachusetts time
    plays_at: datetime
    expected: Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder(Played):
    """One with a Massachusetts certification, which is not yet linked to the account."""

    #: of the Massachusetts certification
    number: str
    ma_expires_on: date
    ma_discipline: Discipline
    #: an application of theirs waits undecided, so that another cannot be filed
    open_application: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Played):
    """One without a Massachusetts certification, who applies for the first."""

    #: what to answer so that the case plays, a sentence each
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """A member of the Office's staff, whose second factor is already set up."""

    key: str
    role: StaffRole
    first_name: str
    last_name: str
    email: str
    password: str
    #: base32, as an authenticator app takes it: SHA-1, six digits, thirty seconds
    totp_secret: str
