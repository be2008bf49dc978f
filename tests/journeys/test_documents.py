"""Files: added to a page, kept, taken off, scanned, looked at by staff, and asked for again."""

import re

import pytest
from sqlalchemy import select

from models import Document
from models.vocabulary import EventKind, ScanStatus
from tests.journeys.people import file
from tests.support.files import EICAR, TEST_VIRUS, pdf, picture
from workflows.adapters.scanner import Finding
from workflows.documents import ask_to_read

PAPER = {"paper": "court_order"}


@pytest.fixture
def proof(applicant):
    """A holder at the page that asks for the paper with the new name."""
    person = applicant("ana")
    number = person.sends("/start/name_change").rsplit("/", 1)[1]
    person.world.settle()
    path = person.next_page(number)
    path = person.sends(
        path,
        person.answer(
            path,
            new_name={
                "new_first": "Ana",
                "new_last": "Diaz",
                "reason": "marriage",
                "effective_on-month": "1",
                "effective_on-day": "5",
                "effective_on-year": "2026",
                "nremt_also_changed": "yes",
            },
        ),
    )
    assert path.endswith("/proof")
    return person, number, path


def documents(world):
    return world.all(select(Document).order_by(Document.added_at, Document.id))


class TestAdding:
    def test_a_file_is_listed_with_its_name_and_kept_sealed(self, proof):
        person, _, path = proof

        where = person.adds(path, "evidence", pdf("decree"), "decree.pdf")

        assert where.endswith("/proof#evidence-group")
        person.reads(path, "decree.pdf", "Add another file")
        [row] = documents(person.world)
        assert row.scan is ScanStatus.CLEAN
        assert row.name != b"decree.pdf"
        [kept] = person.world.papers.files.kept.values()
        assert b"%PDF" not in kept

    def test_one_press_answers_the_page_and_adds_the_file(self, proof):
        person, _, path = proof

        where = person.sends(path, person.answer(path, proof=PAPER))

        assert where.endswith("/truth") or "/tasks/" in where
        assert len(documents(person.world)) == 1

    def test_its_sender_opens_it_as_a_file_to_keep(self, proof):
        person, _, path = proof
        person.adds(path, "evidence", picture("PNG", words="one"), "photo.png")
        [row] = documents(person.world)

        answer = person.browser.get(f"/documents/{row.id}")

        assert answer.mimetype == "image/png"
        assert answer.headers["Content-Disposition"] == "attachment; filename=photo.png"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_nobody_elses_document_is_found(self, proof, applicant):
        person, _, path = proof
        person.adds(path, "evidence", pdf(), "decree.pdf")
        [row] = documents(person.world)

        applicant("ben").browser.get(f"/documents/{row.id}", expect=404)

    def test_a_removed_file_leaves_nothing(self, proof):
        person, _, path = proof
        person.adds(path, "evidence", pdf(), "decree.pdf")

        person.takes_off(path, "evidence")

        person.reads(path, "Choose one or more files")
        person.misses("decree.pdf")
        assert documents(person.world) == []
        assert person.world.papers.files.kept == {}

    def test_a_file_added_in_another_window_stands_on_a_page_drawn_before(self, proof):
        person, _, path = proof
        other = person.comes_again()
        other.adds(path, "evidence", pdf(), "decree.pdf")

        where = person.sends(path, {"revision": person.revision(path), **PAPER, "action": "continue"})

        assert not where.endswith("/proof")


class TestRefusing:
    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"", "card.pdf", "card.pdf is empty"),
            (b"x" * 10_000_001, "card.pdf", "card.pdf is larger than 10 MB"),
            (b"MZ", "card.exe", "card.exe is of a kind we do not take"),
            (picture(), "card.pdf", "card.pdf is not what its name says"),
            (picture(size=(640, 300)), "card.jpg", "card.jpg is too small a picture"),
            (EICAR, "card.pdf", "card.pdf is not what its name says"),
            (pdf(TEST_VIRUS.decode()), "card.pdf", "card.pdf has a virus in it"),
        ],
    )
    def test_a_file_that_is_not_taken_gets_a_sentence_and_the_rest_is_kept(self, proof, content, name, sentence):
        person, _, path = proof

        person.adds(path, "evidence", content, name, expect=422, paper="court_order")

        assert person.browser.sees(sentence)
        assert re.search(r'<input[^>]*checked[^>]*value="court_order"|value="court_order"[^>]*checked', person.html)
        assert documents(person.world) == []
        assert person.world.papers.files.kept == {}

    def test_of_two_files_the_good_one_is_kept(self, proof):
        person, _, path = proof
        files = [file(pdf(), "good.pdf"), file(b"no", "bad.pdf")]

        person.sends(path, {"revision": person.revision(path), **PAPER, "evidence": files}, expect=422)

        assert person.browser.sees("bad.pdf is not what its name says")
        assert person.browser.sees("good.pdf")
        assert len(documents(person.world)) == 1

    def test_more_than_the_question_takes_are_refused(self, proof):
        person, _, path = proof
        for number in range(4):
            person.adds(path, "evidence", pdf(str(number)), f"{number}.pdf")
        person.reads(path, "That is all we take here")

    def test_a_store_that_does_not_answer_costs_nothing_else(self, proof):
        person, _, path = proof
        person.world.papers.files.down = True

        person.adds(path, "evidence", pdf(), "decree.pdf", expect=422)

        assert person.browser.sees("decree.pdf could not be kept just now")

    def test_a_post_beyond_all_bounds_gets_its_page(self, proof):
        person, _, path = proof

        told = {"CONTENT_LENGTH": "70000000", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
        answer = person.browser.open(path, "POST", environ_overrides=told)

        assert answer.status_code == 413


class TestScannerDown:
    def test_a_file_waits_and_is_scanned_when_the_scanner_is_back(self, proof):
        person, _, path = proof
        person.world.papers.scanner.down = True
        person.adds(path, "evidence", pdf(), "decree.pdf")
        person.reads(path, "Not scanned yet")

        person.world.papers.scanner.down = False
        person.world.settle()
        person.reads(path, "decree.pdf")

        person.misses("Not scanned yet")

    def test_what_turns_out_to_be_harmful_must_be_removed(self, proof):
        person, _, path = proof
        person.world.papers.scanner.down = True
        person.adds(path, "evidence", pdf(), "decree.pdf")
        person.world.papers.scanner.down = False
        person.world.papers.scanner.otherwise = Finding.INFECTED
        person.world.settle()

        person.sends(path, {"revision": person.revision(path), **PAPER, "action": "continue"}, expect=422)

        assert person.browser.sees("Remove decree.pdf and add a clean file")


class TestStaff:
    @pytest.fixture
    def case(self, proof, clerk):
        person, number, path = proof
        person.world.papers.reader.otherwise = ["Nothing of note"]
        person.adds(path, "evidence", pdf("decree"), "decree.pdf")
        person.fills_in(number, proof=PAPER)
        return person, number, clerk("reviewer_1")

    def test_staff_open_a_clean_file_and_the_history_tells(self, case):
        person, number, staff = case
        [row] = documents(person.world)
        staff.sees(number, "Proof of the new name: decree.pdf", "To look at")

        answer = staff.browser.post_bare(
            f"/cases/{number}/documents/{row.id}/file", {"csrf_token": staff.token}, expect=200
        )

        assert answer.data.startswith(b"%PDF")
        assert "attachment" in answer.headers["Content-Disposition"]
        assert person.world.history(number)[-1].kind is EventKind.DOCUMENT_OPENED

    def test_a_document_asked_for_again_is_an_item_of_the_request(self, case):
        person, number, staff = case
        [row] = documents(person.world)
        staff.claims(number)

        staff.sends(
            f"/cases/{number}/documents/{row.id}",
            {"verdict": "asked_again", "asked_because": "The date can not be read."},
        )
        staff.sees(number, "Asked again")

        assert "The date can not be read." in staff.html
        staff.sends(
            f"/cases/{number}/tasks/{staff.open_task(number).id}",
            {"decision": "request_information", "ask_proof": "y", "ask_proof_note": "Add it again."},
        )
        person.world.settle()
        path = person.next_page(number)
        person.reads(path, "decree.pdf", "Add it again.")
        person.adds(path, "evidence", pdf("again"), "again.pdf")
        person.fills_in(number, proof=PAPER)
        staff.sees(number, "again.pdf", "decree.pdf")

    def test_a_verdict_needs_the_case_in_hand(self, case):
        person, number, staff = case
        [row] = documents(person.world)

        staff.sends(f"/cases/{number}/documents/{row.id}", {"verdict": "accepted"}, expect=409)

    def test_what_was_not_scanned_opens_for_nobody_of_the_staff(self, case):
        person, number, staff = case
        [row] = documents(person.world)
        person.world.change(Document.__table__.update().values(scan=ScanStatus.WAITING))

        staff.reads(f"/cases/{number}/documents/{row.id}", "Not scanned yet")
        staff.sends(f"/cases/{number}/documents/{row.id}/file", expect=409)

    def test_those_who_have_no_business_with_a_case_open_nothing_of_it(self, case, clerk):
        person, number, _ = case
        [row] = documents(person.world)

        clerk("fiscal").sends(f"/cases/{number}/documents/{row.id}/file", expect=404)

    def test_the_same_file_twice_is_shown_to_the_reviewer(self, proof, clerk):
        person, number, path = proof
        person.adds(path, "evidence", pdf("decree"), "one.pdf")
        person.adds(path, "evidence", pdf("decree"), "two.pdf")
        person.fills_in(number, proof=PAPER)

        clerk("reviewer_1").sees(number, "The same file was added twice here")

    def test_what_a_machine_read_is_for_the_reviewer_to_compare(self, case):
        person, number, staff = case
        office = person.world.office
        person.world.change(Document.__table__.update().values(slot="CPR"))
        with office.database.begin() as session:
            ask_to_read(session, office.jobs, session.scalars(select(Document)).one())
        person.world.settle()

        staff.sees(number, "The name was not found on it")

    def test_a_card_that_shows_the_name_raises_nothing(self, case):
        person, number, staff = case
        office = person.world.office
        person.world.papers.reader.otherwise = ["BLS Provider", f"{person.holder.first_name} {person.holder.last_name}"]
        person.world.change(Document.__table__.update().values(slot="CPR"))
        with office.database.begin() as session:
            ask_to_read(session, office.jobs, session.scalars(select(Document)).one())
        person.world.settle()

        staff.sees(number, "CPR card: decree.pdf")
        staff.misses("The name was not found on it")
