"""What the compliance staff say of a discipline: the order, its notice, and what follows for an open application.

Source: M.G.L. c.111C s.16 (summary suspension; revocation after a hearing or waiver).
"""

from collections.abc import Mapping

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from forms.base import AnswerLine, Answers, Guide, Page, Variable, answer, fact, guide
from forms.days import not_after
from forms.fields import Choice, Line, MemorableDate, Paragraph

#: What may be raised against a certification.
KINDS: Mapping[str, str] = {
    "complaint_open": "A complaint is open: it is not public, and a supervisor decides what the person files",
    "conditions": "Conditions: the person may work under them",
    "suspended": "Suspended: the person may not work or file",
    "revoked": "Revoked: after a hearing, or when the person gave it up",
    "surrendered": "Given up: the person gave the license back",
    "ended": "Ended: the latest is over, and what stood before it counts again",
    "clear": "Lifted: nothing stands against the person any more",
}
#: What an order rests on.
BASES: Mapping[str, str] = {
    "summary": "At once, without a hearing: public health or safety is in danger",
    "after_hearing": "After a hearing",
    "waived": "The person gave up the right to a hearing",
    "agreed": "Agreed with the person",
}
_NEED_BASIS = frozenset({"conditions", "suspended", "revoked", "surrendered"})
_AFTER_HEARING = frozenset({"after_hearing", "waived"})


class _BasisNeeded:
    """A complaint or a lifting needs no basis; every order does."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        if field.data in (None, ""):
            if form["kind"].data in _NEED_BASIS:
                raise StopValidation("Choose what the order rests on")
            raise StopValidation


class Order(Page):
    """What is raised, and why."""

    slug = "order"
    title = "What is raised"
    intro = "The flag counts from the moment you record it: the person cannot file, and open applications stop."
    button = "Record and raise the flag"
    askable = False

    kind = Choice("What is it?", choices=KINDS, needed="Choose what it is", hint="Each line says what it means")
    ordered_on = MemorableDate(
        "Date of the order",
        needed="Enter the date of the order",
        hint="For example, May 4 2026. For a complaint, the day it came in",
        years=(2000, 2100),
    )
    basis = Choice(
        "What does the order rest on?",
        choices=BASES,
        needed=_BasisNeeded(),
        hint="Leave blank for a complaint, or when something ends",
    )
    law = Line(
        "Law or rule",
        needed="Name the law or rule",
        longest=300,
        autocomplete="off",
        hint="For example, M.G.L. c.111C, section 16. The notice names it",
    )
    ground = Paragraph(
        "Ground",
        needed="State the ground",
        shortest=30,
        too_short="State the ground in at least 30 characters",
        longest=6000,
        hint="The person reads it as you write it",
    )
    note = Paragraph("Note", longest=4000, hint="Staff alone can read it")

    def validate_ordered_on(self, field: Field) -> None:
        """Not after today."""
        not_after(self.today, field, "Enter a date that is not after today")

    def validate_basis(self, field: Field) -> None:
        """Nothing is revoked without a hearing, unless the person gave up the right to it."""
        if self.kind.data == "revoked" and field.data not in _AFTER_HEARING:
            raise ValidationError("To revoke takes a hearing, or that the person gave up the right to one")


@guide("discipline_order")
class DisciplineOrder(Guide):
    """Asks the compliance staff what is raised against a person's certification."""

    title = "Raise or lift a discipline"
    pages = (Order,)
    decides = (
        Variable("disciplineKind", tuple(KINDS), answer("order", "kind")),
        Variable("disciplineBasis", tuple(BASES), answer("order", "basis")),
        Variable("orderedOn", "date", answer("order", "ordered_on")),
    )


class Service(Page):
    """How and when the person got the notice."""

    slug = "service"
    title = "Was the notice served?"
    intro = "Serve the notice on paper first. The public sees the order from the day on which it was served."
    button = "Record the service"
    askable = False

    served_on = MemorableDate(
        "Served on",
        needed="Enter the day on which the notice was served",
        hint="For example, May 4 2026. The days to ask for a hearing count from it",
        years=(2000, 2100),
    )
    how = Choice(
        "How was it served?",
        choices={
            "hand": "In hand",
            "certified": "Certified mail, with a receipt",
            "constable": "By a sheriff or constable",
        },
        needed="Choose how it was served",
        hint="Keep the proof with the order",
    )
    note = Paragraph("Note", longest=2000, hint="Staff alone can read it")

    def validate_served_on(self, field: Field) -> None:
        """Not after today, not before the order."""
        not_after(self.today, field, "Enter a day that is not after today")
        ordered = fact(self.known, "discipline.ordered_on")
        if ordered and isinstance(field.data, str) and field.data < ordered:
            raise ValidationError("Enter a day that is not before the order")


@guide("notice_served")
class NoticeServed(Guide):
    """Asks the compliance staff when the notice of an order was served."""

    title = "Service of the notice"
    pages = (Service,)
    decides = (Variable("servedOn", "date", answer("service", "served_on")),)


class Hold(Page):
    """What follows for an application that was open when something was raised against its person."""

    slug = "hold"
    title = "Does the application go on?"
    intro = "Something was raised about this person. The case was still open then."
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


#: What the holder reads of an order, by the page's field.
_TOLD = ("kind", "ordered_on", "law", "ground")


def order_lines(answers: Answers) -> list[AnswerLine]:
    """What an order tells its holder; empty for the answers of anything else."""
    if Order.slug not in answers:
        return []
    return [line for line in Order(None, answers=answers).lines() if line.field in _TOLD]
