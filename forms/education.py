"""Where the person was trained, and which cards of other states they hold or held."""

from wtforms import Field

from forms.address import STATES
from forms.base import Page, Variable, answer
from forms.days import not_after
from forms.fields import Line, MemorableDate, Options, Paragraph, YesNo
from forms.upload import Upload
from models.vocabulary import DocumentSlot


class Education(Page):
    """The course; the National Registry judges it, the Office keeps it on file.

    Source: Office's list of form pages, PG-EDU; Office's instruction for initial application, on other states.
    """

    slug = "education"
    title = "Your training"
    intro = "Tell us about the course for this level. The National Registry has checked it. We keep it on file."

    course_provider = Line(
        "School or training site",
        needed="Enter the school or training site",
        longest=120,
        autocomplete="off",
        hint="As it stands on the paper you got there",
    )
    course_state = Options(
        "State of the course",
        needed="Choose the state of the course",
        choices=STATES,
        autocomplete="off",
        hint="Two letters, like MA",
    )
    course_completed = MemorableDate(
        "Course finished on",
        needed="Enter the date you finished the course",
        hint="For example, December 15 2025",
        years=(1960, 2100),
    )
    out_of_state_trained = YesNo(
        "Did you get your first card in another state?",
        needed="Choose yes if you got your first card in another state",
        hint="Then that state must confirm it to us",
        on_yes=("verification",),
    )
    verification = Upload(
        "Letter of that state",
        slot=DocumentSlot.OOS_VERIFICATION,
        hint="Leave blank if that state sends it to us",
        most=2,
    )
    other_certified = YesNo(
        "Do you hold, or did you hold, an EMS card from another state?",
        needed="Choose yes if you hold or held a card from another state",
        hint="Count cards that have ended",
        on_yes=("other_certifications",),
    )
    other_certifications = Paragraph(
        "Which cards?",
        needed="List each card",
        longest=2000,
        rows=4,
        hint="One on each line: state, level, number, from, to and if it is current",
    )

    def validate_course_completed(self, field: Field) -> None:
        """The past, or today."""
        not_after(self.today, field, "Enter a date that has passed")


#: Whether another state must confirm what it knows.
OUT_OF_STATE = Variable("outOfStateTrained", "boolean", answer(Education.slug, "out_of_state_trained"))
