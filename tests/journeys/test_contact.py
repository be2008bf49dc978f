"""What an applicant confirmed of how to be reached is known the next time."""

from typing import Any

from sqlalchemy import select

from models import Person
from tests.journeys.people import APPROVE

MOVED = {"mailing-line1": "9 Harbor Bend", "mailing-line2": "Apartment 3", "mailing-city": "Plymouth"}


def test_the_next_application_begins_with_what_the_last_one_told(applicant: Any, clerk: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.files(contact=MOVED, employer={"affiliated": "yes", "service": "Harbor Ambulance"})
    clerk("reviewer_1").decides(number, APPROVE)
    world.it_is("2027-10-01 09:00")

    again = hana.asks_for_the_way()
    path = hana.next_page(again)
    path = hana.sends(path, hana.answer(path))

    hana.reads(path, "From your last application")
    for typed in ("9 Harbor Bend", "Apartment 3", "Plymouth", hana.holder.email):
        assert f'value="{typed}"' in hana.html
    hana.reads(path.replace("contact", "employer"))
    assert 'value="Harbor Ambulance"' in hana.html


def test_the_reviewer_reads_no_origin_that_the_record_only_has_since(applicant: Any, clerk: Any) -> None:
    number = applicant("hana").files(contact=MOVED)

    staff = clerk("reviewer_1")

    staff.sees(number, "9 Harbor Bend")
    staff.misses("From your last application")


def test_what_was_never_sent_is_not_remembered(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    path = hana.next_page(number)
    path = hana.sends(path, hana.answer(path))
    hana.sends(path, hana.answer(path, contact=MOVED))
    hana.withdraws(number)

    again = hana.asks_for_the_way()

    hana.reads(f"/tasks/{hana.open_task(again).id}/contact")
    assert "9 Harbor Bend" not in hana.html
    assert f'value="{hana.holder.address.line1}"' in hana.html


def test_it_lies_in_the_register_sealed(applicant: Any, world: Any) -> None:
    applicant("hana").files(contact=MOVED)

    [contact] = world.all(select(Person.contact))

    assert b"Harbor" not in contact
