"""One-time and recovery codes: each is taken once, and five wrong ones in a quarter of an hour stop the tries.

Counting, comparing and spending are one transaction on the account's locked row, so tries made side by side are
counted one after the other.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Account
from models.database import Database
from workflows.accounts.directory import RECOVERY_PLACE, locked_account
from workflows.attempts import Limit, hold, is_locked, record
from workflows.keyring import Keyring
from workflows.refusals import Refusal

LIMIT = Limit("second_factor", most=5, within=timedelta(minutes=15), locks=timedelta(minutes=15))
#: How many recovery codes a person gets.
RECOVERY_CODES = 10


class TooManyTries(Refusal):
    """There were too many tries. Please wait 15 minutes, then try again."""


class SecondFactor:
    """Takes the codes of an account's second factor."""

    def __init__(self, *, database: Database, keyring: Keyring, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keyring = keyring
        self._now = now

    def take_code(self, account_id: str, match: Callable[[int | None], int | None]) -> bool:
        """Whether a one-time code is right and was not taken before.

        Args:
            account_id: whose code it is.
            match: told the last counter taken, gives the counter that the code stands for, or None for a wrong code.

        Raises:
            TooManyTries: five wrong codes; even a right one is not looked at now.
        """

        def take(account: Account) -> bool:
            counter = match(account.totp_counter)
            if counter is None or (account.totp_counter is not None and counter <= account.totp_counter):
                return False
            account.totp_counter = counter
            return True

        return self._try(account_id, take)

    def take_recovery_code(self, account_id: str, code: str) -> bool:
        """Whether a recovery code is one of those left; it is used up then.

        Raises:
            TooManyTries: as `take_code`.
        """
        wanted = self._hash(account_id, code)

        def take(account: Account) -> bool:
            left = account.mf_recovery_codes or []
            account.mf_recovery_codes = [kept for kept in left if not secrets.compare_digest(kept, wanted)]
            return len(account.mf_recovery_codes) < len(left)

        return self._try(account_id, take)

    def new_recovery_codes(self, account_id: str) -> list[str]:
        """Fresh recovery codes, shown once; those from before are worth nothing."""
        raw = [secrets.token_hex(6) for _ in range(RECOVERY_CODES)]
        with self._database.begin() as session:
            account = locked_account(session, account_id)
            account.mf_recovery_codes = [self._hash(account_id, code) for code in raw]
        return ["-".join((code[:4], code[4:8], code[8:])) for code in raw]

    def _try(self, account_id: str, take: Callable[[Account], bool]) -> bool:
        with self._database.begin() as session:
            account = self._open(session, account_id)
            # after the wait: a try that was written meanwhile must not lie in the future
            now = self._now()
            if is_locked(session, LIMIT, account_id, now=now):
                raise TooManyTries
            taken = take(account)
            record(session, LIMIT, account_id, succeeded=taken, at=now)
            return taken

    @staticmethod
    def _open(session: Session, account_id: str) -> Account:
        hold(session, f"{LIMIT.kind}:{account_id}")
        return locked_account(session, account_id)

    def _hash(self, account_id: str, code: str) -> str:
        plain = "".join(letter for letter in code.casefold() if letter.isalnum())
        return self._keyring.look_up(plain, place=f"{RECOVERY_PLACE}:{account_id}")
