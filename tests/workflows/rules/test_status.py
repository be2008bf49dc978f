"""What the public is told of a certification on a day."""

from datetime import date

import pytest

from models.vocabulary import CredentialStatus, Discipline
from workflows.rules.defaults import OwnerSettings
from workflows.rules.status import may_practice, status_on

EXPIRY = date(2026, 3, 31)
LAST, NEXT = EXPIRY, date(2026, 4, 1)


@pytest.mark.parametrize(
    ("day", "discipline", "filed_on", "status"),
    [
        (LAST, "clear", None, "ACTIVE"),
        (LAST, "complaint_open", None, "ACTIVE"),
        (LAST, "conditions", None, "ACTIVE_CONDITIONS"),
        (NEXT, "clear", None, "EXPIRED"),
        (NEXT, "conditions", None, "EXPIRED"),
        (NEXT, "clear", LAST, "EXPIRED_RENEWAL_PENDING"),
        (NEXT, "clear", NEXT, "EXPIRED"),
        (LAST, "suspended", None, "SUSPENDED"),
        (NEXT, "revoked", LAST, "REVOKED"),
        (NEXT, "surrendered", None, "SURRENDERED"),
    ],
)
def test_a_certification_has_one_status_on_a_day(
    day: date, discipline: str, filed_on: date | None, status: str
) -> None:
    found = status_on(day, expires_on=EXPIRY, discipline=Discipline(discipline), filed_on=filed_on)

    assert found == CredentialStatus(status)


def test_a_level_replaced_by_a_higher_one_is_superseded() -> None:
    found = status_on(LAST, expires_on=EXPIRY, discipline=Discipline.CLEAR, superseded=True)

    assert found is CredentialStatus.SUPERSEDED


def test_only_the_active_may_practice_unless_an_owner_lets_a_timely_renewal_continue() -> None:
    practicing = {status for status in CredentialStatus if may_practice(status, OwnerSettings())}
    continuing = OwnerSettings({"cert.timelyRenewalContinues": True})

    assert practicing == {CredentialStatus.ACTIVE, CredentialStatus.ACTIVE_CONDITIONS}
    assert may_practice(CredentialStatus.EXPIRED_RENEWAL_PENDING, continuing)
