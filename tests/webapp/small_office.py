"""The parts of the Office that accounts need, with a postbox in the place of notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from models.database import Database
from workflows.accounts import Accounts
from workflows.adapters.clock import FixedClock
from workflows.adapters.scanner import FakeScanner
from workflows.settings import Settings
from workflows.settings_book import SettingsBook


@dataclass
class Postbox:
    """Notices that were written, in order."""

    written: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def write(
        self,
        _session: Session,
        template: str,
        *,
        key: str,
        account_id: str,
        fields: Mapping[str, str] | None = None,
    ) -> str:
        if key not in self.keys:
            self.keys.add(key)
            self.written.append((template, account_id, dict(fields or {})))
        return key

    def last_link(self, template: str) -> str:
        """The path of the last link that went out with a notice."""
        link = next(fields["link"] for name, _, fields in reversed(self.written) if name == template)
        return link.removeprefix("http://localhost:8000")

    @property
    def templates(self) -> list[str]:
        return [template for template, _, _ in self.written]


class MachineTime:
    """The machine's time, which a test moves on."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @staticmethod
    def minutes(minutes: float) -> timedelta:
        return timedelta(minutes=minutes)


@dataclass
class Surroundings:
    """What stands outside this part of the Office."""

    scanner: FakeScanner = field(default_factory=FakeScanner)


@dataclass
class SmallOffice:
    """The parts of the Office that accounts need."""

    database: Database
    clock: FixedClock
    settings: Settings
    accounts: Accounts
    outside: Surroundings = field(default_factory=Surroundings)

    @property
    def settings_book(self) -> SettingsBook:
        """What the owner has set: nothing."""
        return SettingsBook(self.database, clock=self.clock)
