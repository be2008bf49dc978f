"""What staff see of documents: what was sent, a copy that says what it is, and the original for a reason."""

import io
from datetime import date

import pypdf
import pytest

from models import Document
from models.vocabulary import DocumentSlot, EventKind, ScanStatus
from tests.journeys.candidates import Newcomer
from tests.journeys.proofs import PAPER, asks_for_proof, at_proof, documents, judges
from tests.support.files import pdf
from workflows.documents import ask_to_read


@pytest.fixture
def case(applicant, clerk):
    """A name change that was sent, with its decree, and a reviewer."""
    person, number, path = at_proof(applicant("ana"))
    person.world.papers.reader.otherwise = ["Nothing of note"]
    person.adds(path, "evidence", pdf("decree"), "decree.pdf")
    person.fills_in(number, proof=PAPER)
    return person, number, clerk("reviewer_1")


def opens(staff, number, row, what="file", *, expect=200, **posted):
    """What comes back when a file of the case is asked for."""
    posted = {"csrf_token": staff.token, **posted}
    return staff.browser.post_bare(f"/cases/{number}/documents/{row.id}/{what}", posted, expect=expect)


class TestLooking:
    def test_a_copy_has_the_case_and_the_day_across_it_and_the_history_tells(self, case):
        person, number, staff = case
        [row] = documents(person.world)
        staff.sees(number, "Proof of the new name: decree.pdf", "To look at", "No virus found", "added")

        answer = opens(staff, number, row)

        [page] = pypdf.PdfReader(io.BytesIO(answer.data)).pages
        words = " ".join(page.extract_text().split())
        assert words.count(f"Copy for review Case {number} January 20, 2026") == 3
        assert answer.headers["Content-Disposition"] == "attachment; filename=decree.pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert person.world.history(number)[-1].kind is EventKind.DOCUMENT_OPENED
        staff.sees(number, "Document opened: Proof of the new name")

    def test_a_store_that_does_not_answer_is_told_and_no_opening_is_written(self, case):
        person, number, staff = case
        [row] = documents(person.world)
        person.world.papers.files.down = True

        opens(staff, number, row, expect=503)

        assert staff.browser.sees("This file cannot be fetched now")
        assert person.world.history(number)[-1].kind is not EventKind.DOCUMENT_OPENED

    def test_what_was_not_scanned_opens_for_nobody_of_the_staff(self, case):
        person, number, staff = case
        [row] = documents(person.world)
        person.world.change(Document.__table__.update().values(scan=ScanStatus.WAITING))

        staff.reads(f"/cases/{number}/documents/{row.id}", "Not scanned yet")
        opens(staff, number, row, expect=409)

    @pytest.mark.parametrize("role", ["fiscal", "education"])
    def test_those_who_have_no_business_with_a_case_open_nothing_of_it(self, case, clerk, role):
        person, number, _ = case
        [row] = documents(person.world)

        opens(clerk(role), number, row, expect=404)

    def test_what_lies_in_a_page_that_is_not_sent_is_the_applicants_own(self, case):
        person, number, staff = case
        staff.claims(number)
        asks_for_proof(staff, number)
        person.adds(person.next_page(number), "evidence", pdf("again"), "again.pdf")
        row = documents(person.world)[1]

        staff.sees(number, "decree.pdf")
        staff.misses("again.pdf")
        staff.reads(f"/cases/{number}/documents/{row.id}", expect=404)
        opens(staff, number, row, expect=404)


class TestOriginal:
    def test_a_supervisor_gets_it_as_it_was_sent_for_a_reason_that_stands_in_the_history(self, case, clerk):
        person, number, _ = case
        [row] = documents(person.world)
        supervisor = clerk("supervisor_1")
        supervisor.reads(f"/cases/{number}/documents/{row.id}", "The original")

        answer = opens(supervisor, number, row, "original", needed_for="hearing")

        assert answer.data == pdf("decree")
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment; filename=decree.pdf"
        told = person.world.history(number)[-1]
        assert (told.kind, told.data["needed_for"]) == (EventKind.ORIGINAL_HANDED_OUT, "hearing")
        supervisor.sees(number, "Original handed out", "Evidence for a hearing or a court")

    def test_without_a_reason_nothing_is_handed_out(self, case, clerk):
        person, number, _ = case
        [row] = documents(person.world)
        supervisor = clerk("supervisor_1")

        opens(supervisor, number, row, "original", expect=422)

        assert supervisor.browser.sees("Choose what you need the original for")
        assert person.world.history(number)[-1].kind is not EventKind.ORIGINAL_HANDED_OUT

    def test_a_reviewer_does_not_get_it(self, case):
        person, number, staff = case
        [row] = documents(person.world)

        staff.reads(f"/cases/{number}/documents/{row.id}")
        staff.misses("The original")
        opens(staff, number, row, "original", needed_for="hearing", expect=403)

    def test_of_a_file_that_came_before_originals_were_kept_there_is_the_copy_alone(self, case, clerk):
        person, number, _ = case
        [row] = documents(person.world)
        person.world.papers.files.delete(f"{row.store_key}-original")

        opens(clerk("supervisor_1"), number, row, "original", needed_for="hearing", expect=409)


class TestJudging:
    def test_a_document_asked_for_again_is_an_item_of_the_request(self, case):
        person, number, staff = case
        [row] = documents(person.world)
        staff.claims(number)

        judges(staff, number, row, "asked_again", asked_because="The date can not be read.")
        staff.sees(number, "Asked again")

        assert "The date can not be read." in staff.html
        asks_for_proof(staff, number)
        path = person.next_page(number)
        person.reads(path, "decree.pdf", "Add it again.")
        person.adds(path, "evidence", pdf("again"), "again.pdf")
        person.fills_in(number, proof=PAPER)
        staff.sees(number, "again.pdf", "decree.pdf")

    def test_a_verdict_needs_the_case_in_hand(self, case):
        person, number, staff = case
        [row] = documents(person.world)

        staff.sends(f"/cases/{number}/documents/{row.id}", {"verdict": "accepted"}, expect=409)


class TestComparing:
    def test_the_same_file_elsewhere_is_shown_to_the_reviewer_once_it_was_sent(self, case, applicant):
        _, number, staff = case
        other, others_number, path = at_proof(applicant("ben"))
        other.adds(path, "evidence", pdf("decree"), "mine.pdf")
        staff.sees(number, "decree.pdf")
        staff.misses("The same file")

        other.fills_in(others_number, proof=PAPER)

        staff.sees(number, f"The same file was added to {others_number}")

    def test_a_card_has_its_dates_as_they_were_typed(self, world, clerk):
        person = Newcomer.arrives(world, "amy")
        number = person.files()

        cards = {row.slot: row for row in documents(world)}

        card, form = cards[DocumentSlot.CPR], cards[DocumentSlot.CORI_FORM]
        assert (card.issued_on, card.expires_on, card.pages) == (date(2025, 4, 10), date(2027, 4, 30), 2)
        assert (form.issued_on, form.expires_on) == (date(2026, 4, 20), None)
        staff = clerk("reviewer_1")
        staff.sees(number, "Issued April 10, 2025. Expires April 30, 2027")
        staff.reads(f"/cases/{number}/documents/{card.id}", "April 10, 2025", "April 30, 2027")

    @pytest.mark.parametrize(
        ("lines", "flags", "silent"),
        [
            (["BLS Provider"], ["The name was not found on it", "It has one page"], ["(read by a machine)"]),
            (
                ["Ana Diaz", "Issue date 4/10/2025", "Renew by 04/2027"],
                [
                    "Issued April 10, 2025 (read by a machine). Expires April 30, 2027 (read by a machine)",
                    "Nobody typed it",
                ],
                ["The name was not found on it"],
            ),
        ],
    )
    def test_what_a_machine_read_is_for_the_reviewer_to_compare(self, case, lines, flags, silent):
        person, number, staff = case
        office = person.world.office
        person.world.papers.reader.otherwise = [line.replace("Diaz", person.holder.last_name) for line in lines]
        person.world.change(Document.__table__.update().values(slot="CPR"))
        with office.database.begin() as session:
            ask_to_read(session, office.jobs, session.get_one(Document, documents(person.world)[0].id))
        person.world.settle()

        staff.sees(number, "CPR card: decree.pdf", *flags)
        staff.misses(*silent)
