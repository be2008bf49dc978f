"""What the public is told of a personnel certification on a day."""

from datetime import date

from models.vocabulary import CredentialStatus, Discipline
from workflows.rules.defaults import OwnerSettings

_FINAL = {
    Discipline.SUSPENDED: CredentialStatus.SUSPENDED,
    Discipline.REVOKED: CredentialStatus.REVOKED,
    Discipline.SURRENDERED: CredentialStatus.SURRENDERED,
}


def status_on(
    day: date,
    *,
    expires_on: date,
    discipline: Discipline,
    filed_on: date | None = None,
    superseded: bool = False,
) -> CredentialStatus:
    """The status of a certification on a day.

    Args:
        day: A legal day.
        expires_on: Its last day.
        discipline: What the Office has against it.
        filed_on: The legal day on which an application that is still undecided was filed.
        superseded: Whether a higher level has replaced it.

    Source: M.G.L. c.111C §16 (suspension, revocation); one-year alignment page, 2026 (nobody may staff an
    ambulance from 1 April). A complaint that is only open is not public.
    """
    if discipline in _FINAL:
        return _FINAL[discipline]
    if superseded:
        return CredentialStatus.SUPERSEDED
    if day > expires_on:
        in_time = filed_on is not None and filed_on <= expires_on
        return CredentialStatus.EXPIRED_RENEWAL_PENDING if in_time else CredentialStatus.EXPIRED
    if discipline is Discipline.CONDITIONS:
        return CredentialStatus.ACTIVE_CONDITIONS
    return CredentialStatus.ACTIVE


def may_practice(status: CredentialStatus, settings: OwnerSettings) -> bool:
    """Whether the holder may staff an ambulance.

    Source: one-year alignment page, 2026; setting cert.timelyRenewalContinues.
    """
    if status is CredentialStatus.EXPIRED_RENEWAL_PENDING:
        continues: bool = settings["cert.timelyRenewalContinues"]
        return continues
    return status in {CredentialStatus.ACTIVE, CredentialStatus.ACTIVE_CONDITIONS}
