"""The Office asks for more: only that is asked, the clock stops, reminders go out, and no reply is no denial."""

from datetime import datetime, timedelta
from typing import Any

from models.vocabulary import ApplicationStatus, TaskStatus
from tests.journeys.people import APPROVE, ASK
from tests.journeys.world import at


def asked(applicant: Any, clerk: Any) -> tuple[Any, Any, str]:
    """Hana Ito, asked for an apartment number and where she worked."""
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    rita.decides(number, ASK)
    return hana, rita, number


def test_an_applicant_answers_only_what_was_asked(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, number = asked(applicant, clerk)
    hana.sees(number, "We need something more from you", "Answer what we asked")

    hana.reads(
        f"/tasks/{hana.open_task(number).id}", "Your contact details", "Our question to you", "Changes requested"
    )
    hana.misses("Your background", "Where you work")
    hana.fills_in(number, contact={"mailing-line2": "Apartment 3"})

    rita.sees(number, "Where have you worked since October?", "My new employer is listed in the county register.")
    assert "Apartment 3" in rita.text
    rita.decides(number, APPROVE)
    hana.sees(number, "Approved")


def test_the_page_that_is_asked_again_holds_the_answers_of_before_and_the_reviewers_words(
    applicant: Any, clerk: Any
) -> None:
    hana, _, number = asked(applicant, clerk)

    hana.reads(hana.next_page(number), "We ask you: Please give us the apartment number.")

    assert 'value="12 Main Street"' in hana.html
    assert "508-555-0142" in hana.html


def test_a_page_that_was_not_asked_for_does_not_open(applicant: Any, clerk: Any) -> None:
    hana, _, number = asked(applicant, clerk)

    hana.reads(f"/tasks/{hana.open_task(number).id}/background", expect=404)
    hana.sends(f"/tasks/{hana.open_task(number).id}/background", {"b1": "no"}, expect=404)


def test_the_e_mail_says_that_there_is_a_message_and_nothing_of_it(applicant: Any, clerk: Any, world: Any) -> None:
    hana, _, number = asked(applicant, clerk)

    letter = world.mail_to(hana.holder.email)[-1]

    assert letter.subject == f"We need something for your application {number}"
    for words in ("apartment", "October", "Hana", "Main Street"):
        assert words not in letter.text + letter.html


def test_reminders_go_out_on_days_14_and_25_and_stop_with_the_answer(applicant: Any, clerk: Any, world: Any) -> None:
    hana, _, number = asked(applicant, clerk)
    begun = world.clock.now()
    told = [days for days in range(1, 29) if reminded_on(hana, world, begun + timedelta(days=days))]
    assert told == [14, 25]

    hana.fills_in(number)

    assert not reminded_on(hana, world, begun + timedelta(days=40))


def test_no_reply_in_30_days_goes_back_to_the_reviewer_who_may_close_it(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, number = asked(applicant, clerk)
    task = hana.open_task(number)
    path = f"/tasks/{task.id}/question"

    world.it_is("2026-02-10 00:00")

    hana.sends(path, {"answer": "Too late.", "revision": "0", "action": "continue"}, expect=409)
    rita.sees(number, "Decide the application")
    rita.decides(number, {"decision": "close_incomplete", "missing": "The apartment number."})
    hana.sees(number, "Closed, not complete", "The apartment number.", "You may apply again.")
    hana.misses("denied")
    assert world.subjects(hana.holder.email)[-1] == f"Your application {number} is closed"
    assert hana.application(number).status is ApplicationStatus.CLOSED_INCOMPLETE


def test_a_reply_is_still_taken_in_the_last_minute_of_day_30(applicant: Any, clerk: Any, world: Any) -> None:
    hana, _, number = asked(applicant, clerk)
    assert hana.open_task(number).due_at == at("2026-02-09 23:59:59")

    world.it_is("2026-02-09 23:59")

    hana.fills_in(number)
    hana.sees(number, "In review")


def test_a_reviewer_may_ask_again_after_no_reply(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, number = asked(applicant, clerk)
    world.it_is("2026-02-10 00:00")

    rita.decides(number, ASK)

    hana.sees(number, "We need something more from you")
    assert hana.open_task(number).due_at == at("2026-03-12 23:59:59")


def test_nobody_closes_a_case_as_incomplete_before_a_request_went_unanswered(applicant: Any, clerk: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()

    rita.decides(number, {"decision": "close_incomplete", "missing": "Something."}, expect=422)

    assert hana.application(number).status is ApplicationStatus.CLAIMED


def test_the_clock_stops_with_the_question_and_goes_on_with_the_answer(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita = applicant("hana", plays_at=at("2026-01-05 10:00")), clerk("reviewer_1")
    number = hana.files()
    assert hana.open_task(number).due_at == at("2026-01-20 23:59:59")

    world.it_is("2026-01-08 10:00")
    rita.decides(number, ASK)
    world.it_is("2026-02-02 10:00")
    hana.fills_in(number)

    # of ten business days, three were used before the question
    assert hana.open_task(number).due_at == at("2026-02-11 23:59:59")
    assert "is taking longer" not in "".join(world.subjects(hana.holder.email))


def test_after_10_business_days_the_applicant_is_told_and_the_case_is_shown_as_overdue(
    applicant: Any, clerk: Any, world: Any
) -> None:
    hana, rita = applicant("hana", plays_at=at("2026-01-05 10:00")), clerk("reviewer_1")
    number = hana.files()

    # Martin Luther King Day is no business day
    world.it_is("2026-01-20 23:59:58")
    assert f"Your application {number} is taking longer" not in world.subjects(hana.holder.email)
    world.it_is("2026-01-21 00:00")

    assert world.subjects(hana.holder.email).count(f"Your application {number} is taking longer") == 1
    assert "Overdue" in rita.queue()
    assert hana.open_task(number).status is TaskStatus.OPEN
    rita.decides(number, APPROVE)
    hana.sees(number, "Approved")


def reminded_on(person: Any, world: Any, moment: datetime) -> bool:
    before = len(world.mail_to(person.holder.email))
    world.it_is(moment)
    return "We still wait for your answer" in world.subjects(person.holder.email)[before:]
