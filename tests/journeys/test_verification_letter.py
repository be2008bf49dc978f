"""Anyone prints the letter that tells what the register says of a license, and no more."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from models import Credential
from models.vocabulary import Discipline
from tests.webapp.browser import Browser


@pytest.fixture
def anyone(world: Any) -> Browser:
    """Somebody who has not signed in."""
    world.settle_holder("hana")
    world.it_is("2026-01-10 10:00")
    return Browser(world.site)


def letter(anyone: Browser, number: str) -> str:
    response = anyone.get(f"/verify/{number}/letter")
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    return response.get_data(as_text=True)


def against(world: Any, discipline: Discipline, served: date | None) -> None:
    world.change(update(Credential).values(discipline=discipline, discipline_on=served))


def test_anyone_prints_the_letter_from_the_public_page(anyone: Browser, world: Any) -> None:
    number = world.holders["hana"].number
    anyone.get(f"/verify/{number}")
    assert anyone.page is not None
    assert f"/verify/{number}/letter" in anyone.page.links

    assert letter(anyone, number) == f"%PDF letter {number} ACTIVE discipline=False"


def test_a_number_that_is_not_in_the_register_has_no_letter(anyone: Browser) -> None:
    anyone.get("/verify/E9999999/letter", expect=404)


def test_a_suspension_is_told_from_the_day_its_notice_was_served(anyone: Browser, world: Any) -> None:
    number = world.holders["hana"].number
    against(world, Discipline.SUSPENDED, None)
    assert letter(anyone, number).endswith("ACTIVE discipline=False")
    against(world, Discipline.SUSPENDED, date(2026, 1, 11))
    assert letter(anyone, number).endswith("ACTIVE discipline=False")

    against(world, Discipline.SUSPENDED, date(2026, 1, 10))

    assert letter(anyone, number).endswith("SUSPENDED discipline=True")
    anyone.get(f"/verify/{number}")
    assert anyone.sees("Suspended")
    assert anyone.sees("Yes. Ask the Office for the record")


def test_conditions_are_told_and_a_complaint_that_is_open_is_not(anyone: Browser, world: Any) -> None:
    number = world.holders["hana"].number

    against(world, Discipline.CONDITIONS, date(2026, 1, 2))
    assert letter(anyone, number).endswith("ACTIVE_CONDITIONS discipline=True")
    against(world, Discipline.COMPLAINT_OPEN, date(2026, 1, 2))
    assert letter(anyone, number).endswith("ACTIVE discipline=False")
