"""What a request costs where an owner asks for a fee: paid once it was sent, before the Office works."""

from typing import Any, NamedTuple

import pytest

from tests.bpmn.office import Fails, Office
from tests.bpmn.test_instructor_initial import FACTS as TEACHER
from workflows import decisions
from workflows.feel import to_json

JANUARY = "2026-01-12 10:00"
PAID_AT = "2026-01-13 09:00"
#: After the last instant at which the fee could be paid.
TOO_LATE = "2026-08-03 00:30"
RENEWING = TEACHER | {"today": "2026-01-12", "icExpiry": "2026-03-31"}


class Request(NamedTuple):
    """A process without a fee today, and how its applicant sends it."""

    process: str
    fee: str
    told: dict[str, Any]
    answers: dict[str, list[Any]]
    #: What is done first of all once nothing is owed.
    work: str


REQUESTS = [
    Request("name_change", "fee.personnel.namechange", {"nameChangeReason": "divorce"}, {}, "compare_registry_name"),
    Request("contact_change", "fee.personnel.contactchange", {"smsConsent": False}, {}, "record_submission"),
    Request("duplicate_card", "fee.personnel.duplicate", {"sendCard": True}, {}, "draw_card"),
    Request("verification", "fee.personnel.verification", {"deliverBy": "post"}, {}, "record_submission"),
    Request(
        "instructor_initial",
        "fee.ic.initial",
        {"icLevel": "A", "experienceEnough": True, "backgroundAnyYes": False},
        {"gather_instructor_facts": [TEACHER]},
        "record_submission",
    ),
    Request(
        "instructor_renewal",
        "fee.ic.renewal",
        {"backgroundAnyYes": False},
        {"gather_instructor_facts": [RENEWING]},
        "record_submission",
    ),
]
every_request = pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one.process)


def sent(request_: Request, cents: int = 2500) -> Office:
    office = Office(request_.process, JANUARY, request_.answers)
    office.costs(cents)
    office.do(request_.process, **request_.told)
    return office


@every_request
def test_the_table_names_the_fee_before_the_form_is_filled_in(request_: Request) -> None:
    office = Office(request_.process, JANUARY, request_.answers)

    assert office.form == request_.process
    assert office.process.variables["personnel_fee"]["fees"] == [request_.fee]


@every_request
def test_the_fee_is_asked_for_once_it_was_sent_and_nobody_works_before_it_is_paid(request_: Request) -> None:
    office = sent(request_)

    assert office.asked_for("request_payment") == [{"fees": [request_.fee], "closes_at": None}]
    assert office.process.waiting == ["await_payment"]
    assert office.asked_for(request_.work) == []
    assert office.notices == []


@every_request
def test_who_pays_goes_on_as_of_the_authorisation(request_: Request) -> None:
    office = sent(request_)
    office.paid(PAID_AT)

    assert len(office.asked_for(request_.work)) == 1
    recorded = office.asked_for("record_submission")
    assert [one["submitted_at"] for one in recorded] == ["2026-01-13T14:00:00+00:00"] * len(recorded)
    assert [one["fees"] for one in recorded] == [[request_.fee]] * len(recorded)


@every_request
def test_where_it_costs_nothing_nothing_is_waited_for(request_: Request) -> None:
    office = sent(request_, cents=0)

    assert len(office.asked_for(request_.work)) == 1
    assert {one["submitted_at"] for one in office.asked_for("record_submission")} <= {None}


@every_request
def test_what_is_never_paid_lapses_without_anybody_at_work(request_: Request) -> None:
    office = sent(request_)
    office.wait_until(TOO_LATE)

    assert (office.outcome, office.notices) == ("LAPSED", [])
    assert office.asked_for(request_.work) == []


@every_request
def test_what_was_paid_in_the_last_moment_is_not_lost(request_: Request) -> None:
    office = sent(request_)
    office.answers["close_checkout"] = [{"state": "paid", "authorised_at": "2026-08-03T03:59:00Z"}]
    office.wait_until(TOO_LATE)

    assert len(office.asked_for(request_.work)) == 1


@every_request
def test_who_withdraws_instead_of_paying_finds_the_payment_page_shut(request_: Request) -> None:
    office = sent(request_)
    assert office.message("withdraw")

    assert office.outcome == "WITHDRAWN"
    assert len(office.asked_for("close_checkout")) == 1
    assert office.asked_for(request_.work) == []


@pytest.mark.parametrize("help_desk", [False, True])
def test_a_card_that_is_paid_for_and_cannot_be_had_is_paid_back(help_desk: bool) -> None:
    why = "card_not_drawn" if help_desk else "card_not_printable"
    answers: dict[str, list[Any]] = {
        "check_card": [{"printing": "card"}, {"printing": "not_in_force"}],
        "draw_card": [Fails(why)],
    }
    office = Office("duplicate_card", JANUARY, answers)
    office.costs(2500)
    office.do("duplicate_card", sendCard=True)
    office.paid(PAID_AT)
    if help_desk:
        office.do("card_help", cardHelp="close")

    assert office.asked_for("refund_payment") == [{"payment_id": "pay-1"}]
    assert "sending your payment back" in (office.ended.advice or "")
    assert office.asked_for("mail_card") == []


def test_a_card_that_may_be_printed_after_all_is_paid_for_anew() -> None:
    office = Office("duplicate_card", JANUARY, {"draw_card": [Fails("card_not_printable"), {"drawn": True}]})
    office.costs(2500)
    for _ in range(2):
        office.do("duplicate_card", sendCard=True)
        assert office.process.waiting == ["await_payment"]
        office.paid(PAID_AT)

    assert office.outcome == "APPROVED"
    assert len(office.asked_for("refund_payment")) == 1


def test_a_form_that_came_on_paper_costs_nothing(tables: dict[str, decisions.Decisions]) -> None:
    for process in ("verification_on_paper", "ssn_update", None):
        asked = {"route_for_holder": None, "initial_eligibility": None, "process": process}
        value = to_json(tables["personnel_fee"].evaluate("personnel_fee", asked).value)
        assert isinstance(value, dict)
        assert value["fees"] == []
