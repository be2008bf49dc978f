"""The made-up people on their dates: the row each one meets, the route, the fee and the new expiry."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest

from tests.bpmn.conftest import Decide
from workflows.rules.defaults import OwnerSettings
from workflows.rules.expiry import ExpiryBasis, new_expiry
from workflows.rules.fees import total_cents


class Person(NamedTuple):
    name: str
    today: str
    level: str
    ma_expiry: str
    nr_status: str
    nr_expiry: str | None
    row: str
    outcome: str
    fee_cents: int
    new_expiry: str | None = None
    process: str | None = None
    more: tuple[tuple[str, Any], ...] = ()


def year(value: int) -> str:
    return f"{value}-03-31"


PEOPLE = [
    Person("Ana Ruiz", "2026-01-20", "E", year(2026), "ACTIVE", year(2027), "D10", "ALIGNMENT_DUE", 6250, year(2027), "alignment"),
    Person("Ben Cole", "2026-03-31", "P", year(2026), "ACTIVE", year(2027), "D10", "ALIGNMENT_DUE", 6250, year(2027), "alignment"),
    Person("Chloe Dunn", "2026-04-01", "E", year(2026), "ACTIVE", year(2027), "D15", "LATE_RENEWAL", 6250, year(2027), "renewal"),
    Person("Dan Eze", "2027-03-30", "E", year(2026), "ACTIVE", year(2027), "D15", "LATE_RENEWAL", 6250, year(2027), "renewal"),
    Person("Eli Fox", "2026-02-01", "P", year(2027), "ACTIVE", year(2026), "D07", "REVERSE_OFF_CYCLE", 0),
    Person("Eli Fox, done", "2026-10-15", "P", year(2027), "ACTIVE", year(2028), "D10", "ALIGNMENT_DUE", 6250, year(2028), "alignment"),
    Person("Eli Fox, not done", "2026-04-01", "P", year(2027), "LAPSED", year(2026), "D05", "REGAIN_NREMT_FIRST", 0, None, "regain_registry"),
    Person("Fay Gold", "2026-02-01", "A", year(2027), "ACTIVE", year(2028), "D08", "ALIGNMENT_NOT_YET_DUE", 0),
    Person("Fay Gold, in autumn", "2026-10-01", "A", year(2027), "ACTIVE", year(2028), "D10", "ALIGNMENT_DUE", 6250, year(2028), "alignment"),
    Person("Hana Ito", "2026-01-10", "E", year(2026), "ACTIVE", year(2028), "D12", "RENEWAL_OPEN", 12500, year(2028), "renewal"),
    Person("Ivan Jha", "2025-11-03", "P", year(2026), "ACTIVE", year(2026), "D11", "RENEWAL_OPEN", 12500, year(2028), "renewal"),
    Person("Jo King", "2025-09-30", "P", year(2026), "ACTIVE", year(2026), "D09", "RENEWAL_NOT_YET_OPEN", 0),
    Person("Leo Mann", "2026-06-01", "P", year(2023), "LAPSED", year(2023), "D06", "REGAIN_NREMT_FIRST", 0, None, "regain_registry"),
    Person("Liv Mann", "2026-06-01", "E", year(2023), "ACTIVE", year(2028), "D22", "REINSTATEMENT", 15000, year(2028), "reinstatement"),
    Person("Mia's brother", "2026-10-01", "P", year(2025), "ACTIVE", year(2027), "D21", "REINSTATEMENT", 15000, year(2028), "reinstatement"),
    Person("Ned Orr", "2026-01-15", "P", year(2026), "ACTIVE", year(2028), "D01", "NONE", 0, more=(("maDiscipline", "suspended"),)),
    Person("Ola Park", "2026-01-15", "E", year(2026), "REVOKED", None, "D03", "NONE", 0),
    Person("Raj Sen", "2026-01-05", "E", year(2026), "NEVER_HELD", None, "D25", "RENEWAL_OPEN", 12500, year(2028), "renewal", (("ceProfileApproved", True),)),
    Person("Sue Tam", "2026-02-10", "P", year(2026), "INACTIVE", year(2028), "D12", "RENEWAL_OPEN", 12500, year(2028), "renewal"),
    Person("Tom Udo", "2026-02-10", "E", year(2026), "SERVICE_ERROR", None, "D04", "NONE", 0),
    Person("Una Voss", "2026-02-10", "E", year(2026), "ACTIVE", year(2028), "D12", "RENEWAL_OPEN", 12500, year(2028), "renewal", (("maDiscipline", "conditions"),)),
    Person("Yan Zu", "2026-02-10", "E", year(2026), "ACTIVE", year(2027), "D02", "NONE", 0, more=(("openApplication", True),)),
]  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_a_person_is_steered_to_their_route_and_fee(
    route: Decide, fees: Callable[[dict[str, Any]], list[str]], person: Person
) -> None:
    outcome = route(
        today=person.today,
        maLevel=person.level,
        maExpiry=person.ma_expiry,
        nrStatus=person.nr_status,
        nrExpiry=person.nr_expiry,
        **dict(person.more),
    )

    settings = OwnerSettings()
    assert (outcome["row"], outcome["outcome"], outcome["process"]) == (person.row, person.outcome, person.process)
    assert total_cents(fees(outcome), settings) == person.fee_cents
    if outcome["new_expiry_basis"] is None:
        assert person.new_expiry is None
    else:
        expiry = new_expiry(
            basis=ExpiryBasis(outcome["new_expiry_basis"]),
            old_expiry=date.fromisoformat(person.ma_expiry),
            registry_expiry=date.fromisoformat(person.nr_expiry) if person.nr_expiry else None,
            today=date.fromisoformat(person.today),
            settings=settings,
        )
        assert expiry.isoformat() == person.new_expiry


def test_una_voss_needs_a_supervisor_and_hana_ito_does_not(route: Decide) -> None:
    una = route(today="2026-02-10", nrExpiry="2028-03-31", maDiscipline="conditions")
    hana = route(today="2026-01-10", nrExpiry="2028-03-31")

    assert (una["supervisorRequired"], hana["supervisorRequired"]) == (True, False)


def test_dan_eze_is_warned_that_the_new_term_is_short(route: Decide) -> None:
    assert "That day is near" in route(today="2027-03-30")["advice"]
