"""Compliance raises a flag: open applications stop at once, the public is told when the notice is served."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, update

from models import Application, Credential, CredentialTerm, Person
from models.vocabulary import ApplicationStatus, CredentialStatus, Discipline, Level, StaffRole
from tests.journeys.people import APPROVE
from tests.journeys.world import day
from workflows.case import Staff
from workflows.operations import (
    BusinessError,
    Case,
    issue_credential,
    issue_first_credential,
    issue_instructor_approval,
)
from workflows.operations.final_check import Operation as FinalCheck

ORDER = {
    "kind": "suspended",
    "ordered_on-month": "1",
    "ordered_on-day": "10",
    "ordered_on-year": "2026",
    "basis": "summary",
    "law": "M.G.L. c.111C, section 16",
    "ground": "The holder worked on an ambulance while impaired on January 2.",
}
SERVED = {"served_on-month": "1", "served_on-day": "10", "served_on-year": "2026", "how": "hand"}
COMPLAINT = {**ORDER, "kind": "complaint_open", "basis": ""}
LIFTED = {**ORDER, "kind": "clear", "basis": "", "ground": "The hearing found that the facts were otherwise."}
#: The id of a certification that a higher level replaced.
REPLACED = "0" * 32


def begins(clerk: Any, credential: str, process: str = "discipline") -> str:
    """Opens the record by its number and begins a case; its number."""
    clerk.reads(f"/records/{credential}", "Begin a case")
    return str(clerk.sends(f"/records/{credential}/start/{process}").rsplit("/", 1)[1])


def enters(clerk: Any, number: str, posted: dict[str, str], *, expect: int = 303) -> None:
    """Does the open task of a case that is held already, or claims it first."""
    clerk.browser.get(f"/cases/{number}")
    claim = re.findall(r'action="(/cases/[\w-]+/tasks/[0-9a-f]+)/claim"', clerk.html)
    if claim:
        clerk.sends(f"{claim[0]}/claim")
        clerk.browser.get(f"/cases/{number}")
    where = re.findall(r'action="(/cases/[\w-]+/tasks/[0-9a-f]+)"', clerk.html)[0]
    clerk.sends(where, posted, expect=expect)
    clerk.world.settle()


def suspended(clerk: Any, credential: str) -> str:
    """An order that was served on January 10; its number."""
    number = begins(clerk, credential)
    enters(clerk, number, ORDER)
    enters(clerk, number, SERVED)
    return number


def test_a_suspension_is_public_only_once_its_notice_is_served(applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    number = begins(cora, hana.holder.number)
    enters(cora, number, ORDER)

    assert hana.credential().discipline is Discipline.SUSPENDED
    assert hana.world.office.credentials.verify(hana.holder.number).status is CredentialStatus.ACTIVE
    enters(cora, number, SERVED)
    assert hana.world.office.credentials.verify(hana.holder.number).status is CredentialStatus.SUSPENDED
    hana.reads(f"/verify/{hana.holder.number}", "Suspended")


def test_filing_is_blocked_from_the_flag_on(applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    enters(cora, begins(cora, hana.holder.number), ORDER)

    number = hana.presses_an_old_button()

    assert hana.application(number).status is ApplicationStatus.ADVISED


def test_an_open_application_is_taken_from_the_reviewer_at_once(applicant: Any, clerk: Any) -> None:
    hana, rita, cora = applicant("hana"), clerk("reviewer_1"), clerk("compliance")
    number = hana.files()
    where = rita.claims(number)
    enters(cora, begins(cora, hana.holder.number), ORDER)

    rita.sends(where, APPROVE, expect=409)
    assert hana.open_task(number).group_name == "compliance"
    hana.sees(number, "Nothing is issued to you now, because of an action on your certification")
    cora.decides(number, {"decision": "close", "note": "Suspended by order of January 10."})
    hana.sees(number, "closed your application because of an action")
    assert len(hana.world.all(select(CredentialTerm))) == 1


def test_an_application_goes_on_under_a_supervisor_where_compliance_says_so(applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    number = hana.files()
    enters(cora, begins(cora, hana.holder.number), COMPLAINT)
    hana.sees(number, "Our compliance staff must look at this first.", "Sent to our compliance staff")
    cora.decides(number, {"decision": "go_on", "note": "The complaint is about another matter."})

    assert hana.open_task(number).group_name == "supervisor"
    clerk("supervisor_1").decides(number, APPROVE)
    hana.sees(number, "Approved")


def test_a_draft_of_a_holder_who_is_suspended_ends(applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    number = hana.asks_for_the_way()
    enters(cora, begins(cora, hana.holder.number), ORDER)

    assert hana.application(number).status is ApplicationStatus.ADVISED


def test_a_flag_that_comes_between_approval_and_card_stops_the_card(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, cora = applicant("hana"), clerk("reviewer_1"), clerk("compliance")
    number = hana.files()
    world.registry_is_down()
    rita.decides(number, APPROVE)
    enters(cora, begins(cora, hana.holder.number), ORDER)
    world.registry_is_down(False)
    world.it_is("2026-01-10 11:00")

    assert hana.open_task(number).form == "discipline_hold"
    assert len(world.all(select(CredentialTerm))) == 1


def test_the_holder_never_sees_the_case_among_the_applications(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    number = begins(cora, hana.holder.number)
    enters(cora, number, COMPLAINT)

    hana.reads("/home")
    hana.misses(number, "Action on a certification")
    hana.reads(f"/applications/{number}", expect=404)
    hana.reads(f"/decisions/{number}", expect=404)
    assert "There is an order about your certification" not in world.subjects(hana.holder.email)


def test_the_holder_reads_the_order_with_the_last_day_and_a_letter_says_so(
    applicant: Any, clerk: Any, world: Any
) -> None:
    hana = applicant("hana")
    number = suspended(clerk("compliance"), hana.holder.number)

    letter = world.mail_to(hana.holder.email)[-1]
    assert letter.subject == "There is an order about your certification"
    assert "must reach us by January 24, 2026" in letter.text
    assert "impaired" not in letter.text + letter.html
    hana.reads("/home", "Orders about your license", "until January 24, 2026")
    hana.reads(f"/decisions/{number}", "worked on an ambulance while impaired", "January 24, 2026")


def test_what_is_lifted_is_gone_in_public_too(applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    suspended(cora, hana.holder.number)
    enters(cora, begins(cora, hana.holder.number), LIFTED)

    assert hana.credential().discipline is Discipline.CLEAR
    hana.reads(f"/verify/{hana.holder.number}", "Active")


def test_a_suspension_that_ends_leaves_the_conditions_that_stood_before_it(
    applicant: Any, clerk: Any, world: Any
) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    probation = begins(cora, hana.holder.number)
    enters(cora, probation, {**ORDER, "kind": "conditions", "basis": "agreed"})
    enters(cora, probation, SERVED)
    suspended(cora, hana.holder.number)
    enters(cora, begins(cora, hana.holder.number), {**LIFTED, "kind": "ended"})

    assert world.office.credentials.verify(hana.holder.number).status is CredentialStatus.ACTIVE_CONDITIONS
    assert "What was in force before it counts again" in world.mail_to(hana.holder.email)[-1].text


def test_nobody_suspended_is_let_work_by_a_lesser_order_that_is_served_late(
    applicant: Any, clerk: Any, world: Any
) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    lesser = begins(cora, hana.holder.number)
    enters(cora, lesser, {**ORDER, "kind": "conditions", "basis": "agreed"})
    suspended(cora, hana.holder.number)
    enters(cora, lesser, SERVED)
    enters(cora, begins(cora, hana.holder.number), COMPLAINT)

    assert hana.credential().discipline is Discipline.SUSPENDED
    assert world.office.credentials.verify(hana.holder.number).status is CredentialStatus.SUSPENDED


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({**ORDER, "kind": "revoked"}, "To revoke takes a hearing"),
        ({**ORDER, "basis": ""}, "Choose what the order rests on"),
        ({**ORDER, "ordered_on-year": "2027"}, "Enter a date that is not after today"),
        ({**ORDER, "ground": "Short."}, "State the ground in at least 30 characters"),
    ],
)
def test_an_order_that_cannot_be_is_refused(posted: dict[str, str], sentence: str, applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    enters(cora, begins(cora, hana.holder.number), posted, expect=422)

    assert sentence in cora.text
    assert hana.credential().discipline is Discipline.CLEAR


def test_a_notice_is_not_served_before_its_order(applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    number = begins(cora, hana.holder.number)
    enters(cora, number, ORDER)
    enters(cora, number, {**SERVED, "served_on-day": "9"}, expect=422)

    assert "Enter a day that is not before the order" in cora.text


def test_a_suspension_stays_public_while_a_revocation_is_being_served(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    suspended(cora, hana.holder.number)
    number = begins(cora, hana.holder.number)
    enters(cora, number, {**ORDER, "kind": "revoked", "basis": "after_hearing"})

    assert world.office.credentials.verify(hana.holder.number).status is CredentialStatus.SUSPENDED
    enters(cora, number, SERVED)
    assert world.office.credentials.verify(hana.holder.number).status is CredentialStatus.REVOKED


def test_only_compliance_may_begin_it_and_an_applicant_finds_nothing(applicant: Any, clerk: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")

    rita.reads(f"/records/{hana.holder.number}", "Nothing to begin")
    rita.sends(f"/records/{hana.holder.number}/start/discipline", expect=404)
    rita.reads("/records/E9999999", expect=404)
    hana.reads(f"/records/{hana.holder.number}", expect=404)
    hana.sends("/start/discipline", expect=404)
    hana.sends(f"/credentials/{hana.credential().id}/start/discipline", expect=404)


def test_beginning_twice_leads_to_the_same_case(applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")

    assert begins(cora, hana.holder.number) == begins(cora, hana.holder.number)


def test_two_clerks_who_begin_at_once_have_one_case(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    staff = Staff(cora.account_id, frozenset({StaffRole.COMPLIANCE}))

    with ThreadPoolExecutor(4) as together:
        begun = set(
            together.map(lambda _: world.office.records.start(staff, hana.holder.number, "discipline"), range(4))
        )

    assert len(begun) == 1
    assert world.all(select(Application.number).where(Application.family == "discipline")) == [*begun]


@pytest.mark.parametrize("operation", [issue_credential, issue_first_credential, issue_instructor_approval])
def test_nothing_is_issued_under_an_order_that_came_after_the_last_check(
    operation: Any, applicant: Any, clerk: Any, world: Any
) -> None:
    hana = applicant("hana")
    number = hana.files()
    suspended(clerk("compliance"), hana.holder.number)
    filed, credential = hana.application(number), hana.credential()
    case = Case(
        application_id=filed.id,
        number=number,
        process="",
        family="",
        account_id=filed.account_id,
        person_id=credential.person_id,
        credential_id=credential.id,
        job_id="0",
        submitted_at=filed.submitted_at,
    )

    with pytest.raises(BusinessError, match="order_stands"), world.office.database.begin() as session:
        operation.Operation(world.office.parts).keep(session, case, {}, level="P", expires_on="2028-03-31")

    assert len(world.all(select(CredentialTerm))) == 1


def test_a_level_that_another_application_earned_meanwhile_is_not_issued_again(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.files()
    filed, credential = hana.application(number), hana.credential()
    case = Case(
        application_id=filed.id,
        number=number,
        process="",
        family="",
        account_id=filed.account_id,
        person_id=credential.person_id,
        credential_id=None,
        job_id="0",
        submitted_at=filed.submitted_at,
    )
    check, reasons = FinalCheck(world.office.parts), []
    for level in ("E", "A"):
        found = check.work(case, level=level, registry_must_show="2026-01-10")
        with world.office.database.begin() as session:
            reasons.append(check.keep(session, case, found, level=level)["reason"])

    assert reasons == ["ALREADY_CERTIFIED", "REGISTRY_LEVEL"]


def test_the_record_shows_each_role_what_it_needs_and_no_draft(applicant: Any, clerk: Any) -> None:
    hana = applicant("hana")
    draft = hana.asks_for_the_way()
    cora = clerk("compliance")
    enters(cora, begins(cora, hana.holder.number), COMPLAINT)
    finn, rita = clerk("fiscal"), clerk("reviewer_1")

    finn.reads(f"/records/{hana.holder.number}", "Hana Ito")
    finn.misses("complaint", "Action on a certification", draft)
    rita.reads(f"/records/{hana.holder.number}", "An open complaint", "Action on a certification")
    rita.misses(draft)


def test_a_record_is_found_in_any_writing_of_its_number(applicant: Any, clerk: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    written = f"{hana.holder.number[0].lower()}-{hana.holder.number[1:]}"

    assert cora.browser.get(f"/records?number={written}", expect=303).headers["Location"] == f"/records/{written}"
    cora.reads(f"/records/{written}", "Hana Ito")
    cora.reads("/records?number=E9999999", "Enter the number of a license or an application", expect=422)


def test_ned_orr_is_shown_as_suspended_and_cannot_file(applicant: Any, world: Any) -> None:
    """Persona 18."""
    ned = applicant("ned")
    ned.reads("/home", "Your license is suspended, so you cannot renew it", "Have a form filled in", "Change my name")
    ned.misses("Renew or align", "Apply for a higher level")
    number = ned.presses_an_old_button()

    assert ned.application(number).status is ApplicationStatus.ADVISED
    assert ned.application(number).ended_at is not None
    ned.reads(f"/verify/{ned.holder.number}", "Suspended")
    assert world.all(select(Credential.expires_on)) == [day("2026-03-31")]


def test_ola_park_has_compliance_look_at_the_action_of_the_registry(applicant: Any, clerk: Any) -> None:
    """Persona 19."""
    ola = applicant("ola")
    number = ola.asks_for_the_way()

    assert ola.open_task(number).group_name == "compliance"
    clerk("compliance").decides(number, {"finding": "stands", "note": "Revoked there in December."})
    assert ola.application(number).status is ApplicationStatus.ADVISED


def test_una_voss_on_probation_is_decided_by_a_supervisor(applicant: Any, clerk: Any) -> None:
    """Persona 25."""
    una = applicant("una")
    number = una.files()

    assert una.open_task(number).group_name == "supervisor"
    confirmed = {"confirmed_expiry-month": "3", "confirmed_expiry-day": "31", "confirmed_expiry-year": "2028"}
    clerk("supervisor_1").decides(number, {**APPROVE, **confirmed})
    assert una.credential().expires_on == day("2028-03-31")


def test_conditions_are_public_and_leave_the_holder_at_work(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    number = begins(cora, hana.holder.number)
    enters(cora, number, {**ORDER, "kind": "conditions", "basis": "agreed"})
    enters(cora, number, SERVED)

    assert world.office.credentials.verify(hana.holder.number).status is CredentialStatus.ACTIVE_CONDITIONS


@pytest.mark.parametrize("kind", ["suspended", "complaint_open"])
def test_conditions_stay_public_until_the_notice_of_what_follows_is_served(
    kind: str, applicant: Any, clerk: Any, world: Any
) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    first = begins(cora, hana.holder.number)
    enters(cora, first, {**ORDER, "kind": "conditions", "basis": "agreed"})
    enters(cora, first, SERVED)
    verify = world.office.credentials.verify

    second = begins(cora, hana.holder.number)
    enters(cora, second, {**(COMPLAINT if kind == "complaint_open" else ORDER), "kind": kind})

    assert hana.credential().discipline is Discipline(kind)
    assert verify(hana.holder.number).status is CredentialStatus.ACTIVE_CONDITIONS
    assert verify(hana.holder.number).disciplined
    if kind == "suspended":
        enters(cora, second, SERVED)
        assert verify(hana.holder.number).status is CredentialStatus.SUSPENDED
    enters(cora, begins(cora, hana.holder.number), LIFTED)
    assert verify(hana.holder.number).status is CredentialStatus.ACTIVE
    assert not verify(hana.holder.number).disciplined


def test_conditions_stay_public_over_two_orders_that_are_not_served_yet(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    first = begins(cora, hana.holder.number)
    enters(cora, first, {**ORDER, "kind": "conditions", "basis": "agreed"})
    enters(cora, first, SERVED)

    enters(cora, begins(cora, hana.holder.number), ORDER)
    enters(cora, begins(cora, hana.holder.number), {**ORDER, "kind": "revoked", "basis": "after_hearing"})

    assert hana.credential().discipline is Discipline.REVOKED
    status = world.office.credentials.verify(hana.holder.number).status
    assert status is CredentialStatus.ACTIVE_CONDITIONS


def test_a_holder_without_an_account_is_not_told_by_mail(applicant: Any, clerk: Any, world: Any) -> None:
    hana, cora = applicant("hana"), clerk("compliance")
    world.settle()
    world.change(update(Person).values(account_id=None))
    before = len(world.mailer.sent)
    suspended(cora, hana.holder.number)

    assert len(world.mailer.sent) == before


def test_a_level_that_was_replaced_is_not_renewed_and_what_stood_against_it_holds_nobody_up(
    world: Any, applicant: Any, clerk: Any
) -> None:
    sue = applicant("sue")
    held = sue.credential()
    with world.office.database.begin() as session:
        lower = Credential(
            id=REPLACED,
            person_id=held.person_id,
            number="E0700001",
            level=Level.EMT,
            issued_on=day("2020-04-01"),
            expires_on=held.expires_on,
            discipline=Discipline.SUSPENDED,
            discipline_on=day("2021-01-10"),
            superseded_by_id=held.id,
        )
        session.add(lower)

    sue.sends(f"/credentials/{REPLACED}/start/renewal", expect=404)
    number = sue.files()
    clerk("reviewer_1").decides(number, APPROVE)

    assert sue.application(number).status is ApplicationStatus.APPROVED
