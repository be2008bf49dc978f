"""One-year alignment: the Massachusetts date is moved to the National Registry's, for half the fee.

Source: Office's page on the one-year alignment, edition 2026.
"""

from collections.abc import Sequence

from forms.attestation import CheckAndSign
from forms.background import ANY_YES, BackgroundSinceLast
from forms.base import FactLine, Guide, Page, Variable, answer, guide
from forms.contact import Contact
from forms.fields import Tick
from forms.wording import dollars, long_date


class Dates(Page):
    """Shows both dates, the new one and the fee."""

    slug = "dates"
    title = "Your dates"
    intro = (
        "Your license and your National Registry card end in different years. We move your license to the later date."
    )
    askable = False

    confirm_dates = Tick(
        "These dates are right",
        needed="Tick the box if the dates are right. If one is wrong, write to oems.recert@mass.gov",
        hint="If one is wrong, write to oems.recert@mass.gov before you go on",
    )

    def facts(self) -> Sequence[FactLine]:
        return (
            self.line("Your Massachusetts license ends on", "credential.expires_on", long_date),
            self.line("Your National Registry card ends on", "registry.expires_on", long_date),
            self.line("Your license will then end on", "route.new_expiry", long_date),
            self.line("Fee", "route.fee_cents", dollars),
        )


class Sign(CheckAndSign):
    """Alignment asks nothing about age and language again."""

    t3 = None  # type: ignore[assignment] # how WTForms takes a field away


@guide("alignment")
class Alignment(Guide):
    """Asks a holder whose dates are a year apart to confirm them, and for what may have changed."""

    title = "Align your license"
    pages = (Dates, Contact, BackgroundSinceLast, Sign)
    decides = (Variable("datesConfirmed", "boolean", answer("dates", "confirm_dates")), ANY_YES)
