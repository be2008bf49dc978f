"""Tables and diagrams as they stand in bpmn/, and facts of made-up holders to try them with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workflows import decisions
from workflows.feel import to_json

BPMN = Path(__file__).parents[2] / "bpmn"

Facts = dict[str, Any]
Decide = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def shared() -> Path:
    return BPMN / "shared"


@pytest.fixture(scope="session")
def tables(shared: Path) -> dict[str, decisions.Decisions]:
    return {path.stem: decisions.read(path.read_bytes(), file=path.name) for path in shared.glob("*.dmn")}


@pytest.fixture(scope="session")
def route(tables: dict[str, decisions.Decisions]) -> Decide:
    """Asks the route table about an ordinary EMT, ten weeks before the expiry, but for what the test changes."""

    def ask(**changed: Any) -> dict[str, Any]:
        facts = {
            "today": "2026-01-20",
            "maExpiry": "2026-03-31",
            "maLevel": "E",
            "maDiscipline": "clear",
            "openApplication": False,
            "nrStatus": "ACTIVE",
            "nrLevel": {"E": "EMT", "A": "AEMT", "P": "NRP"}[changed.get("maLevel", "E")],
            "nrExpiry": "2027-03-31",
            "nrRegainedAfterLapse": False,
            "ceProfileApproved": False,
            "settings": None,
        }
        if changed.get("nrStatus") in {"NEVER_HELD", "NOT_MATCHED", "SERVICE_ERROR"}:
            facts |= {"nrLevel": None, "nrExpiry": None}
        value = to_json(tables["route_for_holder"].evaluate("route_for_holder", facts | changed).value)
        assert isinstance(value, dict)
        return value

    return ask


@pytest.fixture(scope="session")
def fees(tables: dict[str, decisions.Decisions]) -> Callable[[dict[str, Any]], list[str]]:
    """The fee ids of an outcome of the route table."""

    def ask(outcome: dict[str, Any]) -> list[str]:
        asked = {"route_for_holder": outcome, "initial_eligibility": None, "process": "renewal"}
        value = to_json(tables["personnel_fee"].evaluate("personnel_fee", asked).value)
        assert isinstance(value, dict)
        return value["fees"]  # type: ignore[no-any-return]

    return ask
