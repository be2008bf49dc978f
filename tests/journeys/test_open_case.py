"""Yan Zu's application waits undecided: another cannot be filed, and staff decide it like any other. Persona 27."""

from typing import Any

from sqlalchemy import func, select

from models import Application, Payment
from models.vocabulary import ApplicationStatus
from tests.journeys.people import APPROVE
from tests.journeys.world import day
from workflows.history import first_broken

NUMBER = "MA-2025-000001"


def test_another_way_leads_to_the_case_that_is_open_and_no_second_fee(applicant: Any, world: Any) -> None:
    yan = applicant("yan")
    number = yan.presses_an_old_button()

    assert yan.application(number).status is ApplicationStatus.ADVISED
    yan.sees(number, f"Go to your open application {NUMBER}")
    assert world.all(select(func.count()).select_from(Payment)) == [1]


def test_the_license_leads_to_the_open_case_in_place_of_a_new_one(applicant: Any, clerk: Any) -> None:
    yan = applicant("yan")

    yan.reads("/home", "See where it is")
    yan.misses("Renew or align")
    assert f"/applications/{NUMBER}" in yan.browser.page.links
    clerk("reviewer_1").decides(NUMBER, APPROVE)
    yan.reads("/home", "Renew or align")
    yan.misses("See where it is")


def test_a_draft_is_gone_on_with_in_place_of_a_new_one(applicant: Any) -> None:
    hana = applicant("hana")
    draft = hana.asks_for_the_way()
    asked = hana.sends(f"/credentials/{hana.credential().id}/start/verification")

    hana.reads("/home", "Go on with your application: Verification form")
    hana.misses("Renew or align", "Have a form filled in")
    assert {f"/applications/{draft}", asked} <= set(hana.browser.page.links)


def test_staff_see_what_was_answered_and_decide_it(applicant: Any, clerk: Any, world: Any) -> None:
    yan, rita = applicant("yan"), clerk("reviewer_1")

    assert NUMBER in rita.queue()
    rita.sees(NUMBER, "Yan Zu", "5 Cranberry Path", "One-year alignment", "$62.50")
    rita.decides(NUMBER, APPROVE)
    yan.sees(NUMBER, "Approved", "Our staff reviewed your application")
    yan.misses("Decide the application")
    assert yan.credential().expires_on == day("2027-03-31")


def test_it_is_the_same_every_time_with_a_whole_history(applicant: Any, world: Any) -> None:
    applicant("yan")

    [number] = world.all(select(Application.number))
    assert number == NUMBER
    with world.rows() as session:
        assert first_broken(session, session.scalars(select(Application.id)).one()) is None
