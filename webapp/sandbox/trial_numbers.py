"""The numbers that may be typed on the provider's page, and what each brings about."""

from dataclasses import dataclass
from enum import StrEnum

from workflows.adapters.payments import PaymentMethod


class BankAnswer(StrEnum):
    """What the payer's bank says."""

    YES = "yes"
    NO = "no"
    #: it never answers: nothing was taken, and the payer may try again
    NOTHING = "nothing"


class Sending(StrEnum):
    """How the webhook of a payment travels."""

    AT_ONCE = "at once"
    #: held for a minute, or until somebody sends it
    LATE = "late"
    #: three times
    REPEATED = "repeated"
    #: an older message arrives after a newer one
    OUT_OF_ORDER = "out of order"
    #: never, unless somebody sends it
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class TrialNumber:
    """A card or account that exists nowhere else."""

    method: PaymentMethod
    #: digits only
    digits: str
    #: what happens, in a few words
    words: str
    answer: BankAnswer = BankAnswer.YES
    sending: Sending = Sending.AT_ONCE

    @property
    def shown(self) -> str:
        """The digits in groups of four, as on a card."""
        return " ".join(self.digits[start : start + 4] for start in range(0, len(self.digits), 4))


_CARD, _BANK = PaymentMethod.CARD, PaymentMethod.BANK

NUMBERS: tuple[TrialNumber, ...] = (
    TrialNumber(_CARD, "4242424242424242", "is accepted"),
    TrialNumber(_CARD, "4000000000000002", "is declined", BankAnswer.NO),
    TrialNumber(_CARD, "4000000000000101", "gets no answer from the bank in time", BankAnswer.NOTHING),
    TrialNumber(_CARD, "4000000000000200", "is accepted; the webhook comes a minute late", sending=Sending.LATE),
    TrialNumber(_CARD, "4000000000000309", "is accepted; the webhook comes three times", sending=Sending.REPEATED),
    TrialNumber(_CARD, "4000000000000408", "is accepted; webhooks come out of order", sending=Sending.OUT_OF_ORDER),
    TrialNumber(_CARD, "4000000000000507", "is accepted; the webhook is lost", sending=Sending.LOST),
    TrialNumber(_BANK, "000123456789", "is accepted"),
    TrialNumber(_BANK, "000111111116", "is declined", BankAnswer.NO),
    TrialNumber(_BANK, "000222222227", "is accepted; the webhook comes a minute late", sending=Sending.LATE),
)


def trial_number(method: PaymentMethod, typed: str) -> TrialNumber | None:
    """The number that was typed, spaces and hyphens aside; None where it is not one of ours."""
    digits = typed.replace(" ", "").replace("-", "")
    return next((number for number in NUMBERS if number.method is method and number.digits == digits), None)
