"""A process owner looks at the calendar: what will go to whom, held, released, and what went."""

import pytest
from sqlalchemy import select

from models import Credential


@pytest.fixture
def owner(clerk):
    return clerk("process_owner")


@pytest.fixture
def ana(applicant, world):
    """Her certification ends in March 2026, and a year later at the Registry."""
    ana = applicant("ana")
    world.it_is("2025-09-01 10:00")
    return ana


def looks(world, day):
    world.it_is(f"{day} 09:00")
    world.office.calendar.look()
    world.settle()


def test_an_owner_sees_who_gets_what_before_it_goes_and_what_went_after(owner, ana, world):
    looks(world, "2025-09-02")
    looks(world, "2025-09-12")

    owner.reads("/calendar", "September 15, 2025", "Alignment instructions", "October 1, 2025", "Not worked out yet")
    owner.reads("/calendar/2025-09-15", "N-ALIGN-FALL", ana.holder.number, "March 31, 2026", "(license number)")
    owner.misses(ana.holder.last_name, ana.holder.email)
    assert "Align your certification" not in " ".join(world.subjects(ana.holder.email))

    looks(world, "2025-09-15")
    owner.reads("/calendar/2025-09-15", "Sent", "1 sent")
    assert world.subjects(ana.holder.email)[-1] == f"Align your certification {ana.holder.number} this fall"


def test_an_owner_holds_a_day_and_releases_it(owner, ana, world):
    looks(world, "2025-09-02")
    owner.sends("/calendar/2025-09-15/hold")
    looks(world, "2025-09-15")
    owner.reads("/calendar/2025-09-15", "This day is held", "Release this day")
    before = len(world.mail_to(ana.holder.email))

    owner.sends("/calendar/2025-09-15/release")
    looks(world, "2025-09-15")

    assert len(world.mail_to(ana.holder.email)) == before + 1


def test_an_owner_has_a_day_worked_out_at_once(owner, ana, world):
    looks(world, "2025-09-02")

    owner.sends("/calendar/2025-10-01/look-ahead")
    world.settle()

    owner.reads("/calendar/2025-10-01", "N-ALIGN-DUE", ana.holder.number)


def test_a_day_that_is_none_of_the_calendar_is_not_found(owner):
    owner.reads("/calendar/2025-09-16", expect=404)
    owner.reads("/calendar/tomorrow", expect=404)
    owner.sends("/calendar/2025-09-16/hold", expect=404)


def test_a_day_that_is_over_can_not_be_held(owner, ana, world):
    looks(world, "2025-09-15")

    owner.sends("/calendar/2025-09-15/hold", expect=404)


def test_an_empty_calendar_says_why(owner):
    owner.reads("/calendar", "No coming days")


def test_no_notice_of_the_calendar_tells_more_than_the_public_register(owner, ana, world):
    for day in ("2025-09-02", "2025-09-15", "2025-10-01", "2026-02-15", "2026-03-31", "2026-04-01"):
        looks(world, day)
    with world.rows() as session:
        credential = session.scalars(select(Credential)).one()

    told = " ".join(mail.subject + mail.text + mail.html for mail in world.mail_to(ana.holder.email))
    assert credential.number in told
    for personal in (ana.holder.ssn, ana.holder.ssn[-4:], ana.holder.last_name, ana.holder.registry_number):
        assert personal not in told
