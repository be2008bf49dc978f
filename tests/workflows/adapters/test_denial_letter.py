"""The letter of a denial, as it is printed."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from workflows.adapters.pdf import DenialFacts, WeasyPrinter

DISPUTED = DenialFacts(
    name="<b>Hana</b> Ito & Co",
    number="MA-2026-000001",
    title="Renewal of a certification",
    denied_on=date(2026, 1, 10),
    told=(
        ("Reasons", "False statement; Criminal history"),
        ("Law or rule", "105 CMR 170.937"),
        ("Facts", "No charge was told of.\nThere was one: $ <i>2019</i>."),
    ),
    last_day=date(2026, 1, 24),
    site_url="https://licensing.example.org",
)


@pytest.fixture(scope="module")
def printer() -> WeasyPrinter:
    return WeasyPrinter()


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def words(pdf: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_a_denial_states_reasons_law_and_facts_as_they_were_written(printer: WeasyPrinter) -> None:
    printed = words(read(printer.denial(DISPUTED)))

    for told in ("<b>Hana</b> Ito & Co", "MA-2026-000001", "Renewal of a certification", "January 10, 2026"):
        assert told in printed
    for told in ("False statement; Criminal history", "105 CMR 170.937", "There was one: $ <i>2019</i>."):
        assert told in printed


def test_disputed_facts_have_a_hearing_with_its_last_day(printer: WeasyPrinter) -> None:
    printed = words(read(printer.denial(DISPUTED)))

    assert "must reach us by January 24, 2026. That is 14 calendar days from the day of this letter" in printed
    assert "written evidence" in printed
    assert "Superior Court" not in printed


def test_undisputed_facts_have_the_court_and_no_hearing(printer: WeasyPrinter) -> None:
    printed = words(read(printer.denial(replace(DISPUTED, last_day=None))))

    for told in ("no hearing", "Superior Court", "within 30 calendar days", "the last day is February 9, 2026"):
        assert told in printed
    assert "Ask for a hearing" not in printed


def test_a_denial_is_one_page_where_it_is_short_and_as_many_as_it_needs(printer: WeasyPrinter) -> None:
    short = read(printer.denial(DISPUTED))
    facts = "\n".join(["The applicant signed that no charge was pending, and there was one. " * 8] * 10)
    long = read(printer.denial(replace(DISPUTED, told=(("Facts", facts),))))

    assert len(short.pages) == 1
    assert len(long.pages) > 2
    assert words(long).count("there was one.") == 80
    assert all((round(page.mediabox.width), round(page.mediabox.height)) == (612, 792) for page in long.pages)


def test_a_denial_can_be_heard(printer: WeasyPrinter) -> None:
    pdf = read(printer.denial(DISPUTED))

    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Denial of application MA-2026-000001"
