"""First certifications of people with a criminal history: two people deny, no machine does, and no letter tells of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from forms.cori import STEPS
from models import Credential
from models.vocabulary import ApplicationStatus
from tests.journeys.candidates import CHECKED, Newcomer
from tests.journeys.papers import dated
from tests.journeys.people import CONFIRM, DENY, STORY
from tests.journeys.test_cori import ON_RECORD, SOURCE, TAKEN
from tests.journeys.test_hearing import asks

ENTRIES = "Three convictions for driving under the influence, Worcester District Court."
LEFT_OUT = "A plea of no contest, Dartmouth District Court, 2024."
#: What no e-mail may carry, whoever it is about.
UNSAID = ("criminal", "cori", "convict", "plea", "influence", STORY.lower(), SOURCE.lower())


@pytest.fixture
def newcomer(world: Any) -> Any:
    """Signs a person without a certification in on the date on which the case plays."""
    return lambda key, **changed: Newcomer.arrives(world, key, **changed)


def hit(day: date, entries: str, *, left_out: bool) -> dict[str, str]:
    """What compliance enters where the search showed something."""
    told = {"hit": "yes", "entries": entries, "false_statement": "yes" if left_out else "no"}
    return {**dated("checked_on", day), **told}


def taken(day: date) -> dict[str, str]:
    """All seven steps, on one day."""
    days = [dated(f"{step}_on", day) for step in STEPS]
    return {**TAKEN, **{name: value for posted in days for name, value in posted.items()}}


def tells_nothing(person: Newcomer, *also: str) -> None:
    """None of the mail to a person has a number, a birth date, a name or a word of criminal history in it."""
    me = person.holder
    born = me.birth_date
    private: tuple[str, ...] = (
        *UNSAID,
        me.ssn,
        f"{me.ssn[:3]}-{me.ssn[3:5]}-{me.ssn[5:]}",
        me.ssn[-4:],
        f"{born:%B} {born.day}",
        born.isoformat(),
        f"{born:%m/%d/%Y}",
        f"{me.first_name} {me.last_name}",
        *also,
    )
    letters = person.world.mail_to(me.email)
    assert letters
    for letter in letters:
        whole = (letter.subject + letter.text + letter.html).lower()
        assert not [word for word in private if word.lower() in whole], letter.subject
        assert letter.attachments == ()


def issued(world: Any) -> list[Credential]:
    return list(world.all(select(Credential)))


class TestHalIng:
    """Persona 36: tells of three convictions for driving under the influence, on May 4, 2026."""

    YES: Mapping[str, str] = {"b1": "yes", "b1_explanation": STORY, "b6": "yes", "b6_explanation": STORY}
    TODAY = date(2026, 5, 4)

    def denied(self, newcomer: Any, clerk: Any) -> tuple[Newcomer, str]:
        """Denied for criminal history by compliance and a supervisor, all steps taken, on the day it was filed."""
        hal, cora = newcomer("hal"), clerk("compliance")
        number = hal.files(background=self.YES)
        cora.decides(number, hit(self.TODAY, ENTRIES, left_out=False))
        cora.decides(number, ON_RECORD)
        clerk("supervisor_1").decides(number, CONFIRM)
        cora.decides(number, taken(self.TODAY))
        return hal, number

    def test_a_yes_goes_to_compliance_and_only_a_supervisor_may_be_the_second_person(
        self, newcomer: Any, clerk: Any, world: Any
    ) -> None:
        hal, cora = newcomer("hal"), clerk("compliance")
        number = hal.files(background=self.YES)
        payment = hal.payment(number)
        assert (payment.amount_cents, payment.surcharge_cents) == (15000, 353)
        assert world.subjects(hal.holder.email)[-1] == f"We have your application {number}"

        cora.decides(number, hit(self.TODAY, ENTRIES, left_out=False))
        assert hal.open_task(number).group_name == "compliance"
        cora.sees(number, STORY)
        cora.decides(number, ON_RECORD)

        confirming = hal.open_task(number)
        assert (confirming.form, confirming.group_name) == ("confirm_denial", "supervisor")
        cora.sends(f"/cases/{number}/tasks/{confirming.id}/claim", expect=404)
        cora.sends(f"/cases/{number}/tasks/{confirming.id}", CONFIRM, expect=404)
        assert hal.open_task(number).id == confirming.id

    def test_nothing_is_denied_before_the_seven_steps_are_taken(self, newcomer: Any, clerk: Any, world: Any) -> None:
        hal, cora = newcomer("hal"), clerk("compliance")
        number = hal.files(background=self.YES)
        cora.decides(number, hit(self.TODAY, ENTRIES, left_out=False))
        cora.decides(number, ON_RECORD)
        clerk("supervisor_1").decides(number, CONFIRM)

        steps = hal.open_task(number)
        assert (steps.form, steps.group_name) == ("cori_steps", "compliance")
        hal.sees(number, "Our staff are reviewing your application.")
        hal.misses("Denied", "Criminal history")
        where = cora.claims(number)
        cora.sends(where, {**taken(self.TODAY), "handed_over": ""}, expect=422)
        assert hal.application(number).ended_at is None
        assert f"There is a decision about your application {number}" not in world.subjects(hal.holder.email)

    def test_the_denial_names_its_reason_its_law_and_the_last_day(self, newcomer: Any, clerk: Any, world: Any) -> None:
        hal, number = self.denied(newcomer, clerk)

        application = hal.application(number)
        assert (application.status, application.appeal_until) == (ApplicationStatus.DENIED, date(2026, 5, 18))
        hal.sees(number, "Denied", "Criminal history", "105 CMR 170.937", "May 18, 2026", "Ask for a hearing")
        hal.misses(SOURCE, ENTRIES)
        assert world.subjects(hal.holder.email)[-2:] == [
            f"We have your application {number}",
            f"There is a decision about your application {number}",
        ]
        assert issued(world) == []
        tells_nothing(hal, ENTRIES)

    def test_a_request_for_a_hearing_on_day_nine_is_taken_in(self, newcomer: Any, clerk: Any, world: Any) -> None:
        hal, number = self.denied(newcomer, clerk)
        world.it_is("2026-05-13 10:00")
        again = hal.comes_again()

        request = asks(again, number)

        assert hal.application(number).status is ApplicationStatus.APPEALED
        assert hal.open_task(request).form == "hearing_outcome"
        again.sees(number, "Denied, hearing asked for", f"See your request {request}")
        again.misses("It came after the last day")
        assert f"We have your request {request}" in world.subjects(hal.holder.email)
        tells_nothing(hal, ENTRIES)


class TestIsaJoy:
    """Persona 37: says no to every question on August 1, 2026; the search shows a plea."""

    TODAY = date(2026, 8, 1)

    def searched(self, newcomer: Any, clerk: Any) -> tuple[Newcomer, str, Any]:
        """Filed, and compliance has entered what the search brought; then the person, the number, compliance."""
        isa, cora = newcomer("isa"), clerk("compliance")
        number = isa.files(cori=dated("signed_on", date(2026, 7, 1)))
        cora.decides(number, hit(self.TODAY, LEFT_OUT, left_out=True))
        return isa, number, cora

    def test_a_hit_goes_to_compliance_and_no_machine_denies(self, newcomer: Any, clerk: Any, world: Any) -> None:
        isa, number, _ = self.searched(newcomer, clerk)

        assert (isa.payment(number).amount_cents, isa.payment(number).surcharge_cents) == (15000, 353)
        assert (isa.open_task(number).form, isa.open_task(number).group_name) == ("review", "compliance")
        world.it_is("2026-10-01 10:00")
        assert isa.application(number).ended_at is None
        assert isa.open_task(number).group_name == "compliance"
        isa.comes_again().sees(number, "Our staff are reviewing your application.")
        tells_nothing(isa, LEFT_OUT)

    def test_a_false_statement_is_denied_by_two_after_the_seven_steps(
        self, newcomer: Any, clerk: Any, world: Any
    ) -> None:
        isa, number, cora = self.searched(newcomer, clerk)
        cora.decides(number, {**DENY, "facts_disputed": "yes"})
        clerk("supervisor_1").decides(number, CONFIRM)
        assert isa.application(number).ended_at is None
        cora.decides(number, taken(self.TODAY))

        application = isa.application(number)
        assert (application.status, application.appeal_until) == (ApplicationStatus.DENIED, date(2026, 8, 15))
        isa.sees(number, "Denied", "False statement", "105 CMR 170.937", "August 15, 2026")
        assert world.subjects(isa.holder.email)[-2:] == [
            f"We have your application {number}",
            f"There is a decision about your application {number}",
        ]
        assert issued(world) == []
        tells_nothing(isa, LEFT_OUT)

    def test_compliance_may_settle_it_and_approve(self, newcomer: Any, clerk: Any) -> None:
        isa, number, cora = self.searched(newcomer, clerk)

        cora.decides(number, CHECKED)

        isa.sees(number, "Approved.")
        assert isa.certification().expires_on == date(2028, 3, 31)
