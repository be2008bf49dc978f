"""A name change from the paper to the new card."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from models import Credential, FormerName, Job, Person
from models.vocabulary import Discipline
from tests.journeys.people import CONFIRM, DENY, Applicant
from workflows import operation_jobs
from workflows.operations import find

NEW = {
    "new_first": "Lee",
    "new_last": "Moy-Castellano",
    "reason": "court_order",
    "effective_on-month": "4",
    "effective_on-day": "20",
    "effective_on-year": "2026",
    "nremt_also_changed": "no",
}
APPROVE = {"decision": "approve", "checklist": ["paper", "name", "person", "registry"]}


@pytest.fixture
def lee(applicant: Any) -> Applicant:
    return applicant("lee")  # type: ignore[no-any-return]


def asks(holder: Applicant, **changed: str) -> str:
    number = holder.sends("/start/name_change").rsplit("/", 1)[1]
    holder.world.settle()
    holder.fills_in(number, new_name={**NEW, **changed}, proof={"paper": "court_order"}, sign={"t1": "y"})
    return number


def person(world: Any) -> Person:
    [row] = world.all(select(Person))
    return row  # type: ignore[no-any-return]


def test_a_name_change_ends_in_a_new_card_of_the_same_number_and_day(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee)
    assert world.subjects(lee.holder.email)[-1] == f"We have your application {number}"
    before = lee.credential()
    lee.reads("/home", "See where it is: Name change")
    lee.misses("Change my name")

    clerk("reviewer_1").decides(number, APPROVE)

    lee.sees(number, "Approved. Your new name is on our record.")
    assert lee.payments(number) == []
    mail = world.mail_to(lee.holder.email)[-1]
    assert mail.subject == "Your name is changed"
    assert [file.filename for file in mail.attachments] == ["P0934410-card.pdf"]
    assert (lee.credential().number, lee.credential().expires_on) == (before.number, before.expires_on)
    lee.reads(f"/verify/{before.number}", "Lee Moy-Castellano")
    lee.reads("/verify?q=lee+MOY+castellano", "Lee Moy-Castellano", before.number)


def test_the_former_name_is_kept_sealed_and_the_change_is_made_once(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee)
    clerk("reviewer_1").decides(number, APPROVE)

    [former] = world.all(select(FormerName))
    assert former.changed_on == date(2026, 4, 20)
    assert b"Moy" not in former.name
    kept = world.office.keyring.open(former.name, place="former_name.name", row=former.id)
    assert json.loads(kept)["last"] == "Moy"

    case = operation_jobs._case(world.office.database, _the_job(world))
    with world.office.database.begin() as session:
        again = find("change_name")(world.office.parts).keep(session, case, {})
    assert again == {"former_name_id": former.id}
    assert len(world.all(select(FormerName))) == 1
    assert person(world).legal_last == "Moy-Castellano"


def _the_job(world: Any) -> Job:
    [job] = world.all(select(Job).where(Job.operation == "change_name"))
    return job  # type: ignore[no-any-return]


def test_the_reviewer_sees_which_name_the_registry_has(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee)
    rita = clerk("reviewer_1")
    rita.claims(number)

    rita.sees(number, "The National Registry still has the old name.", "Approve: the name is changed")
    assert "background" not in rita.text.lower().split("checklist")[1].split("note")[0]


def test_a_registry_that_is_down_is_no_hindrance(lee: Applicant, clerk: Any, world: Any) -> None:
    world.registry_is_down()
    number = asks(lee)
    for minutes in (2, 8, 40):
        world.it_is(f"2026-05-04 10:{minutes:02d}" if minutes < 60 else "2026-05-04 11:30")
    world.it_is("2026-05-04 12:00")

    clerk("reviewer_1").decides(number, APPROVE)

    lee.sees(number, "Approved.")


def test_a_name_as_on_the_record_and_a_day_to_come_are_sent_back(lee: Applicant) -> None:
    number = lee.sends("/start/name_change").rsplit("/", 1)[1]
    lee.world.settle()
    path = lee.next_page(number)

    lee.sends(path, lee.answer(path, new_name={**NEW, "new_last": "Moy"}), expect=422)
    assert lee.browser.sees("This is the name on our record. Enter the new one")
    lee.sends(path, lee.answer(path, new_name={**NEW, "effective_on-year": "2027"}), expect=422)
    assert lee.browser.sees("Enter a date that has passed")


def test_a_denial_leaves_the_name_as_it_was(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee)
    clerk("reviewer_1").decides(number, DENY)
    clerk("supervisor_1").decides(number, CONFIRM)

    lee.sees(number, "denied")
    assert person(world).legal_last == "Moy"
    assert world.all(select(FormerName)) == []


def test_who_asks_twice_is_led_to_the_first_request(lee: Applicant, world: Any) -> None:
    asks(lee)
    again = lee.sends("/start/name_change").rsplit("/", 1)[1]
    world.settle()

    lee.sees(again, "You have asked for a name change already.")


def test_an_expired_holder_changes_the_name_and_gets_no_card(applicant: Any, clerk: Any, world: Any) -> None:
    nia = applicant("nia")
    number = nia.sends("/start/name_change").rsplit("/", 1)[1]
    world.settle()
    new = {**NEW, "new_first": "Nia", "new_last": "Oakes", "effective_on-month": "3", "effective_on-day": "1"}
    nia.fills_in(number, new_name=new, proof={"paper": "marriage_certificate"}, sign={"t1": "y"})
    clerk("reviewer_1").decides(number, APPROVE)

    mail = world.mail_to(nia.holder.email)[-1]
    assert (mail.subject, mail.attachments) == ("Your name is changed", ())
    assert "no new card" in mail.text
    assert person(world).legal_last == "Oakes"


def test_a_suspended_holder_waits_for_compliance(lee: Applicant, clerk: Any, world: Any) -> None:
    world.change(update(Credential).values(discipline=Discipline.SUSPENDED, discipline_on=date(2026, 5, 1)))
    number = lee.sends("/start/name_change").rsplit("/", 1)[1]
    world.settle()
    lee.sees(number, "Our compliance office looks at your request first.")

    clerk("compliance").decides(number, {"ruling": "refuse", "note": "A hearing is pending."})

    lee.sees(number, "Your name cannot be changed here while your certification is not in force.")
