"""The route table: every row, its boundaries, and that exactly one row matches."""

import itertools
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.bpmn.conftest import Decide
from workflows import decisions
from workflows.feel import compile_unary_tests
from workflows.rules.deadlines import cycle, day_over
from workflows.rules.defaults import OwnerSettings

DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
DERIVED: dict[str, tuple[Any, ...]] = {
    "gate": ("DISCIPLINE", "OPEN_APP", "CLEAR"),
    "nr": ("BLOCKED", "UNKNOWN", "NEVER", "CURRENT", "EXPIRED"),
    "win": ("BEFORE", "OPEN", "LATE", "LAPSED_1_2", "LAPSED_2PLUS"),
    "gap": ("NEG_ODD", "NEG_EVEN", "0", "1", "2", "3+"),
    "regained": (True, False),
    "level": ("E", "A", "P"),
    "profile": (True, False),
}


def test_exactly_one_row_matches_each_of_the_5400_combinations(shared: Path) -> None:
    root = etree.parse(shared / "route_for_holder.dmn").getroot()
    table = next(e for e in root.iter(f"{DMN}decision") if e.get("id") == "route_for_holder").find(
        f"{DMN}decisionTable"
    )
    assert table is not None
    rows = {
        rule.get("id"): [
            compile_unary_tests(cell.findtext(f"{DMN}text") or "-") for cell in rule.findall(f"{DMN}inputEntry")
        ]
        for rule in table.findall(f"{DMN}rule")
    }
    matching: dict[tuple[Any, ...], list[str]] = {}
    verdicts = {
        row: [
            {value for value in values if cell.matches(value, {})}
            for cell, values in zip(cells, DERIVED.values(), strict=True)
        ]
        for row, cells in rows.items()
    }

    for combination in itertools.product(*DERIVED.values()):
        matching[combination] = [
            str(row)
            for row, allowed in verdicts.items()
            if all(v in a for v, a in zip(combination, allowed, strict=True))
        ]

    assert len(matching) == 5400
    assert {combination: found for combination, found in matching.items() if len(found) != 1} == {}
    assert {row for found in matching.values() for row in found} == {f"D{number:02}" for number in range(1, 29)}


@pytest.mark.parametrize("table", ["route_for_holder", "personnel_fee", "review_lane"])
def test_the_check_finds_neither_gaps_nor_overlaps(shared: Path, table: str) -> None:
    assert decisions.check((shared / f"{table}.dmn").read_bytes(), file=table) == []


NEVER = {"nrStatus": "NEVER_HELD"}
ROWS: list[tuple[str, str, dict[str, Any]]] = [
    ("D01", "suspended", {"maDiscipline": "suspended"}),
    ("D01", "revoked, whatever else is open", {"maDiscipline": "revoked", "openApplication": True}),
    ("D01", "surrendered, though the Registry is down", {"maDiscipline": "surrendered", "nrStatus": "SERVICE_ERROR"}),
    ("D02", "another application is open", {"openApplication": True}),
    ("D02", "another is open, though conditions", {"openApplication": True, "maDiscipline": "conditions"}),
    ("D03", "Registry suspended", {"nrStatus": "SUSPENDED"}),
    ("D03", "Registry revoked without a date", {"nrStatus": "REVOKED", "nrExpiry": None}),
    ("D03", "eligibility denied", {"nrStatus": "ELIGIBILITY_DENIED", "nrExpiry": None, "nrLevel": None}),
    ("D04", "not matched", {"nrStatus": "NOT_MATCHED"}),
    ("D04", "Registry down", {"nrStatus": "SERVICE_ERROR"}),
    ("D04", "active without an expiry", {"nrExpiry": None}),
    ("D04", "lapsed without an expiry", {"nrStatus": "LAPSED", "nrExpiry": None}),
    ("D04", "active without a level", {"nrLevel": None}),
    ("D05", "lapsed before the window", {"today": "2025-09-30", "nrStatus": "LAPSED", "nrExpiry": "2025-03-31"}),
    ("D05", "lapsed on the last day", {"today": "2026-03-31", "nrStatus": "LAPSED", "nrExpiry": "2025-03-31"}),
    ("D05", "active on paper, ended yesterday", {"today": "2025-04-01", "nrExpiry": "2025-03-31"}),
    ("D05", "level too low", {"maLevel": "P", "nrLevel": "AEMT"}),
    ("D05", "EMR is no EMT", {"nrLevel": "EMR", "nrExpiry": "2026-09-30"}),
    ("D06", "both ended", {"today": "2026-04-01", "nrStatus": "LAPSED", "nrExpiry": "2026-03-31"}),
    ("D06", "both ended long ago", {"today": "2030-01-01", "nrExpiry": "2026-03-31"}),
    ("D07", "one year before", {"today": "2025-02-01", "nrExpiry": "2025-03-31"}),
    ("D07", "three years before", {"today": "2023-02-01", "nrExpiry": "2023-03-31"}),
    ("D08", "the day before the window", {"today": "2025-09-30"}),
    ("D09", "same year, the day before the window", {"today": "2025-09-30", "nrExpiry": "2026-03-31"}),
    ("D09", "two years on, before the window", {"today": "2025-09-30", "nrExpiry": "2028-03-31"}),
    ("D09", "two years before", {"today": "2024-01-05", "nrExpiry": "2024-03-31"}),
    ("D10", "first day of the window", {"today": "2025-10-01"}),
    ("D10", "last day of the window", {"today": "2026-03-31"}),
    ("D10", "leap day", {"today": "2028-02-29", "maExpiry": "2028-03-31", "nrExpiry": "2029-03-31"}),
    ("D10", "Registry level above", {"nrLevel": "NRP"}),
    ("D11", "same year", {"nrExpiry": "2026-03-31"}),
    ("D11", "same year, last day of both", {"today": "2026-03-31", "nrExpiry": "2026-03-31"}),
    ("D12", "two years on", {"nrExpiry": "2028-03-31"}),
    ("D12", "inactive counts", {"nrStatus": "INACTIVE", "nrExpiry": "2028-03-31"}),
    ("D13", "three years on, before the window", {"today": "2025-09-30", "nrExpiry": "2029-03-31"}),
    ("D14", "three years on", {"nrExpiry": "2029-03-31"}),
    ("D15", "first late day", {"today": "2026-04-01"}),
    ("D15", "last late day", {"today": "2027-03-30"}),
    ("D16", "two years on, late", {"today": "2026-04-01", "nrExpiry": "2028-03-31"}),
    ("D17", "three years on, late", {"today": "2027-03-30", "nrExpiry": "2029-03-31"}),
    ("D18", "regained, one year on", {"today": "2026-06-01", "nrRegainedAfterLapse": True}),
    ("D18", "regained, two years on", {"today": "2026-06-01", "nrExpiry": "2028-03-31", "nrRegainedAfterLapse": True}),
    (
        "D18",
        "regained, three years on",
        {"today": "2026-06-01", "nrExpiry": "2029-03-31", "nrRegainedAfterLapse": True},
    ),
    ("D19", "late with a date of its own year", {"today": "2026-04-01", "nrExpiry": "2026-09-30"}),
    ("D20", "first day after the late window", {"today": "2027-03-31", "nrExpiry": "2028-03-31"}),
    ("D20", "two years to the day", {"today": "2028-03-31", "nrExpiry": "2029-03-31"}),
    ("D21", "Paramedic after the late window", {"today": "2027-03-31", "nrExpiry": "2028-03-31", "maLevel": "P"}),
    ("D21", "Advanced EMT after the late window", {"today": "2028-03-31", "nrExpiry": "2029-03-31", "maLevel": "A"}),
    ("D22", "more than two years", {"today": "2028-04-01", "nrExpiry": "2029-03-31"}),
    ("D23", "Advanced EMT without the Registry", {**NEVER, "maLevel": "A"}),
    ("D23", "Advanced EMT without it, years later", {**NEVER, "maLevel": "A", "today": "2030-01-01"}),
    ("D24", "never held, before the window", {**NEVER, "today": "2025-09-30"}),
    ("D25", "never held, in the window", NEVER),
    ("D25", "never held Paramedic, profile approved", {**NEVER, "maLevel": "P", "ceProfileApproved": True}),
    ("D26", "never held, late, profile approved", {**NEVER, "today": "2027-03-30", "ceProfileApproved": True}),
    ("D27", "never held, late, no profile", {**NEVER, "today": "2026-04-01"}),
    ("D28", "never held, late window over", {**NEVER, "today": "2027-03-31", "ceProfileApproved": True}),
    ("D28", "never held, years later", {**NEVER, "today": "2030-01-01"}),
]


@pytest.mark.parametrize(("row", "case", "facts"), ROWS, ids=[f"{row}: {case}" for row, case, _ in ROWS])
def test_a_holder_meets_the_row_of_their_case(route: Decide, row: str, case: str, facts: dict[str, Any]) -> None:
    assert route(**facts)["row"] == row


def test_every_row_is_met_by_a_case() -> None:
    assert {row for row, _, _ in ROWS} == {f"D{number:02}" for number in range(1, 29)}


def test_no_day_of_eight_years_is_without_a_route(route: Decide) -> None:
    day, days = date(2023, 1, 1), []
    while day < date(2031, 1, 1):
        days.append(day)
        day += timedelta(days=7)

    rows = {route(today=day.isoformat(), nrExpiry="2031-03-31")["row"] for day in days}

    assert rows == {"D13", "D14", "D17", "D20", "D22"}


def test_conditions_and_an_open_complaint_keep_the_route_and_ask_for_a_supervisor(route: Decide) -> None:
    for standing, required in (("clear", False), ("conditions", True), ("complaint_open", True)):
        outcome = route(maDiscipline=standing)
        assert (outcome["row"], outcome["supervisorRequired"]) == ("D10", required)


def test_a_registry_date_that_is_no_31_march_keeps_the_row_and_asks_for_people(route: Decide) -> None:
    outcome = route(nrExpiry="2027-09-30")

    assert (outcome["row"], outcome["reason"], outcome["supervisorRequired"]) == ("D10", "DATA_ANOMALY", True)


def test_a_late_term_beyond_two_years_is_confirmed_by_a_supervisor(route: Decide) -> None:
    assert route(today="2027-01-10", nrExpiry="2029-03-31")["supervisorRequired"] is True


@pytest.mark.parametrize(
    ("row", "facts", "last_day", "closes_at"),
    [
        ("D10", {}, "2026-03-31", "2026-04-01T04:00:00Z"),
        ("D15", {"today": "2026-05-01"}, "2027-03-30", "2027-03-31T04:00:00Z"),
        (
            "D15",
            {"today": "2026-05-01", "settings": {"late": {"windowMonths": 10}}},
            "2027-01-30",
            "2027-01-31T05:00:00Z",
        ),
    ],
)
def test_a_window_closes_when_its_last_day_is_over_in_massachusetts(
    route: Decide, row: str, facts: dict[str, Any], last_day: str, closes_at: str
) -> None:
    outcome = route(**facts)

    assert (outcome["row"], outcome["last_day"], outcome["closes_at"]) == (row, last_day, closes_at)


def test_a_renewal_before_the_registry_waits_to_the_late_limit_with_a_notice_on_30_april(route: Decide) -> None:
    outcome = route(nrExpiry="2026-03-31")

    assert outcome["registry_must_show"] == "2028-03-31"
    assert outcome["registry_notice_at"] == "2026-04-30T04:00:00Z"
    assert outcome["registry_wait_until"] == "2027-03-31T04:00:00Z"


@pytest.mark.parametrize(
    ("settings", "facts", "row"),
    [
        ({"late": {"lastDayInclusive": True}}, {"today": "2027-03-31"}, "D15"),
        ({"late": {"windowMonths": 24}}, {"today": "2028-03-30", "nrExpiry": "2029-03-31"}, "D17"),
        ({"late": {"windowMonths": 1}}, {"today": "2026-05-01"}, "D20"),
        ({"window": {"openMonthDay": "09-01"}}, {"today": "2025-09-01"}, "D10"),
        ({"nremt": {"inactiveCounts": False}}, {"nrStatus": "INACTIVE"}, "D05"),
    ],
)
def test_an_owner_moves_the_windows_by_settings(
    route: Decide, settings: dict[str, Any], facts: dict[str, Any], row: str
) -> None:
    assert route(settings=settings, **facts)["row"] == row


@pytest.mark.parametrize(("row", "case", "facts"), ROWS, ids=[f"{row}: {case}" for row, case, _ in ROWS])
def test_every_holder_is_told_something_in_whole_sentences(
    route: Decide, row: str, case: str, facts: dict[str, Any]
) -> None:
    outcome = route(**facts)

    assert outcome["advice"]
    assert outcome["advice"][0].isupper()
    assert outcome["advice"][-1] == "."
    assert "null" not in outcome["advice"]
    assert "  " not in outcome["advice"]


def test_advice_names_the_dates_of_the_case(route: Decide) -> None:
    assert "October 1, 2025" in route(today="2025-09-30", nrExpiry="2026-03-31")["advice"]
    assert (
        "until April 30, 2026"
        in route(today="2026-04-01", maExpiry="2027-03-31", nrStatus="LAPSED", nrExpiry="2026-03-31")["advice"]
    )
    assert "February 15, 2026" in route()["advice"]
    assert "February 15" not in route(today="2026-02-16")["advice"]


@pytest.mark.parametrize("months", [1, 6, 10, 11, 12, 18, 24])
@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("year", [2024, 2026, 2027])
def test_the_table_and_the_rules_know_the_same_windows(
    tables: dict[str, decisions.Decisions],
    months: int,
    inclusive: bool,
    year: int,
) -> None:
    expiry = date(year, 3, 31)
    owner = OwnerSettings({"late.windowMonths": months, "late.lastDayInclusive": inclusive})

    found = (
        tables["route_for_holder"]
        .evaluate("dates", {"maExpiry": expiry.isoformat(), "settings": owner.context()})
        .value
    )

    windows = cycle(expiry, owner)
    assert isinstance(found, dict)
    assert (found["opens"], found["closes"]) == (windows.opens, windows.closes)
    assert (found["late_last"], found["two_years"]) == (windows.late_last, windows.two_years)


@pytest.mark.parametrize("month", [1, 2, 3, 4, 9, 10, 11, 12])
def test_the_table_and_the_rules_end_a_day_at_the_same_instant(route: Decide, month: int) -> None:
    outcome = route(today="2026-04-01", settings={"late": {"windowMonths": month}})

    assert datetime.fromisoformat(outcome["closes_at"]) == day_over(date.fromisoformat(outcome["last_day"]))
