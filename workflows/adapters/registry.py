"""What the National Registry of EMTs says about a person, behind one question.

The Registry publishes no interface; this one asks what a look-up needs (number, last name, birth date, last four
of the Social Security number) and answers what a decision needs. The four go in the body of a request, never in an
address, and an error never repeats them.

Source: Public page of the National Registry on its certification; 105 CMR 170.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal, Protocol

from workflows.adapters.outside import OutsideRefused, OutsideServer, OutsideUnavailable

#: A look-up must be answered within this time, where no owner sets another.
TIMEOUT_SECONDS = 10.0


class RegistryUnavailable(OutsideUnavailable):
    """The National Registry is down, too slow or answers nonsense; ask again later."""


class RegistryRefused(OutsideRefused):
    """The National Registry does not accept the question, or our key."""


class RegistryStatus(StrEnum):
    """What a person's national certification is worth today."""

    ACTIVE = "ACTIVE"
    #: certified, but not working; counts as certified
    INACTIVE = "INACTIVE"
    LAPSED = "LAPSED"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"
    ELIGIBILITY_DENIED = "ELIGIBILITY_DENIED"
    #: the person has an account at the Registry, and never was certified
    NEVER_HELD = "NEVER_HELD"
    #: nobody of this number, last name, birth date and last four
    NOT_MATCHED = "NOT_MATCHED"


class RegistryLevel(StrEnum):
    """The four national levels, lowest first; Massachusetts certifies the upper three."""

    EMR = "EMR"
    EMT = "EMT"
    AEMT = "AEMT"
    NRP = "NRP"


class ExamResult(StrEnum):
    """How an examination ended."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    NOT_TAKEN = "NOT_TAKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRecord:
    """What the National Registry holds on one person on the day it was asked."""

    status: RegistryStatus
    #: as the Registry writes it; None where nobody matched
    number: str | None = None
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    level: RegistryLevel | None = None
    #: the day on which the present certification began, without a gap since
    certified_on: date | None = None
    #: the last day of the certification
    expires_on: date | None = None
    #: the first day without certification, when it was ever lost; stays after it was regained
    lapsed_on: date | None = None
    #: the Registry has an open or closed case of discipline
    disciplined: bool = False
    #: the level of the first certification that the person has applied for there; None where there is no application
    candidate_for: RegistryLevel | None = None
    #: the director of the program has confirmed the course for that level
    education_approved: bool = False
    cognitive_exam: ExamResult = ExamResult.NOT_TAKEN
    psychomotor_exam: ExamResult = ExamResult.NOT_TAKEN
    #: the training profile of a person certified by Massachusetts alone was approved
    ce_profile_approved: bool = False

    @property
    def match(self) -> Literal["matched", "not_matched"]:
        """Whether the Registry knows the person who was asked for."""
        return "not_matched" if self.status is RegistryStatus.NOT_MATCHED else "matched"

    def regained_after(self, day: date) -> bool:
        """Whether the present certification began after a lapse that falls after this day."""
        return (
            self.lapsed_on is not None
            and self.certified_on is not None
            and day < self.lapsed_on <= self.certified_on
            and self.status in {RegistryStatus.ACTIVE, RegistryStatus.INACTIVE}
        )


#: The answer when nobody of these four facts is found.
NOT_MATCHED = RegistryRecord(status=RegistryStatus.NOT_MATCHED)


class Registry(Protocol):
    """Looks people up in the National Registry."""

    def look_up(self, *, number: str, last_name: str, birth_date: date, ssn_last4: str) -> RegistryRecord:
        """What the Registry holds on the person of whom all four facts are true.

        Case, accents and spaces of number and name do not matter. Nobody found is an answer, `NOT_MATCHED`.

        Raises:
            RegistryUnavailable: ask again later.
            RegistryRefused: the question or our key is not accepted.
        """
        ...


class HttpRegistry:
    """The National Registry over HTTP."""

    def __init__(
        self,
        base_url: str,
        *,
        key: str,
        private_network: bool,
        timeout_seconds: float | Callable[[], float] = TIMEOUT_SECONDS,
    ) -> None:
        self._server = OutsideServer(
            base_url, key=key, timeout_seconds=timeout_seconds, private_network=private_network
        )

    def look_up(self, *, number: str, last_name: str, birth_date: date, ssn_last4: str) -> RegistryRecord:
        question = {
            "number": number,
            "last_name": last_name,
            "birth_date": birth_date.isoformat(),
            "ssn_last4": ssn_last4,
        }
        try:
            return _record(self._server.post("certifications", question).json())
        except OutsideUnavailable as error:
            raise RegistryUnavailable(str(error)) from None
        except OutsideRefused as error:
            raise RegistryRefused(str(error)) from None


def _record(answer: Mapping[str, Any]) -> RegistryRecord:
    try:
        return RegistryRecord(
            status=RegistryStatus(answer["status"]),
            number=_text(answer["number"]) if answer["number"] is not None else None,
            first_name=_text(answer["first_name"]),
            last_name=_text(answer["last_name"]),
            level=RegistryLevel(answer["level"]) if answer["level"] is not None else None,
            certified_on=_day(answer["certified_on"]),
            expires_on=_day(answer["expires_on"]),
            lapsed_on=_day(answer["lapsed_on"]),
            disciplined=_fact(answer["disciplined"]),
            candidate_for=RegistryLevel(answer["candidate_for"]) if answer["candidate_for"] is not None else None,
            education_approved=_fact(answer["education_approved"]),
            cognitive_exam=ExamResult(answer["cognitive_exam"]),
            psychomotor_exam=ExamResult(answer["psychomotor_exam"]),
            ce_profile_approved=_fact(answer["ce_profile_approved"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        # the value itself stays out of the message: it may be a person's
        raise RegistryUnavailable(f"The answer is not a registry record: {type(error).__name__}.") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _fact(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))


class FakeRegistry:
    """A registry in memory, for tests: it knows the people it was given."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str, date, str], RegistryRecord] = {}
        self._failure: RegistryUnavailable | RegistryRefused | None = None
        #: how often it was asked, failures included
        self.asked = 0

    def hold(self, record: RegistryRecord, *, number: str, last_name: str, birth_date: date, ssn_last4: str) -> None:
        """Answers with this record from now on, when asked for this person."""
        self._people[comparable(number), comparable(last_name), birth_date, ssn_last4] = record

    def fail_with(self, failure: RegistryUnavailable | RegistryRefused | None) -> None:
        """Fails every look-up in this way; None ends it."""
        self._failure = failure

    def look_up(self, *, number: str, last_name: str, birth_date: date, ssn_last4: str) -> RegistryRecord:
        self.asked += 1
        if self._failure is not None:
            raise self._failure
        return self._people.get((comparable(number), comparable(last_name), birth_date, ssn_last4), NOT_MATCHED)


def comparable(text: str) -> str:
    """The letters and digits of a number or name, without case and accents: how the Registry compares them."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())
