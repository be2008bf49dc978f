"""The letters of those who teach, as they are printed."""

import io
from datetime import UTC, date, datetime

import pypdf
import pytest

from models.vocabulary import Level
from workflows.adapters.pdf import ApprovalFacts, InternshipFacts, WeasyPrinter

PRINTED = datetime(2026, 12, 2, 15, tzinfo=UTC)
APPROVAL = ApprovalFacts(
    name="Val Wu",
    number="IC100001",
    teaches=Level.ADVANCED_EMT,
    issued_on=date(2026, 12, 2),
    expires_on=date(2028, 3, 31),
    verify_url="https://licensing.example.org/verify/IC100001",
    printed_at=PRINTED,
)
INTERNSHIP = InternshipFacts(
    name="<b>Val</b> Wu & Co",
    number="MA-2026-000001",
    teaches=Level.EMT,
    certification="P0934413",
    issued_on=date(2026, 5, 4),
    last_day=date(2027, 5, 4),
    verify_url="https://licensing.example.org/verify/P0934413",
    printed_at=PRINTED,
)


@pytest.fixture(scope="module")
def printer() -> WeasyPrinter:
    return WeasyPrinter()


def words(content: bytes) -> str:
    [page] = pypdf.PdfReader(io.BytesIO(content)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (612, 792)
    return " ".join(page.extract_text().split())


def test_an_approval_tells_what_may_be_taught_and_until_when(printer: WeasyPrinter) -> None:
    printed = words(printer.approval(APPROVAL))

    for told in ("Val Wu", "IC100001", "EMT Basic and Advanced EMT courses", "March 31, 2028", "60 days before"):
        assert told in printed


def test_an_internship_letter_tells_the_last_day_and_that_it_approves_nothing(printer: WeasyPrinter) -> None:
    printed = words(printer.internship(INTERNSHIP))

    for told in ("<b>Val</b> Wu & Co", "MA-2026-000001", "P0934413", "May 4, 2027", "no approval to lead a course"):
        assert told in printed
    assert "EMT Basic courses" in printed


def test_letters_are_tagged_for_those_who_listen_to_them(printer: WeasyPrinter) -> None:
    for content in (printer.approval(APPROVAL), printer.internship(INTERNSHIP)):
        root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"
