"""What fees come to."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.defaults import DEFAULTS, Kind, OwnerSettings, SettingRefused
from workflows.rules.fees import FeeLine, fee_lines, surcharge_cents, total_cents

BASE, LATE = "fee.personnel.late.base", "fee.personnel.late.surcharge"


@pytest.mark.parametrize(("amount", "surcharge"), [(6250, 147), (12500, 294), (15000, 353), (300000, 7050), (0, 0)])
def test_a_card_costs_2_35_percent_more_rounded_half_up(amount: int, surcharge: int) -> None:
    assert surcharge_cents(amount, "card", OwnerSettings()) == surcharge


def test_a_bank_account_costs_nothing_more() -> None:
    assert surcharge_cents(6250, "bank", OwnerSettings()) == 0


@given(amount=st.integers(0, 10**9), rate=st.integers(0, 2000))
def test_the_surcharge_is_the_decimal_product_rounded_half_up(amount: int, rate: int) -> None:
    exact = Decimal(amount) * rate / 10_000

    found = surcharge_cents(amount, "card", OwnerSettings({"fee.card.surcharge": rate}))

    assert found == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_a_fee_named_twice_is_one_line_charged_twice() -> None:
    assert fee_lines([BASE, BASE, LATE], OwnerSettings()) == [
        FeeLine(BASE, "Late renewal, each year of the new term", 2, 6250)
    ]


def test_a_late_surcharge_that_an_owner_set_is_a_line_of_its_own() -> None:
    settings = OwnerSettings({LATE: 5000})

    assert [line.cents for line in fee_lines([BASE, LATE], settings)] == [6250, 5000]
    assert total_cents([BASE, LATE], settings) == 11250


def test_a_fee_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        fee_lines(["fee.personnel.unheard"], OwnerSettings())


def test_what_an_owner_set_goes_before_the_default() -> None:
    settings = OwnerSettings({"late.windowMonths": 6, "rfi.reminders": [7, 20]})

    assert (settings["late.windowMonths"], settings["sla.businessDays"]) == (6, 10)
    assert settings["rfi.reminders"] == (7, 20)
    assert settings.context()["late"] == {"windowMonths": 6, "lastDayInclusive": False}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fee.personnel.unheard", 1),
        ("fee.personnel.renewal", -1),
        ("fee.personnel.renewal", 125.0),
        ("fee.personnel.renewal", True),
        ("window.openMonthDay", "02-29"),
        ("window.openMonthDay", "2-1"),
        ("late.lastDayInclusive", 1),
        ("rfi.reminders", [14]),
        ("cert.initialExpiryPolicy", "THREE_YEARS"),
    ],
)
def test_a_setting_that_is_not_of_its_kind_is_refused(key: str, value: object) -> None:
    with pytest.raises(SettingRefused):
        OwnerSettings({key: value})


def test_every_default_is_of_its_kind() -> None:
    assert OwnerSettings({key: default.value for key, default in DEFAULTS.items()})["sla.amber"] == 7
    assert all(isinstance(default.value, int) for default in DEFAULTS.values() if default.kind is Kind.CENTS)
