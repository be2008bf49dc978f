"""Files: added to a page, kept, taken off, scanned, and told to who sent them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Job
from models.vocabulary import DocumentSlot, JobKind, ScanStatus
from tests.journeys.people import file
from tests.journeys.proofs import PAPER, asks_for_proof, at_proof, documents, judges
from tests.support.files import EICAR, TEST_VIRUS, pdf, picture
from workflows.adapters.examiner import DirectExaminer
from workflows.adapters.scanner import FakeScanner, Finding, ScannerUnavailable
from workflows.documents import DocumentRefused, Documents, Sent


@pytest.fixture
def proof(applicant):
    """A holder at the page that asks for the paper with the new name."""
    return at_proof(applicant("ana"))


class AwayOnce(FakeScanner):
    """Does not answer the first time."""

    def __init__(self):
        super().__init__()
        self.asked = 0

    def scan(self, content):
        self.asked += 1
        if self.asked == 1:
            raise ScannerUnavailable
        return super().scan(content)


class TestAdding:
    def test_a_file_is_listed_with_its_name_and_kept_sealed(self, proof):
        person, _, path = proof

        where = person.adds(path, "evidence", pdf("decree"), "decree.pdf")

        assert where.endswith("/proof#evidence-group")
        person.reads(path, "decree.pdf", "Add another file")
        [row] = documents(person.world)
        assert row.scan is ScanStatus.CLEAN
        assert row.name != b"decree.pdf"
        assert not any(b"%PDF" in kept for kept in person.world.papers.files.kept.values())

    def test_what_was_sent_is_kept_beside_the_copy(self, proof):
        person, _, path = proof
        sent = picture() + b"what a camera wrote"

        person.adds(path, "evidence", sent, "photo.jpg")

        [row] = documents(person.world)
        assert person.world.office.files.original(row) == sent
        assert b"camera" not in person.world.office.files.copy(row)
        assert row.size_bytes == len(sent)

    def test_one_press_answers_the_page_and_adds_the_file(self, proof):
        person, _, path = proof

        where = person.sends(path, person.answer(path, proof=PAPER))

        assert where.endswith("/truth") or "/tasks/" in where
        assert len(documents(person.world)) == 1

    def test_its_sender_opens_it_as_a_file_to_keep(self, proof):
        person, _, path = proof
        person.adds(path, "evidence", picture("PNG", words="one"), "photo.png")
        [row] = documents(person.world)

        answer = person.browser.get(f"/documents/{row.id}", headers={"Range": "bytes=0-3"})

        assert answer.mimetype == "image/png"
        assert answer.headers["Content-Disposition"] == "attachment; filename=photo.png"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.data == person.world.office.files.copy(row)

    def test_nobody_elses_document_is_found(self, proof, applicant):
        person, _, path = proof
        person.adds(path, "evidence", pdf(), "decree.pdf")
        [row] = documents(person.world)

        stranger = applicant("ben")
        stranger.browser.get(f"/documents/{row.id}", expect=404)
        stranger.sends(path, {"revision": "0", "evidence-remove": row.id}, expect=404)
        stranger.sends(path, {"revision": "0", "evidence": file(pdf("other"), "other.pdf")}, expect=404)
        assert [kept.id for kept in documents(person.world)] == [row.id]

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

    def test_a_file_that_comes_with_a_page_saved_elsewhere_is_kept(self, proof):
        person, _, path = proof
        person.adds(path, "evidence", pdf("one"), "one.pdf")

        posted = {"revision": "0", **PAPER, "evidence": file(pdf("two"), "two.pdf")}
        person.sends(path, posted, expect=409)

        person.reads(path, "one.pdf", "two.pdf")

    def test_a_press_that_comes_twice_adds_one_file(self, proof):
        person, number, path = proof

        outcomes = _all_at_once(person, number, path, [pdf("decree")] * 4)

        [row] = documents(person.world)
        assert {str(outcome) for outcome in outcomes} == {row.id}
        assert len(person.world.papers.files.kept) == 2

    def test_no_more_files_than_there_is_room_for_come_in_at_once(self, proof):
        person, number, path = proof

        outcomes = _all_at_once(person, number, path, [pdf(str(place)) for place in range(6)])

        assert len(documents(person.world)) == 4
        assert sum(isinstance(outcome, DocumentRefused) for outcome in outcomes) == 2
        assert len(person.world.papers.files.kept) == 8


def _all_at_once(person, number, path, contents):
    """Files added to the page at the same time: the id of each, or why it was refused."""
    task_id, office = path.split("/")[2], person.world.office
    account_id = person.application(number).account_id

    def add(content):
        sent = Sent("proof", "evidence", DocumentSlot.NAME_EVIDENCE, 4, "decree.pdf", content)
        try:
            return office.documents.take(account_id, task_id, sent)
        except DocumentRefused as refused:
            return refused

    with ThreadPoolExecutor(len(contents)) as threads:
        return list(threads.map(add, contents))


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

    def test_the_scanner_sees_what_was_sent_and_the_copy_before_anybody_opens_either(self, proof):
        person, number, path = proof
        office = person.world.office
        sent = Sent("proof", "evidence", DocumentSlot.NAME_EVIDENCE, 4, "decree.pdf", pdf("decree"))
        documents_of = Documents(
            office.database,
            clock=office.clock,
            keyring=office.keyring,
            files=office.files,
            scanner=AwayOnce(),
            examiner=DirectExaminer(),
            jobs=office.jobs,
        )

        documents_of.take(person.application(number).account_id, path.split("/")[2], sent)

        [row] = documents(person.world)
        assert row.scan is ScanStatus.WAITING

    def test_a_file_taken_off_while_it_is_scanned_is_gone(self, proof):
        person, _, path = proof
        person.world.papers.scanner.down = True
        person.adds(path, "evidence", pdf(), "decree.pdf")
        person.world.papers.scanner.down = False
        handler = person.world.office.handlers[JobKind.SCAN]
        with person.world.rows() as session:
            job = session.scalars(select(Job).where(Job.kind == JobKind.SCAN)).one()

        result = handler.work(job)
        person.takes_off(path, "evidence")
        with person.world.office.database.begin() as session:
            handler.keep(session, job, result)
        person.world.settle()

        assert documents(person.world) == []
        assert person.world.incidents() == []


def _a_minute_later(world):
    world.it_is(world.clock.now() + timedelta(minutes=1))


class TestTelling:
    """What the application's own page says of each file."""

    def test_a_file_is_told_from_the_page_to_the_verdict(self, proof, clerk):
        person, number, path = proof
        person.world.papers.scanner.down = True
        person.adds(path, "evidence", pdf("decree"), "decree.pdf")
        person.sees(number, "Your documents", "Proof of the new name: decree.pdf", "We are checking it for viruses")
        person.world.papers.scanner.down = False
        person.world.settle()
        person.sees(number, "Added. You did not send it yet")
        person.fills_in(number, proof=PAPER)
        person.sees(number, "With the Office")

        staff = clerk("reviewer_1")
        staff.claims(number)
        judges(staff, number, documents(person.world)[0], "asked_again", asked_because="The date can not be read.")
        person.sees(number, "With the Office")
        person.misses("The date can not be read.")
        _a_minute_later(person.world)
        asks_for_proof(staff, number)
        person.sees(number, "Please add a new file. The date can not be read")

        person.adds(person.next_page(number), "evidence", pdf("again"), "again.pdf")
        person.fills_in(number, proof=PAPER)
        person.sees(number, "A newer file took its place", "With the Office")
        staff.claims(number)
        judges(staff, number, documents(person.world)[1], "accepted")
        person.sees(number, "Accepted")

    def test_a_rejection_is_the_offices_own_until_the_decision(self, proof, clerk):
        person, number, _ = proof
        person.fills_in(number, proof=PAPER)
        staff = clerk("reviewer_1")
        staff.claims(number)
        judges(staff, number, documents(person.world)[0], "rejected", rejected_because="Another person's decree.")

        person.sees(number, "With the Office")
        person.withdraws(number)
        person.sees(number, "Not accepted")
        person.misses("Another person")

    def test_a_file_with_a_virus_is_named_and_opens_for_nobody(self, proof):
        person, number, path = proof
        person.world.papers.scanner.down = True
        person.adds(path, "evidence", pdf(), "decree.pdf")
        person.world.papers.scanner.down = False
        person.world.papers.scanner.otherwise = Finding.INFECTED
        person.world.settle()

        person.sees(number, "A virus was found in it. Nobody can open it")

        [row] = documents(person.world)
        assert row.id not in person.html
        person.browser.get(f"/documents/{row.id}", expect=409)
