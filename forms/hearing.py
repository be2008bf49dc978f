"""A request for a hearing, and what the Office's counsel enters about it.

Source: 105 CMR 170.740 (written request with evidence, within 14 calendar days of the notice); M.G.L. c.30A s.11.
"""

from collections.abc import Sequence

from forms.base import FactLine, Guide, Page, Variable, answer, guide
from forms.fields import Choice, Email, Line, Paragraph, Phone, Tick, YesNo
from forms.upload import Upload
from forms.wording import long_date
from models.vocabulary import DocumentSlot

_NOTE = "Staff alone can read it. It stays in the history"


class Grounds(Page):
    """What the person disputes, and with what."""

    slug = "grounds"
    title = "Why you ask for a hearing"
    intro = "Say which facts are wrong. Add papers that show it. A late request is read too: say why it is late."

    grounds = Paragraph(
        "Which facts do you dispute, and why?",
        needed="Say which facts you dispute",
        shortest=30,
        too_short="Say which facts you dispute, in at least 30 characters",
        longest=6000,
        rows=8,
        hint="Be as exact as you can. Add papers below",
    )
    evidence = Upload(
        "Evidence",
        slot=DocumentSlot.HEARING_EVIDENCE,
        hint="Papers that show your side of the facts",
        needed="Add at least one paper that shows your side of the facts",
        most=5,
    )
    late_reason = Paragraph(
        "If your request is late, why?", longest=2000, rows=3, hint="Leave blank if you are in time"
    )

    def facts(self) -> Sequence[FactLine]:
        return (
            self.line("Decision", "about.number"),
            self.line("What was decided", "about.decision"),
            self.line("Last day to ask for a hearing", "about.last_day", long_date),
        )


class Representative(Page):
    """Who speaks for the person."""

    slug = "representative"
    title = "Who speaks for you"
    intro = "You may speak for yourself. You may also have a lawyer, or a friend."

    represented = YesNo(
        "Does someone speak for you?",
        needed="Choose yes if someone speaks for you",
        hint="You can name someone later too",
        on_yes=("name", "email", "phone"),
    )
    name = Line(
        "Their full name",
        needed="Enter the name of who speaks for you",
        longest=120,
        autocomplete="off",
        hint="First and last name",
    )
    email = Email("Their e-mail", needed="Enter the e-mail of who speaks for you", hint="We write to them there")
    phone = Phone("Their phone", hint="With the area code. You may leave it blank")


class Send(Page):
    """The last look."""

    slug = "send"
    title = "Check and send"
    intro = "Read it once more. When you send it, we know that you dispute the decision."
    button = "Send the request"
    checks_answers = True

    true = Tick("What I wrote is true", needed="Tick that what you wrote is true")


@guide("hearing_request")
class HearingRequest(Guide):
    """Asks a person why a decision should be heard.

    Facts: `about` is the decision: number, decision (words) and last_day (ISO date).
    """

    title = "Ask for a hearing"
    pages = (Grounds, Representative, Send)
    decides = (Variable("represented", "boolean", answer("representative", "represented")),)


class Late(Page):
    """Counsel's word on a late request."""

    slug = "late"
    title = "The request came late"
    button = "Record the decision"
    askable = False

    accept = Choice(
        "Is it taken up?",
        choices={
            "accepted": "Take it up: there was a good reason",
            "refused": "Refuse it: the decision stands",
        },
        needed="Choose whether it is taken up",
        hint="Each line says what follows",
    )
    note = Paragraph("Reason", needed="Give the reason", longest=4000, hint=_NOTE)

    def facts(self) -> Sequence[FactLine]:
        return (self.line("Last day", "about.last_day", long_date),)


@guide("late_hearing")
class LateHearing(Guide):
    """Asks counsel whether a late request is taken up."""

    title = "A late request"
    pages = (Late,)
    decides = (Variable("lateHearing", ("accepted", "refused"), answer("late", "accept")),)


class Outcome(Page):
    """What the hearing ended with."""

    slug = "hearing"
    title = "Outcome of the hearing"
    intro = "The hearing is held at the Division of Administrative Law Appeals. Enter what it ended with."
    button = "Record the outcome"
    askable = False

    outcome = Choice(
        "How did it end?",
        choices={
            "upheld": "The decision stands",
            "set_aside": "It is set aside: an order ends, or we decide the denied application anew",
        },
        needed="Choose how it ended",
        hint="Each line says what follows",
    )
    docket = Line(
        "Docket number", longest=60, autocomplete="off", hint="As the Division writes it. Leave blank if there is none"
    )
    note = Paragraph("Note", longest=4000, hint=_NOTE)


@guide("hearing_outcome")
class HearingOutcome(Guide):
    """Asks counsel what a hearing ended with."""

    title = "Outcome of a hearing"
    pages = (Outcome,)
    decides = (Variable("hearingOutcome", ("upheld", "set_aside"), answer("hearing", "outcome")),)
