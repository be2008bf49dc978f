"""The reader of cards: real text recognition on a card that was drawn, and the fake beside it."""

import io
from datetime import date

import pytest
from PIL import Image, ImageDraw, ImageFont

from workflows.adapters.reader import ChildReader, FakeReader, ReaderUnavailable
from workflows.rules.card_reading import end_date, shows_name

CARD = ("American Heart Association", "BLS Provider", "Maria Lopez-Santos", "Issue Date 03/2026", "Renew By 03/2028")


@pytest.fixture(scope="module")
def card() -> Image.Image:
    drawn = Image.new("RGB", (1000, 640), "white")
    for place, line in enumerate(CARD):
        ImageDraw.Draw(drawn).text((60, 60 + 100 * place), line, fill="black", font=ImageFont.load_default(size=40))
    return drawn


def _as(card: Image.Image, kind: str) -> bytes:
    made = io.BytesIO()
    card.save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PDF", "application/pdf")])
def test_name_and_end_date_are_read_from_a_card(card, kind, media_type):
    lines = ChildReader().lines(_as(card, kind), media_type=media_type)

    assert shows_name(lines, first="María", last="López-Santos")
    assert not shows_name(lines, first="John", last="Smith")
    assert end_date(lines) == date(2028, 3, 31)


def test_a_file_on_which_the_reader_stumbles_is_not_read():
    with pytest.raises(ReaderUnavailable):
        ChildReader().lines(b"no picture", media_type="image/jpeg")


def test_a_fake_reads_what_it_was_told():
    fake = FakeReader({b"card": ["Ana Ruiz"]})

    assert fake.lines(b"card", media_type="image/jpeg") == ["Ana Ruiz"]
    assert fake.lines(b"another", media_type="image/jpeg") == []
