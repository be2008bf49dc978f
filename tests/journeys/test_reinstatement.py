"""Those whose certification ended long ago: reinstated over HTTP, or told to regain the National Registry's first."""

from datetime import date
from typing import Any

import pytest

from models.vocabulary import ApplicationStatus
from tests.journeys.papers import dated, papers_of
from tests.journeys.people import STORY
from tests.journeys.world import at, day
from workflows.adapters.clock import legal_date
from workflows.adapters.registry import RegistryStatus

APPROVE = {"decision": "approve", "checklist": ["identity", "registry", "cards", "cori", "background", "contact"]}
FORM = ["confirm", "name", "identity", "contact", "registry", "cpr", "lapse", "background", "cori", "documents"]


@pytest.fixture
def approve(clerk: Any, world: Any) -> Any:
    """Compliance searches for criminal history and finds none; then a reviewer approves."""

    def approve(number: str) -> Any:
        searches(clerk("compliance"), number, world)
        rita = clerk("reviewer_1")
        rita.decides(number, APPROVE)
        return rita

    return approve


@pytest.fixture
def comes_back(applicant: Any, world: Any) -> Any:
    """A holder who presses the button, with everything that is asked at hand; the papers, to be changed by a test."""

    def comes(key: str, **changed: Any) -> tuple[Any, str, dict[str, dict[str, Any]]]:
        person = applicant(key, **changed)
        number = person.asks_for_the_way()
        return person, number, papers_of(person.holder, legal_date(world.clock.now()))

    return comes


def searches(cora: Any, number: str, world: Any) -> None:
    """Finds nothing in the search of criminal history."""
    cora.decides(number, {**dated("checked_on", legal_date(world.clock.now())), "hit": "no"})


def pages_asked(person: Any, number: str) -> list[str]:
    """The slugs of the open task, in order."""
    task = person.open_task(number)
    person.browser.get(f"/tasks/{task.id}")
    links = (link for link in person.browser.page.links if link.startswith(f"/tasks/{task.id}/"))
    return list(dict.fromkeys(link.rsplit("/", 1)[1] for link in links))


def test_liv_mann_gets_her_license_back_after_three_years(comes_back: Any, approve: Any, world: Any) -> None:
    liv, number, papers = comes_back("liv")
    liv.sees(number, "Reinstatement of a certification", "more than two years ago", "The fee is $150.00")
    assert "education" in pages_asked(liv, number)

    liv.fills_in(number, **papers)
    liv.pays(number)
    approve(number)

    assert liv.payment(number).amount_cents == 15000
    assert (liv.credential().number, liv.credential().expires_on) == ("E0789934", day("2028-03-31"))
    assert liv.application(number).status is ApplicationStatus.APPROVED
    assert world.subjects(liv.holder.email)[-2:] == [
        f"We have your application {number}",
        "Your new certification card",
    ]


def test_a_paramedic_after_eighteen_months_shows_both_cards_and_the_cori_form(comes_back: Any, approve: Any) -> None:
    paramedic, number, papers = comes_back("max")
    asked = pages_asked(paramedic, number)
    assert {"cpr", "acls", "cori", "education"} <= set(asked)
    assert "lapse" not in asked

    paramedic.fills_in(number, **papers)
    paramedic.pays(number)
    approve(number)

    assert paramedic.payment(number).amount_cents == 15000
    assert (paramedic.credential().number, paramedic.credential().expires_on) == ("P0868840", day("2028-03-31"))


def test_a_paramedic_without_acls_is_stopped_before_paying(comes_back: Any) -> None:
    paramedic, number, _ = comes_back("max")
    task = paramedic.open_task(number)

    path = f"/tasks/{task.id}/acls"
    paramedic.sends(path, {**paramedic.answer(path), "has_card": "no"}, expect=422)

    assert paramedic.browser.sees("A Paramedic needs an ACLS card.")
    assert paramedic.payments(number) == []


def test_an_emt_within_two_years_answers_the_form_for_reinstatement(comes_back: Any, approve: Any) -> None:
    liv, number, papers = comes_back("liv", ma_expires_on=day("2025-03-31"))
    assert pages_asked(liv, number) == FORM

    liv.fills_in(number, **papers)
    liv.pays(number)
    assert liv.payments(number)[0].lines[0]["fee"] == "fee.personnel.reinstatement"
    approve(number)

    assert liv.credential().expires_on == day("2028-03-31")


def test_who_worked_after_the_end_is_reviewed_by_compliance(comes_back: Any, clerk: Any, world: Any) -> None:
    liv, number, papers = comes_back("liv", ma_expires_on=day("2025-03-31"))

    liv.fills_in(number, **papers, lapse={"worked_after_expiry": "yes", "explanation": STORY})
    liv.pays(number)

    cora = clerk("compliance")
    searches(cora, number, world)
    assert number in cora.queue()
    cora.sees(number, "Decide the application")


def test_a_number_that_is_not_the_registers_is_told_to_the_reviewer(comes_back: Any, clerk: Any, world: Any) -> None:
    liv, number, papers = comes_back("liv")
    papers["identity"] |= {"ssn": "812410099", "ssn_again": "812410099"}
    liv.fills_in(number, **papers)
    liv.pays(number)
    searches(clerk("compliance"), number, world)

    rita = clerk("reviewer_1")
    rita.claims(number)

    rita.sees(number, "The 9 digits that were typed are not those in the register.", "ending in 0099")
    rita.misses("812410099", liv.holder.ssn)


def test_a_card_that_ends_before_the_decision_is_not_approved(comes_back: Any, approve: Any, world: Any) -> None:
    liv, number, papers = comes_back("liv")
    papers["cpr"] |= {**dated("issued", date(2024, 6, 3)), **dated("expires", date(2026, 6, 5))}
    liv.fills_in(number, **papers)
    liv.pays(number)
    world.it_is("2026-06-08 09:00")

    approve(number).sees(number, "CPR")
    assert liv.application(number).status is ApplicationStatus.IN_QUEUE
    assert liv.credential().expires_on == day("2023-03-31")


def test_who_gives_up_is_not_charged(comes_back: Any) -> None:
    liv, number, papers = comes_back("liv")
    liv.fills_in(number, **papers)

    liv.withdraws(number)

    assert liv.application(number).status is ApplicationStatus.WITHDRAWN
    assert liv.credential().expires_on == day("2023-03-31")


class TestRegainFirst:
    def test_elijah_fox_learns_that_his_license_stays_valid_but_can_not_be_renewed(
        self, applicant: Any, world: Any
    ) -> None:
        elijah = applicant("elijah")

        number = elijah.asks_for_the_way()

        elijah.sees(number, "stays valid until March 31, 2027", "April 30", "We ask the National Registry every day")
        elijah.misses("Pay $", "Fill in")
        elijah.reads("/home", "stays valid until March 31, 2027")
        assert elijah.application(number).status is ApplicationStatus.WAITING
        assert world.subjects(elijah.holder.email)[-1] == f"Your National Registry card comes first: {number}"

    def test_leo_mann_is_invited_back_once_the_registry_is_current(self, applicant: Any, world: Any) -> None:
        leo = applicant("leo")
        number = leo.asks_for_the_way()
        leo.sees(number, "First regain the Registry certification at nremt.org. Then ask us for reinstatement.")

        world.it_is("2026-09-01 06:00")
        world.make_the_rounds()
        assert leo.newest(number) == number
        world.registry_says("leo", status=RegistryStatus.ACTIVE, expires_on=day("2028-03-31"))
        world.it_is("2026-09-02 06:00")
        world.make_the_rounds()

        following = leo.newest(number)
        leo.sees(following, "Reinstatement of a certification", "Not sent yet", "The fee is $150.00")
        assert world.subjects(leo.holder.email)[-1] == "You can go on: the National Registry has news of you"

    def test_nights_without_news_write_nothing(self, applicant: Any, world: Any) -> None:
        leo = applicant("leo")
        number = leo.asks_for_the_way()
        before = leo.application(number).revision, len(world.history(number))

        for night in ("2026-06-02 03:00", "2026-06-03 03:00", "2026-06-04 03:00"):
            world.it_is(night)
            world.make_the_rounds()

        assert (leo.application(number).revision, len(world.history(number))) == before

    def test_who_asks_again_while_the_wait_runs_is_told_the_same_and_waits_once(
        self, applicant: Any, world: Any
    ) -> None:
        leo = applicant("leo")
        first = leo.asks_for_the_way()

        again = leo.asks_for_the_way()

        assert again != first
        leo.sees(again, "Closed with advice", "First regain the Registry certification")
        leo.sees(again, f"Go to your open application {first}")
        assert f"/applications/{first}" in leo.browser.page.links
        leo.sees(first)
        leo.misses("Go to your open application")
        assert leo.application(first).status is ApplicationStatus.WAITING
        subjects = world.subjects(leo.holder.email)
        assert sum("comes first" in subject for subject in subjects) == 1

    def test_who_regained_the_card_need_not_wait_for_the_night(self, applicant: Any, world: Any) -> None:
        leo = applicant("leo")
        waits = leo.asks_for_the_way()
        world.registry_says("leo", status=RegistryStatus.ACTIVE, expires_on=day("2028-03-31"))

        number = leo.asks_for_the_way()

        leo.sees(number, "Reinstatement of a certification", "Not sent yet")
        world.it_is("2026-06-02 03:00")
        world.make_the_rounds()
        assert leo.application(waits).status is ApplicationStatus.ADVISED
        assert leo.newest(waits) == waits
        leo.sees(number)
        leo.misses("Go to your open application")

    def test_after_two_years_the_wait_is_over(self, applicant: Any, world: Any) -> None:
        leo = applicant("leo")
        number = leo.asks_for_the_way()

        world.it_is(at("2028-06-02 00:05"))

        leo.sees(number, "did not become current")
        assert leo.application(number).status is ApplicationStatus.LAPSED

    def test_who_does_not_want_to_wait_stops_it(self, applicant: Any) -> None:
        leo = applicant("leo")
        number = leo.asks_for_the_way()

        leo.withdraws(number)

        assert leo.application(number).status is ApplicationStatus.WITHDRAWN
