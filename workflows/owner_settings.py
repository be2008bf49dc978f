"""What an owner has set, as of a day: the table of defaults, overridden by the rows in force."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Holiday, Setting
from workflows.adapters.clock import legal_date
from workflows.rules.business_days import massachusetts_holidays
from workflows.rules.defaults import OwnerSettings


class Filed(Protocol):
    """An application, or what an operation is told of it."""

    @property
    def submitted_at(self) -> datetime | None:
        """When it was sent; None before."""


def on(session: Session, day: date) -> OwnerSettings:
    """Every setting with the value in force on a day; of two for the same day, the one that was set last."""
    rows = session.scalars(
        select(Setting).where(Setting.effective_on <= day).order_by(Setting.effective_on, Setting.set_at, Setting.id)
    )
    return OwnerSettings({row.key: row.value for row in rows})


def timeline(session: Session) -> Callable[[date], OwnerSettings]:
    """The settings of any day, read once."""
    rows = session.scalars(select(Setting).order_by(Setting.effective_on, Setting.set_at, Setting.id)).all()
    return lambda day: OwnerSettings({row.key: row.value for row in rows if row.effective_on <= day})


def of(session: Session, application: Filed, *, now: datetime) -> OwnerSettings:
    """The settings that count for an application: those of the day it was sent, and until then today's.

    Whoever works on a case asks here, so that nobody who has filed meets a fee or a deadline that came later.
    """
    return on(session, legal_date(application.submitted_at or now))


def holidays(session: Session) -> frozenset[date]:
    """Every day that is no business day beyond weekends."""
    return frozenset(session.scalars(select(Holiday.day)))


def list_holidays(session: Session, years: Iterable[int]) -> None:
    """Enters the legal holidays of years that the list has none of; what an owner changed in a year stays."""
    known = {day.year for day in session.scalars(select(Holiday.day))}
    listed = massachusetts_holidays(year for year in years if year not in known)
    session.add_all(Holiday(day=day, name=name) for day, name in listed.items())
