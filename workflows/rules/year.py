"""The Office's year: on which days it writes to the holders of which cycle, and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.rules.deadlines import cycle
from workflows.rules.defaults import OwnerSettings
from workflows.rules.expiry import cycle_end

_DAY = timedelta(days=1)
_APRIL_FIRST = "04-01"
#: Before its end an approval to teach should be renewed. Source: 105 CMR 170.943, on the sister approval of examiners.
_APPROVAL_NOTICE = timedelta(days=60)


class Occasion(StrEnum):
    """Why the Office writes on a day; the table `calendar_notice` asks for it."""

    ALIGNMENT_INSTRUCTIONS = "ALIGNMENT_INSTRUCTIONS"
    #: The same day, to those whose certification ends a year later still.
    ALIGNMENT_OUTLOOK = "ALIGNMENT_OUTLOOK"
    WINDOW_OPENS = "WINDOW_OPENS"
    REMINDER = "REMINDER"
    RECOMMENDED_DAY = "RECOMMENDED_DAY"
    LAST_DAY = "LAST_DAY"
    EXPIRED = "EXPIRED"
    REGISTRY_LATE_MONTH_OVER = "REGISTRY_LATE_MONTH_OVER"
    LATE_REMINDER = "LATE_REMINDER"
    LATE_CLOSING = "LATE_CLOSING"
    LATE_CLOSED = "LATE_CLOSED"
    #: The one that is about approvals to teach; all others are about certifications.
    APPROVAL_ENDS = "APPROVAL_ENDS"


@dataclass(frozen=True)
class Turn:
    """Whose turn it is on a day: the certifications, or the approvals, that end or ended on one day, and why."""

    occasion: Occasion
    expires_on: date

    @property
    def approvals(self) -> bool:
        """Whether it is about approvals to teach."""
        return self.occasion is Occasion.APPROVAL_ENDS


def turns(day: date, settings: OwnerSettings) -> tuple[Turn, ...]:
    """Who is written to on a day, at most one occasion for each certification or approval; empty on most days.

    Source: one-year alignment page, 2026 (recommended day, 31 March, end of late renewal); the other days are the
    owner's settings.
    """
    month_day = f"{day:%m-%d}"
    # the end of the cycle that runs on this day, and of the one before it
    coming = cycle_end(day.year if day <= cycle_end(day.year) else day.year + 1)
    past = cycle_end(coming.year - 1)
    found = [
        (month_day == settings["align.instructionMonthDay"], Occasion.ALIGNMENT_INSTRUCTIONS, coming),
        (month_day == settings["align.instructionMonthDay"], Occasion.ALIGNMENT_OUTLOOK, cycle_end(coming.year + 1)),
        (month_day == settings["window.openMonthDay"], Occasion.WINDOW_OPENS, coming),
        (day == coming, Occasion.LAST_DAY, coming),
        (month_day == settings["align.recommendedMonthDay"], Occasion.RECOMMENDED_DAY, coming),
        (month_day in settings["calendar.reminderMonthDays"], Occasion.REMINDER, coming),
        (month_day == _APRIL_FIRST, Occasion.EXPIRED, past),
        (month_day == settings["calendar.registryLateMonthDay"], Occasion.REGISTRY_LATE_MONTH_OVER, past),
        *((day == _late_over(ended, settings), Occasion.LATE_CLOSED, ended) for ended in (past, _before(past))),
        (month_day == settings["calendar.lateClosingMonthDay"], Occasion.LATE_CLOSING, past),
        (month_day in settings["calendar.lateReminderMonthDays"], Occasion.LATE_REMINDER, past),
    ]
    first: dict[date, Turn] = {}
    for applies, occasion, expires_on in found:
        if applies:
            first.setdefault(expires_on, Turn(occasion, expires_on))
    # an approval ends with its certification, so on a 31 March too
    approvals = (Turn(Occasion.APPROVAL_ENDS, coming),) if day == coming - _APPROVAL_NOTICE else ()
    return (*first.values(), *approvals)


def window_opened(expires_on: date, settings: OwnerSettings) -> date:
    """The first day on which a holder of this cycle could file."""
    return cycle(expires_on, settings).opens


def _late_over(expires_on: date, settings: OwnerSettings) -> date:
    return cycle(expires_on, settings).late_last + _DAY


def _before(expires_on: date) -> date:
    return cycle_end(expires_on.year - 1)
