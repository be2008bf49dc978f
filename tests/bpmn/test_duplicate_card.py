"""Every branch of the copy of a card."""

from typing import Any

import pytest

from tests.bpmn.office import Fails, Office

MAY = "2026-05-04 10:00"


def confirmed(answers: dict[str, list[Any]] | None = None) -> Office:
    office = Office("duplicate_card", MAY, answers)
    office.do("duplicate_card", sendCard=True)
    return office


@pytest.mark.parametrize("printing", ["card", "expired_card"])
def test_a_card_that_may_be_printed_is_drawn_and_sent(printing: str) -> None:
    office = confirmed({"check_card": [{"printing": printing}]})

    assert office.outcome == "APPROVED"
    assert [name for name, _ in office.asked] == ["check_card", "request_payment", "draw_card", "mail_card"]


@pytest.mark.parametrize(("printing", "told"), [("expired", "has expired"), ("not_in_force", "not in force")])
def test_a_card_that_may_not_be_printed_is_refused_with_a_sentence(printing: str, told: str) -> None:
    office = Office("duplicate_card", MAY, {"check_card": [{"printing": printing}]})

    assert office.outcome == "ADVISED"
    assert told in (office.ended.advice or "")
    assert office.asked_for("draw_card") == []


def test_a_card_that_ran_out_before_it_was_confirmed_is_refused_then() -> None:
    office = confirmed(
        {"check_card": [{"printing": "card"}, {"printing": "expired"}], "draw_card": [Fails("card_not_printable")]}
    )

    assert office.outcome == "ADVISED"
    assert office.asked_for("mail_card") == []


def test_a_card_that_cannot_be_drawn_goes_to_the_help_desk_and_is_tried_again() -> None:
    office = confirmed({"draw_card": [Fails("card_not_drawn"), {"drawn": True}]})
    assert office.task("card_help").group == "intake"

    office.do("card_help", cardHelp="try_again")
    assert office.outcome == "APPROVED"


def test_the_help_desk_may_give_up() -> None:
    office = confirmed({"draw_card": [Fails("card_not_drawn")]})
    office.do("card_help", cardHelp="close")

    assert office.outcome == "CLOSED_INCOMPLETE"
    assert office.asked_for("mail_card") == []


def test_who_does_not_want_it_any_more_withdraws() -> None:
    office = Office("duplicate_card", MAY)
    assert office.message("withdraw")

    assert office.outcome == "WITHDRAWN"
