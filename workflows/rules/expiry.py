"""The last day of a new term."""

from datetime import date
from enum import StrEnum

from workflows.rules.defaults import OwnerSettings

_TERM_YEARS = 2


class ExpiryBasis(StrEnum):
    """What a new expiry follows; the route table names it."""

    #: The day the National Registry certification ends.
    REGISTRY = "REGISTRY"
    #: Two years after the old expiry.
    TWO_YEARS_ON = "TWO_YEARS_ON"
    #: As for a first certification, by the setting cert.initialExpiryPolicy.
    INITIAL_POLICY = "INITIAL_POLICY"


class ExpiryUnconfirmed(Exception):
    """The date the rule yields may not be issued, and nobody has confirmed another."""


def new_expiry(
    *,
    basis: ExpiryBasis,
    old_expiry: date,
    registry_expiry: date | None,
    confirmed: date | None = None,
    today: date,
    settings: OwnerSettings,
) -> date:
    """The last day of the new term, always a 31 March after the old one.

    A date that a supervisor confirmed goes before the Registry's, which is issued only where it is a 31 March.

    Source: one-year alignment page, 2026 (both certifications end on 31 March of the same year); OEMS
    eLicensing questions and answers, question 13; National Registry support article on first expiry dates.

    Raises:
        ExpiryUnconfirmed: the date is missing, is not 31 March or does not lie after the old expiry.
    """
    found = _by_rule(basis, old_expiry, registry_expiry, today, settings) if confirmed is None else confirmed
    if found is None or not is_cycle_end(found) or found <= old_expiry:
        raise ExpiryUnconfirmed(found)
    return found


def is_cycle_end(day: date) -> bool:
    """Whether a day is a 31 March, the only day on which a personnel certification ends."""
    return (day.month, day.day) == (3, 31)


def cycle_end(year: int) -> date:
    """The 31 March of a year."""
    return date(year, 3, 31)


def _by_rule(
    basis: ExpiryBasis, old_expiry: date, registry_expiry: date | None, today: date, settings: OwnerSettings
) -> date | None:
    if basis is ExpiryBasis.TWO_YEARS_ON:
        return cycle_end(old_expiry.year + _TERM_YEARS)
    if basis is ExpiryBasis.INITIAL_POLICY and settings["cert.initialExpiryPolicy"] == "TWO_CALENDAR_YEARS":
        return cycle_end(today.year + _TERM_YEARS)
    return registry_expiry
