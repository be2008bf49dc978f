"""Every branch of a request for a hearing."""

from tests.bpmn.office import Office

MORNING = "2026-05-13 10:00"


def asked(*, late: bool = False) -> Office:
    office = Office("hearing_request", MORNING, {"record_hearing_request": [{"late": late, "asked_on": "2026-05-13"}]})
    office.do("hearing_request", represented=False)
    return office


def test_a_request_in_time_goes_to_counsel_who_enters_the_outcome() -> None:
    office = asked()

    assert office.notices == ["N-HEARING-RECEIVED"]
    assert office.task("hearing_outcome").group == "supervisor"


def test_a_decision_that_stands_is_told() -> None:
    office = asked()
    office.do("hearing_outcome", hearingOutcome="upheld")

    assert office.asked_for("record_hearing_outcome") == [{"outcome": "upheld"}]
    assert office.notices[-1] == "N-HEARING-OUTCOME"
    assert (office.outcome, office.ended.advice) == ("DENIED", None)


def test_a_decision_that_is_set_aside_is_entered_and_told() -> None:
    office = asked()
    office.do("hearing_outcome", hearingOutcome="set_aside")

    assert office.asked_for("record_hearing_outcome") == [{"outcome": "set_aside"}]
    assert office.outcome == "APPROVED"
    assert "decide your application anew" in (office.ended.advice or "")


def test_an_order_that_is_set_aside_counts_no_more() -> None:
    office = asked()
    office.answers["record_hearing_outcome"] = [{"outcome": "set_aside", "about": "order"}]
    office.do("hearing_outcome", hearingOutcome="set_aside")

    assert "no longer counts" in (office.ended.advice or "")


def test_a_late_request_is_taken_in_and_counsel_decides_whether_it_is_heard() -> None:
    office = asked(late=True)

    assert office.task("late_hearing").group == "supervisor"
    office.do("late_hearing", lateHearing="accepted")
    assert office.form == "hearing_outcome"


def test_a_late_request_that_is_refused_leaves_the_decision_standing() -> None:
    office = asked(late=True)
    office.do("late_hearing", lateHearing="refused")

    assert office.asked_for("record_hearing_outcome") == [{"outcome": "upheld"}]
    assert office.outcome == "DENIED"
    assert "too late" in (office.ended.advice or "")


def test_a_person_may_take_the_request_back() -> None:
    office = asked()
    office.message("withdraw")

    assert office.asked_for("record_hearing_outcome") == [{"outcome": "withdrawn"}]
    assert office.notices[-1] == "N-WITHDRAWN"
    assert office.outcome == "WITHDRAWN"
