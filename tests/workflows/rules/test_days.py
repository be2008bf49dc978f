"""Business days, legal days and the instants at which they end."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.business_days import (
    add_business_days,
    business_days_between,
    is_business_day,
    massachusetts_holidays,
)
from workflows.rules.deadlines import cycle, day_over, end_of_day, in_time
from workflows.rules.defaults import OwnerSettings

CLOSED = frozenset(massachusetts_holidays(range(2025, 2030)))
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 5, 4), date(2026, 5, 18)),
        (date(2026, 1, 20), date(2026, 2, 3)),
        (date(2026, 2, 10), date(2026, 2, 25)),
        (date(2026, 4, 10), date(2026, 4, 27)),
        (date(2026, 12, 23), date(2027, 1, 8)),
    ],
)
def test_ten_business_days_skip_weekends_and_massachusetts_holidays(start: date, due: date) -> None:
    assert add_business_days(start, 10, CLOSED) == due


def test_patriots_day_is_a_holiday_that_an_owner_may_take_off_the_list() -> None:
    patriots_day = date(2026, 4, 20)

    assert not is_business_day(patriots_day, CLOSED)
    assert is_business_day(patriots_day, CLOSED - {patriots_day})


@given(start=DAYS, days=st.integers(0, 60))
def test_counting_and_adding_business_days_agree(start: date, days: int) -> None:
    due = add_business_days(start, days, CLOSED)

    assert business_days_between(start, due, CLOSED) == days
    assert days == 0 or is_business_day(due, CLOSED)


@given(start=DAYS, end=DAYS)
def test_no_business_days_lie_between_a_day_and_an_earlier_one(start: date, end: date) -> None:
    assert (business_days_between(start, end, CLOSED) == 0) or start < end


@pytest.mark.parametrize(
    ("day", "ends", "over"),
    [
        (date(2026, 3, 31), datetime(2026, 4, 1, 3, 59, 59, tzinfo=UTC), datetime(2026, 4, 1, 4, tzinfo=UTC)),
        (date(2026, 1, 31), datetime(2026, 2, 1, 4, 59, 59, tzinfo=UTC), datetime(2026, 2, 1, 5, tzinfo=UTC)),
        (date(2026, 3, 8), datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)),
    ],
)
def test_a_legal_day_ends_at_235959_in_massachusetts(day: date, ends: datetime, over: datetime) -> None:
    assert (end_of_day(day), day_over(day)) == (ends, over)


@given(day=DAYS)
def test_a_day_is_over_one_second_after_its_last_second(day: date) -> None:
    assert day_over(day) - end_of_day(day) == timedelta(seconds=1)


def test_a_payment_of_the_last_evening_is_in_time_and_one_of_the_next_day_is_not() -> None:
    eastern = ZoneInfo("America/New_York")

    assert in_time(datetime(2026, 3, 31, 22, 30, tzinfo=eastern), date(2026, 3, 31))
    assert in_time(datetime(2026, 3, 31, 23, 59, 59, 999_999, tzinfo=eastern), date(2026, 3, 31))
    assert not in_time(datetime(2026, 4, 1, tzinfo=eastern), date(2026, 3, 31))


def test_the_windows_of_the_2026_cycle() -> None:
    windows = cycle(date(2026, 3, 31), OwnerSettings())

    assert (windows.opens, windows.closes) == (date(2025, 10, 1), date(2026, 3, 31))
    assert (windows.late_last, windows.two_years) == (date(2027, 3, 30), date(2028, 3, 31))


@pytest.mark.parametrize(
    ("settings", "late_last"),
    [
        ({"late.lastDayInclusive": True}, date(2027, 3, 31)),
        ({"late.windowMonths": 6}, date(2026, 9, 29)),
        ({"late.windowMonths": 11}, date(2027, 2, 27)),
        ({"late.windowMonths": 24}, date(2028, 3, 30)),
    ],
)
def test_an_owner_moves_the_late_limit(settings: dict[str, object], late_last: date) -> None:
    assert cycle(date(2026, 3, 31), OwnerSettings(settings)).late_last == late_last
