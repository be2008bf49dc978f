"""A denial takes two people; the applicant reads reasons, law, facts and the right of appeal after signing in alone."""

from typing import Any

import pytest
from sqlalchemy import select

from models import CredentialTerm
from models.vocabulary import ApplicationStatus
from tests.journeys.people import APPROVE, CONFIRM, DENY
from tests.journeys.world import day


def proposed(applicant: Any, clerk: Any, **changed: str) -> tuple[Any, Any, str]:
    """A denial of Hana Ito's renewal that a reviewer proposed."""
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    rita.decides(number, {**DENY, **changed})
    return hana, rita, number


def test_a_denial_is_proposed_by_one_and_confirmed_by_another(applicant: Any, clerk: Any, world: Any) -> None:
    hana, _, number = proposed(applicant, clerk)
    hana.sees(number, "In review")
    hana.misses("denied", "False statement")

    sam = clerk("supervisor_1")
    sam.sees(number, "False statement", "105 CMR 170.937", "there was one")
    sam.decides(number, CONFIRM)

    hana.sees(number, "Denied", "False statement", "105 CMR 170.937", "there was one")
    assert hana.application(number).status is ApplicationStatus.DENIED
    assert hana.credential().expires_on == day("2026-03-31")
    assert len(world.all(select(CredentialTerm))) == 1


@pytest.mark.parametrize(
    ("disputed", "told", "not_told"),
    [
        ("yes", ("You may ask for a hearing", "January 24, 2026", "evidence"), ("Superior Court",)),
        ("no", ("Superior Court", "30 days", "c.30A"), ("ask for a hearing",)),
    ],
)
def test_the_applicant_reads_the_right_of_appeal_that_is_theirs(
    disputed: str, told: tuple[str, ...], not_told: tuple[str, ...], applicant: Any, clerk: Any
) -> None:
    hana, _, number = proposed(applicant, clerk, facts_disputed=disputed)

    clerk("supervisor_1").decides(number, CONFIRM)

    hana.sees(number, *told)
    hana.misses(*not_told)


def test_the_e_mail_on_a_denial_carries_none_of_it(applicant: Any, clerk: Any, world: Any) -> None:
    hana, _, number = proposed(applicant, clerk)

    clerk("supervisor_1").decides(number, CONFIRM)

    letter = world.mail_to(hana.holder.email)[-1]
    assert letter.subject == f"There is a decision about your application {number}"
    for words in ("denied", "False", "170.937", "there was one", "Hana", "Court"):
        assert words not in letter.text + letter.html
    assert letter.attachments == ()


def test_who_proposed_a_denial_cannot_confirm_it_not_even_by_posting(applicant: Any, clerk: Any, world: Any) -> None:
    hana, sam = applicant("una"), clerk("supervisor_1")
    number = hana.files()
    sam.decides(number, DENY)
    task = hana.open_task(number)

    sam.sees(number, "You proposed this decision, so a second person must confirm it.")
    assert "/claim" not in sam.html
    sam.sends(f"/cases/{number}/tasks/{task.id}/claim", expect=409)
    sam.sends(f"/cases/{number}/tasks/{task.id}", CONFIRM, expect=409)

    assert hana.open_task(number).id == task.id
    assert number not in sam.queue("unassigned")
    clerk("supervisor_2").decides(number, CONFIRM)
    hana.sees(number, "Denied")


def test_a_reviewer_cannot_confirm_a_denial(applicant: Any, clerk: Any) -> None:
    hana, rita, number = proposed(applicant, clerk)
    reed, task = clerk("reviewer_2"), hana.open_task(number)

    for reviewer in (rita, reed):
        reviewer.sees(number, "Nothing to decide")
        reviewer.sends(f"/cases/{number}/tasks/{task.id}/claim", expect=404)
        reviewer.sends(f"/cases/{number}/tasks/{task.id}", CONFIRM, expect=404)

    assert hana.open_task(number).id == task.id


def test_a_denial_that_is_returned_goes_back_with_the_reason_and_may_be_approved(applicant: Any, clerk: Any) -> None:
    hana, rita, number = proposed(applicant, clerk)

    clerk("supervisor_1").decides(number, {"outcome": "returned", "reason": "The charge was dismissed in 2019."})

    rita.sees(number, "The charge was dismissed in 2019.", "Decide the application")
    hana.sees(number, "In review")
    hana.misses("The charge was dismissed in 2019.")
    rita.decides(number, APPROVE)
    hana.sees(number, "Approved")
    hana.misses("False statement", "The charge was dismissed")


def test_a_denial_without_reasons_is_refused_with_what_was_typed(applicant: Any, clerk: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()

    rita.decides(number, {"decision": "propose_denial", "law": "105 CMR 170.240", "grounds": "Short."}, expect=422)

    for sentence in ("Choose at least one reason", "State the facts in at least 30 characters"):
        assert sentence in rita.text
    assert 'value="105 CMR 170.240"' in rita.html
    assert "Short." in rita.html


@pytest.mark.parametrize(("disputed", "last_day"), [("yes", "2026-01-24"), ("no", "None")])
def test_the_letter_is_printed_by_its_applicant_and_by_the_staff_of_the_case(
    disputed: str, last_day: str, applicant: Any, clerk: Any
) -> None:
    hana, rita, number = proposed(applicant, clerk, facts_disputed=disputed)
    hana.reads(f"/applications/{number}/denial", expect=404)
    clerk("supervisor_1").decides(number, CONFIRM)

    for reader, page in ((hana, f"/applications/{number}"), (rita, f"/cases/{number}")):
        reader.reads(page, "Denial letter (PDF)")
        printed = reader.browser.get(f"{page}/denial")
        assert printed.headers["Content-Disposition"] == f'attachment; filename="{number}-denial.pdf"'
        for words in (f"denial {number} 2026-01-10 {last_day}", "False statement", "105 CMR 170.937", "there was one"):
            assert words in printed.text


def test_nobody_else_prints_the_letter(applicant: Any, clerk: Any) -> None:
    _, _, number = proposed(applicant, clerk)
    clerk("supervisor_1").decides(number, CONFIRM)

    applicant("sue").reads(f"/applications/{number}/denial", expect=404)
    clerk("fiscal").reads(f"/cases/{number}/denial", expect=404)
    clerk("auditor").reads(f"/cases/{number}/denial", expect=403)
