"""Every row of the table of the year's calendar."""

from typing import Any

import pytest

from tests.bpmn.conftest import BPMN
from workflows import decisions
from workflows.feel import to_json
from workflows.rules.year import Occasion

FOLDER = BPMN / "cycle_notice"


@pytest.fixture(scope="module")
def table() -> decisions.Decisions:
    path = FOLDER / "calendar_notice.dmn"
    return decisions.read(path.read_bytes(), file=path.name)


def decided(table: decisions.Decisions, **facts: Any) -> dict[str, Any]:
    inputs = {
        "hasAccount": True,
        "openApplication": False,
        "decidedThisSeason": False,
        "timelyRenewalContinues": False,
        "maExpiry": "2027-03-31",
        "maDiscipline": "clear",
        "route_for_holder": None,
    }
    value = to_json(table.evaluate("calendar_notice", inputs | facts).value)
    assert isinstance(value, dict)
    return value


def route(outcome: str, row: str = "D10", reason: str = "", last_day: str | None = "2027-03-31") -> dict[str, Any]:
    return {"outcome": outcome, "row": row, "reason": reason or outcome, "last_day": last_day}


@pytest.mark.parametrize(
    ("occasion", "outcome", "notice"),
    [
        ("ALIGNMENT_INSTRUCTIONS", route("ALIGNMENT_NOT_YET_DUE", "D08"), "N-ALIGN-FALL"),
        ("ALIGNMENT_INSTRUCTIONS", route("REVERSE_OFF_CYCLE", "D07"), "N-ALIGN-REVERSE"),
        ("ALIGNMENT_INSTRUCTIONS", route("REGAIN_NREMT_FIRST", "D05"), "N-NREMT-LAPSED"),
        ("ALIGNMENT_INSTRUCTIONS", route("RENEWAL_NOT_YET_OPEN", "D09"), None),
        ("ALIGNMENT_OUTLOOK", route("REVERSE_OFF_CYCLE", "D07"), "N-ALIGN-REVERSE"),
        ("ALIGNMENT_OUTLOOK", route("ALIGNMENT_NOT_YET_DUE", "D08"), None),
        ("WINDOW_OPENS", route("ALIGNMENT_DUE"), "N-ALIGN-DUE"),
        ("WINDOW_OPENS", route("RENEWAL_OPEN", "D12"), "N-WINDOW-OPEN"),
        ("WINDOW_OPENS", route("NONE", "D04", "NREMT_UNVERIFIED"), "N-WINDOW-OPEN"),
        ("WINDOW_OPENS", route("NONE", "D14", "DATA_ANOMALY"), None),
        ("REMINDER", route("RENEWAL_OPEN", "D11"), "N-REMIND-NREMT"),
        ("REMINDER", route("RENEWAL_OPEN", "D12"), "N-REMIND"),
        ("REMINDER", route("REGAIN_NREMT_FIRST", "D05"), None),
        ("RECOMMENDED_DAY", route("REGAIN_NREMT_FIRST", "D05"), "N-NREMT-LAPSED"),
        ("RECOMMENDED_DAY", route("ALIGNMENT_DUE"), "N-REMIND"),
        ("LAST_DAY", route("ALIGNMENT_DUE"), "N-REMIND-LAST"),
        ("LAST_DAY", route("LATE_RENEWAL", "D15"), None),
        ("EXPIRED", route("LATE_RENEWAL", "D15"), "N-EXPIRED"),
        ("EXPIRED", route("REGAIN_NREMT_FIRST", "D06"), "N-EXPIRED"),
        ("EXPIRED", route("NONE", "D03", "NREMT_DISCIPLINE"), None),
        ("REGISTRY_LATE_MONTH_OVER", route("LATE_RENEWAL", "D15"), "N-REMIND-LATE"),
        ("REGISTRY_LATE_MONTH_OVER", route("REGAIN_NREMT_FIRST", "D06"), "N-NREMT-LAPSED"),
        ("LATE_REMINDER", route("LATE_RENEWAL", "D16"), "N-REMIND-LATE"),
        ("LATE_CLOSING", route("LATE_RENEWAL", "D16"), "N-LATE-CLOSING"),
        ("LATE_CLOSING", route("REINSTATEMENT", "D18"), None),
        ("LATE_CLOSED", route("REINSTATEMENT", "D20"), "N-LATE-CLOSED"),
        ("APPROVAL_ENDS", None, "N-IC-ENDS"),
    ],
)
def test_an_occasion_and_a_way_lead_to_a_notice(
    table: decisions.Decisions, occasion: str, outcome: dict[str, Any] | None, notice: str | None
) -> None:
    assert decided(table, occasion=occasion, route_for_holder=outcome)["notice"] == notice


@pytest.mark.parametrize("occasion", list(Occasion))
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"hasAccount": False}, "NO_ACCOUNT"),
        ({"decidedThisSeason": True}, "DECIDED"),
        ({"maDiscipline": "suspended"}, "DISCIPLINE"),
        ({"openApplication": True, "timelyRenewalContinues": True}, "UNDECIDED"),
    ],
)
def test_who_is_not_to_be_written_to_gets_nothing_on_any_day(
    table: decisions.Decisions, occasion: str, facts: dict[str, Any], reason: str
) -> None:
    answer = decided(table, occasion=occasion, **facts)

    assert (answer["notice"], answer["reason"]) == (None, reason)


def test_the_last_day_is_told_in_words(table: decisions.Decisions) -> None:
    late = route("LATE_RENEWAL", "D15", last_day="2028-03-30")

    assert decided(table, occasion="LATE_CLOSING", route_for_holder=late)["detail"] == "March 30, 2028"
    assert decided(table, occasion="REMINDER", route_for_holder=route("ALIGNMENT_DUE"))["detail"] == "March 31, 2027"
