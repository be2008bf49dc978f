"""A form of another state: sent by the holder or come on paper, filled in, and on its way to whoever wants it."""

import io
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from models import Application, Credential, Document
from models.vocabulary import Discipline, DocumentSlot
from tests.journeys.people import Applicant, Clerk
from tests.journeys.proofs import documents
from tests.support.files import TEST_VIRUS, pdf

ASKED = {
    "purpose": "other_state",
    "recipient_name": "New Hampshire Bureau of EMS",
    "deliver_by": "account",
    "consent": "y",
}


@pytest.fixture
def lee(applicant: Any) -> Applicant:
    return applicant("lee")  # type: ignore[no-any-return]


def asks(holder: Applicant, **changed: str) -> str:
    number = holder.sends(f"/credentials/{holder.credential().id}/start/verification").rsplit("/", 1)[1]
    holder.world.settle()
    holder.fills_in(number, request={**ASKED, **changed})
    return number


def form(content: bytes | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content or pdf("sealed")), "sealed.pdf"


def completes(
    clerk: Clerk, number: str, *, how: str = "account", expect: int = 303, content: bytes | None = None
) -> None:
    posted = {"decision": "complete", "completed": form(content), "sent_how": how}
    clerk.decides(number, posted, expect=expect)


def test_a_form_comes_back_filled_in_to_the_account(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee)
    assert world.subjects(lee.holder.email)[-1] == f"We have your application {number}"
    iris = clerk("intake")
    iris.sees(number, "New Hampshire Bureau of EMS")
    completes(iris, number)

    assert world.subjects(lee.holder.email)[-1] == "Your verification form is ready"
    lee.sees(number, "Your form is filled in. You can open it below.", "sealed.pdf")
    assert lee.payments(number) == []
    [path] = re.findall(r'href="(/documents/[0-9a-f]+)">sealed', lee.html)
    assert lee.browser.get(path).mimetype == "application/pdf"


def test_a_form_that_is_still_being_filled_in_is_the_offices_own(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee)
    iris = clerk("intake")
    where = iris.claims(number)
    iris.sends(where, {"decision": "complete", "completed": form(), "completed-add": "y"}, expect=200)
    row = documents(world)[-1]

    assert f'href="/cases/{number}/documents/{row.id}"' in iris.html
    iris.reads(f"/cases/{number}/documents/{row.id}", "Completed form")
    lee.sees(number)
    lee.misses("sealed.pdf")
    lee.browser.get(f"/documents/{row.id}", expect=404)


def test_a_form_sent_to_the_recipient_is_told_without_an_address(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee, deliver_by="email", recipient_email="ems@nh.example.org")
    completes(clerk("intake"), number, how="email")

    mail = world.mail_to(lee.holder.email)[-1]
    assert "We sent it by e-mail to the recipient you named." in mail.text
    assert "nh.example.org" not in mail.text


def test_a_supervisor_fills_in_where_there_is_discipline(lee: Applicant, clerk: Any, world: Any) -> None:
    world.change(update(Credential).values(discipline=Discipline.CONDITIONS, discipline_on=date(2026, 5, 1)))
    number = asks(lee)
    assert number not in clerk("intake").queue()

    completes(clerk("supervisor_1"), number)

    lee.sees(number, "Your form is filled in.")


def test_a_clerk_adds_the_form_before_it_is_complete(lee: Applicant, clerk: Any) -> None:
    number = asks(lee)
    iris = clerk("intake")
    iris.decides(number, {"decision": "complete", "sent_how": "post"}, expect=422)

    assert iris.browser.sees("Add the completed form")
    assert lee.open_task(number).form == "complete_verification"


def test_a_file_with_a_virus_is_not_taken_from_staff_either(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee)
    completes(clerk("intake"), number, content=pdf(TEST_VIRUS.decode()), expect=422)

    assert world.all(select(Document.id).where(Document.slot == DocumentSlot.COMPLETED_FORM)) == []


def test_what_cannot_be_filled_in_is_closed_with_its_reason(lee: Applicant, clerk: Any, world: Any) -> None:
    number = asks(lee)
    clerk("intake").decides(number, {"decision": "close_incomplete", "missing": "Page 2 of the form is not there."})

    lee.sees(number, "We could not fill in your form.", "Page 2 of the form is not there.")
    assert world.subjects(lee.holder.email)[-1] == f"Your application {number} is closed"


def test_the_holder_is_told_after_10_business_days(lee: Applicant, world: Any) -> None:
    number = asks(lee)

    world.it_is("2026-05-19 00:01")

    assert world.subjects(lee.holder.email)[-1] == f"Your application {number} is taking longer"


def test_a_form_on_paper_is_keyed_in_and_the_holder_told(lee: Applicant, clerk: Any, world: Any) -> None:
    iris = clerk("intake")
    number = iris.sends(f"/records/{lee.holder.number}/start/verification_on_paper").rsplit("/", 1)[1]
    world.settle()
    iris.sees(number, "A form that came on paper")
    [where] = re.findall(r'action="(/cases/[\w-]+/tasks/[0-9a-f]+)"', iris.html)
    posted = {**ASKED, "form_file": (io.BytesIO(pdf("fax")), "fax.pdf")}
    iris.sends(where, posted)
    world.settle()

    completes(iris, number, how="post")

    [ended] = world.all(select(Application).where(Application.number == number))
    assert ended.status.value == "APPROVED"
    assert world.subjects(lee.holder.email)[-1] == "Your verification form is ready"
