"""Business days: no weekends, and none of the days that the Office lists as holidays."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

import holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_business_day(day: date, closed: Collection[date]) -> bool:
    """Whether the Office works on a day; `closed` are the holidays."""
    return day.weekday() < _SATURDAY and day not in closed


def add_business_days(start: date, days: int, closed: Collection[date]) -> date:
    """The business day that many business days after a day, which itself does not count.

    Source: OEMS eLicensing questions and answers, question 15 (ten business days).
    """
    day, left = start, days
    while left > 0:
        day += _DAY
        left -= is_business_day(day, closed)
    return day


def business_days_between(start: date, end: date, closed: Collection[date]) -> int:
    """How many business days lie after `start` up to and with `end`; 0 where `end` is not later."""
    span = (end - start).days
    return sum(is_business_day(start + number * _DAY, closed) for number in range(1, span + 1))


def massachusetts_holidays(years: Iterable[int]) -> dict[date, str]:
    """The legal holidays of Massachusetts by date: what the Office's own list of holidays starts from.

    Source: M.G.L. c.4 §7, legal holidays, as the `holidays` library lists them.
    """
    return dict(sorted(holidays.country_holidays("US", subdiv="MA", years=list(years), language="en_US").items()))
