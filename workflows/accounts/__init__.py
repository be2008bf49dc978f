"""Accounts: who may sign in, what they have proved, and which person's certification they hold.

Security time (sessions, codes, tokens, sign-in limits) is the machine's own; the locks of linking run by the
Office's clock, because staff and holder speak of them in the Office's days.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from models import Attempt
from models.database import Database
from workflows import owner_settings
from workflows.accounts.directory import AccountDirectory, AccountRecord, EmailTaken
from workflows.accounts.linking import AlreadyLinked, Claim, Linking, LinkLimits, LinkRefused, Notices
from workflows.accounts.second_factor import SecondFactor, TooManyTries
from workflows.accounts.sign_in import SignIn
from workflows.accounts.web_sessions import WebSessions
from workflows.adapters.clock import Clock, legal_date
from workflows.keyring import Keyring

__all__ = [
    "AccountDirectory",
    "AccountRecord",
    "Accounts",
    "AlreadyLinked",
    "Claim",
    "EmailTaken",
    "LinkLimits",
    "LinkRefused",
    "Linking",
    "Notices",
    "SecondFactor",
    "SignIn",
    "TooManyTries",
    "WebSessions",
]


def machine_time() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


class Accounts:
    """Everything the Office does with accounts, by its parts.

    Args:
        database: where they are kept.
        keyring: seals what must not be read.
        clock: the Office's time, for the locks of linking.
        notices: writes to the people.
        link_limits: how often linking may fail.
        now: the machine's time, for everything that guards an account.
    """

    def __init__(
        self,
        *,
        database: Database,
        keyring: Keyring,
        clock: Clock,
        notices: Notices,
        link_limits: LinkLimits | None = None,
        now: Callable[[], datetime] = machine_time,
    ) -> None:
        self.now = now
        self.notices = notices
        self.directory = AccountDirectory(database=database, keyring=keyring, now=now)
        self.sign_in = SignIn(database=database, keyring=keyring, notices=notices, now=now)
        self.second_factor = SecondFactor(database=database, keyring=keyring, now=now)
        self.linking = Linking(database=database, keyring=keyring, clock=clock, notices=notices, limits=link_limits)
        self.web_sessions = WebSessions(database=database, keyring=keyring)
        self._database = database
        self._clock = clock

    def forget_tries(self) -> None:
        """Deletes the tries that no limit counts any more, by the owner's setting retention.attemptDays."""
        with self._database.begin() as session:
            days = owner_settings.on(session, legal_date(self._clock.now()))["retention.attemptDays"]
            # the earlier of both clocks: most tries are counted by the machine's, those of linking by the Office's
            before = min(self.now(), self._clock.now()) - timedelta(days=days)
            session.execute(delete(Attempt).where(Attempt.at < before).execution_options(synchronize_session=False))
