"""How the fee is paid; the card or account number itself is typed on the provider's page alone.

Source: mass.gov, apply for an initial EMT certification, on the card surcharge and the returned payment; the amounts
are the owner's settings and come as facts.
"""

from collections.abc import Sequence
from typing import Any

from forms.base import Answers, FactLine, Facts, Page, fact
from forms.fields import Choice
from forms.wording import dollars
from models.vocabulary import PaymentMethod


class Pay(Page):
    """Card or bank account, each with its total; no task of a diagram, so no guide.

    Facts: `payment.amount_cents`, `payment.card_total_cents`, `payment.returned_cents`.
    """

    slug = "pay"
    title = "Pay the fee"
    intro = "You pay on the page of our payment provider. Then you come back here."
    button = "Continue to payment"
    askable = False

    method = Choice(
        "How do you want to pay?",
        choices={PaymentMethod.CARD.value: "Credit or debit card", PaymentMethod.BANK.value: "Bank account"},
        needed="Choose how you want to pay",
        hint="A card adds a charge to the fee. A bank account does not",
    )

    def __init__(self, formdata: Any = None, *, facts: Facts | None = None, answers: Answers | None = None) -> None:
        super().__init__(formdata, facts=facts, answers=answers)
        totals = {
            "card": fact(self.known, "payment.card_total_cents"),
            "bank": fact(self.known, "payment.amount_cents"),
        }
        self.method.choices = {
            str(word): f"{label}: {dollars(totals[word])}" if totals[word] else label
            for word, label, *_ in self.method.iter_choices()
        }

    def facts(self) -> Sequence[FactLine]:
        return (self.line("Charge if your bank returns the payment", "payment.returned_cents", dollars),)
