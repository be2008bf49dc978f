"""What the fiscal staff decide of money that came back or goes back.

Source: Office's guide to initial certification (returned payments).
"""

from forms.base import Guide, Page, Variable, answer, guide
from forms.fields import Choice, Paragraph

_NOTE = "Staff alone can read it. It stays in the history"


class Claim(Page):
    """What is asked for after a payment came back."""

    slug = "claim"
    title = "The payment came back"
    intro = "The bank sent the payment back. The holder was told. Say what the holder must pay."
    button = "Record the decision"
    askable = False

    claim = Choice(
        "What must be paid?",
        choices={
            "fee_and_charge": "The fee, and the charge for a returned payment",
            "fee_alone": "The fee alone: the charge is dropped",
            "nothing": "Nothing: it was paid in another way, or it was an error",
        },
        needed="Choose what must be paid",
        hint="The holder pays on the usual page",
    )
    note = Paragraph("Note", needed="Say why", longest=2000, hint=_NOTE)


@guide("returned_payment")
class ReturnedPayment(Guide):
    """Asks the fiscal staff what follows when a payment came back."""

    title = "Returned payment"
    pages = (Claim,)
    decides = (Variable("claim", ("fee_and_charge", "fee_alone", "nothing"), answer("claim", "claim")),)


class Refund(Page):
    """Why money goes back."""

    slug = "refund"
    title = "Give a payment back"
    intro = "The whole of the last payment goes back, with the charge for a card. A supervisor must agree first."
    button = "Ask for the refund"
    askable = False

    reason = Choice(
        "Why?",
        choices={
            "twice": "It was paid twice",
            "error": "It was taken in error",
            "order": "A decision orders it",
        },
        needed="Choose why it goes back",
        hint="A fee is not given back only because an application was denied",
    )
    note = Paragraph("Note", needed="Say what happened", longest=2000, hint=_NOTE)


@guide("refund")
class RefundRequest(Guide):
    """Asks the fiscal staff why a payment is to be given back."""

    title = "Refund"
    pages = (Refund,)
    decides = (Variable("refundReason", ("twice", "error", "order"), answer("refund", "reason")),)


class ConfirmRefundPage(Page):
    """The second person's word on a refund."""

    slug = "confirm"
    title = "Agree to the refund"
    intro = "You are the second person. Look at the payments of the case first."
    button = "Record the decision"
    askable = False

    outcome = Choice(
        "Do you agree?",
        choices={"confirmed": "Yes: the money goes back", "refused": "No: nothing goes back"},
        needed="Choose yes or no",
        hint="Each line says what follows",
    )
    note = Paragraph("Note", longest=2000, hint=_NOTE)


@guide("confirm_refund")
class ConfirmRefund(Guide):
    """Asks a second member of staff to agree to a refund."""

    title = "Agree to a refund"
    pages = (ConfirmRefundPage,)
    decides = (Variable("refundConfirmed", ("confirmed", "refused"), answer("confirm", "outcome")),)
