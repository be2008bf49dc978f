"""From the National Registry's nine digits to a Social Security number, and the duty to tell the Registry."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import Answer, Application, Notice, Person
from models.vocabulary import SsnKind
from tests.journeys.people import Applicant

REAL = "841604499"
APPROVE = {"decision": "approve", "checklist": ["paper", "number", "person"]}


@pytest.fixture
def noa(applicant: Any) -> Applicant:
    return applicant("noa")  # type: ignore[no-any-return]


def asks(holder: Applicant, number: str = REAL) -> str:
    application = holder.sends("/start/ssn_update").rsplit("/", 1)[1]
    holder.world.settle()
    holder.fills_in(application, ssn={"ssn": number, "ssn_again": number, "tell_registry": "y"}, sign={"t1": "y"})
    return application


def record_of(world: Any, holder: Applicant) -> Person:
    [person] = world.all(select(Person).where(Person.legal_first == holder.holder.first_name))
    return person  # type: ignore[no-any-return]


def number_of(world: Any, person: Person) -> str:
    return str(world.office.keyring.open(person.ssn, place="person.ssn", row=person.id))


def the_registry_is_told(world: Any, number: str) -> None:
    holder = world.holders["noa"]
    world.registry.hold(
        holder.registry[-1].record,
        number=holder.registry_number,
        last_name=holder.last_name,
        birth_date=holder.birth_date,
        ssn_last4=number[-4:],
    )


def test_the_number_is_changed_and_the_registry_looked_at_until_it_knows(
    noa: Applicant, clerk: Any, world: Any
) -> None:
    number = asks(noa)
    clerk("reviewer_1").decides(number, APPROVE)

    person = record_of(world, noa)
    assert (person.ssn_kind, number_of(world, person)) == (SsnKind.SSN, REAL)
    assert person.ssn_lookup == world.office.keyring.look_up(REAL, place="person.ssn")
    noa.sees(number, "Now tell the National Registry")
    assert world.subjects(noa.holder.email)[-1] == "Your record has your Social Security number"

    world.it_is(noa.holder.plays_at + timedelta(days=31))
    assert world.subjects(noa.holder.email)[-1] == "Tell the National Registry your Social Security number"
    the_registry_is_told(world, REAL)
    world.make_the_rounds()

    noa.sees(number, "Approved. Your number is on our record, and the National Registry knows it too.")
    assert noa.payments(number) == []


def test_a_registry_that_is_never_told_ends_the_matter_after_90_days(noa: Applicant, clerk: Any, world: Any) -> None:
    number = asks(noa)
    clerk("reviewer_1").decides(number, APPROVE)

    world.it_is(noa.holder.plays_at + timedelta(days=91))

    noa.sees(number, "The National Registry did not know it when we last asked.")


def test_a_number_of_another_person_is_told_to_a_supervisor_and_not_to_the_public(
    noa: Applicant, clerk: Any, world: Any
) -> None:
    world.settle_holder("lee")
    number = asks(noa, world.holders["lee"].ssn)
    noa.sees(number, "Our staff are reviewing your request.")
    noa.misses("another", "record has", "taken")
    before = number_of(world, record_of(world, noa))

    clerk("supervisor_1").decides(number, {"finding": "close", "note": "It is Lee Moy's number."})

    noa.sees(number, "We had to close your request.")
    noa.misses("another", "Lee")
    assert number_of(world, record_of(world, noa)) == before


def test_two_that_differ_and_a_number_that_nobody_has_are_sent_back(noa: Applicant) -> None:
    application = noa.sends("/start/ssn_update").rsplit("/", 1)[1]
    noa.world.settle()
    path = noa.next_page(application)

    noa.sends(path, noa.answer(path, ssn={"ssn": REAL, "ssn_again": "841604498", "tell_registry": "y"}), expect=422)
    assert noa.browser.sees("Enter the same 9 digits twice")
    noa.sends(path, noa.answer(path, ssn={"ssn": "666123456", "ssn_again": "666123456"}), expect=422)
    assert noa.browser.sees("No one has this number")
    assert REAL not in noa.html


def test_who_has_a_number_on_record_is_not_offered_it(applicant: Any) -> None:
    lee = applicant("lee")
    lee.reads("/home")

    assert "/start/ssn_update" not in lee.html
    lee.sends("/start/ssn_update", expect=404)


def test_the_number_stands_in_no_notice_no_state_and_no_page(noa: Applicant, clerk: Any, world: Any) -> None:
    number = asks(noa)
    rita = clerk("reviewer_1")
    rita.claims(number)
    rita.sees(number, "ending in 4499")
    assert REAL not in rita.html

    history = " ".join(str(event.data) for event in world.history(number))
    assert REAL not in history
    [state] = world.all(select(Application.state).where(Application.number == number))
    assert REAL not in (state or "")
    assert all(REAL.encode() not in row for row in world.all(select(Answer.content)))
    assert all(REAL not in subject for subject in world.all(select(Notice.subject)))
