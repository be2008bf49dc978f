"""What the compliance staff say of a person's standing with the Department of Revenue.

Source: M.G.L. c.62C s.49A (no license is issued or renewed for one who owes taxes or child support).
"""

from wtforms import Field

from forms.base import Guide, Page, Variable, answer, guide
from forms.days import not_after
from forms.fields import Choice, MemorableDate, Paragraph


class Standing(Page):
    """What the Department of Revenue says, and since when."""

    slug = "standing"
    title = "What the Department of Revenue says"
    intro = "With a hold the person can still apply and pay. Nothing is issued until the hold is lifted."
    button = "Record it"
    askable = False

    standing = Choice(
        "What does it say?",
        choices={
            "hold": "Hold: the person owes taxes or child support, so issue nothing",
            "good": "Good standing: lift the hold",
        },
        needed="Choose what the Department of Revenue says",
        hint="It stands in the letter or list that you got",
    )
    told_on = MemorableDate(
        "Date of the letter or list",
        needed="Enter the date of the letter or list",
        hint="For example, May 4 2026",
        years=(2000, 2100),
    )
    note = Paragraph("Note", longest=2000, hint="Staff alone can read it. Write no amounts")

    def validate_told_on(self, field: Field) -> None:
        """Not after today."""
        not_after(self.today, field, "Enter a day that is not after today")


@guide("tax_standing")
class TaxStanding(Guide):
    """Asks the compliance staff whether a hold stands against a person."""

    title = "Tax and child support standing"
    pages = (Standing,)
    decides = (
        Variable("taxStanding", ("hold", "good"), answer("standing", "standing")),
        Variable("toldOn", "date", answer("standing", "told_on")),
    )
