"""The document store: bytes by key, in a folder or in S3. What is stored was sealed before; the store knows no names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, S3Store

_TIMEOUT = "10s"
_TRIES = 2


class FileStoreError(Exception):
    """The document store did not do what it was asked."""


class FileStoreUnavailable(FileStoreError):
    """The store cannot be reached, or has no room; the same may succeed later."""


class FileMissing(FileStoreError):
    """The store has nothing under this key."""


class FileStore(Protocol):
    """Keeps bytes by key. Every method raises FileStoreUnavailable where the store does not answer."""

    def put(self, key: str, content: bytes) -> None:
        """Keeps the bytes; returns when they are kept."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes again.

        Raises:
            FileMissing: there are none.
        """
        ...

    def delete(self, key: str) -> None:
        """Forgets the bytes; where there are none, nothing happens."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class S3:
    """Where a bucket is, and who asks; what is empty is taken from the machine's own role."""

    bucket: str
    prefix: str = ""
    region: str = "us-east-1"
    #: Of another provider than Amazon; empty for Amazon's own.
    endpoint: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)


class ObjectFiles:
    """A folder, or a bucket of S3."""

    def __init__(self, open_store: Callable[[], LocalStore | S3Store]) -> None:
        self._open_store = open_store

    @cached_property
    def _store(self) -> LocalStore | S3Store:
        return self._open_store()

    @classmethod
    def in_folder(cls, folder: Path) -> "ObjectFiles":
        """A folder, made when it is first asked for something."""

        def made() -> LocalStore:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return LocalStore(prefix=folder.resolve())

        return cls(made)

    @classmethod
    def in_bucket(cls, s3: S3) -> "ObjectFiles":
        """A bucket."""
        named = {"access_key_id": s3.access_key, "secret_access_key": s3.secret_key, "endpoint": s3.endpoint}
        return cls(
            lambda: S3Store(
                s3.bucket,
                prefix=s3.prefix or None,
                region=s3.region,
                client_options={"timeout": _TIMEOUT, "allow_http": urlsplit(s3.endpoint).scheme == "http"},
                retry_config={"max_retries": _TRIES},
                **{name: value for name, value in named.items() if value},  # type: ignore[arg-type] # names of its config
            )
        )

    def put(self, key: str, content: bytes) -> None:
        """As `FileStore.put`."""
        try:
            obstore.put(self._store, key, content)
        except (BaseError, OSError) as fault:
            raise FileStoreUnavailable from fault

    def get(self, key: str) -> bytes:
        """As `FileStore.get`."""
        try:
            return obstore.get(self._store, key).bytes().to_bytes()
        except (NotFoundError, FileNotFoundError) as fault:
            raise FileMissing from fault
        except (BaseError, OSError) as fault:
            raise FileStoreUnavailable from fault

    def delete(self, key: str) -> None:
        """As `FileStore.delete`."""
        try:
            obstore.delete(self._store, key)
        except (NotFoundError, FileNotFoundError):
            pass
        except (BaseError, OSError) as fault:
            raise FileStoreUnavailable from fault


class FakeFiles:
    """A store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.down = False

    def put(self, key: str, content: bytes) -> None:
        """As `FileStore.put`."""
        self._answer()
        self.kept[key] = content

    def get(self, key: str) -> bytes:
        """As `FileStore.get`."""
        self._answer()
        try:
            return self.kept[key]
        except KeyError:
            raise FileMissing from None

    def delete(self, key: str) -> None:
        """As `FileStore.delete`."""
        self._answer()
        self.kept.pop(key, None)

    def _answer(self) -> None:
        if self.down:
            raise FileStoreUnavailable
