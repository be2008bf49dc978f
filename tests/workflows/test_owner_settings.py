from datetime import date

from sqlalchemy import select

from models import Holiday
from workflows import owner_settings


def test_a_year_without_holidays_gets_the_legal_ones(database):
    with database.begin() as session:
        owner_settings.list_holidays(session, [2026])

    with database.read() as session:
        assert date(2026, 4, 20) in owner_settings.holidays(session)  # Patriots' Day


def test_what_an_owner_changed_in_a_year_stays(database):
    with database.begin() as session:
        session.add(Holiday(day=date(2026, 12, 24), name="Office closed"))

    with database.begin() as session:
        owner_settings.list_holidays(session, [2026, 2027])

    with database.read() as session:
        assert [day for day in session.scalars(select(Holiday.day)) if day.year == 2026] == [date(2026, 12, 24)]
        assert date(2027, 7, 5) in owner_settings.holidays(session)  # observed
