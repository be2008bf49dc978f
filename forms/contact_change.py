"""New contact details, and the page by which the owner of a new e-mail address confirms it."""

from collections.abc import Sequence
from typing import ClassVar

from forms.base import FactLine, Guide, Page, Variable, answer, guide
from forms.contact import Contact
from forms.fee import fee_line
from forms.fields import Tick


class NewContact(Contact):
    """The same questions as in every application, with what counts from now on.

    Source: Office's eLicensing questions and answers, questions 3, 7 and 10.
    """

    intro: ClassVar[str] = (
        "Change what is new and leave the rest. A new address or phone counts at once. "
        "A new e-mail address counts once you open the link that we send to it, within 48 hours."
    )
    button = "Save my details"

    def facts(self) -> Sequence[FactLine]:
        return fee_line(self)


@guide("contact_change")
class ContactChange(Guide):
    """Asks a holder for all contact details anew."""

    title = "Change your contact details"
    pages = (NewContact,)
    decides = (Variable("smsConsent", "boolean", answer("contact", "sms_consent")),)
    asks_password = True


class ConfirmEmail(Page):
    """One press by whoever reads the mail of the new address."""

    slug = "confirm_email"
    title = "Confirm this e-mail address"
    intro = "Someone who holds a license wants us to write to this address. If that was not you, close this page."
    button = "Confirm this address"
    askable = False

    mine = Tick("This is my e-mail address, and I want to use it for my account", needed="Tick the box to confirm")

    def facts(self) -> tuple[FactLine, ...]:
        return (self.line("E-mail address", "invitation.address"),)


@guide("confirm_email")
class ConfirmEmailAddress(Guide):
    """Asks the owner of a mailbox whether an account may use it."""

    title = "Your e-mail address"
    pages = (ConfirmEmail,)
    decides = (Variable("emailConfirmed", "boolean", answer("confirm_email", "mine")),)
