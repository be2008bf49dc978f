import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import Attempt, Credential, Event, Person
from models.vocabulary import Discipline, EventKind, Level, SsnKind, StaffRole
from tests.webapp.people import sign_in, sign_in_with_code
from workflows.applicants import BIRTH_DATE_PLACE, SSN_PLACE

RIGHT = {
    "level": "E",
    "number": "E0912345",
    "ssn": "899-12-3456",
    "birth_date-month": "4",
    "birth_date-day": "28",
    "birth_date-year": "1986",
}
REFUSED = "We could not match what you entered to a license."


@pytest.fixture(autouse=True)
def holder(office, keyring):
    """Ana's certification in the register."""
    return add_person(office, keyring, "ana", number="E0912345", ssn="899123456", born=date(1986, 4, 28))


@pytest.fixture
def ana(make_account, visitor):
    """Ana, signed in."""
    account = make_account()
    sign_in(visitor)
    return account


def test_four_right_answers_link_the_certification(visitor, ana, office, holder, postbox):
    visitor.get("/link")
    visitor.post("/link", RIGHT)

    assert office.accounts.directory.person_of(ana.id) == holder
    assert postbox.written == [("N-LINK-OK", ana.id, {})]
    assert kinds(office, ana) == [EventKind.LINKED]
    visitor.get("/link", expect=303)


@pytest.mark.parametrize("number", ["e0912345", " E-0912345 ", "E 0912 345", "e‑0912345"])
def test_the_number_is_taken_however_it_is_written(visitor, ana, office, holder, number):
    visitor.post("/link", {**RIGHT, "number": number})

    assert office.accounts.directory.person_of(ana.id) == holder


def test_a_pseudo_number_works_like_an_ssn(visitor, ana, office, keyring):
    noa = add_person(
        office, keyring, "noa", number="E0926671", ssn="900004417", born=date(2001, 9, 2), kind=SsnKind.PSEUDO
    )

    typed = {"birth_date-month": "9", "birth_date-day": "2", "birth_date-year": "2001"}
    visitor.post("/link", {**RIGHT, **typed, "number": "E0926671", "ssn": "900004417"})

    assert office.accounts.directory.person_of(ana.id) == noa


WRONG = [
    {"level": "P"},
    {"number": "E0912346"},
    {"ssn": "899123457"},
    {"birth_date-day": "27"},
    {"birth_date-month": "5"},
]


@pytest.mark.parametrize("change", WRONG)
def test_one_wrong_answer_links_nothing(visitor, ana, office, change):
    visitor.post("/link", {**RIGHT, **change}, expect=422)

    assert visitor.sees(REFUSED)
    assert visitor.page.title.startswith("Error: ")
    assert office.accounts.directory.person_of(ana.id) is None


def test_every_failure_has_the_same_answer_byte_for_byte(visitor, another_visitor, ana, make_account, without_rates):
    """Whatever is wrong, and behind both locks: two hundred tries, one answer."""
    ben = another_visitor()
    make_account("ben@example.org")
    sign_in(ben, "ben@example.org")
    visitor.post("/link", RIGHT)
    visitor.post("/logout")
    answers = set()

    for number in range(200):
        change = [*WRONG, {}][number % 6]
        answer = ben.post("/link", {**RIGHT, **change}, expect=422)
        answers.add(answer.text.replace(ben.page.token, "TOKEN"))

    assert len(answers) == 1


def test_nothing_typed_comes_back(visitor, ana):
    answer = visitor.post("/link", {**RIGHT, "level": "P"}, expect=422)

    for typed in ("0912345", "899", 'value="1986"', 'value="28"'):
        assert typed not in answer.text


def test_after_five_failures_even_the_right_answers_wait_a_day(visitor, ana, office, clock, holder):
    for _ in range(5):
        visitor.post("/link", {**RIGHT, "number": "E7777777"}, expect=422)
        clock.set(clock.now() + timedelta(hours=1))

    visitor.post("/link", RIGHT, expect=422)
    clock.set(clock.now() + timedelta(hours=22, minutes=59))
    visitor.post("/link", RIGHT, expect=422)
    clock.set(clock.now() + timedelta(minutes=2))
    visitor.post("/link", RIGHT)

    assert office.accounts.directory.person_of(ana.id) == holder
    assert EventKind.LINK_LOCKED in kinds(office, ana)


def test_tries_behind_the_lock_do_not_make_it_longer(visitor, ana, office, clock):
    for _ in range(5):
        visitor.post("/link", {**RIGHT, "number": "E7777777"}, expect=422)
    for _ in range(10):
        clock.set(clock.now() + timedelta(hours=2))
        visitor.post("/link", {**RIGHT, "number": "E7777777"}, expect=422)

    clock.set(clock.now() + timedelta(hours=5))

    visitor.post("/link", RIGHT)
    assert kinds(office, ana).count(EventKind.LINK_REFUSED) == 5


def test_a_license_is_tried_three_times_a_day_over_all_accounts(visitor, another_visitor, ana, make_account, clock):
    for number in range(3):
        make_account(f"guess{number}@example.org")
        guesser = another_visitor()
        sign_in(guesser, f"guess{number}@example.org")
        guesser.post("/link", {**RIGHT, "ssn": "899000000"}, expect=422)

    visitor.post("/link", RIGHT, expect=422)
    assert visitor.sees(REFUSED)

    clock.set(clock.now() + timedelta(hours=25))
    visitor.post("/link", RIGHT)


def test_a_link_stays_whatever_others_try_and_its_holder_is_told_once_a_day(
    visitor, another_visitor, ana, make_account, office, holder, postbox
):
    visitor.post("/link", RIGHT)
    make_account("ben@example.org")
    ben = another_visitor()
    sign_in(ben, "ben@example.org")

    for _ in range(3):
        ben.post("/link", RIGHT, expect=422)

    assert office.accounts.directory.person_of(ana.id) == holder
    assert [notice[:2] for notice in postbox.written[1:]] == [("N-LINK-FAIL", ana.id)]


def test_an_account_holds_one_person(visitor, ana, office, keyring, holder):
    visitor.post("/link", RIGHT)
    add_person(office, keyring, "ben", number="P0800001", ssn="899000001", born=date(1990, 1, 1))

    typed = {"level": "P", "number": "P0800001", "ssn": "899000001"}
    born = {"birth_date-month": "1", "birth_date-day": "1", "birth_date-year": "1990"}
    visitor.post("/link", {**typed, **born}, expect=409)

    assert office.accounts.directory.person_of(ana.id) == holder


def test_staff_link_nothing(visitor, make_account):
    make_account("rita@oems.example.org", roles=(StaffRole.REVIEWER,), totp=True)
    sign_in_with_code(visitor, "rita@oems.example.org")

    visitor.get("/link", expect=403)


@pytest.mark.parametrize(
    "change",
    [
        {"level": ""},
        {"number": ""},
        {"number": "AMB-1234"},
        {"number": "E' OR 1=1 --"},
        {"ssn": "12345"},
        {"birth_date-month": "2", "birth_date-day": "30"},
        {"birth_date-year": ""},
    ],
)
def test_what_cannot_be_right_is_told_beside_its_field_and_not_counted(visitor, ana, office, change):
    visitor.post("/link", {**RIGHT, **change}, expect=422)

    assert visitor.page.title.startswith("Error: ")
    assert not visitor.sees(REFUSED)
    assert kinds(office, ana) == []


def test_staff_lift_the_lock_of_an_account(visitor, another_visitor, ana, make_account, office):
    for _ in range(5):
        visitor.post("/link", {**RIGHT, "number": "E7777777"}, expect=422)
    clerk = signed_in_clerk(another_visitor, make_account)

    clerk.get("/staff/linking-locks")
    clerk.post("/staff/linking-locks", {"email": "ana@example.org"})

    visitor.post("/link", RIGHT)
    lifted = next(event for event in events(office, ana) if event.kind is EventKind.LINK_LIFTED)
    assert lifted.actor_id == office.accounts.directory.by_email("iris@oems.example.org").id


def test_staff_lift_the_lock_of_a_license(visitor, another_visitor, ana, make_account):
    for _ in range(3):
        visitor.post("/link", {**RIGHT, "ssn": "899000000"}, expect=422)
    visitor.post("/link", RIGHT, expect=422)
    clerk = signed_in_clerk(another_visitor, make_account)

    clerk.post("/staff/linking-locks", {"number": "e-0912345"})

    visitor.post("/link", RIGHT)


def test_lifting_asks_for_an_account_that_is_there(another_visitor, make_account):
    clerk = signed_in_clerk(another_visitor, make_account)

    clerk.post("/staff/linking-locks", {"email": "nobody@example.org"}, expect=422)
    assert clerk.sees("Enter the e-mail address of an account")
    clerk.post("/staff/linking-locks", {}, expect=422)
    assert clerk.sees("Enter an e-mail address or a license number")


def test_no_event_and_no_row_of_tries_holds_what_was_typed(visitor, ana, office):
    visitor.post("/link", {**RIGHT, "ssn": "899000000"}, expect=422)

    with office.database.read() as session:
        kept = [str(vars(row)) for row in [*session.scalars(select(Event)), *session.scalars(select(Attempt))]]
    assert kept
    assert not re.search("0912345|899000000|1986", "".join(kept))


def add_person(office, keyring, key, *, number, ssn, born, kind=SsnKind.SSN):
    row = f"person-{key}"
    with office.database.begin() as session:
        session.add(
            Person(
                id=row,
                legal_first="Ana",
                legal_last="Ruiz",
                ssn_kind=kind,
                ssn=keyring.seal(ssn, place=SSN_PLACE, row=row),
                ssn_lookup=keyring.look_up(ssn, place=SSN_PLACE),
                birth_date=keyring.seal(born.isoformat(), place=BIRTH_DATE_PLACE, row=row),
                contact=b"",
            )
        )
        session.flush()
        session.add(
            Credential(
                id=f"credential-{key}",
                person_id=row,
                number=number,
                level=Level(number[0]),
                issued_on=date(2024, 4, 1),
                expires_on=date(2026, 3, 31),
                discipline=Discipline.CLEAR,
            )
        )
    return row


def signed_in_clerk(another_visitor, make_account):
    make_account("iris@oems.example.org", roles=(StaffRole.INTAKE,), totp=True)
    clerk = another_visitor()
    sign_in_with_code(clerk, "iris@oems.example.org")
    return clerk


def events(office, account):
    with office.database.read() as session:
        return session.scalars(select(Event).where(Event.stream == account.id).order_by(Event.position)).all()


def kinds(office, account):
    return [event.kind for event in events(office, account)]
