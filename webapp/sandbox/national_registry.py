"""The stand-in's own book: what the National Registry says about each person on the sandbox's date."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from webapp.sandbox.store import Store
from workflows.adapters.clock import Clock, legal_date
from workflows.adapters.registry import ExamResult, RegistryLevel, RegistryRecord, RegistryStatus, comparable
from workflows.seed.holder import Played

_KIND = "registry_change"
#: The last month of the half year whose certifications end a year earlier.
_FIRST_HALF = 6


class ChangeRefused(Exception):
    """A change of a record cannot be made; `sentences` tells for each field what to do."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = dict(sentences)


class RegistryBook:
    """The people whom the registry knows, and what it says of them today."""

    def __init__(self, holders: Sequence[Played], *, clock: Clock, store: Store) -> None:
        self.holders = tuple(holders)
        self._by_key = {holder.key: holder for holder in holders}
        self._clock = clock
        self._store = store

    def holder(self, key: str) -> Played | None:
        """The person of this key."""
        return self._by_key.get(key)

    def find(self, *, number: str, last_name: str, birth_date: str, ssn_last4: str) -> Played | None:
        """The person of whom all four facts are true today."""
        born_then = [
            one for one in self.holders if (one.birth_date.isoformat(), one.ssn[-4:]) == (birth_date, ssn_last4)
        ]
        asked = comparable(number), comparable(last_name)
        return next((one for one in born_then if self._told(one) == asked), None)

    def record_of(self, holder: Played) -> RegistryRecord:
        """What the registry says of this person: what was entered here, else what the seed says for this date."""
        entered = self._store.get(_KIND, holder.key)
        if entered is not None:
            return _read(entered)
        today = legal_date(self._clock.now())
        said = [entry.record for entry in holder.registry if entry.since is None or entry.since <= today]
        return _lapsed_by(today, said[-1])

    def changed(self, holder: Played) -> bool:
        """Whether something was entered here for this person."""
        return self._store.get(_KIND, holder.key) is not None

    def down_for(self, holder: Played) -> bool:
        """Whether the seed lets every look-up of this person fail at this time."""
        until = holder.registry_down_until
        return until is not None and self._clock.now() < until.astimezone(UTC) and not self.changed(holder)

    def change(self, holder: Played, fields: Mapping[str, Any]) -> RegistryRecord:
        """Enters these fields; the others stay as the registry says them today. From then on no date changes them.

        Raises:
            ChangeRefused: a field is unknown or its value is.
        """
        values: dict[str, Any] = {}
        sentences: dict[str, str] = {}
        for name, value in fields.items():
            read = _READERS.get(name)
            if read is None:
                sentences[name] = f"The registry has no field “{name}”."
                continue
            try:
                values[name] = read(value)
            except (TypeError, ValueError):
                sentences[name] = _SENTENCES.get(name, "Enter a text.")
        if sentences:
            raise ChangeRefused(sentences)
        record = _certified(replace(self.record_of(holder), **values), legal_date(self._clock.now()))
        self._store.put(_KIND, holder.key, as_json(record))
        return record

    def reset(self, holder: Played | None = None) -> None:
        """Forgets what was entered, for one person or for all."""
        if holder is None:
            self._store.clear(_KIND)
        else:
            self._store.remove(_KIND, holder.key)

    def _told(self, holder: Played) -> tuple[str, str]:
        record = self.record_of(holder)
        return comparable(record.number or ""), comparable(record.last_name)


def as_json(record: RegistryRecord) -> dict[str, Any]:
    """The record as the registry's interface answers it."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(record).items()}


def _certified(record: RegistryRecord, today: date) -> RegistryRecord:
    """A candidate is certified once the course is confirmed and both results are in, and not before.

    The first certification ends on a 31 March: of the second year ahead where it was won in January to June, of the
    third where it was won later. Source: National Registry support article on first expiry dates.
    """
    waiting = record.status is RegistryStatus.NEVER_HELD or (
        record.status in {RegistryStatus.ACTIVE, RegistryStatus.INACTIVE} and record.level != record.candidate_for
    )
    complete = record.education_approved and {record.cognitive_exam, record.psychomotor_exam} == {ExamResult.PASSED}
    if record.candidate_for is None or not waiting or not complete:
        return record
    years = 2 if today.month <= _FIRST_HALF else 3
    return replace(
        record,
        status=RegistryStatus.ACTIVE,
        level=record.candidate_for,
        certified_on=today,
        expires_on=date(today.year + years, 3, 31),
    )


def _lapsed_by(today: date, record: RegistryRecord) -> RegistryRecord:
    certified = record.status in {RegistryStatus.ACTIVE, RegistryStatus.INACTIVE}
    if not certified or record.expires_on is None or record.expires_on >= today:
        return record
    return replace(record, status=RegistryStatus.LAPSED, lapsed_on=record.expires_on + timedelta(days=1))


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value.strip()


def _day(value: object) -> date | None:
    text = _text_or_none(value)
    return datetime.strptime(text, "%Y-%m-%d").date() if text else None  # noqa: DTZ007 - a date has no time zone


def _level(value: object) -> RegistryLevel | None:
    text = _text_or_none(value)
    return RegistryLevel(text) if text else None


def _text_or_none(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value


def _fact(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "status": RegistryStatus,
    "number": _name,
    "first_name": _name,
    "last_name": _name,
    "level": _level,
    "certified_on": _day,
    "expires_on": _day,
    "lapsed_on": _day,
    "disciplined": _fact,
    "candidate_for": _level,
    "education_approved": _fact,
    "cognitive_exam": ExamResult,
    "psychomotor_exam": ExamResult,
    "ce_profile_approved": _fact,
}
_DATE = "Enter a date as 2027-03-31, or nothing."
_EXAM = f"Choose one of {', '.join(ExamResult)}."
_YES_NO = "Choose true or false."
_SENTENCES = {
    "status": f"Choose one of {', '.join(RegistryStatus)}.",
    "level": f"Choose one of {', '.join(RegistryLevel)}, or nothing.",
    "certified_on": _DATE,
    "expires_on": _DATE,
    "lapsed_on": _DATE,
    "candidate_for": f"Choose one of {', '.join(RegistryLevel)}, or nothing.",
    "education_approved": _YES_NO,
    "cognitive_exam": _EXAM,
    "psychomotor_exam": _EXAM,
    "disciplined": _YES_NO,
    "ce_profile_approved": _YES_NO,
}


def _read(entered: Mapping[str, Any]) -> RegistryRecord:
    return RegistryRecord(**{name: read(entered[name]) for name, read in _READERS.items()})
