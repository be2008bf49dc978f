"""Work on an ambulance, service by service: what an instructor must show, and how it is counted.

Source: mass.gov, instructor/coordinator approval; 105 CMR 170.977; settings ic.minMonths, ic.lookbackYears.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from forms.base import Answers, Facts, Page, Variable, fact
from forms.contact import is_own_email
from forms.fields import Email, Line, MemorableDate, Options
from forms.rows import Row, Rows
from models.vocabulary import CERTIFICATIONS, Level

#: What counts where the Office's setting is not at hand.
_MIN_MONTHS, _LOOKBACK_YEARS = 36, 10
#: What is left over of months, put together, counts as another one.
_DAYS_A_MONTH = 31
_YEARS = (1950, 2100)


class Service(Row):
    """One service at which the person worked, and who can say so."""

    service = Line(
        "Name of the service",
        needed="Enter the name of the service",
        longest=120,
        autocomplete="organization",
        hint="The ambulance service you worked for",
    )
    service_number = Line(
        "License number of the service", longest=20, autocomplete="off", hint="Leave blank if you do not know it"
    )
    role = Line(
        "What you did there",
        needed="Enter what you did there",
        longest=100,
        autocomplete="organization-title",
        hint="For example, field EMT",
    )
    level = Options(
        "Level you worked at",
        choices={level.value: level.words for level in CERTIFICATIONS},
        needed="Choose the level you worked at",
        autocomplete="off",
        hint="The level of your license then",
    )
    began = MemorableDate("First day", needed="Enter the first day", hint="For example, April 28 2019", years=_YEARS)
    ended = MemorableDate(
        "Last day",
        needed="Enter the last day, or the date of today",
        hint="If you still work there, enter the date of today",
        years=_YEARS,
    )
    rep_name = Line(
        "Who can confirm it?",
        needed="Enter the name of a person who can confirm it",
        longest=100,
        autocomplete="off",
        hint="A person of the service, like the chief",
    )
    rep_email = Email(
        "Their e-mail address",
        needed="Enter the e-mail address of this person",
        hint="We send them a link and ask if this is right",
    )

    def validate_ended(self, field: Field) -> None:
        """Work ends after it began."""
        began = self["began"].data
        if isinstance(began, str) and isinstance(field.data, str) and field.data < began:
            raise ValidationError("Enter a last day that is not before the first day")


class Experience(Page):
    """Each service; what counts is enough, or the page cannot be left."""

    slug = "experience"
    title = "Your work on an ambulance"
    intro = (
        "You need 36 months of ambulance work in the last 10 years, at the level you want to teach or above. "
        "We ask each service if what you say is right."
    )

    services = Rows(
        "Where you worked",
        row=Service,
        one="service",
        hint="One group for each service. Begin with the latest",
        needed="Add at least one service",
        most=8,
    )

    def __init__(self, formdata: Any = None, *, facts: Facts | None = None, answers: Answers | None = None) -> None:
        self.taught = ((answers or {}).get("level") or {}).get("ic_level")
        super().__init__(formdata, facts=facts, answers=answers)

    def validate_services(self, field: Field) -> None:
        """Somebody else confirms it, nothing lies in the future, and it is enough."""
        if any(is_own_email(row["rep_email"], self.known) for row in field.data):
            raise ValidationError("Name a person of the service who can confirm it. Your own e-mail address can not")
        if self.today is None:
            return
        if any(row["ended"] > self.today.isoformat() for row in field.data):
            raise ValidationError("Enter a last day that is not after today")
        counted = counted_months(field.data, self.taught, self.known)
        needed = fact(self.known, "settings.ic_min_months") or _MIN_MONTHS
        if counted is not None and counted < needed:
            raise ValidationError(f"We count {counted} months. You need {needed} months at this level")


def counted_months(rows: Iterable[Mapping[str, Any]], taught: Any, facts: Facts) -> int | None:
    """Whole months of work that count: at or above the level taught, in the years that the Office looks back.

    Days on which a person worked for two services count once. None where the day or the level is not known.
    """
    today = fact(facts, "today")
    if today is None or taught not in set(Level):
        return None
    day = date.fromisoformat(today)
    since = _years_before(day, fact(facts, "settings.ic_lookback_years") or _LOOKBACK_YEARS)
    order = [level.value for level in CERTIFICATIONS]
    spans = sorted(
        (max(date.fromisoformat(row["began"]), since), min(date.fromisoformat(row["ended"]), day))
        for row in rows
        if row["level"] in order and order.index(row["level"]) >= order.index(taught)
    )
    return _months(_joined(span for span in spans if span[0] <= span[1]))


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    joined: list[tuple[date, date]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _months(spans: Iterable[tuple[date, date]]) -> int:
    months = days = 0
    for first, last in spans:
        after = last + timedelta(days=1)
        whole = (after.year - first.year) * 12 + after.month - first.month - (after.day < first.day)
        months += whole
        days += (after - _months_after(first, whole)).days
    return months + days // _DAYS_A_MONTH


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    following = date(day.year + years + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004 - December is 11
    return min(date(day.year + years, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def _years_before(day: date, years: int) -> date:
    """The same day so many years ago; February 29 becomes March 1."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


#: Whether what the person told was enough: the page cannot be left before.
EXPERIENCE_ENOUGH = Variable(
    "experienceEnough", "boolean", lambda given: True if given.get(Experience.slug, {}).get("services") else None
)
