"""What differs between one deployment and another, read once from the environment.

Every name begins with `ELICENSE_`, but for the three that hosts set by habit: DATABASE_URL, PORT, SANDBOX_PORT.
The defaults make a developer's machine run with nothing set. Production refuses to start on any of them that would
let a stranger in or talk to the sandbox; what the Office itself may change (fees, dates) is not here but in the
settings of the Office, which have dates of effect.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: Keys of field encryption and look-up are this long: AES-256.
KEY_BYTES = 32

#: Where Debian's clamav-daemon is.
DEBIAN_SCANNER = "unix:/run/clamav/clamd.ctl"

_SHORTEST_SECRET = 32
_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
_DEVELOPMENT_SECRETS = {
    "secret_key": "development only: signs sessions of invented people",
    "field_keys": "development:ZGV2ZWxvcG1lbnQgb25seSwgMzIgYnl0ZXMgbG9uZyE=",
    "lookup_key": "ZGV2ZWxvcG1lbnQgbG9vay11cHMsIDMyIGJ5dGVzLi4=",
    "registry_key": "development only: registry",
    "payment_key": "development only: payments",
    "payment_webhook_secret": "development only: payment webhooks",
}


class Settings(BaseSettings):
    """The deployment's settings; `Settings()` reads the environment.

    Raises:
        pydantic.ValidationError: a value is malformed, or is not safe in production.
    """

    model_config = SettingsConfigDict(
        env_prefix="ELICENSE_",
        env_ignore_empty=True,
        frozen=True,
        populate_by_name=True,
        validate_default=True,
        # a secret that is refused must not be printed
        hide_input_in_errors=True,
    )

    #: "production" refuses the defaults below that are public knowledge
    environment: Literal["development", "production"] = "development"

    #: an SQLAlchemy URL: SQLite in one process, PostgreSQL for more
    database_url: str = Field(default="sqlite:///var/elicense.sqlite3", validation_alias="DATABASE_URL")
    #: where the site listens
    port: int = Field(default=8000, validation_alias="PORT", ge=1, le=65535)
    #: where the sandbox listens, in development
    sandbox_port: int = Field(default=8001, validation_alias="SANDBOX_PORT", ge=1, le=65535)

    #: signs session cookies and links in e-mails
    secret_key: SecretStr = SecretStr(_DEVELOPMENT_SECRETS["secret_key"])
    #: `id:base64` of 32 bytes, several parted by commas; the first seals, all open
    field_keys: SecretStr = SecretStr(_DEVELOPMENT_SECRETS["field_keys"])
    #: base64 of 32 bytes: the hash by which equal values find each other. Changing it means hashing all anew
    lookup_key: SecretStr = SecretStr(_DEVELOPMENT_SECRETS["lookup_key"])

    #: where browsers find the site; empty for localhost with its port
    site_url: str = ""
    #: where browsers find the sandbox; empty for localhost with its port
    sandbox_url: str = ""

    #: the National Registry's interface; empty for the sandbox's
    registry_url: str = ""
    registry_key: SecretStr = SecretStr(_DEVELOPMENT_SECRETS["registry_key"])
    #: the payment provider's interface; empty for the sandbox's
    payment_url: str = ""
    payment_key: SecretStr = SecretStr(_DEVELOPMENT_SECRETS["payment_key"])
    #: proves that a webhook comes from the payment provider
    payment_webhook_secret: SecretStr = SecretStr(_DEVELOPMENT_SECRETS["payment_webhook_secret"])
    #: where the payment provider's own pages are, if not where its interface is: forms may lead a browser there
    payment_page_url: str = ""
    #: whether registry and payment provider may be on this machine or in a private network; None: in development only
    private_network: bool | None = None

    smtp_host: str = "127.0.0.1"
    #: where mail is handed in; the sandbox's mail server listens there, too
    smtp_port: int = Field(default=8025, ge=1, le=65535)
    #: "none" is for a mail server on this machine
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    #: the sender of every e-mail; its domain ends each Message-ID
    mail_from: str = "Office of Emergency Medical Services <licensing@oems.example.org>"

    #: where documents are kept, sealed; a bucket below takes its place
    documents_folder: Path = Path("var/documents")
    #: keeps documents in a bucket of S3 instead
    s3_bucket: str = ""
    #: a folder within the bucket
    s3_prefix: str = ""
    s3_region: str = "us-east-1"
    #: of another provider than Amazon
    s3_endpoint: str = ""
    #: both empty: the machine's own role is asked
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")
    #: clamd, as unix:/path/of/its/socket or host:port; empty for the one that `elicense run` starts, in production for
    #: Debian's own
    scanner: str = ""

    #: by which the sandbox moves the time of all processes; None for var/clock.json, in production for no such file
    clock_file: Path | None = None
    #: what the sandbox remembers over a restart
    sandbox_file: Path = Path("var/sandbox.sqlite3")

    @property
    def production(self) -> bool:
        """Whether real people use this deployment."""
        return self.environment == "production"

    @property
    def field_keyring(self) -> dict[str, bytes]:
        """The keys of field encryption by id, the sealing one first."""
        return dict(_keys(self.field_keys.get_secret_value()))

    @property
    def lookup_key_bytes(self) -> bytes:
        """The key of the look-up hash."""
        return _key(self.lookup_key.get_secret_value())

    @property
    def private_network_allowed(self) -> bool:
        """Whether registry and payment provider may be on this machine or in a private network."""
        return not self.production if self.private_network is None else self.private_network

    @property
    def payment_origin(self) -> str:
        """The origin of the payment provider's pages, for the content security policy."""
        parts = urlsplit(self.payment_page_url)
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("field_keys")
    @classmethod
    def _field_keys_are_keys(cls, value: SecretStr) -> SecretStr:
        if not _keys(value.get_secret_value()):
            raise ValueError("Set at least one key.")
        return value

    @field_validator("lookup_key")
    @classmethod
    def _lookup_key_is_a_key(cls, value: SecretStr) -> SecretStr:
        _key(value.get_secret_value())
        return value

    @field_validator("site_url", "sandbox_url", "registry_url", "payment_url", "payment_page_url")
    @classmethod
    def _addresses_are_addresses(cls, value: str, info: ValidationInfo) -> str:
        if not value:
            return _default_address(str(info.field_name), info.data)
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("Give an address as https://licensing.example.org.")
        return value.rstrip("/")

    @field_validator("mail_from")
    @classmethod
    def _sender_is_an_address(cls, value: str) -> str:
        if "@" not in parseaddr(value)[1]:
            raise ValueError("Give a sender as Name <address@licensing.example.org>.")
        return value

    @field_validator("scanner")
    @classmethod
    def _scanner_is_an_address(cls, value: str, info: ValidationInfo) -> str:
        if not value:
            own = f"unix:var/scanner-{info.data.get('port')}/clamd.sock"
            return own if info.data.get("environment") == "development" else DEBIAN_SCANNER
        host, _, port = value.rpartition(":")
        if not value.startswith("unix:") and not (host and port.isdigit()):
            raise ValueError("Give the scanner as unix:/run/clamav/clamd.ctl or host:3310.")
        return value

    @field_validator("clock_file")
    @classmethod
    def _clock_file_for_development(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        development = info.data.get("environment") == "development"
        return Path("var/clock.json") if value is None and development else value

    @model_validator(mode="after")
    def _safe_in_production(self) -> Self:
        faults = list(_faults_in_production(self)) if self.production else []
        if faults:
            raise ValueError("Not safe in production: " + " ".join(faults))
        return self


def _faults_in_production(settings: Settings) -> Iterator[str]:
    for name, default in _DEVELOPMENT_SECRETS.items():
        if getattr(settings, name).get_secret_value() == default:
            yield f"Set ELICENSE_{name.upper()}."
    if len(settings.secret_key.get_secret_value()) < _SHORTEST_SECRET:
        yield f"ELICENSE_SECRET_KEY is shorter than {_SHORTEST_SECRET} characters."
    for name in ("site_url", "registry_url", "payment_url", "payment_page_url"):
        if urlsplit(getattr(settings, name)).scheme != "https":
            yield f"Set ELICENSE_{name.upper()} to an https address."
    if settings.mail_from == Settings.model_fields["mail_from"].default:
        yield "Set ELICENSE_MAIL_FROM."
    if settings.smtp_security == "none" and settings.smtp_host not in _THIS_MACHINE:
        yield "Set ELICENSE_SMTP_SECURITY: mail would leave this machine unencrypted."
    if settings.clock_file is not None:
        yield "Unset ELICENSE_CLOCK_FILE: the time cannot be moved."


def _default_address(name: str, read: Mapping[str, Any]) -> str:
    port, sandbox_port = read.get("port"), read.get("sandbox_port")
    # the interfaces by number: localhost may mean another family of addresses than the one the sandbox listens on
    sandbox = f"http://127.0.0.1:{sandbox_port}"
    return {
        "site_url": f"http://localhost:{port}",
        "sandbox_url": f"http://localhost:{sandbox_port}",
        "registry_url": f"{sandbox}/registry/v1",
        "payment_url": f"{sandbox}/pay/v1",
        "payment_page_url": str(read.get("sandbox_url")) if read.get("payment_url") == f"{sandbox}/pay/v1" else "",
    }[name] or str(read.get("payment_url"))


def _keys(text: str) -> list[tuple[str, bytes]]:
    keys = [entry.strip().partition(":") for entry in text.split(",") if entry.strip()]
    return [(key_id, _key(value)) for key_id, _, value in keys]


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"Give keys of {KEY_BYTES} bytes in base64.")
    return key
