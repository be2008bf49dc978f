"""What a deployment may be set to, and what production refuses."""

import base64
from pathlib import Path

import pytest
from pydantic import ValidationError

from workflows.settings import Settings

_KEY = base64.b64encode(bytes(range(32))).decode()
_OTHER_KEY = base64.b64encode(bytes(range(32, 64))).decode()

_PRODUCTION = {
    "ELICENSE_ENVIRONMENT": "production",
    "ELICENSE_SECRET_KEY": "a secret of production, long enough",
    "ELICENSE_FIELD_KEYS": f"2027:{_KEY},2026:{_OTHER_KEY}",
    "ELICENSE_LOOKUP_KEY": _OTHER_KEY,
    "ELICENSE_REGISTRY_KEY": "registry",
    "ELICENSE_PAYMENT_KEY": "payments",
    "ELICENSE_PAYMENT_WEBHOOK_SECRET": "webhooks",
    "ELICENSE_SITE_URL": "https://licensing.example.org/",
    "ELICENSE_REGISTRY_URL": "https://registry.example.org/v1",
    "ELICENSE_PAYMENT_URL": "https://api.pay.example.org/v1",
    "ELICENSE_PAYMENT_PAGE_URL": "https://pay.example.org",
    "ELICENSE_MAIL_FROM": "Licensing <no-reply@licensing.example.org>",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("DATABASE_URL", "PORT", "SANDBOX_PORT", *(f"ELICENSE_{name.upper()}" for name in Settings.model_fields))
    for name in names:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in _PRODUCTION.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_developers_machine_needs_nothing_set() -> None:
    settings = Settings()

    assert settings.site_url == "http://localhost:8000"
    assert settings.registry_url == "http://127.0.0.1:8001/registry/v1"
    assert settings.payment_url == "http://127.0.0.1:8001/pay/v1"
    assert settings.payment_origin == "http://localhost:8001"
    assert settings.clock_file == Path("var/clock.json")
    assert settings.private_network_allowed
    assert [len(key) for key in (*settings.field_keyring.values(), settings.lookup_key_bytes)] == [32, 32]


def test_the_sandboxs_addresses_follow_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_PORT", "9555")

    settings = Settings()

    assert (settings.sandbox_url, settings.registry_url) == (
        "http://localhost:9555",
        "http://127.0.0.1:9555/registry/v1",
    )


def test_a_value_can_be_handed_in_by_its_name() -> None:
    settings = Settings(database_url="sqlite://", port=9100)

    assert (settings.database_url, settings.site_url) == ("sqlite://", "http://localhost:9100")


@pytest.mark.usefixtures("production")
def test_production_starts_when_all_is_set() -> None:
    settings = Settings()

    assert settings.production
    assert settings.clock_file is None
    assert not settings.private_network_allowed
    assert settings.payment_origin == "https://pay.example.org"
    assert list(settings.field_keyring) == ["2027", "2026"]


@pytest.mark.parametrize(
    "name", sorted(set(_PRODUCTION) - {"ELICENSE_ENVIRONMENT", "ELICENSE_PAYMENT_PAGE_URL"}), ids=str.lower
)
def test_production_refuses_what_is_left_at_its_default(production: pytest.MonkeyPatch, name: str) -> None:
    production.delenv(name)

    with pytest.raises(ValidationError, match=name):
        Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ELICENSE_CLOCK_FILE", "var/clock.json"),
        ("ELICENSE_SECRET_KEY", "short"),
        ("ELICENSE_SITE_URL", "http://licensing.example.org"),
        ("ELICENSE_SMTP_HOST", "mail.example.org"),
    ],
)
def test_production_refuses_what_is_not_safe(production: pytest.MonkeyPatch, name: str, value: str) -> None:
    production.setenv(name, value)

    with pytest.raises(ValidationError, match=r"Not safe in production: .*ELICENSE_"):
        Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ELICENSE_FIELD_KEYS", "2026:c2hvcnQ="),
        ("ELICENSE_FIELD_KEYS", ", ,"),
        ("ELICENSE_LOOKUP_KEY", "not base64 at all"),
        ("ELICENSE_SITE_URL", "an-address-without-scheme"),
        ("ELICENSE_MAIL_FROM", "nobody"),
        ("PORT", "70000"),
    ],
)
def test_a_malformed_value_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError) as refused:
        Settings()

    assert value not in str(refused.value)


@pytest.mark.usefixtures("production")
def test_no_secret_shows_when_settings_are_printed() -> None:
    shown = repr(Settings())

    assert not [name for name in ("SECRET_KEY", "FIELD_KEYS", "LOOKUP_KEY") if _PRODUCTION[f"ELICENSE_{name}"] in shown]
