"""How dates, money and the words of records are written on pages: one way, everywhere people read them."""

from datetime import date, datetime

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

#: Month number as text -> its name, in the order of the year.
MONTHS = {str(number): name for number, name in enumerate(_MONTHS, start=1)}


def long_date(day: date | str) -> str:
    """A date as people say it: "March 31, 2026". Takes a date or its ISO text; other text comes back as it is."""
    if isinstance(day, date):
        return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    try:
        return long_date(datetime.fromisoformat(day).date())
    except ValueError:
        return day


def dollars(cents: int) -> str:
    """An amount of cents as dollars: "$62.50", "$3,000.00", "-$15.00"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def in_words(word: str) -> str:
    """A word of another office's records as people read it: "NEVER_HELD" as "Never held"."""
    return word.replace("_", " ").capitalize()


def years_between(birth: str, day: date) -> int:
    """Whole years from a date in ISO text to a day; negative where the date is still to come."""
    born = date.fromisoformat(birth)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
