"""A form of another state or an employer that the Office shall fill in, and what the clerk did with it.

Source: Office's eLicensing questions and answers, question 17.
"""

from collections.abc import Mapping, Sequence

from forms import validators
from forms.address import Address
from forms.base import FactLine, Guide, Page, Variable, answer, guide
from forms.fee import fee_line
from forms.fields import Choice, Line, Paragraph, Tick
from forms.upload import Upload
from models.vocabulary import DocumentSlot

#: What a verification is for.
PURPOSES: Mapping[str, str] = {
    "other_state": "A license in another state",
    "employment": "A job",
    "other": "Something else",
}
#: How the completed form gets to whoever wants it.
DELIVERIES: Mapping[str, str] = {
    "email": "By e-mail to the recipient",
    "post": "By mail to the recipient",
    "account": "Back to me, in my account",
}


class Request(Page):
    """What is wanted, for whom, and the form."""

    slug = "request"
    title = "The form to fill in"
    intro = (
        "For most needs the letter on the public page of your license is enough, and anyone can print it at once. "
        "Use this page if another state or an employer has a form of its own."
    )
    button = "Send the form"

    purpose = Choice(
        "What is it for?", choices=PURPOSES, needed="Choose what it is for", hint="Choose the one that comes closest"
    )
    recipient_name = Line(
        "Who wants it?",
        needed="Enter who wants it",
        longest=120,
        autocomplete="off",
        hint="For example, New Hampshire Bureau of EMS",
    )
    deliver_by = Choice(
        "How shall we send it?",
        choices=DELIVERIES,
        needed="Choose how we shall send it",
        hint="Many states take it from our office alone",
        reveals={"email": ("recipient_email",), "post": ("recipient_address",)},
    )
    recipient_email = Line(
        "E-mail address of the recipient",
        needed="Enter their e-mail address",
        longest=254,
        autocomplete="off",
        hint="An address of the office, not of a person, is best",
        checks=[validators.EmailAddress("Enter an e-mail address like name@example.com")],
        attributes={"type": "email", "inputmode": "email"},
    )
    recipient_address = Address("Mailing address of the recipient", hint="Where we send the form")
    form_file = Upload(
        "The form",
        slot=DocumentSlot.VERIFICATION_FORM,
        hint="Fill in your own part and sign it first",
        needed="Add the form",
        most=2,
    )
    consent = Tick(
        "You may tell them what is on my record, and any action against it that is public",
        needed="Tick the box so that we may tell the recipient",
    )

    def facts(self) -> Sequence[FactLine]:
        return fee_line(self)


@guide("verification")
class Verification(Guide):
    """Asks a holder for the form and where it goes."""

    title = "Have a form filled in"
    pages = (Request,)
    decides = (
        Variable("verificationPurpose", tuple(PURPOSES), answer("request", "purpose")),
        Variable("deliverBy", tuple(DELIVERIES), answer("request", "deliver_by")),
    )


class KeyedIn(Request):
    """The same, typed by a clerk from what came by fax or mail."""

    title = "A form that came on paper"
    intro = "Type what the letter or fax says, and add the form as it came."
    button = "Begin the case"
    askable = False

    deliver_by = Choice(
        "How shall we send it?",
        choices={**DELIVERIES, "account": "Back to the holder, by mail"},
        needed="Choose how we shall send it",
        hint="As the letter asks",
        reveals={"email": ("recipient_email",), "post": ("recipient_address",)},
    )
    consent = Tick(
        "The holder signed that we may tell the recipient what is on the record",
        needed="Tick the box if the holder signed so. Without it the form goes back",
    )


@guide("verification_on_paper")
class VerificationOnPaper(Guide):
    """Asks a clerk for what came by fax or mail."""

    title = "A form that came on paper"
    pages = (KeyedIn,)
    decides = Verification.decides


class Completed(Page):
    """What the clerk did; a reason why not is told to the applicant as that of any case that is closed."""

    slug = "decide"
    title = "Fill in the form"
    intro = "Fill in the form from our record and seal it. Tell no discipline but that which is public."
    button = "Record what you did"
    askable = False

    decision = Choice(
        "What did you do?",
        choices={
            "complete": "The form is filled in and sent as below",
            "close_incomplete": "It cannot be filled in: the request is closed and the holder is told why",
        },
        needed="Choose what you did",
        hint="Each line says what follows",
        reveals={"complete": ("completed", "sent_how"), "close_incomplete": ("missing",)},
    )
    completed = Upload(
        "The completed form",
        slot=DocumentSlot.COMPLETED_FORM,
        hint="With the seal. It stays with the case",
        needed="Add the completed form",
        most=2,
    )
    sent_how = Choice(
        "How did it go out?",
        choices={
            "email": "By e-mail to the recipient, from the mailbox of the Office",
            "post": "By mail to the recipient",
            "account": "To the holder: it lies in the account now, or went by mail where it came on paper",
        },
        needed="Choose how it went out",
        hint="As the holder asked. Send it before you record it here",
    )
    missing = Paragraph("Why not?", needed="Say why not", longest=2000, hint="The holder reads this as you write it")
    note = Paragraph("Note", longest=4000, hint="Staff alone can read it")


@guide("complete_verification")
class CompleteVerification(Guide):
    """Asks a clerk, or a supervisor where there is discipline, to fill in the form."""

    title = "Fill in a verification form"
    pages = (Completed,)
    decides = (
        Variable("verificationDecision", ("complete", "close_incomplete"), answer("decide", "decision")),
        Variable("sentHow", ("email", "post", "account"), answer("decide", "sent_how")),
    )
