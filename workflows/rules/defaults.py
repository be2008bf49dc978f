"""What an owner may set, with the value that counts until somebody does.

Money is in cents, percentages in basis points, days of the year are "MM-DD". A setting that is not in the
table does not exist: asking for one is a mistake of the program and raises.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a setting's value is."""

    CENTS = "cents"
    BASIS_POINTS = "basis_points"
    MONTH_DAY = "month_day"
    MONTH_DAYS = "month_days"
    COUNT = "count"
    COUNTS = "counts"
    FLAG = "flag"
    CHOICE = "choice"
    WORDS = "words"


@dataclass(frozen=True)
class Default:
    """One thing an owner may set."""

    key: str
    kind: Kind
    value: Any
    #: What it means, as a person reads it in a list of settings or on an invoice.
    words: str
    #: What a number counts.
    unit: str = ""
    #: What may be chosen; empty unless the kind is CHOICE, or WORDS of a closed list.
    choices: tuple[str, ...] = ()
    #: The limits of a number, or of each of several.
    least: int = 0
    most: int = 1_000_000
    #: False: nothing asks for it yet, so it is not offered; that the list has it keeps its key and kind.
    used: bool = True


class SettingRefused(ValueError):
    """The setting is unknown, or its value is not of its kind."""


def _fee(name: str, cents: int, words: str, *, used: bool = True) -> Default:
    return Default(f"fee.{name}", Kind.CENTS, cents, words, most=1_000_000, used=used)


def _count(
    key: str, value: int, words: str, unit: str, *, least: int = 1, most: int = 400, used: bool = True
) -> Default:
    return Default(key, Kind.COUNT, value, words, unit=unit, least=least, most=most, used=used)


def _flag(key: str, words: str, *, value: bool = False, used: bool = True) -> Default:
    return Default(key, Kind.FLAG, value, words, used=used)


def _day(key: str, value: str, words: str) -> Default:
    return Default(key, Kind.MONTH_DAY, value, words)


_INITIAL_POLICIES = ("TWO_CALENDAR_YEARS", "MATCH_NREMT")

#: What personnel pay. Source: fee pages of the Office (initial, renewal, reinstatement, one-year alignment), its
#: eLicensing questions and answers 12 to 15; what no page says is the owner's to set.
_PERSONNEL_FEES = (
    _fee("personnel.initial", 15000, "Initial certification"),
    _fee("personnel.renewal", 12500, "Two-year renewal"),
    _fee("personnel.alignment", 6250, "One-year alignment"),
    _fee("personnel.late.base", 6250, "Late renewal, each year of the new term"),
    _fee("personnel.late.surcharge", 0, "Late surcharge"),
    _fee("personnel.reinstatement", 15000, "Reinstatement"),
    _fee("personnel.namechange", 0, "Name change"),
    _fee("personnel.contactchange", 0, "Contact change"),
    _fee("personnel.duplicate", 0, "Reprinted card"),
    _fee("personnel.verification", 0, "Verification"),
    _fee("ic.initial", 0, "Instructor/Coordinator approval"),
    _fee("ic.renewal", 0, "Instructor/Coordinator renewal"),
    Default("fee.card.surcharge", Kind.BASIS_POINTS, 235, "Surcharge on card payments", most=1000),
    _fee("returned", 1500, "Returned payment"),
)

#: What services pay. Source: state pages on ambulance licenses and vehicles; the levels of an EFR service beyond first
#: response were cut off there, and the owner enters them before they are asked for.
_SERVICE_FEES = (
    _fee("amb.license.BLS", 40000, "Ambulance license, BLS", used=False),
    _fee("amb.license.ALS", 60000, "Ambulance license, ALS", used=False),
    _fee("amb.license.CC", 75000, "Ambulance license, Critical Care", used=False),
    _fee("efr.license.FR", 10000, "EFR license, first response", used=False),
    _fee("efr.license.BLS", 10000, "EFR license, BLS", used=False),
    _fee("efr.license.ALS", 10000, "EFR license, ALS", used=False),
    _fee("vehicle.inspection.ambulance", 20000, "Inspection of an ambulance", used=False),
    _fee("vehicle.inspection.efr.BLS", 0, "Inspection of an EFR vehicle, BLS", used=False),
    _fee("vehicle.inspection.efr.ALS", 20000, "Inspection of an EFR vehicle, ALS", used=False),
    _fee("amb.place", 0, "New place of business", used=False),
    _fee("amb.contact", 0, "Contact change of a service", used=False),
    _flag("fee.municipalExempt", "Services of a city or town pay no fee", used=False),
)

#: When holders may file, and when the Office writes to them. Source: one-year alignment page, 2026 (15 February,
#: 31 March, the late end); regional councils' recertification pages (1 October); the other days are the owner's.
_YEAR = (
    _day("window.openMonthDay", "10-01", "Renewal and alignment open on"),
    _count("late.windowMonths", 12, "Months of late renewal", "months", most=24),
    _flag("late.lastDayInclusive", "31 March itself is still a late day"),
    _day("align.recommendedMonthDay", "02-15", "Recommended last day to file"),
    _day("align.instructionMonthDay", "09-15", "Alignment instructions go out on"),
    Default(
        "calendar.reminderMonthDays",
        Kind.MONTH_DAYS,
        ("12-01", "01-15", "02-01", "03-01", "03-15", "03-25"),
        "Reminders while the window is open go out on",
    ),
    _day("calendar.registryLateMonthDay", "05-01", "Notice after the Registry’s late month goes out on"),
    Default(
        "calendar.lateReminderMonthDays", Kind.MONTH_DAYS, ("09-01", "01-01"), "Reminders of late renewal go out on"
    ),
    _day("calendar.lateClosingMonthDay", "03-01", "Notice that late renewal closes goes out on"),
    _count("calendar.lookAheadDays", 3, "Days ahead on which notices are worked out", "days", most=30),
    _count("calendar.sendLateDays", 7, "Days by which a missed day’s notices may still go", "days", least=0, most=30),
)

_CERTIFICATION = (
    Default(
        "cert.initialExpiryPolicy",
        Kind.CHOICE,
        "TWO_CALENDAR_YEARS",
        "First expiry of a certification",
        choices=_INITIAL_POLICIES,
    ),
    _flag("cert.timelyRenewalContinues", "A timely renewal keeps the right to practice"),
    _flag("card.reprintWhenExpired", "An expired card may be reprinted"),
    _flag("compact.enabled", "The EMS Compact is in force here", used=False),
    _count("military.extensionDays", 0, "Days a license lives on after active duty", "days", least=0, used=False),
    _flag("military.priority", "Military families go first and are answered in 30 days", value=True),
)

_REGISTRY = (
    _flag("nremt.inactiveCounts", "An inactive Registry certification counts as current", value=True),
    _count("nremt.timeoutSec", 10, "Seconds to wait for the Registry", "seconds", most=60),
    Default(
        "nremt.retryMinutes",
        Kind.COUNTS,
        (1, 5, 30),
        "Minutes before the Registry is asked again",
        unit="minutes",
        least=1,
        most=720,
    ),
    _day("nremt.lastNoticeMonthDay", "04-30", "Last notice to those waiting for the Registry"),
    _count("nremt.waitMonths", 24, "Months we wait for someone to regain the Registry’s card", "months", most=60),
)

_CASES = (
    _count("sla.businessDays", 10, "Business days to decide", "business days", most=60),
    _count("sla.amber", 7, "Business days until a case shows amber", "business days", most=60),
    _count("rfi.replyDays", 30, "Calendar days to answer a request", "days", most=120),
    Default(
        "rfi.reminders",
        Kind.COUNTS,
        (14, 25),
        "Days on which a request is repeated",
        unit="days",
        least=1,
        most=120,
    ),
    _count("draft.keepDays", 90, "Days a draft is kept", "days", least=31, most=365),
    Default(
        "draft.reminderDays",
        Kind.COUNTS,
        (30, 7, 1),
        "Days before a draft is deleted on which its owner is told",
        unit="days",
        least=1,
        most=30,
    ),
    _count("appeal.days", 14, "Calendar days to ask for a hearing", "days", most=60),
    _flag("straightThrough.D10", "An alignment without open questions is approved without a person"),
    _flag("straightThrough.D12", "A renewal without open questions is approved without a person"),
    Default(
        "deadline.basis",
        Kind.CHOICE,
        "PAYMENT_AUTHORIZED",
        "An application counts as sent when",
        choices=("PAYMENT_AUTHORIZED",),
        used=False,
    ),
)

_DOCUMENTS = (
    _flag("renewal.cprUploadRequired", "A renewal must upload the CPR card"),
    _count("cpr.maxMonths", 24, "Months a CPR card is good for", "months", most=60),
    Default("cpr.acceptProviders", Kind.WORDS, ("AHA", "ARC"), "CPR providers taken without a look"),
    _flag("cpr.onlineOnlyAllowed", "A CPR course held online alone is enough"),
    _count("cori.keepYears", 7, "Years criminal history is kept after it was last used", "years", most=20),
    _count("cori.maxAgeMonths", 12, "Months a CORI form is good for", "months", most=60),
    _count("upload.maxMB", 10, "Largest file", "megabytes", most=20),
    _count("upload.applicationMB", 50, "Largest size of all files of an application", "megabytes", most=200),
    Default(
        "upload.types",
        Kind.WORDS,
        ("PDF", "JPG", "PNG", "HEIC"),
        "Files taken",
        choices=("PDF", "JPG", "PNG", "HEIC"),
    ),
)

_ACCOUNTS = (
    _count("link.maxFails", 5, "Failed links before a lock", "tries", most=20),
    _count("link.lockHours", 24, "Hours a lock on linking lasts", "hours", most=240),
    _count("pin.validDays", 30, "Days a service’s PIN is good for", "days", used=False),
    _count("pin.maxTries", 5, "Tries at a PIN", "tries", most=20, used=False),
    _count("retention.attemptDays", 90, "Days failed tries are kept", "days", least=30, most=400),
)

_OTHERS = (
    _count("ic.minMonths", 36, "Months of ambulance work an instructor needs", "months"),
    _count("ic.lookbackYears", 10, "Years in which that work must lie", "years", most=40),
    _count("ic.internshipDays", 365, "Days to finish the internship", "days", most=1000),
    _count("goodStanding.maxAgeDays", 90, "Days a certificate of good standing is good for", "days", used=False),
    _count("svc.termMonths", 24, "Months of a service’s license", "months", most=60, used=False),
    _flag("svc.timelyRenewalContinues", "A service’s timely renewal keeps its license alive", value=True, used=False),
    _count("vehicle.tempDays", 90, "Days of a temporary certificate", "days", used=False),
    _count(
        "vehicle.replaceNoticeBusinessDays",
        3,
        "Business days to tell of a replaced vehicle",
        "business days",
        used=False,
    ),
    _flag("efr.initial.online", "A first EFR license may be asked for online", used=False),
)

#: By group, in the order in which an owner reads them.
GROUPS: Mapping[str, tuple[Default, ...]] = {
    "Fees of people": _PERSONNEL_FEES,
    "The year’s calendar": _YEAR,
    "Certifications": _CERTIFICATION,
    "National Registry": _REGISTRY,
    "Applications": _CASES,
    "Documents": _DOCUMENTS,
    "Accounts": _ACCOUNTS,
    "Fees of services": _SERVICE_FEES,
    "Instructors and services": _OTHERS,
}

#: Every setting there is, by its key.
DEFAULTS: Mapping[str, Default] = {default.key: default for group in GROUPS.values() for default in group}

#: What the decision tables read. An application carries these along, so they are few.
TABLE_KEYS = (
    "window.openMonthDay",
    "late.windowMonths",
    "late.lastDayInclusive",
    "align.recommendedMonthDay",
    "cert.initialExpiryPolicy",
    "cpr.onlineOnlyAllowed",
    "nremt.inactiveCounts",
    "nremt.lastNoticeMonthDay",
    "nremt.waitMonths",
    "draft.keepDays",
)

_LONGEST_WORD = 40


class OwnerSettings:
    """Every setting as of one day: what was set, else the default."""

    def __init__(self, overrides: Mapping[str, Any] | None = None) -> None:
        """Takes what was set, by key.

        Raises:
            SettingRefused: a key is not in the table, or its value is not of its kind.
        """
        self._set = {key: checked(key, value) for key, value in (overrides or {}).items()}

    def __getitem__(self, key: str) -> Any:
        return self._set[key] if key in self._set else DEFAULTS[key].value

    def having(self, key: str, value: Any) -> "OwnerSettings":
        """The same with another value of one setting.

        Raises:
            SettingRefused: as for a new one.
        """
        return OwnerSettings({**self._set, key: value})

    def words(self, key: str) -> str:
        """What the setting means, as an invoice or a list of settings says it."""
        return DEFAULTS[key].words

    def context(self) -> dict[str, Any]:
        """What the decision tables read, nested as their expressions name it: `settings.late.windowMonths`."""
        nested: dict[str, Any] = {}
        for key in TABLE_KEYS:
            group, name = key.split(".")
            nested.setdefault(group, {})[name] = self[key]
        return nested


def checked(key: str, value: Any) -> Any:
    """The value as the program keeps it; a JSON list becomes a tuple.

    Limits are not looked at: what was set within the limits of its day stays readable when they change.

    Raises:
        SettingRefused: the key is not in the table, or the value is not of its kind.
    """
    default = DEFAULTS.get(key)
    if default is None:
        raise SettingRefused(f"There is no setting {key}.")
    if not _FITS[default.kind](default, value):
        raise SettingRefused(f"{value!r} is no value for {key} ({default.kind}).")
    return tuple(value) if default.kind in _SEVERAL else value


def within_limits(key: str, value: Any) -> bool:
    """Whether each number of a value that fits its kind lies between the least and the most there may be."""
    default = DEFAULTS[key]
    numbers = value if default.kind is Kind.COUNTS else (value,)
    return default.kind not in _NUMBERS or all(default.least <= number <= default.most for number in numbers)


_SEVERAL = frozenset({Kind.COUNTS, Kind.MONTH_DAYS, Kind.WORDS})
_NUMBERS = frozenset({Kind.CENTS, Kind.BASIS_POINTS, Kind.COUNT, Kind.COUNTS})


def _several(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(map(fits, value)) and len(set(value)) == len(value)


def _is_word(default: Default, value: Any) -> bool:
    named = isinstance(value, str) and 0 < len(value) <= _LONGEST_WORD and value.strip() == value
    return named and (not default.choices or value in default.choices)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_counts(default: Default, value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == len(default.value) and all(map(_is_count, value))


def _is_month_day(value: Any) -> bool:
    # a day that only leap years have would leave a gap in the others
    if not isinstance(value, str) or not re.fullmatch(r"\d\d-\d\d", value):
        return False
    try:
        date.fromisoformat(f"2025-{value}")
    except ValueError:
        return False
    return True


_FITS: Mapping[Kind, Callable[[Default, Any], bool]] = {
    Kind.CENTS: lambda _, value: _is_count(value),
    Kind.BASIS_POINTS: lambda _, value: _is_count(value),
    Kind.COUNT: lambda _, value: _is_count(value),
    Kind.COUNTS: _are_counts,
    Kind.FLAG: lambda _, value: isinstance(value, bool),
    Kind.CHOICE: lambda default, value: value in default.choices,
    Kind.MONTH_DAY: lambda _, value: _is_month_day(value),
    Kind.MONTH_DAYS: lambda _, value: _several(value, _is_month_day),
    Kind.WORDS: lambda default, value: _several(value, lambda one: _is_word(default, one)),
}
