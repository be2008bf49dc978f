"""When a card may be printed, and what it must say."""

from enum import StrEnum

from models.vocabulary import CredentialStatus, Discipline
from workflows.rules.defaults import OwnerSettings

#: A discipline that leaves the certification in force.
STANDING = frozenset({Discipline.CLEAR, Discipline.CONDITIONS, Discipline.COMPLAINT_OPEN})

_CURRENT = frozenset({CredentialStatus.ACTIVE, CredentialStatus.ACTIVE_CONDITIONS})
_EXPIRED = frozenset({CredentialStatus.EXPIRED, CredentialStatus.EXPIRED_RENEWAL_PENDING})


class Printing(StrEnum):
    """What may be printed of a certification on a day."""

    #: The card.
    CARD = "card"
    #: The card with the word EXPIRED across it.
    EXPIRED_CARD = "expired_card"
    #: Nothing: it has expired.
    EXPIRED = "expired"
    #: Nothing: it is suspended, revoked, given up, or a higher level has taken its place.
    NOT_IN_FORCE = "not_in_force"

    @property
    def allowed(self) -> bool:
        """Whether there is a card to print."""
        return self in (Printing.CARD, Printing.EXPIRED_CARD)


def printing(status: CredentialStatus, settings: OwnerSettings) -> Printing:
    """What may be printed of a certification of this status.

    Source: Office's eLicensing questions and answers, questions 3 and 8; setting card.reprintWhenExpired.
    """
    if status in _CURRENT:
        return Printing.CARD
    if status not in _EXPIRED:
        return Printing.NOT_IN_FORCE
    return Printing.EXPIRED_CARD if settings["card.reprintWhenExpired"] else Printing.EXPIRED
