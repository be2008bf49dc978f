"""A copy of the card by e-mail, and what the help desk does where none can be made."""

from collections.abc import Sequence

from forms.base import FactLine, Guide, Page, Variable, answer, guide
from forms.fee import fee_line
from forms.fields import Choice, Paragraph, Tick
from forms.wording import long_date


class Copy(Page):
    """One page to confirm. Source: Office's eLicensing questions and answers, questions 3 and 8."""

    slug = "copy"
    title = "A copy of your card"
    intro = "We make the card anew from our record and send it to your e-mail address. There is no paper card."
    button = "Send my card"

    send = Tick("Send my card to this e-mail address", needed="Tick the box to have your card sent")

    def facts(self) -> Sequence[FactLine]:
        return (
            self.line("E-mail address", "account.email"),
            self.line("Name on the card", "holder.legal_name"),
            self.line("License number", "credential.number"),
            self.line("Level", "credential.level"),
            self.line("License ends on", "credential.expires_on", long_date),
            *fee_line(self),
        )


@guide("duplicate_card")
class DuplicateCard(Guide):
    """Asks a holder once whether the card shall be sent."""

    title = "A copy of your card"
    pages = (Copy,)
    decides = (Variable("sendCard", "boolean", answer("copy", "send")),)


class CardHelp(Page):
    """What the help desk found."""

    slug = "help"
    title = "A card could not be made"
    intro = "The card could not be drawn in three tries. Look at the record: is there a letter in the name that is odd?"
    button = "Record what to do"
    askable = False

    finding = Choice(
        "What did you do?",
        choices={
            "try_again": "The cause is gone: draw the card once more",
            "close": "It cannot be made now: the request ends and the holder is told",
        },
        needed="Choose what you did",
        hint="Each line says what follows",
    )
    note = Paragraph("Note", longest=2000, hint="Staff alone can read it")


@guide("card_help")
class CardHelpDesk(Guide):
    """Asks the intake staff for help with a card that could not be drawn."""

    title = "Help with a card"
    pages = (CardHelp,)
    decides = (Variable("cardHelp", ("try_again", "close"), answer("help", "finding")),)
