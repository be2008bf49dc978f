"""One-time codes and recovery codes as Flask-Security asks for them, taken by the Office's own count.

Flask-Security alone takes a code twice within its time and counts no tries; here every code goes through
`workflows.accounts.second_factor`, on the account's locked row.
"""

from collections.abc import Callable
from typing import Any

import segno
from flask_security import MfRecoveryCodesUtil, Totp
from passlib.exc import TokenError
from passlib.totp import TOTP

from webapp.access import office


class OneTimeCodes(Totp):
    """Makes and takes one-time codes; a secret is base32 here, sealed in the database and in the session."""

    def generate_totp_secret(self) -> str:
        """A fresh secret."""
        return str(self._totp.new().base32_key)

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether a code is right and new; it is spent then.

        Raises:
            TooManyTries: too many wrong ones.
        """
        return bool(office().accounts.second_factor.take_code(user.id, self._matching(token, totp_secret, window)))

    def get_totp_uri(self, username: str, totp_secret: str) -> str:
        """What the picture tells an authenticator app."""
        return str(self._of(totp_secret).to_uri(username))  # type: ignore[no-untyped-call]

    def get_totp_pretty_key(self, totp_secret: str) -> str:
        """The secret in groups of four, for typing."""
        return str(self._of(totp_secret).pretty_key(sep=" "))  # type: ignore[no-untyped-call]

    def get_totp_b32_key(self, totp_secret: str) -> str:
        """The secret."""
        return totp_secret

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture as a data: address, so that nothing is fetched and nothing lies in a file."""
        return str(segno.make(self.get_totp_uri(username, totp), error="m").svg_data_uri(scale=5, border=4))

    def _of(self, secret: str) -> TOTP:
        codes: TOTP = self._totp(key=secret)
        return codes

    def _matching(self, token: str, secret: str, window: int) -> Callable[[int | None], int | None]:
        def match(last_counter: int | None) -> int | None:
            try:
                found = self._totp.verify(token, self._of(secret), window=window, last_counter=last_counter)
            except TokenError:
                return None
            return int(found.counter)

        return match


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes: kept as keyed hashes, shown once, each taken once."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """Fresh codes in place of all before."""
        return office().accounts.second_factor.new_recovery_codes(user.id)

    def get_recovery_codes(self, user: Any) -> list[str]:  # noqa: ARG002 - Flask-Security passes it
        """None: what is kept are hashes, so nothing can be shown again."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether a code is one of those left; it is used up in the same transaction.

        Raises:
            TooManyTries: too many wrong ones.
        """
        return bool(office().accounts.second_factor.take_recovery_code(user.id, code))

    def delete_recovery_code(self, user: Any, code: str) -> bool:  # noqa: ARG002 - Flask-Security passes both
        """Nothing is left to do: `check_recovery_code` has used it up."""
        return True
