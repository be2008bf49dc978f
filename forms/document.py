"""What staff say of one document: their verdict, and what they need the original for."""

from wtforms import Form

from forms.fields import Choice, Paragraph
from forms.rendering import Drawn
from models.vocabulary import OriginalFor, Verdict

_WHY = "Say what is wrong with it"


class Judge(Drawn, Form):
    """Accept, reject, or ask for it again."""

    button = "Save"

    verdict = Choice(
        "What do you say of it?",
        choices={
            Verdict.ACCEPTED.value: "Accept: it shows what it should",
            Verdict.REJECTED.value: "Reject: it does not count",
            Verdict.ASKED_AGAIN.value: "Ask again: the next request to the applicant names it",
        },
        needed="Choose what you say of it",
        hint="The applicant reads it only in a request that you send",
        reveals={Verdict.REJECTED.value: ("rejected_because",), Verdict.ASKED_AGAIN.value: ("asked_because",)},
    )
    rejected_because = Paragraph("Why does it not count?", needed=_WHY, longest=500, rows=3, hint="Staff alone read it")
    asked_because = Paragraph(
        "What should the applicant do?",
        needed="Say what the applicant should do",
        longest=500,
        rows=3,
        hint="Such as: add the other side of the card",
    )

    @property
    def reason(self) -> str:
        """The words beside the verdict; empty where none were asked."""
        asked = (field for field in (self.rejected_because, self.asked_because) if field.asked)
        return next((str(field.data or "") for field in asked), "")


class HandOut(Drawn, Form):
    """What the file is needed for as it was sent."""

    button = "Save the original"

    needed_for = Choice(
        "What do you need the original for?",
        choices={reason.value: reason.words for reason in OriginalFor},
        needed="Choose what you need the original for",
        hint="It stands in the history with your name",
    )
