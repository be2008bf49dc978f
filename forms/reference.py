"""What a service answers about someone who worked there: asked by mail, of a person without an account.

Source: Office's list of form pages, PG-EXPERIENCE; 105 CMR 170.977.
"""

from collections.abc import Sequence

from forms.base import FactLine, Guide, Page, Variable, answer, fact, guide
from forms.fields import Line, Paragraph, Tick, YesNo
from forms.wording import long_date
from models.vocabulary import Level


class Reference(Page):
    """One row of the applicant's experience, and whether it is right."""

    slug = "reference"
    title = "Is this right?"
    intro = "This person applies to teach EMTs in Massachusetts and named you. Tell us if they worked for your service."
    button = "Send my answer"

    confirms = YesNo(
        "Did this person work for your service, as shown above?",
        needed="Choose yes or no: did this person work for your service",
        hint="Look at the dates and the level too",
        on_no=("differs",),
    )
    differs = Paragraph(
        "What is not right?",
        needed="Tell us what is not right",
        longest=1000,
        hint="For example other dates, or that you do not know this person",
    )
    your_name = Line(
        "Your name", needed="Enter your name", longest=100, autocomplete="name", hint="First and last name"
    )
    your_role = Line(
        "Your role at the service",
        needed="Enter your role at the service",
        longest=100,
        autocomplete="organization-title",
        hint="For example, chief or training officer",
    )
    comment = Paragraph(
        "Is there more that we should know?", longest=1000, hint="Leave this blank if there is nothing to add"
    )
    true = Tick(
        "I answer for the service, and what I say here is true",
        needed="Tick the box to say that you answer for the service",
        hint="You need not have been their boss",
    )

    def facts(self) -> Sequence[FactLine]:
        """Who it is about, and what they told of their work there."""
        row = fact(self.known, "invitation.row") or {}
        told = (
            ("Name", fact(self.known, "holder.legal_name")),
            ("Service", row.get("service")),
            ("Role", row.get("role")),
            ("Level", Level(row["level"]).words if row.get("level") else None),
            ("From", long_date(row["began"]) if row.get("began") else None),
            ("To", long_date(row["ended"]) if row.get("ended") else None),
        )
        return [FactLine(label, value) for label, value in told if value]


@guide("reference")
class WorkReference(Guide):
    """A service's word on one row of an applicant's experience."""

    title = "Reference for an applicant"
    pages = (Reference,)
    decides = (Variable("referenceConfirms", "boolean", answer("reference", "confirms")),)
