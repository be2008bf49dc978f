"""How often linking may fail is the owner's to say, and who is locked is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import Account, Notice, Setting
from models.vocabulary import Level
from workflows.accounts import Claim, LinkRefused
from workflows.settings import Settings
from workflows.wiring import wire

WRONG = Claim(level=Level.EMT, number="E1234567", ssn="812419999", birth_date=date(1990, 1, 1))


@pytest.fixture
def office(database, database_url, clock):
    return wire(Settings(database_url=database_url), database=database, clock=clock)


@pytest.fixture
def account_id(office, clock):
    with office.database.begin() as session:
        account = Account(email="someone@example.org", created_at=clock.now(), confirmed_at=clock.now())
        session.add(account)
        session.flush()
        return account.id


def fails(office, account_id, times):
    for _ in range(times):
        with pytest.raises(LinkRefused):
            office.accounts.linking.link(account_id, WRONG)


def notices(office):
    with office.database.read() as session:
        return list(session.scalars(select(Notice.template)))


def set_today(office, clock, key, value):
    with office.database.begin() as session:
        session.add(Setting(key=key, value=value, effective_on=date(2026, 1, 1), set_at=clock.now()))


def test_after_five_failed_links_the_account_is_locked_and_its_owner_told_once(office, account_id):
    fails(office, account_id, 4)
    assert notices(office) == []

    fails(office, account_id, 3)

    assert notices(office) == ["N-LINK-LOCKED"]


def test_an_owner_allows_fewer_tries_and_a_longer_lock(office, account_id, clock):
    set_today(office, clock, "link.maxFails", 2)
    set_today(office, clock, "link.lockHours", 48)

    fails(office, account_id, 2)
    assert notices(office) == ["N-LINK-LOCKED"]
    clock.set(clock.now() + timedelta(hours=47))
    fails(office, account_id, 2)

    # tries behind a lock are not counted, so that no second lock began
    assert notices(office) == ["N-LINK-LOCKED"]
