"""Every branch of the wait for the National Registry."""

from typing import Any

import pytest

from tests.bpmn.office import Office

JUNE = "2026-06-01 10:00"
#: Leo Mann: both certifications ended in 2023.
LEO = {"maExpiry": "2023-03-31", "maLevel": "P", "nrStatus": "LAPSED", "nrLevel": "NRP", "nrExpiry": "2023-03-31"}
REGAINED = {"nrStatus": "ACTIVE", "nrLevel": "NRP", "nrExpiry": "2028-03-31"}


def waiting(**changed: Any) -> Office:
    return Office("regain_registry", JUNE, **{**LEO, **changed})


def advanced(office: Office, **record: Any) -> None:
    office.registry |= record
    told = {name: office.registry[name] for name in ("nrStatus", "nrLevel", "nrExpiry")}
    assert office.message("registry_advanced", **told)


def test_a_holder_is_told_what_to_do_and_waits() -> None:
    office = waiting()

    assert office.process.waiting == ["registry_advanced"]
    assert office.process.open_tasks() == []
    assert office.notices == ["N-REGAIN"]
    [sentence] = office.process.status
    assert "First regain the Registry certification at nremt.org." in sentence
    assert "We ask the National Registry every day" in sentence


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"maExpiry": "2027-03-31", "nrExpiry": "2026-03-31"}, "stays valid until March 31, 2027"),
        ({"maLevel": "A", "nrStatus": "NEVER_HELD", "nrLevel": None, "nrExpiry": None}, "Obtain it first"),
        ({"maExpiry": "2026-03-31", "nrStatus": "NEVER_HELD", "nrLevel": None, "nrExpiry": None}, "Obtain National"),
        ({"nrStatus": "NEVER_HELD", "nrLevel": None, "nrExpiry": None}, "Obtain National Registry certification first"),
    ],
    ids=["D05", "D23", "D27", "D28"],
)
def test_each_row_has_its_own_words(changed: dict[str, Any], words: str) -> None:
    assert words in waiting(**changed).process.status[0]


def test_a_holder_who_regained_the_card_is_invited_back_to_reinstatement() -> None:
    office = waiting()
    advanced(office, **REGAINED)

    assert office.notices == ["N-REGAIN", "N-NREMT-CURRENT"]
    assert (office.outcome, office.ended.continue_as) == ("ADVISED", "reinstatement")


def test_a_holder_who_regained_it_in_time_is_led_to_the_way_of_that_day() -> None:
    office = waiting(maExpiry="2027-03-31", nrExpiry="2026-03-31")
    office.wait_until("2026-11-02 06:00")
    advanced(office, **REGAINED)

    assert office.ended.continue_as == "alignment"


def test_a_holder_who_is_too_early_is_told_when_and_led_nowhere() -> None:
    office = waiting(maExpiry="2027-03-31", nrExpiry="2026-03-31")
    advanced(office, **REGAINED)

    assert office.notices[-1] == "N-NREMT-CURRENT"
    assert office.ended.continue_as is None
    assert "October 1, 2026" in (office.ended.advice or "")


def test_news_that_is_not_enough_is_waited_on() -> None:
    office = waiting()

    for expiry in ("2024-03-31", "2026-03-31"):
        advanced(office, nrExpiry=expiry)
        assert office.process.waiting == ["registry_advanced"]
    assert office.notices == ["N-REGAIN"]


def test_the_wait_does_not_begin_anew_with_news() -> None:
    office = waiting()
    office.wait_until("2027-06-01 06:00")
    advanced(office, nrExpiry="2024-03-31")

    assert office.wait_until("2028-06-02 00:00") == ["waited_too_long"]


def test_after_twenty_four_months_the_wait_ends() -> None:
    office = waiting()

    assert office.wait_until("2028-06-01 23:59") == []
    assert office.wait_until("2028-06-02 00:00") == ["waited_too_long"]
    assert (office.outcome, office.notices[-1]) == ("LAPSED", "N-REGAIN-OVER")


def test_the_owner_sets_how_long_it_is_waited_for() -> None:
    office = waiting(settings={"nremt": {"waitMonths": 6}})

    assert office.wait_until("2026-12-02 00:00") == ["waited_too_long"]


def test_a_holder_who_filed_meanwhile_is_not_invited_again() -> None:
    office = waiting()
    office.holder["openApplication"] = True
    advanced(office, **REGAINED)

    assert office.notices == ["N-REGAIN"]
    assert (office.outcome, office.ended.continue_as) == ("ADVISED", None)


def test_a_holder_who_has_nothing_to_regain_is_led_on_at_once() -> None:
    office = waiting(**REGAINED)

    assert office.notices == []
    assert (office.outcome, office.ended.continue_as) == ("ADVISED", "reinstatement")


def test_a_holder_may_stop_the_wait() -> None:
    office = waiting()

    assert office.message("withdraw")
    assert (office.outcome, office.notices[-1]) == ("WITHDRAWN", "N-WITHDRAWN")
