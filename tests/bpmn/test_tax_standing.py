"""Every branch of a person's standing with the Department of Revenue."""

from typing import Any

from tests.bpmn.office import Fails, Office


def entered(answer: Any) -> Office:
    office = Office("tax_standing", "2026-05-04 10:00", {"record_tax_standing": [answer]})
    assert office.task("tax_standing").group == "compliance"
    office.do("tax_standing", by="cora", taxStanding="hold", toldOn="2026-05-01")
    return office


def test_what_the_letter_says_is_recorded() -> None:
    office = entered({"hold": True})

    assert office.asked_for("record_tax_standing") == [{"standing": "hold", "told_on": "2026-05-01"}]
    assert (office.outcome, office.ended.name) == ("COMPLETED", "recorded")


def test_where_nobody_is_on_record_nothing_is() -> None:
    office = entered(Fails("nobody_on_record"))

    assert (office.outcome, office.ended.name) == ("COMPLETED", "not_recorded")
