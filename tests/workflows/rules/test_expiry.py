"""The last day of a new term."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.defaults import OwnerSettings
from workflows.rules.expiry import ExpiryBasis, ExpiryUnconfirmed, new_expiry

OLD = date(2026, 3, 31)
TODAY = date(2026, 1, 20)


def expiry(basis: ExpiryBasis, registry: date | None = None, **changed: object) -> date:
    given_values = {"old_expiry": OLD, "today": TODAY, "settings": OwnerSettings(), "confirmed": None} | changed
    return new_expiry(basis=basis, registry_expiry=registry, **given_values)  # type: ignore[arg-type]


def test_an_alignment_takes_the_registrys_date() -> None:
    assert expiry(ExpiryBasis.REGISTRY, date(2027, 3, 31)) == date(2027, 3, 31)


def test_a_renewal_without_the_registry_runs_two_years_on() -> None:
    assert expiry(ExpiryBasis.TWO_YEARS_ON) == date(2028, 3, 31)


def test_a_reinstatement_follows_the_policy_for_first_certifications() -> None:
    matching = OwnerSettings({"cert.initialExpiryPolicy": "MATCH_NREMT"})

    assert expiry(ExpiryBasis.INITIAL_POLICY, date(2029, 3, 31)) == date(2028, 3, 31)
    assert expiry(ExpiryBasis.INITIAL_POLICY, date(2029, 3, 31), settings=matching) == date(2029, 3, 31)


@pytest.mark.parametrize("registry", [None, date(2027, 9, 30), date(2026, 3, 31), date(2025, 3, 31)])
def test_a_date_that_is_missing_unusual_or_no_later_is_not_issued(registry: date | None) -> None:
    with pytest.raises(ExpiryUnconfirmed):
        expiry(ExpiryBasis.REGISTRY, registry)


def test_a_supervisors_date_goes_before_the_registrys() -> None:
    assert expiry(ExpiryBasis.REGISTRY, date(2027, 9, 30), confirmed=date(2027, 3, 31)) == date(2027, 3, 31)


def test_not_even_a_supervisor_issues_another_day_than_31_march() -> None:
    with pytest.raises(ExpiryUnconfirmed):
        expiry(ExpiryBasis.REGISTRY, date(2027, 9, 30), confirmed=date(2027, 9, 30))


@given(basis=st.sampled_from(ExpiryBasis), registry=st.none() | st.dates(), confirmed=st.none() | st.dates())
def test_what_is_issued_is_always_a_later_31_march(
    basis: ExpiryBasis, registry: date | None, confirmed: date | None
) -> None:
    try:
        found = expiry(basis, registry, confirmed=confirmed)
    except ExpiryUnconfirmed:
        return

    assert (found.month, found.day) == (3, 31)
    assert found > OLD
