"""How long the National Registry is waited for, and when it is asked again, is the owner's to say."""

from datetime import date, timedelta

from models import Setting
from workflows.settings import Settings
from workflows.wiring import wire


def test_a_silent_registry_is_asked_again_after_the_minutes_the_owner_set(database, database_url, clock):
    office = wire(Settings(database_url=database_url), database=database, clock=clock)
    with database.begin() as session:
        day = date(2026, 1, 1)
        session.add(Setting(key="nremt.retryMinutes", value=[2, 10, 60], effective_on=day, set_at=clock.now()))

    with database.read() as session:
        back_off = office.duties.back_offs["look_up_registry"](session)

    assert back_off.waits == (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=60))
