"""First certifications of people over HTTP: filed, certified, or stopped before paying, with who must do what."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import Answer, Application, Setting
from models.base import new_id
from tests.journeys.candidates import CHECKED, Newcomer
from tests.journeys.test_reinstatement import searches
from tests.webapp.browser import Browser
from workflows.adapters.registry import ExamResult, RegistryLevel, RegistryStatus


@pytest.fixture
def newcomer(world: Any) -> Any:
    """Signs a person without a certification in on the date on which the case plays."""
    return lambda key, **changed: Newcomer.arrives(world, key, **changed)


def test_amy_bell_applies_as_an_emt_and_is_certified(newcomer: Any, clerk: Any, world: Any) -> None:
    amy = newcomer("amy")

    number = amy.files()
    amy.sees(number, "Our compliance office is making the criminal history (CORI) check.")
    searches(clerk("compliance"), number, world)
    amy.sees(number, "Our staff are reviewing your application.")
    assert amy.open_task(number, "reviewer").due_at.date() == date(2026, 5, 19)
    clerk("reviewer_1").decides(number, CHECKED)

    payment = amy.payment(number)
    assert (payment.amount_cents, payment.surcharge_cents) == (15000, 353)
    amy.sees(number, "Approved. Your card is in your account and in your e-mail.")
    credential = amy.certification()
    assert (credential.number, credential.expires_on) == ("E1000001", date(2028, 3, 31))
    assert world.subjects(amy.holder.email)[-2:] == [
        f"We have your application {number}",
        "Your new certification card",
    ]
    amy.reads("/verify/E1000001", "Amy Bell", "Active", "March 31, 2028")
    amy.reads("/home", "EMT Basic, E1000001", "Download card (PDF)")


def test_carlos_dias_swears_that_he_has_no_ssn_and_is_found_by_the_registrys_number(
    newcomer: Any, clerk: Any, world: Any
) -> None:
    carlos = newcomer("carlos")
    number = carlos.files()
    searches(clerk("compliance"), number, world)
    clerk("reviewer_1").decides(number, CHECKED)

    assert carlos.payment(number).amount_cents == 15000
    assert carlos.certification().expires_on == date(2028, 3, 31)
    assert carlos.person().ssn_kind == "pseudo"
    carlos.reads("/home", "Give us my Social Security number")
    assert not [mail for mail in world.mail_to(carlos.holder.email) if carlos.holder.ssn in mail.text]


def test_dee_whose_cpr_was_online_only_cannot_come_to_pay(newcomer: Any) -> None:
    dee = newcomer("dee")
    number = dee.begins()
    dee.fills_in(number)
    dee.sends(_page(dee, number, "found"), dee.answer(_page(dee, number, "found")))
    dee.sends(_page(dee, number, "contact"), dee.answer(_page(dee, number, "contact")))
    path = _page(dee, number, "cpr")

    dee.sends(path, dee.answer(path, cpr={"modality": "online_only"}), expect=422)

    assert dee.browser.sees("A course online alone does not count.")
    assert dee.payments(number) == []


def test_eve_fay_a_paramedic_without_acls_cannot_come_to_pay(newcomer: Any) -> None:
    eve = newcomer("eve")
    number = eve.begins()
    eve.fills_in(number)
    for slug in ("found", "contact", "cpr"):
        path = _page(eve, number, slug)
        eve.sends(path, eve.answer(path))
    path = _page(eve, number, "acls")

    eve.sends(path, {**eve.answer(path), "has_card": "no"}, expect=422)

    assert eve.browser.sees("A Paramedic needs an ACLS card.")
    assert eve.payments(number) == []


def test_flo_gee_is_told_of_the_level_and_applies_for_the_one_she_has(newcomer: Any) -> None:
    flo = newcomer("flo")
    number = flo.begins()
    flo.fills_in(number)
    flo.sees(number, "the National Registry has you as Advanced EMT")
    flo.reads(flo.next_page(number), "Apply as Advanced EMT instead")
    flo.misses("Apply as EMT Basic instead")

    flo.choose(number, "apply_A")
    flo.fills_in(number)

    assert flo.payment(number).amount_cents == 15000
    flo.sees(number, "Advanced EMT")
    flo.reads("/home", "First certification, Advanced EMT")


def test_gus_roy_is_told_who_reports_the_hands_on_result_and_goes_on_once_it_is_in(newcomer: Any, world: Any) -> None:
    gus = newcomer("gus")
    number = gus.begins()
    gus.fills_in(number)
    gus.sees(number, "the result is reported for the state")
    gus.reads(gus.next_page(number), "Course confirmed", "Cognitive exam", "Passed", "No result yet")
    gus.choose(number, "check_again")
    gus.sees(number, "the result is reported for the state")

    world.registry_says(
        "gus",
        status=RegistryStatus.ACTIVE,
        level=RegistryLevel.EMT,
        expires_on=date(2028, 3, 31),
        psychomotor_exam=ExamResult.PASSED,
    )
    world.it_is("2026-05-06 02:00")
    world.make_the_rounds()

    gus.reads(gus.next_page(number), "You can apply")


def test_a_new_result_that_is_not_yet_all_is_told_the_next_morning(newcomer: Any, world: Any) -> None:
    gus = newcomer("gus")
    world.registry_says("gus", cognitive_exam=ExamResult.NOT_TAKEN)
    number = gus.begins()
    gus.fills_in(number)
    gus.sees(number, "there is no result yet")

    world.registry_says("gus", cognitive_exam=ExamResult.PASSED)
    world.it_is("2026-05-05 02:00")
    world.make_the_rounds()

    gus.sees(number, "One thing is missing")


_FROM_NEW_HAMPSHIRE = {"education": {"out_of_state_trained": "yes"}}


def test_kai_lins_state_answers_by_mail_and_the_case_goes_to_review(newcomer: Any, clerk: Any, world: Any) -> None:
    kai = newcomer("kai")
    number = kai.files(**_FROM_NEW_HAMPSHIRE)
    assert kai.payment(number).amount_cents == 15000
    kai.sees(number, "The other state must confirm that it certified you.")
    [letter] = world.mail_to("ems@nh.example.org")
    [link] = [part for part in letter.text.split() if "/invitations/" in part]
    path = "/invitations/" + link.rsplit("/", 1)[1]
    office = Browser(world.site)
    office.get(path)
    assert office.sees("Kai Lin")
    assert office.sees("NH-4471")

    answered = {"standing": "good", "answered_by": "Pat Orr, NH Bureau of EMS", "csrf_token": office.token(path)}
    office.post_bare(path, answered, expect=303)
    world.settle()

    searches(clerk("compliance"), number, world)
    kai.sees(number, "Our staff are reviewing your application.")
    rita = clerk("reviewer_1")
    rita.sees(number, "Pat Orr, NH Bureau of EMS")
    rita.decides(number, CHECKED)
    assert kai.certification().expires_on == date(2028, 3, 31)


def test_kai_lin_is_reminded_on_day_30_and_reviewed_after_60_days(newcomer: Any, world: Any) -> None:
    kai = newcomer("kai")
    number = kai.files(**_FROM_NEW_HAMPSHIRE)

    world.it_is("2026-06-03 12:00")
    assert world.subjects(kai.holder.email)[-1] == "We still wait for the other state"
    world.it_is("2026-07-03 12:00")

    kai.sees(number, "Our compliance office is making the criminal history (CORI) check.")


def test_a_letter_of_another_state_that_came_by_post_is_entered_by_a_clerk(newcomer: Any, clerk: Any) -> None:
    kai = newcomer("kai")
    number = kai.files(**_FROM_NEW_HAMPSHIRE, other_state={"ask_office": "no"})

    clerk("intake").decides(number, {"standing": "good", "answered_by": "NH Bureau of EMS"})

    kai.sees(number, "Our compliance office is making the criminal history (CORI) check.")


def test_an_action_that_a_state_reports_is_decided_by_compliance(newcomer: Any, clerk: Any, world: Any) -> None:
    kai, cora = newcomer("kai"), clerk("compliance")
    number = kai.files(**_FROM_NEW_HAMPSHIRE, other_state={"ask_office": "no"})
    told = {"standing": "action", "action": "On probation in New Hampshire since March.", "answered_by": "NH EMS"}
    clerk("intake").decides(number, told)
    searches(cora, number, world)

    assert kai.open_task(number, "compliance").form == "review"
    cora.sees(number, "On probation in New Hampshire since March.")
    cora.decides(number, CHECKED)
    assert kai.certification().expires_on == date(2028, 3, 31)


def test_a_reviewer_may_ask_for_any_page_of_the_application_again(newcomer: Any, clerk: Any, world: Any) -> None:
    amy = newcomer("amy")
    number = amy.files()
    searches(clerk("compliance"), number, world)
    rita = clerk("reviewer_1")
    asked = {"decision": "request_information", "ask_cpr": "y", "ask_cpr_note": "The back side can not be read."}
    rita.decides(number, asked)
    amy.sees(number, "We need something more from you.")

    amy.reads(amy.next_page(number), "The back side can not be read.", "Your CPR card")
    amy.fills_in(number)

    amy.sees(number, "Our staff are reviewing your application.")


def test_a_number_that_is_in_the_register_is_not_told_from_a_lock(newcomer: Any, world: Any) -> None:
    ana = world.settle_holder("ana")
    amy = newcomer("amy", ssn=ana.ssn, birth_date=ana.birth_date)
    number = amy.begins()
    amy.fills_in(number)

    amy.sees(number, "We could not take these details.")
    assert (amy.person(), world.registry.asked) == (None, 0)
    for _ in range(6):
        amy.choose(number, "check_again")
        amy.sees(number, "We could not take these details.")


def test_a_number_that_somebody_else_has_is_told_to_the_reviewer_and_to_nobody_else(
    newcomer: Any, clerk: Any, world: Any
) -> None:
    ana = world.settle_holder("ana")
    amy = newcomer("amy", ssn=ana.ssn)
    number = amy.files()
    amy.sees(number)
    amy.misses("9 digits", "another date of birth")
    searches(clerk("compliance"), number, world)

    rita = clerk("reviewer_1")
    rita.claims(number)
    rita.sees(number, "Another person on record has the same 9 digits and another date of birth.")
    rita.misses(ana.ssn, "Ana", ana.number)


def test_a_course_online_alone_counts_where_an_owner_says_so(newcomer: Any, world: Any) -> None:
    dee = newcomer("dee")
    number = dee.begins()
    with world.office.database.begin() as session:
        session.add(
            Setting(
                id=new_id(),
                key="cpr.onlineOnlyAllowed",
                value=True,
                effective_on=date(2026, 5, 1),
                set_at=world.clock.now(),
            )
        )
    dee.fills_in(number)

    dee.fills_in(number, cpr={"modality": "online_only"})

    assert dee.payment(number).amount_cents == 15000


def test_who_tries_many_numbers_is_locked_out_and_sees_the_same(newcomer: Any, clerk: Any) -> None:
    amy, iris = newcomer("amy"), clerk("intake")
    number = amy.begins()
    amy.fills_in(number, identity={"ssn": "812419990", "ssn_again": "812419990"})
    for last in range(1, 5):
        iris.decides(number, {"match": "no_record"})
        amy.choose(number, "change")
        amy.corrects(number, "identity", ssn=f"81241999{last}", ssn_again=f"81241999{last}")
    iris.decides(number, {"match": "no_record"})
    amy.choose(number, "change")

    amy.corrects(number, "identity")

    amy.sees(number, "We could not take these details.")


def test_a_person_made_of_an_application_gives_way_to_the_record_that_is_linked(newcomer: Any, world: Any) -> None:
    gus = newcomer("gus")
    number = gus.begins()
    gus.fills_in(number)
    made = gus.person()
    ana = world.settle_holder("ana")
    born = {"month": ana.birth_date.month, "day": ana.birth_date.day, "year": ana.birth_date.year}

    gus.sends(
        "/link",
        {
            "level": ana.level.value,
            "number": ana.number,
            "ssn": ana.ssn,
            **{f"birth_date-{part}": str(value) for part, value in born.items()},
        },
    )

    linked = gus.person()
    assert linked.id != made.id
    assert gus.application(number).person_id == linked.id
    gus.reads("/home", "E0912345")


def test_an_emt_who_becomes_a_paramedic_gets_a_new_number_and_the_old_one_is_superseded(
    newcomer: Any, clerk: Any, world: Any
) -> None:
    amy = newcomer("amy")
    first, cora = amy.files(), clerk("compliance")
    searches(cora, first, world)
    clerk("reviewer_1").decides(first, CHECKED)
    world.registry_says("amy", level=RegistryLevel.NRP, candidate_for=RegistryLevel.NRP)
    amy.reads("/home", "Apply for a higher level")
    second = amy.files(level={"level": "P"})
    searches(cora, second, world)
    clerk("reviewer_2").decides(second, CHECKED)

    amy.reads("/verify/E1000001", "Replaced")
    assert amy.certification().number == "P1000001"
    amy.reads("/home", "P1000001")
    assert "Apply for a higher level" not in amy.html
    amy.sends("/start/initial_certification", expect=404)


def test_a_second_application_is_refused_while_one_is_undecided(newcomer: Any) -> None:
    amy = newcomer("amy")
    amy.files()

    # from a page that was open before
    number = amy.sends("/start/initial_certification").rsplit("/", 1)[1]
    amy.world.settle()
    amy.fills_in(number)

    amy.sees(number, "You already have an application for a first license with us.")


def test_a_registry_that_does_not_know_the_number_is_matched_by_hand(newcomer: Any, clerk: Any) -> None:
    amy = newcomer("amy")
    number = amy.begins()
    amy.fills_in(number, registry={"nremt_number": "E9999999"})
    amy.sees(number, "Our staff are looking for your National Registry record.")

    ends = {"nr_expiry-month": "3", "nr_expiry-day": "31", "nr_expiry-year": "2028"}
    clerk("intake").decides(number, {"match": "matched", "nr_status": "ACTIVE", "nr_level": "EMT", **ends})

    amy.reads(amy.next_page(number), "You can apply")


def test_what_applies_is_told_to_anyone_and_kept_nowhere(world: Any) -> None:
    anyone = Browser(world.site)
    path = "/what-applies"
    asked = {
        "level": "E",
        "adult": "yes",
        "held_before": "no",
        "registry": "under_way",
        "course": "yes",
        "cognitive": "yes",
        "hands_on": "no",
        "cpr": "in_person",
        "acls": "none",
        "other_state": "no",
    }

    anyone.post_bare(path, {**asked, "csrf_token": anyone.token(path)}, expect=200)

    assert anyone.sees("You cannot apply yet")
    assert anyone.sees("the result is reported for the state")
    held = {
        "registry": "held",
        "registry_level": "EMT",
        "ends_on-month": "3",
        "ends_on-day": "31",
        "ends_on-year": "2028",
    }
    for card, told in (("in_person", "You can apply"), ("none", "You cannot apply yet")):
        anyone.post_bare(path, {**asked, **held, "cpr": card, "csrf_token": anyone.token(path)}, expect=200)
        assert anyone.sees(told)
    anyone.post_bare(path, {"csrf_token": anyone.token(path)}, expect=422)
    assert anyone.sees("Choose the level")
    assert world.all(select(Application.id)) == world.all(select(Answer.id)) == []


def _page(person: Newcomer, number: str, slug: str) -> str:
    return person.next_page(number).rsplit("/", 1)[0] + f"/{slug}"
