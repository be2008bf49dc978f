"""From a holder's wish to teach to the letter of approval, and two years on its renewal."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select, update

from models import Credential, CredentialTerm, Person
from models.vocabulary import ApplicationStatus, Discipline, Level
from tests.journeys.people import APPROVE as LICENSE
from tests.journeys.people import CONFIRM, DENY, Applicant
from tests.journeys.world import World, day
from tests.webapp.browser import Browser

STATEMENT = "I have worked on ambulances for six years and want to pass on what I learned. " * 4


def service(place: int, name: str, began: str, ended: str) -> dict[str, str]:
    """One row of the experience."""
    posted = {
        "service": f"{name} Ambulance",
        "role": "Field paramedic",
        "level": "P",
        "rep_name": "Lou Reyes",
        "rep_email": f"chief@{name.lower()}.example",
    }
    for part, told in (("began", began), ("ended", ended)):
        year, month, number = told.split("-")
        posted |= {f"{part}-year": year, f"{part}-month": str(int(month)), f"{part}-day": str(int(number))}
    return {f"services-{place}-{field}": text for field, text in posted.items()}


def dated(field: str, told: str) -> dict[str, str]:
    year, month, number = told.split("-")
    return {f"{field}-year": year, f"{field}-month": str(int(month)), f"{field}-day": str(int(number))}


BLUE, RED = service(0, "Blue", "2020-01-01", "2023-06-30"), service(1, "Red", "2023-07-01", "2026-04-30")
PAGES: Mapping[str, Mapping[str, str]] = {
    "level": {"ic_level": "A"},
    "experience": BLUE | RED,
    "ati": {"ati": "Bay School", "director": "Ida Moss", "director_email": "ida@bay.example"},
    "course": {"course_type": "naemse", "instructor": "Ben Ruiz", **dated("completed", "2025-11-20")},
    "bls": {"provider": "AHA", **dated("expires", "2027-04-30")},
    "statement": {"personal_statement": STATEMENT},
}
YES = {"confirms": "yes", "your_name": "Lou Reyes", "your_role": "Chief", "true": "y"}
APPROVE = {"decision": "approve", "checklist": ["license", "experience", "sponsor", "course", "background"]}
RENEW = {"decision": "approve", "checklist": ["license", "teaching", "card", "background"]}
REPORT = {"internship": {**dated("completed", "2026-12-01"), "hours": "40"}}


def starts(person: Applicant, process: str, credential: Credential | None = None, *, expect: int = 303) -> str:
    where = person.sends(f"/credentials/{(credential or person.credential()).id}/start/{process}", expect=expect)
    person.world.settle()
    return where.rsplit("/", 1)[-1]


def files(person: Applicant) -> str:
    """Sends the application; its number."""
    number = starts(person, "instructor_initial")
    person.fills_in(number, **PAGES)
    return number


def confirms(world: World, address: str, posted: Mapping[str, str] = YES) -> None:
    """Whoever reads this address answers the reference."""
    link = re.findall(r"https?://[^/]+(/invitations/[\w-]+)", world.mail_to(address)[-1].text)[0]
    browser = Browser(world.site)
    browser.get(link)
    browser.post_bare(link, {**posted, "csrf_token": browser.token()}, expect=303)
    world.settle()


@pytest.fixture
def in_internship(world: World, applicant: Any, clerk: Any) -> tuple[Applicant, str, Any]:
    """Val, approved for the internship, the application's number, and the education coordinator."""
    val = applicant("val")
    number = files(val)
    for address in ("chief@blue.example", "chief@red.example"):
        confirms(world, address)
    edda = clerk("education")
    edda.decides(number, APPROVE)
    return val, number, edda


def test_nothing_is_paid_and_the_services_are_asked(world: World, applicant: Any) -> None:
    val = applicant("val")
    number = files(val)

    val.sees(number, "We have asked the services you named.")
    assert val.payments(number) == []
    assert world.subjects(val.holder.email)[-1] == f"We have your application {number}"
    for address in ("chief@blue.example", "chief@red.example"):
        [letter] = world.mail_to(address)
        assert "Val" not in letter.text + letter.html + letter.subject


def test_a_service_sees_its_own_row_alone(world: World, applicant: Any) -> None:
    files(applicant("val"))
    link = re.findall(r"(/invitations/[\w-]+)", world.mail_to("chief@red.example")[-1].text)[0]
    chief = Browser(world.site)

    chief.get(link)

    assert chief.sees("Val Wu")
    assert chief.sees("Red Ambulance")
    assert not chief.sees("Blue")


def test_education_reads_the_references_and_lets_the_internship_begin(
    in_internship: tuple[Applicant, str, Any], world: World
) -> None:
    val, number, edda = in_internship

    val.sees(number, "You may do your internship now.")
    letter = world.mail_to(val.holder.email)[-1]
    assert letter.subject == f"You can begin your internship: {number}"
    assert letter.attachments[0].filename == f"{number}-internship.pdf"
    assert letter.attachments[0].content == f"%PDF internship {number} A 2027-05-04".encode()
    edda.sees(number, "Answers by e-mail", "chief@blue.example", "Blue Ambulance", "Lou Reyes")


def test_val_does_not_report_within_the_year_and_may_apply_again(
    in_internship: tuple[Applicant, str, Any], world: World
) -> None:
    val, number, _ = in_internship
    world.it_is("2027-05-04 23:59")
    val.sees(number, "You may do your internship now.")

    world.it_is("2027-05-05 00:00")

    val.sees(number, "The time for your internship is over", "You may apply again.")
    assert val.application(number).status is ApplicationStatus.LAPSED
    assert world.subjects(val.holder.email)[-1] == f"The time for your internship is over: {number}"
    assert world.all(select(Credential).where(Credential.level == Level.INSTRUCTOR)) == []
    again = starts(val, "instructor_initial")
    assert again != number
    assert val.application(again).status is ApplicationStatus.DRAFT


def test_a_reported_internship_ends_in_an_approval_that_ends_with_the_certification(
    in_internship: tuple[Applicant, str, Any], world: World
) -> None:
    val, number, edda = in_internship
    world.it_is("2026-12-02 10:00")
    val.fills_in(number, **REPORT)
    edda.decides(number, APPROVE)

    val.sees(number, "Approved")
    [approval] = world.all(select(Credential).where(Credential.level == Level.INSTRUCTOR))
    assert (approval.number, approval.teaches, approval.expires_on) == (
        "IC100001",
        Level.ADVANCED_EMT,
        day("2028-03-31"),
    )
    letter = world.mail_to(val.holder.email)[-1]
    assert letter.subject == f"You are approved to teach: {number}"
    assert [file.filename for file in letter.attachments] == ["IC100001-approval.pdf"]
    assert letter.attachments[0].content == b"%PDF approval IC100001 A 2028-03-31"


def test_the_approval_is_a_license_of_its_own(approved: tuple[Applicant, Credential], world: World) -> None:
    val, approval = approved

    val.reads(
        "/home", "Instructor/Coordinator, IC100001", "Download approval letter (PDF)", "Renew my approval to teach"
    )
    printed = val.browser.post_bare(f"/credentials/{approval.id}/approval", {"csrf_token": val.token}, expect=200)
    assert printed.data == b"%PDF approval IC100001 A 2028-03-31"
    anyone = Browser(world.site)
    anyone.get("/verify/IC-100001")
    assert anyone.sees("Instructor/Coordinator")
    assert anyone.sees("Val Wu")


@pytest.mark.parametrize("process", ["renewal", "instructor_initial"])
def test_what_is_for_a_certification_is_not_offered_of_an_approval(
    approved: tuple[Applicant, Credential], process: str
) -> None:
    val, approval = approved

    starts(val, process, approval, expect=404)
    starts(val, "instructor_renewal", expect=404)


def test_who_holds_an_approval_is_told_to_renew_it(approved: tuple[Applicant, Credential]) -> None:
    val, _ = approved
    number = starts(val, "instructor_initial")

    val.sees(number, "You hold an approval to teach.")


def test_an_approval_falls_with_a_certification_that_is_suspended(
    approved: tuple[Applicant, Credential], world: World
) -> None:
    val, approval = approved
    world.change(
        update(Credential)
        .where(Credential.number == val.holder.number)
        .values(discipline=Discipline.SUSPENDED, discipline_on=day("2026-12-01"))
    )

    val.sends(f"/credentials/{approval.id}/approval", expect=409)
    anyone = Browser(world.site)
    anyone.get(f"/verify/{approval.number}")
    assert anyone.sees("Suspended")


def test_nobody_prints_the_letter_of_another(approved: tuple[Applicant, Credential], applicant: Any) -> None:
    _, approval = approved

    applicant("hana").sends(f"/credentials/{approval.id}/approval", expect=404)


def test_an_approval_is_renewed_with_the_certification(
    approved: tuple[Applicant, Credential], in_internship: tuple[Applicant, str, Any], world: World
) -> None:
    val, approval = approved
    world.change(update(Credential).where(Credential.number == val.holder.number).values(expires_on=day("2030-03-31")))
    world.it_is("2028-01-15 10:00")
    number = starts(val, "instructor_renewal", approval)
    pages = {
        "teaching": {
            "courses-0-course": "EMT Basic, fall",
            "courses-0-ati": "Bay School",
            "courses-0-role": "Lead instructor",
            **dated("courses-0-began", "2027-09-08"),
            **dated("courses-0-ended", "2027-12-15"),
            "courses-0-hours": "60",
        },
        "bls": {"provider": "AHA", **dated("expires", "2029-04-30")},
    }
    val.reads(f"/tasks/{val.open_task(number).id}/confirm", "January 31, 2028")
    val.fills_in(number, **pages)
    in_internship[2].decides(number, RENEW)

    val.sees(number, "Approved")
    [renewed] = world.all(select(Credential).where(Credential.level == Level.INSTRUCTOR))
    assert (renewed.number, renewed.teaches, renewed.expires_on) == ("IC100001", Level.ADVANCED_EMT, day("2030-03-31"))
    assert len(world.all(select(CredentialTerm).where(CredentialTerm.credential_id == renewed.id))) == 2
    assert world.mail_to(val.holder.email)[-1].attachments[0].content == b"%PDF approval IC100001 A 2030-03-31"


def test_who_teaches_is_invited_to_renew_the_approval_when_the_card_of_a_renewal_goes_out(
    approved: tuple[Applicant, Credential], world: World, clerk: Any
) -> None:
    val, approval = approved
    world.it_is("2028-01-15 10:00")
    world.registry_says("val", expires_on=day("2030-03-31"))
    number = val.files()

    clerk("reviewer_1").decides(number, LICENSE)

    invited = [mail for mail in world.mail_to(val.holder.email) if "renew your approval" in mail.subject]
    assert [mail.subject for mail in invited] == [f"You can renew your approval to teach {approval.number}"]
    assert "March 31, 2028" in invited[0].text
    assert "/home" in invited[0].text
    val.reads("/home", "Renew my approval to teach")
    renewal = starts(val, "instructor_renewal", approval)
    assert val.open_task(renewal).form == "instructor_renewal"


def test_an_approval_is_not_renewed_before_the_certification(
    approved: tuple[Applicant, Credential], world: World
) -> None:
    val, approval = approved

    val.sees(starts(val, "instructor_renewal", approval), "Renew your license first.")


def test_a_certification_suspended_meanwhile_is_looked_at_before_anything_is_issued(
    in_internship: tuple[Applicant, str, Any], world: World
) -> None:
    val, number, edda = in_internship
    world.it_is("2026-12-02 10:00")
    val.fills_in(number, **REPORT)
    where = edda.claims(number)
    world.change(
        update(Credential).where(Credential.number == val.holder.number).values(discipline=Discipline.SUSPENDED)
    )
    edda.sends(where, APPROVE)
    world.settle()

    val.sees(number, "Our compliance staff must look at this first.")
    assert world.all(select(Credential).where(Credential.level == Level.INSTRUCTOR)) == []


def test_a_service_that_does_not_answer_holds_it_up_for_30_days_at_most(
    world: World, applicant: Any, clerk: Any
) -> None:
    val = applicant("val")
    number = files(val)
    confirms(world, "chief@blue.example", {**YES, "confirms": "no", "differs": "Two years alone."})

    world.it_is("2026-06-04 00:00")

    val.sees(number, "Our staff are reviewing your application.")
    clerk("education").sees(number, "Two years alone.", "No answer yet")
    link = re.findall(r"(/invitations/[\w-]+)", world.mail_to("chief@red.example")[-1].text)[0]
    Browser(world.site).get(link, expect=410)


def test_a_denial_by_education_takes_a_supervisor(world: World, applicant: Any, clerk: Any) -> None:
    val = applicant("val")
    number = files(val)
    world.it_is("2026-06-04 00:00")
    clerk("education").decides(number, {**DENY, "reasons": ["EXPERIENCE_INSUFFICIENT"]})
    clerk("supervisor_1").decides(number, CONFIRM)

    val.sees(number, "Denied")
    assert val.application(number).status is ApplicationStatus.DENIED


def test_too_little_work_keeps_the_page_with_what_was_typed(applicant: Any) -> None:
    val = applicant("val")
    number = starts(val, "instructor_initial")
    path = f"/tasks/{val.open_task(number).id}/experience"
    val.sends(f"/tasks/{val.open_task(number).id}/level", {"ic_level": "A", "revision": "0", "action": "continue"})

    short = service(0, "Blue", "2025-01-01", "2025-12-31")
    val.sends(path, {**short, "revision": "0", "action": "continue"}, expect=422)

    assert "We count 12 months. You need 36 months at this level" in val.text
    assert 'value="Blue Ambulance"' in val.html


def test_rows_are_added_and_taken_off_without_a_script(applicant: Any) -> None:
    val = applicant("val")
    number = starts(val, "instructor_initial")
    path = f"/tasks/{val.open_task(number).id}/experience"

    where = val.sends(path, {**BLUE, "revision": "0", "services-add": "y"})
    assert where.endswith("/experience#services-1-service-group")
    val.reads(path, "Service 2", "Remove service 2")
    val.sends(path, {**BLUE, **RED, "revision": val.revision(path), "services-remove": "0"})
    val.browser.get(path)

    assert 'value="Red Ambulance"' in val.html
    assert "Blue Ambulance" not in val.html


@pytest.fixture
def approved(in_internship: tuple[Applicant, str, Any], world: World) -> tuple[Applicant, Credential]:
    """Val, with an approval."""
    val, number, edda = in_internship
    world.it_is("2026-12-02 10:00")
    val.fills_in(number, **REPORT)
    edda.decides(number, APPROVE)
    [approval] = world.all(
        select(Credential).join(Person).where(Credential.level == Level.INSTRUCTOR, Person.legal_last == "Wu")
    )
    return val, approval
