"""People who are made of applications: found again, limited, put aside and forgotten."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models import Account, Person
from models.base import new_id
from models.vocabulary import SsnKind
from workflows.applicants import Applicants, Identity, Known, Tries
from workflows.keyring import Keyring

NOW = datetime(2026, 5, 4, 14, tzinfo=UTC)
TRIES = Tries(most=5, lock_hours=24)


def identity(**changed: Any) -> Identity:
    told = {
        "first": "Amy",
        "middle": "",
        "last": "Bell",
        "suffix": "",
        "birth_date": date(2007, 2, 11),
        "ssn": "812410029",
        "ssn_kind": SsnKind.SSN,
        "nremt_number": "E3401129",
    }
    return Identity(**(told | changed))


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({"k1": b"o" * 32}, lookup_key=b"l" * 32)


@pytest.fixture
def account(database: Any) -> Any:
    def make(name: str) -> str:
        with database.begin() as session:
            row = Account(id=new_id(), email=f"{name}@example.org", fs_uniquifier=new_id(), created_at=NOW, roles=[])
            session.add(row)
        return row.id

    return make


@pytest.fixture
def register(database: Any, keyring: Any) -> Any:
    def ask(account_id: str, **changed: Any) -> tuple[Known, Person | None]:
        with database.begin() as session:
            return Applicants(session, keyring).register(
                identity(**changed), account_id=account_id, tries=TRIES, now=NOW
            )

    return ask


def test_the_same_person_is_made_once_and_changed_with_the_answers(account: Any, register: Any) -> None:
    amy = account("amy")

    _, first = register(amy)
    known, second = register(amy, last="Bellamy")

    assert (known, second.id, second.legal_last) == (Known.NONE, first.id, "Bellamy")
    assert b"812410029" not in second.ssn


def test_a_number_and_birth_date_of_another_account_are_not_taken(account: Any, register: Any) -> None:
    register(account("amy"))

    assert register(account("bob")) == (Known.OTHER, None)


def test_a_number_alone_tells_nothing(account: Any, register: Any) -> None:
    register(account("amy"))

    known, _ = register(account("bob"), birth_date=date(2000, 1, 1))

    assert known is Known.NONE


def test_five_different_people_lock_an_account_but_not_who_stays_the_same(account: Any, register: Any) -> None:
    amy, bob = account("amy"), account("bob")
    for last in range(5):
        assert register(amy, ssn=f"81241999{last}")[0] is Known.NONE
        register(bob)

    assert register(amy, ssn="812419999") == (Known.OTHER, None)
    assert register(bob)[0] is Known.NONE


def test_a_person_for_whom_nothing_was_sent_is_forgotten(
    account: Any, register: Any, database: Any, keyring: Any
) -> None:
    _, person = register(account("amy"))

    with database.begin() as session:
        assert Applicants(session, keyring).forget(person.id)
        assert not Applicants(session, keyring).forget(person.id)
    with database.read() as session:
        assert session.get(Person, person.id) is None


@pytest.mark.parametrize(
    ("day", "adult"), [(date(2025, 2, 10), False), (date(2025, 2, 11), True), (date(2025, 12, 1), True)]
)
def test_a_person_is_adult_on_the_eighteenth_birthday(day: date, adult: bool) -> None:
    assert identity().adult_on(day) is adult
