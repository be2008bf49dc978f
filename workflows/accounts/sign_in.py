"""Tries at a password and requests for mail: counted against the address typed, whether or not it has an account.

Behaviour is the same for both, so the count tells no one which addresses have accounts. The row keeps a keyed hash of
the address.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from models import Attempt
from models.base import new_id
from models.database import Database
from workflows.accounts.linking import Notices
from workflows.accounts.second_factor import TooManyTries
from workflows.attempts import Limit, hold, is_locked, record
from workflows.keyring import Keyring

PASSWORD = Limit("password", most=10, within=timedelta(minutes=15), locks=timedelta(minutes=15))
#: Mail that anyone may ask for in anyone's name: links for a new password or to prove an address.
MAIL = Limit("account_mail", most=5, within=timedelta(hours=1), locks=timedelta(hours=1))


class SignIn:
    """Counts tries at passwords and writes the mail of accounts."""

    def __init__(self, *, database: Database, keyring: Keyring, notices: Notices, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keyring = keyring
        self._notices = notices
        self._now = now

    def try_password(self, email: str) -> str:
        """Counts a try before the password is looked at, as failed until `succeeded` is told.

        Raises:
            TooManyTries: ten failures in a quarter of an hour.
        """
        subject = self._subject(email)
        with self._database.begin() as session:
            hold(session, f"{PASSWORD.kind}:{subject}")
            now = self._now()
            if is_locked(session, PASSWORD, subject, now=now):
                raise TooManyTries
            return record(session, PASSWORD, subject, succeeded=False, at=now).id

    def succeeded(self, attempt_id: str) -> None:
        """The password of this try was right; the count begins anew."""
        with self._database.begin() as session:
            attempt = session.get(Attempt, attempt_id)
            if attempt is not None:
                attempt.succeeded = True

    def may_mail(self, email: str) -> bool:
        """Counts a request for mail to an address, and says whether one more may be sent."""
        subject = self._subject(email)
        with self._database.begin() as session:
            hold(session, f"{MAIL.kind}:{subject}")
            now = self._now()
            if is_locked(session, MAIL, subject, now=now):
                return False
            record(session, MAIL, subject, succeeded=False, at=now)
            return True

    def write(self, template: str, *, account_id: str, fields: Mapping[str, str]) -> None:
        """Writes a notice about the account itself; each is a notice of its own."""
        with self._database.begin() as session:
            self._notices.write(session, template, key=f"{template}:{new_id()}", account_id=account_id, fields=fields)

    def _subject(self, email: str) -> str:
        return self._keyring.look_up(email.casefold(), place="account.email")
