"""Field encryption and exact look-up of what identifies a person.

Each value is sealed for one table, column and row: a ciphertext copied elsewhere does not open. Each names
its key, so that keys are replaced one row at a time. Look-up goes by keyed hash and never decrypts.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class CiphertextRefused(Exception):
    """This value was not sealed for this place, or with none of the keys at hand."""


class Keyring:
    """Seals and opens fields; keys are 32 bytes each, the first is used for sealing."""

    def __init__(self, keys: Mapping[str, bytes], *, lookup_key: bytes) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))
        self._lookup_key = lookup_key

    def seal(self, text: str, *, place: str, row: str) -> bytes:
        """The ciphertext of a text for one place ("person.ssn") and row id."""
        return self.seal_bytes(text.encode(), place=place, row=row)

    def seal_bytes(self, content: bytes, *, place: str, row: str) -> bytes:
        """The ciphertext of bytes, as `seal`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, content, _bound_to(place, row))
        return self._current.encode() + b":" + nonce + sealed

    def open(self, sealed: bytes, *, place: str, row: str) -> str:
        """The text again.

        Raises:
            CiphertextRefused: it was sealed for another place or row, by an unknown key, or was changed.
        """
        return self.open_bytes(sealed, place=place, row=row).decode()

    def open_bytes(self, sealed: bytes, *, place: str, row: str) -> bytes:
        """The bytes again.

        Raises:
            CiphertextRefused: as `open`.
        """
        key_id, _, rest = sealed.partition(b":")
        cipher = self._ciphers.get(key_id.decode(errors="replace"))
        if cipher is None:
            raise CiphertextRefused
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound_to(place, row))
        except InvalidTag as fault:
            raise CiphertextRefused from fault

    def seal_json(self, value: Any, *, place: str, row: str) -> bytes:
        """The ciphertext of a plain JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False), place=place, row=row)

    def open_json(self, sealed: bytes, *, place: str, row: str) -> Any:
        """The JSON value again.

        Raises:
            CiphertextRefused: as `open`.
        """
        return json.loads(self.open(sealed, place=place, row=row))

    def look_up(self, text: str, *, place: str) -> str:
        """The keyed hash, in 64 hexadecimal characters, by which equal values find each other."""
        return self.look_up_bytes(text.encode(), place=place)

    def look_up_bytes(self, content: bytes, *, place: str) -> str:
        """The keyed hash of bytes, as `look_up`."""
        return hmac.new(self._lookup_key, f"{place}\0".encode() + content, hashlib.sha256).hexdigest()


def _bound_to(place: str, row: str) -> bytes:
    return f"{place}\0{row}".encode()
