"""Which fees a route costs, and who reviews."""

from typing import Any

import pytest

from tests.bpmn.conftest import Decide
from workflows import decisions
from workflows.feel import to_json

BASE, SURCHARGE = "fee.personnel.late.base", "fee.personnel.late.surcharge"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ["fee.personnel.alignment"]),
        ({"nrExpiry": "2028-03-31"}, ["fee.personnel.renewal"]),
        ({"nrExpiry": "2026-03-31"}, ["fee.personnel.renewal"]),
        ({"nrStatus": "NEVER_HELD"}, ["fee.personnel.renewal"]),
        ({"today": "2026-05-01"}, [BASE, SURCHARGE]),
        ({"today": "2026-05-01", "nrExpiry": "2028-03-31"}, [BASE, BASE, SURCHARGE]),
        ({"today": "2026-05-01", "nrExpiry": "2030-03-31"}, [BASE, BASE, SURCHARGE]),
        ({"today": "2026-05-01", "nrStatus": "NEVER_HELD", "ceProfileApproved": True}, [BASE, BASE, SURCHARGE]),
        ({"today": "2027-05-01", "nrExpiry": "2028-03-31"}, ["fee.personnel.reinstatement"]),
        ({"today": "2027-05-01", "nrExpiry": "2028-03-31", "maLevel": "P"}, ["fee.personnel.initial"]),
        ({"today": "2026-05-01", "nrRegainedAfterLapse": True}, ["fee.personnel.reinstatement"]),
        ({"today": "2026-05-01", "nrRegainedAfterLapse": True, "maLevel": "A"}, ["fee.personnel.initial"]),
        ({"today": "2025-09-30"}, []),
        ({"openApplication": True}, []),
    ],
)
def test_a_route_costs_its_fees(route: Decide, fees: Any, facts: dict[str, Any], expected: list[str]) -> None:
    assert fees(route(**facts)) == expected


@pytest.mark.parametrize(
    ("lane", "reason", "facts"),
    [
        ("reviewer", "ORDINARY", {}),
        ("reviewer", "NAME_MISMATCH", {"nameMatches": False}),
        ("reviewer", "ORDINARY", {"nameMatches": None}),
        ("compliance", "BACKGROUND", {"backgroundAnyYes": True}),
        ("compliance", "BACKGROUND", {"backgroundAnyYes": True, "required": True}),
        ("compliance", "BACKGROUND", {"coriHit": True}),
        ("reviewer", "ESCALATED", {"coriHit": True, "decision": "escalate", "escalateTo": "reviewer"}),
        ("compliance", "WORKED_AFTER_EXPIRY", {"workedAfterExpiry": True}),
        ("compliance", "ACTION_ELSEWHERE", {"stateStanding": "action"}),
        ("compliance", "ACTION_ELSEWHERE", {"stateStanding": "action", "required": True, "nameMatches": False}),
        ("reviewer", "ORDINARY", {"stateStanding": "good"}),
        ("reviewer", "ORDINARY", {"stateStanding": "ended"}),
        ("supervisor", "SUPERVISOR_REQUIRED", {"required": True, "nameMatches": False}),
        ("supervisor", "SUPERVISOR_REQUIRED", {"required": True, "backgroundAnyYes": True, "decision": "approve"}),
        ("compliance", "ESCALATED", {"decision": "escalate", "escalateTo": "compliance"}),
        ("reviewer", "ESCALATED", {"decision": "escalate", "escalateTo": "reviewer", "required": True}),
        ("compliance", "BACKGROUND", {"decision": "propose_denial", "backgroundAnyYes": True}),
        ("education", "ORDINARY", {"homeLane": "education"}),
        ("education", "NAME_MISMATCH", {"homeLane": "education", "nameMatches": False}),
        ("compliance", "BACKGROUND", {"homeLane": "education", "backgroundAnyYes": True}),
        ("education", "ESCALATED", {"decision": "escalate", "escalateTo": "education", "backgroundAnyYes": True}),
        ("auto", "STRAIGHT_THROUGH", {"row": "D10"}),
        ("auto", "STRAIGHT_THROUGH", {"row": "D12", "workedAfterExpiry": False, "coriHit": False}),
        ("reviewer", "ORDINARY", {"row": "D10", "submission": {"straight_through": ["D12"]}}),
        ("reviewer", "ORDINARY", {"row": "D10", "submission": None}),
        ("reviewer", "ORDINARY", {"row": "D11"}),
        ("reviewer", "ORDINARY", {"row": "D10", "nameMatches": None}),
        ("reviewer", "NAME_MISMATCH", {"row": "D10", "nameMatches": False}),
        ("compliance", "BACKGROUND", {"row": "D10", "backgroundAnyYes": True}),
        ("reviewer", "ORDINARY", {"row": "D10", "backgroundAnyYes": None}),
        ("compliance", "BACKGROUND", {"row": "D10", "coriHit": True}),
        ("reviewer", "ORDINARY", {"row": "D10", "maDiscipline": "suspended"}),
        ("supervisor", "SUPERVISOR_REQUIRED", {"row": "D10", "required": True}),
        ("reviewer", "ORDINARY", {"row": "D10", "decision": "approve", "final_check": {"passed": False}}),
    ],
)
def test_a_case_goes_to_its_lane(
    tables: dict[str, decisions.Decisions], lane: str, reason: str, facts: dict[str, Any]
) -> None:
    required = facts.get("required", False)
    inputs = {
        "route_for_holder": {"supervisorRequired": required, "row": facts.get("row", "D14")},
        "submission": {"straight_through": ["D10", "D12"]},
        "maDiscipline": "clear",
        "coriHit": None,
        "final_check": None,
        "backgroundAnyYes": False,
        "workedAfterExpiry": None,
        "nameMatches": True,
        "stateStanding": None,
        "decision": None,
        "escalateTo": None,
        "homeLane": None,
    }

    value = to_json(tables["review_lane"].evaluate("review_lane", inputs | facts).value)

    assert value == {"lane": lane, "reason": reason, "supervisor_decides": required}
