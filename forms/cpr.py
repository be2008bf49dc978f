"""The CPR card and, for a Paramedic, the ACLS card.

A page that is wrong cannot be left, so nobody pays for an application whose card does not count. The dates alone enter
the engine: they are checked once more on the day of the decision.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from forms.base import Answers, Facts, Page, Variable, answer, fact
from forms.fields import Choice, Line, MemorableDate, YesNo
from forms.upload import Upload
from models.vocabulary import DocumentSlot, Level

PROVIDERS: Mapping[str, str] = {
    "AHA": "American Heart Association",
    "ARC": "American Red Cross",
    "other": "Another one",
}
MODALITIES: Mapping[str, str] = {
    "in_person": "In person",
    "blended": "Online, with the hands-on part in person",
    "online_only": "Online only",
}
#: How long a card counts where the Office's setting is not at hand, in months.
_MAX_MONTHS = 24
_YEARS = (2000, 2100)


def _provider(label: str) -> Choice:
    return Choice(
        label,
        choices=PROVIDERS,
        needed="Choose who gave the course",
        hint="If you choose another one, our staff look at it first",
        reveals={"other": ("other_provider",)},
    )


def _other_provider() -> Line:
    return Line(
        "Name of the provider",
        needed="Enter the name of the provider",
        longest=120,
        autocomplete="off",
        hint="As it stands on the card",
    )


def _modality() -> Choice:
    return Choice(
        "How did you take the course?",
        choices=MODALITIES,
        needed="Choose how you took the course",
        hint="The hands-on part must be in person",
    )


def _issued() -> MemorableDate:
    return MemorableDate(
        "Date of issue",
        needed="Enter the date of issue",
        hint="For example, April 28 2026",
        years=_YEARS,
    )


def _expires() -> MemorableDate:
    return MemorableDate(
        "Card ends on",
        needed="Enter the date the card ends on",
        hint="If it names a month alone, enter the last day of that month",
        years=_YEARS,
    )


class _CourseCard(Page):
    """What is asked of a card, and what makes it count.

    Source: Office's eLicensing questions and answers, question 16; Office's list of form pages, PG-CPR.
    """

    modality: Choice

    def __init__(self, formdata: Any = None, *, facts: Facts | None = None, answers: Answers | None = None) -> None:
        super().__init__(formdata, facts=facts, answers=answers)
        if self._online_counts:
            self.modality.description = "Each of them counts"

    @property
    def _online_counts(self) -> bool:
        return fact(self.known, "settings.cpr_online_only") is True

    def validate_modality(self, field: Field) -> None:
        """A course without hands-on skills does not count."""
        if field.data == "online_only" and not self._online_counts:
            raise ValidationError(
                "A course online alone does not count. Take the hands-on part in person, then enter your new card"
            )

    def validate_issued(self, field: Field) -> None:
        """The past, or today."""
        issued = _day(field.data)
        if issued and self.today and issued > self.today:
            raise ValidationError("Enter a date of issue that has passed")

    def validate_expires(self, field: Field) -> None:
        """Today or later, and no longer after the issue than such a card can run."""
        expires, issued = _day(field.data), _day(self._fields["issued"].data)
        if expires is None:
            return
        if self.today and expires < self.today:
            raise ValidationError("This card has ended. Take the course again, then enter your new card")
        if issued and expires < issued:
            raise ValidationError("Enter an end date that is later than the date of issue")
        months = fact(self.known, "settings.cpr_max_months") or _MAX_MONTHS
        if issued and expires > last_day_of_card(issued, months=months):
            raise ValidationError(f"A card runs for {months} months. Check the date of issue and the end date")


class Cpr(_CourseCard):
    """The BLS card for those who treat patients."""

    slug = "cpr"
    title = "Your CPR card"
    intro = "You need a CPR card for health care providers."

    course_type = Choice(
        "Which course was it?",
        choices={
            "bls": "Basic Life Support (BLS), or CPR for health care providers",
            "lay": "CPR or first aid for the public",
        },
        needed="Choose which course it was",
        hint="The card names it",
    )
    provider = _provider("Who gave the course?")
    other_provider = _other_provider()
    modality = _modality()
    issued = _issued()
    expires = _expires()
    file = Upload(
        "CPR card, both sides",
        slot=DocumentSlot.CPR,
        hint="Two pictures, or one PDF",
        needed="Add both sides of your CPR card",
        most=2,
        both_sides=True,
    )

    def validate_course_type(self, field: Field) -> None:
        """A course at BLS level."""
        if field.data == "lay":
            raise ValidationError("A course for the public does not count. Take a BLS course, then enter your new card")


class Acls(_CourseCard):
    """The card in advanced cardiac life support; asked of a Paramedic alone."""

    slug = "acls"
    title = "Your ACLS card"
    intro = "A Paramedic needs an ACLS card too."

    has_card = YesNo(
        "Do you have a current ACLS card?",
        needed="Choose yes if you have a current ACLS card",
        hint="Advanced Cardiac Life Support",
        on_yes=("provider", "modality", "issued", "expires", "file"),
    )
    provider = _provider("Who gave the course?")
    other_provider = _other_provider()
    modality = _modality()
    issued = _issued()
    expires = _expires()
    file = Upload(
        "ACLS card, both sides",
        slot=DocumentSlot.ACLS,
        hint="Two pictures, or one PDF",
        needed="Add both sides of your ACLS card",
        most=2,
        both_sides=True,
    )

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:
        return for_paramedic(answers, facts)

    def validate_has_card(self, field: Field) -> None:
        """Without the card there is nothing to pay for yet."""
        if field.data is False:
            raise ValidationError(
                "A Paramedic needs an ACLS card. Take the course, then come back. We keep your answers"
            )


def for_paramedic(answers: Answers, facts: Facts) -> bool:  # noqa: ARG001 - as pages are asked
    """Whether the application is for a Paramedic: by the level applied for, else by the license it is about."""
    level = fact(facts, "application.level") or fact(facts, "credential.level")
    return bool(level == Level.PARAMEDIC.words)


def last_day_of_card(issued: date, *, months: int) -> date:
    """The last day on which a card can end: the end of the month so many months after its issue."""
    years, month = divmod(issued.month - 1 + months, 12)
    year = issued.year + years
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


#: When the cards end: checked once more on the day of the decision.
CPR_EXPIRES = Variable("cprExpires", "date", answer(Cpr.slug, "expires"))
ACLS_EXPIRES = Variable("aclsExpires", "date", answer(Acls.slug, "expires"))
