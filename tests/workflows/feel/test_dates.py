"""Dates, times and durations."""

from collections.abc import Callable

import pytest

Evaluate = Callable[..., object]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('date("2026-03-31") + duration("P1Y")', "2027-03-31"),
        ('date("2024-02-29") + @"P1Y"', "2025-02-28"),
        ('date("2026-01-31") + @"P1M"', "2026-02-28"),
        ('date("2026-03-31") - @"P1D"', "2026-03-30"),
        ('date("2026-03-31") - date("2026-03-01")', "P30D"),
        ('date and time("2026-01-20T23:30:00") + @"PT45M"', "2026-01-21T00:15:00"),
        ('@"2026-01-20T10:00:00-05:00" - @"2026-01-20T10:00:00Z"', "PT5H"),
        ('@"10:00:00" - @"P1DT1H"', "09:00:00"),
        ('@"P1D" + @"PT12H"', "P1DT12H"),
        ('@"P1Y" * 1.5', "P1Y6M"),
        ('@"P1D" / 2', "PT12H"),
        ('@"P1D" / @"PT6H"', 4),
        ('-@"P1Y2M"', "-P1Y2M"),
        ('@"9999-12-31" + @"P1D"', None),
        ('@"2026-01-20T10:00:00" < @"2026-01-20T10:00:00Z"', None),
        ('years and months duration(@"2024-02-29", @"2026-02-28")', "P1Y11M"),
        ("date(2026, 2, 30)", None),
        ('date("2026-2-3")', None),
        ('duration("P1H")', None),
        ('date(@"2026-01-20T10:00:00")', "2026-01-20"),
        ('time(@"2026-01-20T10:00:00Z")', "10:00:00Z"),
        ('date and time(@"2026-01-20", @"10:00:00")', "2026-01-20T10:00:00"),
        ('@"2026-01-20T10:00:00@America/New_York" = @"2026-01-20T15:00:00Z"', True),
        ('@"2026-07-20T10:00:00@America/New_York".time offset', "-PT4H"),
    ],
)
def test_arithmetic_follows_the_calendar(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('@"2026-03-31".year', 2026),
        ('@"2026-03-31".month', 3),
        ('@"2026-03-31".day', 31),
        ('@"2026-03-31".weekday', 2),
        ('@"10:20:30.5".second', 30.5),
        ('@"P1DT2H3M4S".hours', 2),
        ('@"-P1DT2H".days', -1),
        ('@"P14M".years', 1),
        ('@"P14M".months', 2),
        ('day of week(@"2026-03-31")', "Tuesday"),
        ('month of year(@"2026-03-31")', "March"),
        ('day of year(@"2026-12-31")', 365),
        ('week of year(@"2026-01-01")', 1),
        ("[1..5).end included", False),
        ("(> 5).start", 5),
    ],
)
def test_properties_are_read_after_a_point(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


def test_a_fraction_of_a_second_is_kept_to_the_last_digit(evaluate: Evaluate) -> None:
    assert evaluate('@"PT0.000000000000000001S" + @"PT1S"') == "PT1.000000000000000001S"


def test_times_compare_to_the_second(evaluate: Evaluate) -> None:
    assert evaluate('@"10:30:00.1" = @"10:30:00.2"') is True
    assert evaluate('is(@"10:30:00.1", @"10:30:00.2")') is False
