"""What the compliance staff say of a discipline: whether an open application goes on beside it."""

from forms.base import Answers, Guide, Page, Variable, answer, guide
from forms.fields import Choice, Paragraph


class Hold(Page):
    """What follows for an application that was open when something was raised against its person."""

    slug = "hold"
    title = "Does the application go on?"
    intro = "Something was raised against this person while the application was open."
    button = "Record the decision"
    askable = False

    decision = Choice(
        "What follows?",
        choices={
            "go_on": "It goes on: a supervisor has the last word",
            "close": "It is closed: this is not a denial, the fee is kept",
        },
        needed="Choose what follows",
        hint="Each line says what happens next",
    )
    note = Paragraph("Note", needed="Say why", longest=4000, hint="Staff alone can read it")


def _closed(given: Answers) -> object:
    """No decision of before stands: one that goes on is decided anew."""
    return "close_incomplete" if given.get("hold", {}).get("decision") == "close" else None


def _to_supervisor(given: Answers) -> object:
    return "supervisor" if given.get("hold", {}).get("decision") == "go_on" else None


@guide("discipline_hold")
class DisciplineHold(Guide):
    """Asks the compliance staff whether an open application goes on although something was raised.

    It also sets the variables of the review: one that goes on has no decision any more and goes to a supervisor.
    """

    title = "Something was raised"
    pages = (Hold,)
    decides = (
        Variable("holdDecision", ("go_on", "close"), answer("hold", "decision")),
        Variable("decision", ("close_incomplete",), _closed),
        Variable("escalateTo", ("supervisor",), _to_supervisor),
    )
