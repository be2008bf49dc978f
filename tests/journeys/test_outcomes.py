"""Every holder to try the system with, to the end of the case: fee, new expiry, number, notices; or nothing at all."""

from typing import Any

import pytest

from models.vocabulary import ApplicationStatus
from tests.journeys.papers import papers_of
from tests.journeys.people import APPROVE
from tests.journeys.test_reinstatement import APPROVE as APPROVE_PAPERS
from tests.journeys.test_reinstatement import searches
from workflows.adapters.clock import legal_date
from workflows.seed.people import HOLDERS

#: Those whom compliance searches for criminal history first, and who decides where it is no reviewer.
SEARCHED = {"liv", "max"}
DECIDES = {"una": "supervisor_1"}
GRANTED = [holder.key for holder in HOLDERS if holder.expected.new_expires_on is not None]
#: No fee and nothing granted.
TOLD = [holder.key for holder in HOLDERS if holder.expected.fee_cents is None and holder.key != "tom"]


def test_each_of_them_is_granted_something_or_told_something_and_tom_waits_for_the_registry() -> None:
    assert {holder.key for holder in HOLDERS} == {*GRANTED, *TOLD, "tom"}


@pytest.mark.parametrize("key", GRANTED)
def test_a_holder_with_a_way_pays_the_fee_and_gets_the_card(key: str, applicant: Any, clerk: Any, world: Any) -> None:
    person = applicant(key)
    expected, before = person.holder.expected, person.credential().number
    number = person.asks_for_the_way()
    person.fills_in(number, **papers_of(person.holder, legal_date(world.clock.now())))
    payment = person.pays(number)
    if key == "ivan":
        world.it_is("2026-02-20 06:00")
        world.make_the_rounds()
        person = person.comes_again()
    if key in SEARCHED:
        searches(clerk("compliance"), number, world)
    confirmed = {
        "confirmed_expiry-month": "3",
        "confirmed_expiry-day": "31",
        "confirmed_expiry-year": str(expected.new_expires_on.year),
    }
    approval = APPROVE_PAPERS if key in SEARCHED else APPROVE
    clerk(DECIDES.get(key, "reviewer_1")).decides(number, approval | (confirmed if key in DECIDES else {}))

    assert payment.amount_cents == expected.fee_cents
    assert person.application(number).status is ApplicationStatus.APPROVED
    assert (person.credential().number, person.credential().expires_on) == (before, expected.new_expires_on)
    subjects = world.subjects(person.holder.email)
    assert next(subject for subject in subjects if number in subject) == f"We have your application {number}"
    assert subjects[-1] == "Your new certification card"
    assert world.mail_to(person.holder.email)[-1].attachments[0].content_type == "application/pdf"


@pytest.mark.parametrize("key", TOLD)
def test_a_holder_without_a_way_pays_nothing_keeps_what_they_hold_and_has_filed_nothing(
    key: str, applicant: Any, world: Any
) -> None:
    person = applicant(key)
    before = person.credential().expires_on

    number = person.presses_an_old_button()

    assert person.payments(number) == []
    assert person.application(number).submitted_at is None
    assert person.credential().expires_on == before
    assert f"We have your application {number}" not in world.subjects(person.holder.email)
