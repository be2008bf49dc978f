"""What an owner may set, with the value that counts until somebody does.

Money is in cents, percentages in basis points, days of the year are "MM-DD". A setting that is not in the
table does not exist: asking for one is a mistake of the program and raises.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a setting's value is."""

    CENTS = "cents"
    BASIS_POINTS = "basis_points"
    MONTH_DAY = "month_day"
    COUNT = "count"
    COUNTS = "counts"
    FLAG = "flag"
    CHOICE = "choice"


@dataclass(frozen=True)
class Default:
    """One thing an owner may set."""

    key: str
    kind: Kind
    value: Any
    #: What it means, as a person reads it in a list of settings or on an invoice.
    words: str
    #: What may be chosen; empty unless the kind is CHOICE.
    choices: tuple[str, ...] = ()


class SettingRefused(ValueError):
    """The setting is unknown, or its value is not of its kind."""


#: Every setting of the personnel processes. Source: fee pages of the Office (initial, renewal, reinstatement,
#: one-year alignment), its eLicensing questions and answers 12 to 15; what no page says is the owner's to set.
DEFAULTS: Mapping[str, Default] = {
    default.key: default
    for default in (
        Default("fee.personnel.initial", Kind.CENTS, 15000, "Initial certification"),
        Default("fee.personnel.renewal", Kind.CENTS, 12500, "Two-year renewal"),
        Default("fee.personnel.alignment", Kind.CENTS, 6250, "One-year alignment"),
        Default("fee.personnel.late.base", Kind.CENTS, 6250, "Late renewal, each year of the new term"),
        Default("fee.personnel.late.surcharge", Kind.CENTS, 0, "Late surcharge"),
        Default("fee.personnel.reinstatement", Kind.CENTS, 15000, "Reinstatement"),
        Default("fee.personnel.namechange", Kind.CENTS, 0, "Name change"),
        Default("fee.personnel.contactchange", Kind.CENTS, 0, "Contact change"),
        Default("fee.personnel.duplicate", Kind.CENTS, 0, "Reprinted card"),
        Default("fee.personnel.verification", Kind.CENTS, 0, "Verification"),
        Default("fee.card.surcharge", Kind.BASIS_POINTS, 235, "Surcharge on card payments"),
        Default("fee.returned", Kind.CENTS, 1500, "Returned payment"),
        Default("window.openMonthDay", Kind.MONTH_DAY, "10-01", "Renewal and alignment open on"),
        Default("late.windowMonths", Kind.COUNT, 12, "Months of late renewal"),
        Default("late.lastDayInclusive", Kind.FLAG, False, "31 March itself is still a late day"),
        Default("align.recommendedMonthDay", Kind.MONTH_DAY, "02-15", "Recommended last day to file"),
        Default("align.instructionMonthDay", Kind.MONTH_DAY, "09-15", "Alignment instructions go out on"),
        Default(
            "cert.initialExpiryPolicy",
            Kind.CHOICE,
            "TWO_CALENDAR_YEARS",
            "First expiry of a certification",
            ("TWO_CALENDAR_YEARS", "MATCH_NREMT"),
        ),
        Default("cert.timelyRenewalContinues", Kind.FLAG, False, "A timely renewal keeps the right to practice"),
        Default("nremt.inactiveCounts", Kind.FLAG, True, "An inactive Registry certification counts as current"),
        Default("nremt.timeoutSec", Kind.COUNT, 10, "Seconds to wait for the Registry"),
        Default("nremt.retryMinutes", Kind.COUNTS, (1, 5, 30), "Minutes before the Registry is asked again"),
        Default("nremt.lastNoticeMonthDay", Kind.MONTH_DAY, "04-30", "Last notice to those waiting for the Registry"),
        Default("sla.businessDays", Kind.COUNT, 10, "Business days to decide"),
        Default("sla.amber", Kind.COUNT, 7, "Business days until a case shows amber"),
        Default("rfi.replyDays", Kind.COUNT, 30, "Calendar days to answer a request"),
        Default("rfi.reminders", Kind.COUNTS, (14, 25), "Days on which a request is repeated"),
        Default("draft.keepDays", Kind.COUNT, 90, "Days a draft is kept"),
        Default("appeal.days", Kind.COUNT, 14, "Calendar days to ask for a hearing"),
        Default("renewal.cprUploadRequired", Kind.FLAG, False, "A renewal must upload the CPR card"),
        Default("link.maxFails", Kind.COUNT, 5, "Failed links before a lock"),
        Default("link.lockHours", Kind.COUNT, 24, "Hours a lock on linking lasts"),
        Default("card.reprintWhenExpired", Kind.FLAG, False, "An expired card may be reprinted"),
    )
}

#: What the decision tables read. An application carries these along, so they are few.
TABLE_KEYS = (
    "window.openMonthDay",
    "late.windowMonths",
    "late.lastDayInclusive",
    "align.recommendedMonthDay",
    "nremt.inactiveCounts",
    "nremt.lastNoticeMonthDay",
)


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

    Raises:
        SettingRefused: the key is not in the table, or the value is not of its kind.
    """
    default = DEFAULTS.get(key)
    if default is None:
        raise SettingRefused(f"There is no setting {key}.")
    if not _fits(default, value):
        raise SettingRefused(f"{value!r} is no value for {key} ({default.kind}).")
    return tuple(value) if default.kind is Kind.COUNTS else value


def _fits(default: Default, value: Any) -> bool:
    match default.kind:
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.CHOICE:
            return value in default.choices
        case Kind.MONTH_DAY:
            return isinstance(value, str) and _is_month_day(value)
        case Kind.COUNTS:
            return isinstance(value, list | tuple) and len(value) == len(default.value) and all(map(_is_count, value))
        case _:
            return _is_count(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_month_day(value: str) -> bool:
    # a day that only leap years have would leave a gap in the others
    if not re.fullmatch(r"\d\d-\d\d", value):
        return False
    try:
        date.fromisoformat(f"2025-{value}")
    except ValueError:
        return False
    return True
