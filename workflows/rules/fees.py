"""What fees come to. Which fees are due is the table `personnel_fee`; what each costs is an owner's setting."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.rules.defaults import OwnerSettings

_WHOLE = 10_000


@dataclass(frozen=True)
class FeeLine:
    """One line of an invoice."""

    #: The fee's id: "fee.personnel.renewal".
    fee: str
    text: str
    quantity: int
    unit_cents: int

    @property
    def cents(self) -> int:
        """What the line comes to."""
        return self.quantity * self.unit_cents


def fee_lines(fees: Iterable[str], settings: OwnerSettings) -> list[FeeLine]:
    """The lines of an invoice in the order of the ids; an id named twice is charged twice, one of 0.00 is left out.

    Raises:
        KeyError: no setting has this id.
    """
    lines = [FeeLine(fee, settings.words(fee), count, settings[fee]) for fee, count in Counter(fees).items()]
    return [line for line in lines if line.cents]


def total_cents(fees: Iterable[str], settings: OwnerSettings) -> int:
    """What the fees come to, before any surcharge for cards.

    Raises:
        KeyError: no setting has one of these ids.
    """
    return sum(line.cents for line in fee_lines(fees, settings))


def dollars(cents: int) -> str:
    """An amount as letters tell it: "$3,070.50"."""
    return f"${cents // 100:,}.{cents % 100:02d}"


def surcharge_cents(amount_cents: int, method: str, settings: OwnerSettings) -> int:
    """The surcharge on a payment: 2.35 % of the total by card, rounded half up to the cent; none from a bank account.

    Source: Office's guide to initial certification, payment by credit card and by electronic check.
    """
    if method != "card":
        return 0
    rate: int = settings["fee.card.surcharge"]
    return (amount_cents * rate + _WHOLE // 2) // _WHOLE
