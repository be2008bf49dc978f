"""Changing how to be reached: at once, but for a new e-mail address, which its own mailbox must confirm."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import Account, WebSession
from tests.journeys.people import Applicant
from tests.webapp.browser import Browser

NEW = "max.nye@new.example.org"
MOVED = {"mailing-line1": "9 Harbor Bend", "mailing-city": "Plymouth"}


@pytest.fixture
def max_nye(applicant: Any) -> Applicant:
    return applicant("max_nye")  # type: ignore[no-any-return]


def asks(holder: Applicant, **changed: str) -> str:
    """Presses the button and saves the one page; the application's number."""
    number = holder.sends("/start/contact_change").rsplit("/", 1)[1]
    holder.world.settle()
    holder.fills_in(number, contact=changed)
    return number


def opens_link(world: Any, email: str, *, expect: int = 200) -> str:
    """Opens the link in the newest mail to an address; the link's path."""
    [path] = re.findall(r"(/invitations/\S+)", world.mail_to(email)[-1].text)
    Browser(world.site).get(path, expect=expect)
    return path


def confirms(world: Any, email: str) -> None:
    path = opens_link(world, email)
    browser = Browser(world.site)
    browser.post(path, {"mine": "y"})
    world.settle()


def email_of(world: Any, holder: Applicant) -> str:
    [email] = world.all(select(Account.email).where(Account.first_name == holder.holder.first_name))
    return str(email)


def test_a_new_address_counts_at_once_and_costs_nothing(max_nye: Applicant, world: Any) -> None:
    number = asks(max_nye, **MOVED)

    max_nye.sees(number, "Your new details are saved.")
    assert max_nye.payments(number) == []
    assert world.subjects(max_nye.holder.email)[-1] == "Your contact details were changed"
    again = max_nye.sends("/start/contact_change").rsplit("/", 1)[1]
    world.settle()
    max_nye.reads(max_nye.next_page(again))
    assert 'value="9 Harbor Bend"' in max_nye.html


def test_an_address_that_is_not_confirmed_leaves_the_old_one_after_48_hours(max_nye: Applicant, world: Any) -> None:
    number = asks(max_nye, email=NEW)

    max_nye.sees(number, "open the link we sent there within 48 hours")
    assert world.subjects(NEW) == ["Confirm your new e-mail address"]
    assert "Until it is confirmed" in world.mail_to(max_nye.holder.email)[-1].text
    world.it_is(max_nye.holder.plays_at + timedelta(hours=48))

    max_nye.sees(number, "Your e-mail address stays as it was")
    assert email_of(world, max_nye) == max_nye.holder.email
    assert world.subjects(max_nye.holder.email)[-1] == "Your e-mail address stays as it was"
    opens_link(world, NEW, expect=410)


def test_looking_at_the_link_changes_nothing_and_confirming_tells_both_and_keeps_sessions(
    max_nye: Applicant, world: Any
) -> None:
    number = asks(max_nye, email=NEW)
    sessions = len(world.all(select(WebSession.id)))
    opens_link(world, NEW)
    assert email_of(world, max_nye) == max_nye.holder.email

    confirms(world, NEW)

    assert email_of(world, max_nye) == NEW
    assert "another e-mail address now" in world.mail_to(max_nye.holder.email)[-1].text
    assert NEW not in world.mail_to(max_nye.holder.email)[-1].text
    assert "Sign in with it" in world.mail_to(NEW)[-1].text
    assert len(world.all(select(WebSession.id))) >= sessions
    max_nye.sees(number, "Sign in with your new e-mail address")
    max_nye.reads("/account", NEW)


def test_the_new_address_signs_in_with_the_old_password(max_nye: Applicant, world: Any) -> None:
    asks(max_nye, email=NEW)
    confirms(world, NEW)

    Browser(world.site).post("/login", {"email": NEW, "password": max_nye.holder.password})
    Browser(world.site).post("/login", {"email": max_nye.holder.email, "password": max_nye.holder.password}, expect=422)


def test_an_address_of_another_account_gets_the_same_answer_and_stays_that_accounts(
    max_nye: Applicant, world: Any
) -> None:
    taken = world.settle_holder("hana").email
    number = asks(max_nye, email=taken)
    max_nye.reads(f"/applications/{number}")
    said = max_nye.text.replace(number, "")
    confirms(world, taken)

    max_nye.sees(number, "Your e-mail address stays as it was")
    assert email_of(world, max_nye) == max_nye.holder.email
    free = asks(max_nye, email=NEW)
    max_nye.reads(f"/applications/{free}")
    assert re.sub(r"\d+", "", max_nye.text.replace(free, "")) == re.sub(r"\d+", "", said)


def test_the_password_is_asked_for_before_the_page_is_shown_and_before_it_is_sent(
    max_nye: Applicant, world: Any
) -> None:
    world.site.config["SECURITY_FRESHNESS"] = timedelta(microseconds=1)
    world.site.config["SECURITY_FRESHNESS_GRACE_PERIOD"] = timedelta(0)
    number = max_nye.sends("/start/contact_change").rsplit("/", 1)[1]
    world.settle()

    task = max_nye.open_task(number)
    page = f"/tasks/{task.id}/contact"
    asked = max_nye.browser.get(page, expect=303).headers["Location"]
    assert asked.startswith("/account/still-you?next=")
    sent = {"revision": "0", "action": "continue", "email": NEW}
    asked = max_nye.sends(page, {**_RIGHT, **sent})
    assert asked.startswith("/account/still-you?next=")

    assert max_nye.open_task(number).id == task.id
    assert world.mail_to(NEW) == []


_RIGHT = {
    "phone_mobile": "508-555-0142",
    "mailing-line1": "12 Main Street",
    "mailing-city": "Worcester",
    "mailing-state": "MA",
    "mailing-zip": "01608",
    "residence_same": "yes",
}
