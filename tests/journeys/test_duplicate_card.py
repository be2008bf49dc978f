"""A copy of the card by e-mail: while it is current, and what happens when it is not or cannot be drawn."""

from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from models import Event, Setting
from models.base import new_id
from models.vocabulary import EventKind
from tests.journeys.people import Applicant
from tests.journeys.world import day
from workflows.adapters.pdf import FakePrinter


def asks(holder: Applicant) -> str:
    """Presses the button of the license; the application's number."""
    number = holder.sends(f"/credentials/{holder.credential().id}/start/duplicate_card").rsplit("/", 1)[1]
    holder.world.settle()
    return number


def confirms(holder: Applicant, number: str) -> None:
    holder.fills_in(number, copy={"send": "y"})


def prints(world: Any) -> list[Event]:
    return cast("list[Event]", world.all(select(Event).where(Event.kind == EventKind.CARD_PRINTED)))


@pytest.fixture
def lee(applicant: Any) -> Applicant:
    return applicant("lee")  # type: ignore[no-any-return]


def test_a_current_card_comes_by_mail_and_each_print_is_written_down(lee: Applicant, world: Any) -> None:
    number = asks(lee)
    lee.reads(lee.next_page(number), lee.holder.email, "March 31, 2028")
    confirms(lee, number)

    lee.sees(number, "Your card is on its way")
    assert lee.payments(number) == []
    mail = world.mail_to(lee.holder.email)[-1]
    assert mail.subject == "A copy of your certification card"
    assert [file.filename for file in mail.attachments] == ["P0934410-card.pdf"]
    lee.sends(f"/credentials/{lee.credential().id}/card", expect=200)
    assert sorted(event.data["kind"] for event in prints(world)) == ["card", "card by e-mail"]


def test_an_expired_card_is_refused_with_a_sentence(applicant: Any, world: Any) -> None:
    nia = applicant("nia")
    world.settle()
    before = world.subjects(nia.holder.email)
    number = asks(nia)

    nia.sees(number, "Your license has expired, so its card cannot be printed.")
    nia.sends(f"/credentials/{nia.credential().id}/card", expect=409)
    assert (world.subjects(nia.holder.email), prints(world)) == (before, [])


def test_an_expired_card_is_printed_as_expired_where_an_owner_allows_it(applicant: Any, world: Any) -> None:
    nia = applicant("nia")
    with world.office.database.begin() as session:
        session.add(
            Setting(
                id=new_id(),
                key="card.reprintWhenExpired",
                value=True,
                effective_on=day("2026-04-01"),
                set_at=world.clock.now(),
            )
        )
    number = asks(nia)
    confirms(nia, number)

    [card] = world.mail_to(nia.holder.email)[-1].attachments
    assert card.content.endswith(b"EXPIRED")
    nia.sees(number, "Your card is on its way")


def test_a_card_that_cannot_be_drawn_waits_for_the_help_desk(lee: Applicant, clerk: Any, world: Any) -> None:
    printer = cast("FakePrinter", world.office.outside.printer)
    printer.broken = True
    number = asks(lee)
    confirms(lee, number)
    for _ in range(3):
        world.it_is(world.clock.now() + timedelta(minutes=2))
    lee.sees(number, "We could not make your card. Our staff look into it.")
    assert world.incidents() == []

    printer.broken = False
    clerk("intake").decides(number, {"finding": "try_again"})

    lee.sees(number, "Your card is on its way")
    assert world.subjects(lee.holder.email)[-1] == "A copy of your certification card"


def test_pressing_twice_leads_to_the_one_draft(lee: Applicant) -> None:
    assert asks(lee) == asks(lee)


def test_a_copy_that_is_not_wanted_any_more_is_withdrawn(lee: Applicant, world: Any) -> None:
    number = asks(lee)
    lee.withdraws(number)

    lee.sees(number, "You asked us to stop")
    assert prints(world) == []
