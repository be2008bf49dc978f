import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
import segno
from pypdf.generic import ContentStream
from pytest_httpserver import HTTPServer

from models.vocabulary import CredentialStatus, Level
from workflows.adapters.pdf import CardFacts, LetterFacts, WeasyPrinter

_POINTS_PER_MM = 72 / 25.4
FACTS = CardFacts(
    name="Ana Ruiz",
    number="E0912345",
    level=Level.EMT,
    issued_on=date(2024, 4, 1),
    expires_on=date(2027, 3, 31),
    verify_url="https://licensing.example.org/verify/E0912345",
    printed_at=datetime(2026, 2, 2, 15, tzinfo=UTC),
)
LETTER = LetterFacts(
    name=FACTS.name,
    number=FACTS.number,
    level=FACTS.level,
    issued_on=FACTS.issued_on,
    expires_on=FACTS.expires_on,
    status=CredentialStatus.ACTIVE,
    disciplined=False,
    verify_url=FACTS.verify_url,
    printed_at=FACTS.printed_at,
)
KINDS = ("card", "certificate", "letter")
#: Where a name has a place of its own size.
CARDS = ("card", "certificate")
#: As long as an account's two names may be, of the widest letter.
_WIDEST = f"{'W' * 50} {'W' * 50}"


@pytest.fixture(scope="module")
def printer() -> WeasyPrinter:
    return WeasyPrinter()


def drawn(printer: WeasyPrinter, kind: str, **changed: object) -> pypdf.PdfReader:
    facts: Any = replace(LETTER if kind == "letter" else FACTS, **changed)  # type: ignore[arg-type]
    return pypdf.PdfReader(io.BytesIO(getattr(printer, kind)(facts)))


def words(pdf: pypdf.PdfReader) -> str:
    [page] = pdf.pages
    return " ".join(page.extract_text().split())


def test_a_card_is_as_large_as_a_card_of_a_wallet(printer: WeasyPrinter) -> None:
    [page] = drawn(printer, "card").pages

    size = [round(float(side) / _POINTS_PER_MM, 1) for side in (page.mediabox.width, page.mediabox.height)]
    assert size == [85.6, 54.0]


def test_a_certificate_is_one_page_of_letter_size(printer: WeasyPrinter) -> None:
    [page] = drawn(printer, "certificate").pages

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (792, 612)


def test_a_card_says_what_the_public_register_says_and_no_more(printer: WeasyPrinter) -> None:
    assert words(drawn(printer, "card")) == (
        "COMMONWEALTH OF MASSACHUSETTS Office of Emergency Medical Services EMT Basic Ana Ruiz "
        "Number E0912345 Expires March 31, 2027 Issued April 1, 2024 Scan to check "
        "licensing.example.org/verify/E0912345 The status shown there is the one that counts."
    )


def test_a_certificate_says_what_the_public_register_says_and_no_more(printer: WeasyPrinter) -> None:
    assert words(drawn(printer, "certificate")) == (
        "COMMONWEALTH OF MASSACHUSETTS Department of Public Health Office of Emergency Medical Services "
        "This certifies that Ana Ruiz is certified in Massachusetts as EMT Basic "
        "under M.G.L. c.111C and 105 CMR 170.000 Number E0912345 Issued April 1, 2024 Expires March 31, 2027 "
        "Check this certificate licensing.example.org/verify/E0912345 "
        "The status shown there is the one that counts. Printed February 2, 2026."
    )


def test_a_letter_says_what_the_public_register_says_and_no_more(printer: WeasyPrinter) -> None:
    assert words(drawn(printer, "letter", status=CredentialStatus.SUSPENDED, disciplined=True)) == (
        "COMMONWEALTH OF MASSACHUSETTS Department of Public Health Office of Emergency Medical Services "
        "February 2, 2026 Verification of license To whom it may concern: "
        "This is what the public register of the Office says today about the license below. "
        "Name Ana Ruiz Level EMT Basic License number E0912345 First issued April 1, 2024 Expires March 31, 2027 "
        "Status Suspended Public discipline Yes. Ask the Office for the record "
        "The Office certifies EMTs, Advanced EMTs and Paramedics under M.G.L. c.111C and 105 CMR 170.000. "
        "Anyone may print this letter. The register changes: its page shows the status that counts. "
        "Office of Emergency Medical Services Check this letter licensing.example.org/verify/E0912345 "
        "The letter is made by the register itself and needs no signature. Printed February 2, 2026."
    )


@pytest.mark.parametrize("status", CredentialStatus)
def test_a_letter_has_words_for_every_status(printer: WeasyPrinter, status: CredentialStatus) -> None:
    printed = words(drawn(printer, "letter", status=status))

    assert status.value not in printed or status is CredentialStatus.ACTIVE
    assert "None on record" in printed


def test_a_letter_is_one_page_of_letter_size_for_the_longest_name(printer: WeasyPrinter) -> None:
    [page] = drawn(printer, "letter", name=_WIDEST).pages

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (612, 792)


@pytest.mark.parametrize("kind", CARDS)
def test_what_has_expired_says_so_across_it(printer: WeasyPrinter, kind: str) -> None:
    assert "EXPIRED" in words(drawn(printer, kind, expired=True))
    assert "EXPIRED" not in words(drawn(printer, kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_can_be_heard(printer: WeasyPrinter, kind: str) -> None:
    pdf = drawn(printer, kind)

    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert "E0912345" in (pdf.metadata.title or "")
    told = [str(node["/Alt"]) for node in _structure(root["/StructTreeRoot"]) if "/Alt" in node]
    assert told == [f"Code that leads to {FACTS.verify_url}"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_leads_to_the_public_page_of_the_number(printer: WeasyPrinter, kind: str) -> None:
    wanted = segno.make("https://licensing.example.org/verify/E0912345", error="m").matrix

    assert _code(drawn(printer, kind)) == [list(map(bool, row)) for row in wanted]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "$number ${verify_url} $$",
        "Robert'); DROP TABLE person;--",
        '"><h1>Paramedic</h1>',
        "&lt;b&gt; &#65;",
        "Zoë Đặng-Ñandú O’Brien",
    ],
)
def test_a_name_is_printed_as_it_is_written(printer: WeasyPrinter, kind: str, name: str) -> None:
    printed = words(drawn(printer, kind, name=name))

    # a word too long for its line is broken
    assert name.replace(" ", "") in printed.replace(" ", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_cannot_turn_the_text_around_it(printer: WeasyPrinter, kind: str) -> None:
    assert "Ana Ruiz" in words(drawn(printer, kind, name="Ana\u202e \u2066Ru\x07iz"))


@pytest.mark.parametrize("kind", CARDS)
@pytest.mark.parametrize(
    "name", [_WIDEST, "Maximiliana-Josephine Wolfeschlegelsteinhausen-Vandenberg", "W" * 18, "W" * 40]
)
def test_a_long_name_stays_in_its_place(printer: WeasyPrinter, kind: str, name: str) -> None:
    [page] = drawn(printer, kind, name=name).pages
    lines = list(_lines(page))

    first = next(number for number, (_, _, text) in enumerate(lines) if name[:3] in text)
    below = next(y for _, y, text in lines if "Number" in text)
    own = [(x, y) for x, y, text in lines[first:] if set(text) <= set(name) and text.strip()]
    assert own
    assert all(y > below for _, y in own)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_drawing_opens_nothing(
    printer: WeasyPrinter, kind: str, scheme: str, httpserver: HTTPServer, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>secret</text></svg>')
    httpserver.expect_request("/secret.svg").respond_with_data(secret.read_bytes(), content_type="image/svg+xml")
    address = httpserver.url_for("/secret.svg") if scheme == "http" else secret.as_uri()
    markup = (
        f'<link rel="stylesheet" href="{address}"><link rel="attachment" href="{address}">'
        f'<style>@import "{address}"; body {{ background: url("{address}") }}</style>'
        f'<img src="{address}"><object data="{address}"></object>'
    )

    pdf = printer._engine.draw(kind, markup)

    assert httpserver.log == []
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert "secret" not in words(reader)
    assert reader.attachments == {}


def _structure(node: object) -> Iterator[dict[str, object]]:
    """Every element of the document's structure."""
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for child in found:
            yield from _structure(child)
    elif isinstance(found, dict):
        yield found
        yield from _structure(found.get("/K"))


def _lines(page: pypdf.PageObject) -> Iterator[tuple[float, float, str]]:
    """Each piece of text with the place of its first letter, from the bottom left."""
    found: list[tuple[float, float, str]] = []

    def note(text: str, around: list[float], own: list[float], _font: object, _size: float) -> None:
        if text.strip():
            across, down = own[4], own[5]
            found.append(
                (
                    across * around[0] + down * around[2] + around[4],
                    across * around[1] + down * around[3] + around[5],
                    text,
                )
            )

    page.extract_text(visitor_text=note)
    yield from found


def _code(pdf: pypdf.PdfReader) -> list[list[bool]]:
    """The modules of the code, read from the lines with which it is painted: each is a run of dark ones in a row."""
    [page] = pdf.pages
    contents = page.get_contents()
    assert contents is not None
    begin, dark = (0.0, 0.0), set()
    for operands, operator in ContentStream(contents, pdf).operations:
        if operator == b"m":
            begin = float(operands[0]), float(operands[1])
        elif operator == b"l" and begin[1] % 1 == 0.5 and float(operands[1]) == begin[1]:
            dark |= {(int(begin[1]), column) for column in range(int(begin[0]), int(operands[0]))}
    size = max(row for row, _ in dark) + 1
    return [[(row, column) in dark for column in range(size)] for row in range(size)]
