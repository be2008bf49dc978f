"""Words that may hold a Social Security number do not go out before a person has looked."""

import pytest
from sqlalchemy import select

from models import Account, Notice
from models.vocabulary import NoticeStatus
from workflows.adapters.mail import FakeMailer
from workflows.notices import masked, render
from workflows.refusals import NotFound
from workflows.settings import Settings
from workflows.wiring import wire

FIELDS = {"number": "MA-2026-000001", "process": "Renewal", "site": "https://example.org", "detail": ""}


def suspect(text):
    return render("N-DRAFT-REM", {**FIELDS, "detail": text}).suspect


@pytest.mark.parametrize(
    "text",
    [
        "123456789",
        "123-45-6789",
        "123 45 6789",
        "123.45.6789",
        "123\u201145\u20116789",
        "123 - 45 - 6789",
        "123  45  6789",
        "123/45/6789",
        "123\u221245\u22126789",
        "123\u200b45\u200b6789",
        "SSN:123456789.",
        "(123-45-6789)",
    ],
)
def test_exactly_nine_digits_alone_or_as_three_two_four_are_held(text):
    assert suspect(text)


@pytest.mark.parametrize(
    "text",
    [
        "12345678",
        "1234567890",
        "02139-1234",
        "617-753-7320",
        "E0912345",
        "MA-2026-004211",
        "March 31, 2026",
        "12-123456789",
    ],
)
def test_other_numbers_go_out(text):
    assert not suspect(text)


def test_a_link_of_ours_is_no_number_of_a_person():
    fields = {"site": "https://example.org", "link": "https://example.org/x/a123456789b"}

    assert not render("N-ACCT-VERIFY", fields).suspect


class TestAHeldNotice:
    @pytest.fixture
    def mailer(self):
        return FakeMailer()

    @pytest.fixture
    def office(self, database, database_url, clock, mailer):
        return wire(Settings(database_url=database_url), database=database, clock=clock, mailer=mailer)

    @pytest.fixture
    def account_id(self, office, clock):
        with office.database.begin() as session:
            account = Account(email="someone@example.org", created_at=clock.now(), confirmed_at=clock.now())
            session.add(account)
            session.flush()
            return account.id

    @pytest.fixture
    def held(self, office, account_id):
        with office.database.begin() as session:
            fields = {"number": "MA-2026-000001", "process": "Renewal", "detail": "123-45-6789"}
            office.notices.write(session, "N-DRAFT-REM", key="k", account_id=account_id, fields=fields)
        office.worker().run_due()
        [notice] = office.held_notices.all()
        return notice

    def test_does_not_leave_and_is_shown_to_staff_without_the_digits(self, held, mailer):
        assert mailer.sent == []
        assert "6789" not in held.text + held.subject
        assert masked("123-45-6789") in held.text

    def test_leaves_once_somebody_has_looked(self, office, held, mailer, account_id):
        office.held_notices.send(held.id, by=account_id)
        office.worker().run_due()

        assert [message.to for message in mailer.sent] == ["someone@example.org"]
        assert office.held_notices.all() == []

    def test_is_thrown_away_for_good(self, office, held, mailer, account_id):
        office.held_notices.throw_away(held.id, by=account_id)
        office.worker().run_due()

        assert mailer.sent == []
        with office.database.read() as session:
            assert session.scalars(select(Notice.status)).all() == [NoticeStatus.REFUSED]
        with pytest.raises(NotFound):
            office.held_notices.send(held.id, by=account_id)
