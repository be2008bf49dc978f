"""The Office's own clock: by when a case is decided, and how near that is."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from workflows.rules.business_days import add_business_days, business_days_between
from workflows.rules.deadlines import MASSACHUSETTS, end_of_day
from workflows.rules.defaults import OwnerSettings

_ANSWER = timedelta(days=30)


class Urgency(StrEnum):
    """How near the end of the service level a case is."""

    IN_TIME = "in_time"
    AMBER = "amber"
    RED = "red"


def answer_by(sent_at: datetime) -> date:
    """The last day on which the application of a military family must be accepted, or told what is missing.

    Source: the SPEED Act of 2022 on military spouses (30 days); whether it binds this Office was not found, so it
    counts while the setting military.priority does.
    """
    return sent_at.astimezone(MASSACHUSETTS).date() + _ANSWER


def due_at(today: date, business_days: int, closed: Collection[date], *, at_latest: date | None = None) -> datetime:
    """When a decision is due whose clock starts or goes on today; never after the latest day, while that is to come.

    Source: OEMS eLicensing questions and answers, question 15 (ten business days).
    """
    day = add_business_days(today, business_days, closed)
    return end_of_day(min(day, at_latest) if at_latest is not None and at_latest >= today else day)


def urgency(due: datetime, *, now: datetime, settings: OwnerSettings, closed: Collection[date]) -> Urgency:
    """Red after the service level, amber from the day on which the owner's number of its business days is used up.

    Source: settings sla.businessDays, sla.amber.
    """
    if now > due:
        return Urgency.RED
    left = business_days_between(now.astimezone(MASSACHUSETTS).date(), due.astimezone(MASSACHUSETTS).date(), closed)
    used = settings["sla.businessDays"] - left
    return Urgency.AMBER if used >= settings["sla.amber"] else Urgency.IN_TIME
