"""Every branch of an action on a certification."""

import pytest

from tests.bpmn.office import Office

MORNING = "2026-05-04 10:00"


def ordered(kind: str, **variables: object) -> Office:
    office = Office("discipline", MORNING)
    office.do("discipline_order", by="cleo", disciplineKind=kind, orderedOn="2026-05-04", **variables)
    return office


@pytest.mark.parametrize("kind", ["conditions", "suspended", "revoked", "surrendered"])
def test_an_order_raises_the_flag_at_once_and_is_public_when_its_notice_is_served(kind: str) -> None:
    office = ordered(kind)

    assert office.asked_for("record_discipline") == [{"kind": kind}]
    assert office.asked_for("record_service") == []
    assert office.task("notice_served").group == "compliance"
    office.do("notice_served", by="cleo", servedOn="2026-05-06")
    assert office.asked_for("record_service") == [{"kind": kind, "served_on": "2026-05-06"}]
    assert office.outcome == "COMPLETED"


def test_the_notice_tells_the_holder_the_last_day_to_ask_for_a_hearing() -> None:
    office = ordered("suspended")
    office.do("notice_served", by="cleo", servedOn="2026-05-06")

    (sent,) = office.asked_for("send_notice")
    assert (sent["template"], sent["to"]) == ("N-SUSPENDED", "holder")
    assert "must reach us by May 20, 2026" in sent["detail"]


def test_an_order_that_was_agreed_to_names_no_hearing() -> None:
    office = Office("discipline", MORNING, {"record_service": [{"served_on": "2026-05-06", "hearing_until": None}]})
    office.do("discipline_order", by="cleo", disciplineKind="surrendered", orderedOn="2026-05-04")
    office.do("notice_served", by="cleo", servedOn="2026-05-06")

    (sent,) = office.asked_for("send_notice")
    assert "no hearing" in sent["detail"]


def test_what_is_lifted_is_lifted_at_once_and_told() -> None:
    office = ordered("clear")

    assert office.asked_for("record_discipline") == [{"kind": "clear"}]
    assert office.notices == ["N-DISCIPLINE-LIFTED"]
    assert office.outcome == "COMPLETED"


def test_what_ends_is_told_with_what_counts_again() -> None:
    office = Office("discipline", MORNING, {"record_discipline": [{"kind": "conditions", "told": 0}]})
    office.do("discipline_order", by="cleo", disciplineKind="ended", orderedOn="2026-05-04")

    (sent,) = office.asked_for("send_notice")
    assert "before it counts again" in sent["detail"]
    assert office.outcome == "COMPLETED"


def test_a_complaint_is_recorded_and_nobody_is_written_to() -> None:
    office = ordered("complaint_open")

    assert office.notices == []
    assert office.outcome == "COMPLETED"
