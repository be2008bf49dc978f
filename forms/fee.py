"""What a request costs, as the first page of its guide tells it."""

from forms.base import FactLine, Page, fact
from forms.wording import dollars


def fee_line(page: Page) -> tuple[FactLine, ...]:
    """The fee and what becomes of it, as a line; none where it costs nothing."""
    cents = fact(page.known, "fee.cents")
    if not cents:
        return ()
    told = f"{dollars(cents)}. You pay at the end. The fee is not paid back. A card adds a charge, a bank account does not."
    return (FactLine("Fee", told),)
