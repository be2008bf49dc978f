"""How work on an ambulance is counted."""

from typing import Any

import pytest

from forms.experience import Experience, counted_months
from forms.instructor import BlsInstructor, IcLevel, Statement, YourApproval
from tests.forms.posting import posted, sentences

TODAY = {"today": "2026-05-04"}


def job(began: str, ended: str, level: str = "P") -> dict[str, Any]:
    return {"service": "Blue", "level": level, "began": began, "ended": ended}


@pytest.mark.parametrize(
    ("rows", "months"),
    [
        ([job("2021-01-01", "2023-12-31")], 36),
        ([job("2021-01-01", "2023-12-30")], 35),
        ([job("2021-01-01", "2022-06-30"), job("2022-07-01", "2023-12-31")], 36),
        ([job("2021-01-01", "2022-12-31"), job("2022-01-01", "2023-12-31")], 36),
        ([job("2010-01-01", "2016-05-03")], 0),
        ([job("2010-01-01", "2017-05-03")], 12),
        ([job("2021-01-01", "2023-12-31", "E")], 0),
        ([job("2021-01-01", "2021-01-16"), job("2021-03-01", "2021-03-15")], 1),
        ([job("2021-01-01", "2021-01-16"), job("2021-03-01", "2021-03-14")], 0),
        ([job("2024-02-29", "2025-02-28")], 12),
        ([job("2021-01-31", "2021-02-27")], 0),
        ([], 0),
    ],
)
def test_months_at_the_level_and_in_the_last_ten_years_count_once(rows: list[dict[str, Any]], months: int) -> None:
    assert counted_months(rows, "A", TODAY) == months


def test_work_at_a_higher_level_counts_and_at_a_lower_one_does_not() -> None:
    rows = [job("2024-01-01", "2024-12-31", level) for level in ("E",)]

    assert counted_months(rows, "E", TODAY) == 12
    assert counted_months(rows, "A", TODAY) == 0


def test_an_owner_may_look_back_further() -> None:
    facts = {**TODAY, "settings": {"ic_lookback_years": 20}}

    assert counted_months([job("2010-01-01", "2010-12-31")], "E", facts) == 12


def test_the_page_says_how_much_counts_and_how_much_is_needed() -> None:
    page = experience("2024-01-01", "2024-12-31")
    page.validate()

    assert sentences(page) == ["We count 12 months. You need 36 months at this level"]


def test_an_owner_may_ask_for_less() -> None:
    assert experience("2024-01-01", "2024-12-31", settings={"ic_min_months": 12}).validate()


def test_work_that_is_still_to_come_does_not_count() -> None:
    page = experience("2020-01-01", "2026-05-05")
    page.validate()

    assert sentences(page) == ["Enter a last day that is not after today"]


def test_a_last_day_before_the_first_is_wrong() -> None:
    page = experience("2024-01-02", "2024-01-01")
    page.validate()

    assert sentences(page) == ["Enter a last day that is not before the first day"]


@pytest.mark.parametrize(("held", "taught", "right"), [("EMT Basic", "A", False), ("EMT Basic", "E", True)])
def test_nobody_teaches_above_the_own_license(held: str, taught: str, right: bool) -> None:
    page = IcLevel(posted({"ic_level": taught}), facts={"credential": {"level": held}})

    assert page.validate() is right


@pytest.mark.parametrize(("length", "right"), [(299, False), (300, True), (5000, True), (5001, False)])
def test_a_statement_has_300_to_5000_characters(length: int, right: bool) -> None:
    assert Statement(posted({"personal_statement": "x" * length})).validate() is right


def test_a_card_that_has_ended_does_not_count() -> None:
    fields = {"provider": "AHA", "expires-month": "5", "expires-day": "3", "expires-year": "2026", "card": "d"}
    page = BlsInstructor(posted(fields), facts=TODAY)
    page.validate()

    assert "This card has ended. Renew it first, then come back" in sentences(page)


@pytest.mark.parametrize(
    ("today", "words"),
    [("2026-01-30", "January 30, 2026"), ("2026-01-31", "January 30, 2026. This day has passed. You can still apply")],
)
def test_a_renewal_says_until_when_to_apply_and_stops_nobody_who_is_late(today: str, words: str) -> None:
    page = YourApproval(facts={"today": today, "credential": {"expires_on": "2026-03-31", "number": "IC100001"}})

    assert page.facts()[-1].value == words
    assert YourApproval(posted({"details_right": "yes"}), facts={"today": today}).validate()


def experience(began: str, ended: str, **facts: Any) -> Experience:
    row = {"service": "Blue", "role": "EMT", "level": "P", "rep_name": "Lou Reyes", "rep_email": "lou@blue.example"}
    for name, day in (("began", began), ("ended", ended)):
        year, month, number = day.split("-")
        row |= {f"{name}-year": year, f"{name}-month": str(int(month)), f"{name}-day": str(int(number))}
    fields = {f"services-0-{name}": text for name, text in row.items()}
    return Experience(posted(fields), facts={**TODAY, **facts}, answers={"level": {"ic_level": "A"}})


def test_nobody_confirms_their_own_work() -> None:
    page = experience("2020-01-01", "2025-12-31", account={"email": "Lou@Blue.example"})
    page.validate()

    assert sentences(page) == ["Name a person of the service who can confirm it. Your own e-mail address can not"]
