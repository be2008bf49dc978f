"""The files of documents in the store: what was sent, and the copy made anew from it, each sealed for its row.

What was sent is kept as it came, so that nothing is lost in making the copy: it is evidence. Everything else, reading
by machine and looking at it too, goes by the copy.
"""

from contextlib import suppress

from models import Document
from workflows.adapters.files import FileStore, FileStoreError
from workflows.keyring import CiphertextRefused, Keyring

#: What the bytes are sealed for.
COPY = "document.content"
ORIGINAL = "document.original"


class FileSpoiled(FileStoreError):
    """What the store gave back is not what was kept."""


class SealedFiles:
    """Keeps the files of documents. Every method but `forget` raises FileStoreUnavailable as the store does."""

    def __init__(self, store: FileStore, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring

    def keep(self, document_id: str, *, original: bytes, copy: bytes) -> str:
        """Keeps both files of a document, or neither; the key that its row is to remember."""
        key = f"{document_id[:3]}/{document_id}"
        try:
            self._store.put(_beside(key), self._keyring.seal_bytes(original, place=ORIGINAL, row=document_id))
            self._store.put(key, self._keyring.seal_bytes(copy, place=COPY, row=document_id))
        except FileStoreError:
            self.forget(key)
            raise
        return key

    def copy(self, row: Document) -> bytes:
        """The copy.

        Raises:
            FileMissing: the store has lost it.
            FileSpoiled: the store has changed it.
        """
        return self._opened(row.store_key, place=COPY, row=row)

    def original(self, row: Document) -> bytes:
        """What was sent.

        Raises:
            FileMissing: the store has lost it, or it is of the first months, when it was not kept.
            FileSpoiled: the store has changed it.
        """
        return self._opened(_beside(row.store_key), place=ORIGINAL, row=row)

    def forget(self, key: str) -> None:
        """Deletes both files; where the store does not answer they stay, and without a row nobody can open them."""
        for each in (key, _beside(key)):
            with suppress(FileStoreError):
                self._store.delete(each)

    def _opened(self, key: str, *, place: str, row: Document) -> bytes:
        try:
            return self._keyring.open_bytes(self._store.get(key), place=place, row=row.id)
        except CiphertextRefused as fault:
            raise FileSpoiled from fault


def _beside(key: str) -> str:
    return f"{key}-original"
