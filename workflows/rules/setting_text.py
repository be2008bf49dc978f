"""A setting's value as an owner types and reads it: dollars, percent, days of the year, lists with commas."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workflows.rules.defaults import Default, Kind, SettingRefused, checked, within_limits
from workflows.rules.fees import dollars

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_YES_NO = {"yes": True, "no": False}
_HUNDRED = 100

#: How each kind is typed, for the field's hint.
HINTS: Mapping[Kind, str] = {
    Kind.CENTS: "In dollars, like 62.50",
    Kind.BASIS_POINTS: "In percent, like 2.35",
    Kind.MONTH_DAY: "Month and day, like 10-01",
    Kind.MONTH_DAYS: "Months and days with commas, like 12-01, 01-15",
    Kind.COUNT: "A whole number",
    Kind.COUNTS: "Whole numbers with commas",
    Kind.FLAG: "",
    Kind.CHOICE: "",
    Kind.WORDS: "Words with commas",
}


def typed(default: Default, value: Any) -> str:
    """The value as it stands in the field that changes it."""
    return _TYPED[default.kind](value)


def words(default: Default, value: Any) -> str:
    """The value as a person reads it: "$62.50", "October 1", "10 business days"."""
    return _WORDS[default.kind](default, value)


def read(default: Default, text: str) -> Any:
    """The value of what was typed.

    Raises:
        SettingRefused: its sentence says what to enter.
    """
    try:
        value = checked(default.key, _READ[default.kind](text.strip()))
    except (SettingRefused, ValueError, ArithmeticError, KeyError):
        raise SettingRefused(_sentence(default)) from None
    if not within_limits(default.key, value):
        raise SettingRefused(_limits(default))
    return value


def _day_in_words(month_day: str) -> str:
    day = date.fromisoformat(f"2025-{month_day}")
    return f"{_MONTHS[day.month - 1]} {day.day}"


def _unit(default: Default, *values: int) -> str:
    """What is counted, of one in the singular: "tries", "try"."""
    if values != (1,):
        return default.unit
    return re.sub("s$", "", re.sub("ies$", "y", default.unit))


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _hundredths(text: str) -> int:
    number = Decimal(re.sub(r"[$%,\s]", "", text)) * _HUNDRED
    if number != int(number):
        raise ValueError
    return int(number)


def _sentence(default: Default) -> str:
    if default.kind is Kind.COUNTS:
        return f"Enter {len(default.value)} whole numbers with commas, like {typed(default, default.value)}"
    if default.kind is Kind.WORDS and default.choices:
        return f"Enter some of these with commas: {', '.join(default.choices)}"
    return _SENTENCES[default.kind]


def _limits(default: Default) -> str:
    least, most = (words(Default("", default.kind, None, "", unit=default.unit), limit) for limit in _both(default))
    return f"Enter a value from {least} to {most}"


def _both(default: Default) -> tuple[Any, Any]:
    if default.kind is Kind.COUNTS:
        return (default.least,), (default.most,)
    return default.least, default.most


_TYPED: Mapping[Kind, Callable[[Any], str]] = {
    Kind.CENTS: lambda value: f"{value / _HUNDRED:.2f}",
    Kind.BASIS_POINTS: lambda value: f"{value / _HUNDRED:.2f}",
    Kind.MONTH_DAY: str,
    Kind.MONTH_DAYS: ", ".join,
    Kind.COUNT: str,
    Kind.COUNTS: lambda value: ", ".join(map(str, value)),
    Kind.FLAG: lambda value: "yes" if value else "no",
    Kind.CHOICE: str,
    Kind.WORDS: ", ".join,
}
_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.CENTS: _hundredths,
    Kind.BASIS_POINTS: _hundredths,
    Kind.MONTH_DAY: str,
    Kind.MONTH_DAYS: _several,
    Kind.COUNT: int,
    Kind.COUNTS: lambda text: [int(part) for part in _several(text)],
    Kind.FLAG: lambda text: _YES_NO[text],
    Kind.CHOICE: str,
    Kind.WORDS: _several,
}
_WORDS: Mapping[Kind, Callable[[Default, Any], str]] = {
    Kind.CENTS: lambda _, value: dollars(value),
    Kind.BASIS_POINTS: lambda _, value: f"{value / _HUNDRED:.2f} %",
    Kind.MONTH_DAY: lambda _, value: _day_in_words(value),
    Kind.MONTH_DAYS: lambda _, value: ", ".join(map(_day_in_words, value)),
    Kind.COUNT: lambda default, value: f"{value} {_unit(default, value)}".strip(),
    Kind.COUNTS: lambda default, value: f"{typed(default, value)} {_unit(default, *value)}".strip(),
    Kind.FLAG: lambda _, value: "Yes" if value else "No",
    Kind.CHOICE: lambda _, value: str(value).replace("_", " ").capitalize(),
    Kind.WORDS: typed,
}
_SENTENCES: Mapping[Kind, str] = {
    Kind.CENTS: "Enter an amount in dollars, like 62.50",
    Kind.BASIS_POINTS: "Enter a percentage with at most two places, like 2.35",
    Kind.MONTH_DAY: "Enter a month and a day that every year has, like 10-01",
    Kind.MONTH_DAYS: "Enter different months and days with commas, like 12-01, 01-15",
    Kind.COUNT: "Enter a whole number",
    Kind.FLAG: "Choose one",
    Kind.CHOICE: "Choose one",
    Kind.WORDS: "Enter different words with commas",
}
