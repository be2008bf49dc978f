"""Papers that an application needs beside its cards: the form for court records, and what a yes calls for."""

from calendar import monthrange
from datetime import date

from wtforms import Field
from wtforms.validators import ValidationError

from forms.base import Answers, Facts, Page, fact
from forms.fields import MemorableDate, Tick
from forms.upload import Upload
from models.vocabulary import DocumentSlot

#: How old the form may be where the Office's setting is not at hand, in months.
_MAX_AGE_MONTHS = 12
#: Background questions whose yes is about a court.
_COURT_QUESTIONS = ("b1", "b2", "b6")


class CoriForm(Page):
    """The signed and notarized acknowledgement that lets the Office ask for criminal offender record information.

    Source: mass.gov, apply for an initial EMT certification, and reinstate an expired one; 803 CMR 2.11.
    """

    slug = "cori"
    title = "Form for court records"
    intro = (
        "We must ask the state for court records (CORI). The form is on mass.gov, at “Apply for an initial EMT "
        "certification”. Sign it before a notary, then add it here."
    )

    signed_on = MemorableDate(
        "Signed on",
        needed="Enter the date you signed the form",
        hint="The date beside the stamp of the notary",
        years=(2000, 2100),
    )
    complete = Tick(
        "Each box of the form is filled in, and the stamp can be read",
        needed="Tick the box once the form is filled in and stamped",
    )
    file = Upload(
        "CORI form",
        slot=DocumentSlot.CORI_FORM,
        hint="Each page of the signed form",
        needed="Add your CORI form",
        most=2,
    )

    def validate_signed_on(self, field: Field) -> None:
        """Not in the future, and not too long ago."""
        signed, today = date.fromisoformat(field.data), self.today
        if today is None:
            return
        if signed > today:
            raise ValidationError("Enter a date that has passed")
        months = fact(self.known, "settings.cori_max_age_months") or _MAX_AGE_MONTHS
        if signed < _months_before(today, months):
            raise ValidationError(f"This form is older than {months} months. Sign a new one before a notary")


class CourtPapers(Page):
    """Asked of those who answered a question about courts with yes."""

    slug = "court"
    title = "Papers of the court"
    intro = "You told us about a court. Add what the court gave you. It helps us read your case with care."

    court_papers = Upload(
        "Court papers",
        slot=DocumentSlot.COURT_PAPERS,
        hint="The charge, and how the case ended",
        needed="Add the papers of the court",
        most=5,
    )
    explanation = Upload(
        "Letters that speak for you",
        slot=DocumentSlot.EXPLANATION,
        hint="From a doctor, a program or your work",
        most=5,
    )

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:  # noqa: ARG003 - the base class passes it
        background = answers.get("background", {})
        return any(background.get(question) is True for question in _COURT_QUESTIONS)


class OtherPapers(Page):
    """What helps and is not needed."""

    slug = "documents"
    title = "Other papers"
    intro = "Add these if you have them. You can go on without them."

    name_evidence = Upload(
        "Proof of a new name",
        slot=DocumentSlot.NAME_EVIDENCE,
        hint="If the National Registry knows you by another name",
        most=2,
    )
    other_license = Upload(
        "Other health license",
        slot=DocumentSlot.OTHER_LICENSE,
        hint="If you hold one, in any state",
        most=2,
    )
    nremt_card = Upload(
        "National Registry card",
        slot=DocumentSlot.NREMT_CARD,
        hint="We ask the National Registry too",
        most=2,
    )


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 - months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
