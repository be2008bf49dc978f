"""Drafts that are never sent: told of three times, then deleted; nothing else is touched."""

from datetime import date, timedelta

from sqlalchemy import func, select

from models import Answer, Application, Attempt, Notice
from models.vocabulary import ApplicationStatus, EventKind
from tests.journeys.people import APPROVE
from workflows.history import first_broken

REMINDERS = ["N-DRAFT-REM"] * 3


def begins(applicant, day="2026-01-20"):
    """Ana begins an alignment and saves a page of it."""
    ana = applicant("ana")
    ana.world.it_is(f"{day} 10:00")
    number = ana.asks_for_the_way()
    path = ana.next_page(number)
    ana.sends(path, ana.answer(path))
    return ana, number


def looks(world, day):
    world.it_is(f"{day} 10:00")
    world.office.drafts.look()
    world.settle()


def sent(world, number):
    about = select(Application.id).where(Application.number == number).scalar_subquery()
    return world.all(select(Notice.template).where(Notice.application_id == about).order_by(Notice.created_at))


def test_the_owner_of_a_draft_is_told_thirty_seven_and_one_days_before_it_is_deleted(applicant, world):
    ana, number = begins(applicant, "2025-12-01")
    end = date(2025, 12, 1) + timedelta(days=90)

    for days in (60, 31, 30, 29, 8, 7, 6, 2, 1, 0):
        looks(world, (end - timedelta(days=days)).isoformat())

    assert sent(world, number) == [*REMINDERS, "N-DRAFT-GONE"]
    told = [mail.text for mail in world.mail_to(ana.holder.email) if "will be deleted" in mail.subject]
    assert all("March 1, 2026" in text for text in told)
    application = ana.application(number)
    assert (application.status, application.draft_of, application.due_at) == (ApplicationStatus.LAPSED, None, None)
    assert world.all(select(func.count(Answer.id))) == [0]
    ana.sees(number, "did not send this application in time")
    with world.rows() as session:
        assert first_broken(session, application.id) is None
    assert world.history(number)[-1].kind is EventKind.DRAFT_EXPIRED


def test_one_who_lost_a_draft_can_begin_again(applicant, world):
    ana, number = begins(applicant, "2025-12-01")
    for days in (31, 83, 89, 90):
        looks(world, (date(2025, 12, 1) + timedelta(days=days)).isoformat())
    assert ana.application(number).status is ApplicationStatus.LAPSED

    again = ana.asks_for_the_way()

    assert again != number
    assert ana.application(again).status is ApplicationStatus.DRAFT


def test_whoever_goes_on_with_a_draft_has_ninety_days_more(applicant, world):
    ana, number = begins(applicant, "2025-12-01")
    looks(world, "2026-02-10")
    path = ana.next_page(number)
    ana.sends(path, ana.answer(path))

    looks(world, "2026-03-02")

    assert ana.application(number).status is ApplicationStatus.DRAFT


def test_nobody_loses_a_draft_unwarned_where_nothing_ran_meanwhile(applicant, world):
    ana, number = begins(applicant, "2025-12-01")

    looks(world, "2026-03-10")
    assert sent(world, number) == ["N-DRAFT-REM"]
    assert ana.application(number).status is ApplicationStatus.DRAFT
    assert "March 11, 2026" in world.mail_to(ana.holder.email)[-1].text
    looks(world, "2026-03-11")

    assert sent(world, number) == ["N-DRAFT-REM", "N-DRAFT-GONE"]


def test_looking_twice_tells_nobody_twice(applicant, world):
    _, number = begins(applicant)

    for _ in range(3):
        looks(world, "2026-03-25")

    assert sent(world, number) == ["N-DRAFT-REM"]


def test_an_application_that_was_sent_is_no_draft(applicant, world, clerk):
    ana = applicant("ana")
    number = ana.files()

    looks(world, "2026-06-01")

    assert ana.application(number).status is ApplicationStatus.IN_QUEUE
    clerk("reviewer_1").decides(number, APPROVE)
    assert ana.application(number).status is ApplicationStatus.APPROVED


def test_an_application_that_waits_for_its_fee_is_left_to_its_diagram(applicant, world):
    ana = applicant("ana")
    world.it_is("2026-01-20 10:00")
    number = ana.asks_for_the_way()
    ana.fills_in(number)

    world.office.drafts.look()
    looks(world, "2026-03-25")

    assert "N-DRAFT-REM" not in sent(world, number)


def test_a_new_setting_counts_for_drafts_begun_after_it(applicant, world):
    from models import Setting

    with world.office.database.begin() as session:
        day = date(2026, 1, 25)
        session.add(Setting(key="draft.keepDays", value=40, effective_on=day, set_at=world.clock.now()))
    _, number = begins(applicant)

    looks(world, "2026-02-20")

    assert sent(world, number) == []


def test_tries_that_no_limit_counts_any_more_are_forgotten(world):
    now = world.clock.now()
    with world.office.database.begin() as session:
        for days in (1, 89, 91):
            session.add(Attempt(kind="password", subject="x", at=now - timedelta(days=days), succeeded=False))

    world.office.accounts.forget_tries()

    assert len(world.all(select(Attempt.id))) == 2
