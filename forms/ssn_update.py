"""A Social Security number in place of the nine digits that the National Registry once gave.

Source: Office's eLicensing questions and answers, question 14.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from stdnum.us import ssn as social_security
from wtforms import Field
from wtforms.validators import ValidationError

from forms.attestation import SignTruth
from forms.base import AnswerLine, Guide, Page, Variable, answer, guide
from forms.fields import Choice, Paragraph, SocialSecurity, Tick
from forms.upload import Upload
from models.vocabulary import DocumentSlot


class RealNumber(Page):
    """The number, typed twice, with its proof and the duty that goes with it."""

    slug = "ssn"
    title = "Your Social Security number"
    intro = "We keep the number locked. We never show or send the whole of it."

    ssn = SocialSecurity(
        "Social Security number",
        needed="Enter your Social Security number",
        wrong="Enter 9 digits",
        hint="9 digits, from your Social Security card",
    )
    ssn_again = SocialSecurity(
        "The same number once more",
        needed="Enter the number once more",
        wrong="Enter 9 digits",
        hint="Type it again, so that we catch a typing mistake",
    )
    evidence = Upload(
        "Proof of the number",
        slot=DocumentSlot.SSN_EVIDENCE,
        hint="Your Social Security card, or a letter from Social Security",
        needed="Add the proof of your number",
        most=2,
    )
    tell_registry = Tick(
        "I must tell the National Registry my number too. I will do so at NREMT.org within 30 days.",
        needed="Tick the box to say that you will tell the National Registry",
    )

    def validate_ssn(self, field: Field) -> None:
        """A number that can have been given out. Source: Social Security Administration, POMS RM 10201.035."""
        if field.data and not social_security.is_valid(field.data):
            raise ValidationError("No one has this number. Look at your Social Security card and enter it again")

    def validate_ssn_again(self, field: Field) -> None:
        """The same nine digits twice."""
        if field.data and self.ssn.data and field.data != self.ssn.data:
            raise ValidationError("Enter the same 9 digits twice")

    def lines(self) -> Sequence[AnswerLine]:
        """The answers for checking; the repeated number says nothing new."""
        return [line for line in super().lines() if line.field != "ssn_again"]


@guide("ssn_update")
class SsnUpdate(Guide):
    """Asks a holder for the number, its proof and the signature."""

    title = "Give us your Social Security number"
    pages = (RealNumber, SignTruth)
    decides = (Variable("willTellRegistry", "boolean", answer("ssn", "tell_registry")),)
    checklist: ClassVar[Mapping[str, str]] = {
        "paper": "The paper is from Social Security and can be read",
        "number": "Its last 4 digits are those that were typed",
        "person": "The name on it is the name on our record",
    }
    approval = "Approve: the number takes the place of the one from the National Registry"
    asks_password = True


class SameNumber(Page):
    """What a supervisor makes of a number that stands on another record."""

    slug = "same_number"
    title = "This number is on another record"
    intro = "Find out whose number it is before you go on. Do not tell the applicant that there is another record."
    button = "Record the finding"
    askable = False

    finding = Choice(
        "What did you find?",
        choices={
            "look_again": "The other record is set right: look once more, and go on",
            "close": "It cannot be cleared up here: the request is closed and the person writes to us",
        },
        needed="Choose what you found",
        hint="Each line says what follows",
    )
    note = Paragraph("Note", needed="Say what you found", longest=4000, hint="Staff alone can read it")


@guide("same_number")
class SameNumberFound(Guide):
    """Asks a supervisor what to do where two records would bear one number."""

    title = "The same number twice"
    pages = (SameNumber,)
    decides = (Variable("sameNumberFinding", ("look_again", "close"), answer("same_number", "finding")),)
