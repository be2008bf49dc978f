"""Accounts without pages: limits, passwords, linking under many hands, and the people of the seed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from models import Account, Application, Attempt, Credential, CredentialTerm, Event, Person
from models.base import new_id
from models.vocabulary import Discipline, EventKind, Level, SsnKind, StaffRole
from tests.webapp.small_office import Postbox
from workflows import history
from workflows.accounts import Accounts, AlreadyLinked, Claim, LinkRefused
from workflows.accounts.linking import normal_number
from workflows.accounts.passwords import CHEAPEST, TOO_COMMON, TOO_LONG, TOO_NEAR, TOO_SHORT, weakness
from workflows.adapters.clock import FixedClock
from workflows.applicants import BIRTH_DATE_PLACE, SSN_PLACE
from workflows.attempts import Limit, is_locked, record
from workflows.keyring import Keyring
from workflows.seed.candidates import CANDIDATES
from workflows.seed.changes import CHANGES
from workflows.seed.open_case import NothingPublished
from workflows.seed.people import HOLDERS, STAFF
from workflows.seed.rows import fill
from workflows.versions import Versions, bundled

NOON = datetime(2026, 1, 20, 17, tzinfo=UTC)
LIMIT = Limit("knock", most=3, within=timedelta(hours=1), locks=timedelta(hours=2))


class TestPasswords:
    @pytest.mark.parametrize(
        "password",
        [
            "violet harbor seventeen spoons",
            "copper kettle morning tide",
            "ñandú über Straße 日本語 spoons",
            "x7#k!Qz0@bL9$wE",
        ],
    )
    def test_a_long_one_of_ones_own_is_taken(self, password):
        assert weakness(password, context=["ana@example.org", "Ana", "Ruiz"]) is None

    @pytest.mark.parametrize(
        ("password", "sentence"),
        [
            ("fourteen chars", TOO_SHORT),
            ("x" * 129, TOO_LONG),
            ("aaaaaaaaaaaaaaaa", TOO_COMMON),
            ("passwordpassword", TOO_COMMON),
            ("Password12345678!", TOO_COMMON),
            ("123456789012345", TOO_COMMON),
            ("987654321098765", TOO_COMMON),
            ("qwertyuiopasdfgh", TOO_COMMON),
            ("1qaz2wsx3edc4rfv", TOO_COMMON),
            ("abc123abc123abc123", TOO_COMMON),
            ("correct horse battery staple", TOO_COMMON),
            ("Summer2025Summer2025", TOO_COMMON),
            ("massachusetts emt", TOO_NEAR),
            ("ana.ruiz@example.org", TOO_NEAR),
            ("Ruiz Ana Paramedic 1", TOO_NEAR),
        ],
    )
    def test_what_a_guesser_tries_first_is_refused_with_its_reason(self, password, sentence):
        assert weakness(password, context=["ana.ruiz@example.org", "Ana", "Ruiz"]) == sentence


class TestLimits:
    @pytest.fixture
    def knock(self, database):
        """Writes failures, so many minutes after noon."""

        def write(*minutes, succeeded=False):
            with database.begin() as session:
                for minute in minutes:
                    record(session, LIMIT, "door", succeeded=succeeded, at=NOON + timedelta(minutes=minute))

        return write

    @pytest.fixture
    def locked(self, database):
        def ask(minute):
            with database.read() as session:
                return is_locked(session, LIMIT, "door", now=NOON + timedelta(minutes=minute))

        return ask

    def test_failures_below_the_limit_lock_nothing(self, knock, locked):
        knock(0, 1)

        assert not locked(2)

    def test_failures_up_to_the_limit_lock_for_the_time_named(self, knock, locked):
        knock(0, 30, 59)

        assert locked(60)
        assert locked(59 + 119)
        assert not locked(59 + 120)

    def test_failures_spread_wider_than_the_time_lock_nothing(self, knock, locked):
        knock(0, 30, 60)

        assert not locked(61)

    def test_a_success_begins_the_count_anew(self, knock, locked):
        knock(0, 1)
        knock(2, succeeded=True)
        knock(3, 4)

        assert not locked(5)

    def test_another_door_is_not_locked(self, database, knock):
        knock(0, 1, 2)

        with database.read() as session:
            assert not is_locked(session, LIMIT, "other door", now=NOON)

    def test_failures_from_before_the_clock_was_set_back_lock_nothing(self, knock, locked):
        knock(0, 1, 2)

        assert not locked(-60 * 24)


class TestLinkingUnderManyHands:
    @pytest.fixture
    def keyring(self):
        return Keyring({"k1": b"o" * 32}, lookup_key=b"l" * 32)

    @pytest.fixture
    def accounts(self, database, keyring, clock):
        return Accounts(database=database, keyring=keyring, clock=clock, notices=Postbox())

    @pytest.fixture
    def people(self, accounts):
        """Ten accounts with proved addresses."""
        made = [accounts.directory.create(email=f"p{number}@example.org", password="x").id for number in range(10)]
        for account_id in made:
            accounts.directory.change(account_id, {"confirmed_at": NOON})
        return made

    @pytest.fixture(autouse=True)
    def register(self, database, keyring):
        add_holder(database, keyring, number="E0912345", ssn="899123456")

    def test_of_forty_tries_at_once_from_one_account_five_are_counted(self, database, accounts, people):
        answers = self.all_at_once(lambda number: accounts.linking.link(people[0], claim(number=f"E{number:07d}")), 40)

        assert answers == [LinkRefused] * 40
        with database.read() as session:
            counted = select(func.count()).where(Attempt.kind == "link_account")
            assert session.scalar(counted) == 5
            assert history.first_broken(session, people[0]) is None

    def test_of_tries_at_once_from_ten_accounts_three_are_counted_against_a_license(self, database, accounts, people):
        self.all_at_once(lambda number: accounts.linking.link(people[number % 10], claim(ssn="899000000")), 30)

        with database.read() as session:
            counted = select(func.count()).where(Attempt.kind == "link_license")
            assert session.scalar(counted) == 3

    def test_of_two_accounts_with_the_right_answers_one_is_linked(self, database, accounts, people):
        answers = self.all_at_once(lambda number: accounts.linking.link(people[number], claim()), 2)

        assert sorted(answers, key=str) == sorted([None, LinkRefused], key=str)
        with database.read() as session:
            assert session.scalar(select(Person.account_id)) in people[:2]

    def test_one_account_pressing_many_times_is_linked_once(self, database, accounts, people):
        answers = self.all_at_once(lambda _: accounts.linking.link(people[0], claim()), 8)

        assert answers.count(None) == 1
        assert answers.count(AlreadyLinked) == 7
        with database.read() as session:
            assert [event.kind for event in session.scalars(select(Event))] == [EventKind.LINKED]

    def test_an_address_that_is_not_proved_links_nothing(self, accounts):
        unproved = accounts.directory.create(email="new@example.org", password="x").id

        with pytest.raises(LinkRefused):
            accounts.linking.link(unproved, claim())

    @staticmethod
    def all_at_once(work, times):
        def answer(number):
            try:
                return work(number)
            except (LinkRefused, AlreadyLinked) as refusal:
                return type(refusal)

        with ThreadPoolExecutor(12) as pool:
            return list(pool.map(answer, range(times)))


@pytest.mark.parametrize("typed", ["e0912345", "E-0912345", " E 0912 345", "e‑0912345", "E–0912345"])
def test_a_number_is_one_number_however_it_is_written(typed):
    assert normal_number(typed) == "E0912345"


class TestSeed:
    @pytest.fixture
    def keyring(self):
        return Keyring({"k1": b"o" * 32}, lookup_key=b"l" * 32)

    @pytest.fixture
    def published(self, database):
        versions = Versions(database, FixedClock(NOON))
        versions.publish(next(one for one in bundled() if one.process_id == "alignment"))

    @pytest.mark.usefixtures("published")
    def test_everyone_is_there_and_a_second_time_nothing_changes(self, database, keyring):
        assert fill(database, keyring, cost=CHEAPEST) == len(HOLDERS) + len(CHANGES) + len(CANDIDATES) + len(STAFF)
        before = self.rows(database)

        assert fill(database, keyring, cost=CHEAPEST) == 0
        assert self.rows(database) == before

    @pytest.mark.usefixtures("published")
    def test_everyone_can_link_with_what_the_page_of_people_shows(self, database, keyring, clock):
        fill(database, keyring, cost=CHEAPEST)
        accounts = Accounts(database=database, keyring=keyring, clock=clock, notices=Postbox())

        for holder in (*HOLDERS, *CHANGES):
            account = accounts.directory.by_email(holder.email)
            assert account is not None
            told = Claim(level=holder.level, number=holder.number, ssn=holder.ssn, birth_date=holder.birth_date)
            accounts.linking.link(account.id, told)

    @pytest.mark.usefixtures("published")
    def test_staff_have_their_role_and_their_second_factor(self, database, keyring, clock):
        fill(database, keyring, cost=CHEAPEST)
        directory = Accounts(database=database, keyring=keyring, clock=clock, notices=Postbox()).directory

        for member in STAFF:
            account = directory.by_email(member.email)
            assert account is not None
            assert account.roles == {StaffRole(member.role)}
            assert account.tf_totp_secret == member.totp_secret

    @pytest.mark.usefixtures("published")
    def test_an_undecided_case_waits_for_whom_the_seed_says(self, database, keyring):
        fill(database, keyring, cost=CHEAPEST)

        waiting = {holder.number for holder in HOLDERS if holder.open_application}
        with database.read() as session:
            undecided = select(Credential.number).join(Application, Application.credential_id == Credential.id)
            assert set(session.scalars(undecided.where(Application.ended_at.is_(None)))) == waiting

    def test_without_a_published_diagram_the_undecided_case_is_refused(self, database, keyring):
        with pytest.raises(NothingPublished):
            fill(database, keyring, cost=CHEAPEST)

    @staticmethod
    def rows(database):
        with database.read() as session:
            return [
                session.scalars(select(kind.id).order_by(kind.id)).all()
                for kind in (Account, Person, Credential, CredentialTerm)
            ]


def claim(*, number="E0912345", ssn="899123456"):
    return Claim(level=Level.EMT, number=number, ssn=ssn, birth_date=date(1986, 4, 28))


def add_holder(database, keyring, *, number, ssn):
    row = new_id()
    with database.begin() as session:
        session.add(
            Person(
                id=row,
                legal_first="Ana",
                legal_last="Ruiz",
                ssn_kind=SsnKind.SSN,
                ssn=keyring.seal(ssn, place=SSN_PLACE, row=row),
                ssn_lookup=keyring.look_up(ssn, place=SSN_PLACE),
                birth_date=keyring.seal("1986-04-28", place=BIRTH_DATE_PLACE, row=row),
                contact=b"",
            )
        )
        session.flush()
        terms = {"issued_on": date(2024, 4, 1), "expires_on": date(2026, 3, 31), "discipline": Discipline.CLEAR}
        session.add(Credential(id=new_id(), person_id=row, number=number, level=Level.EMT, **terms))
