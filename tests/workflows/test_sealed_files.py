"""Both files of a document in the store: together or not at all, and told apart from what somebody changed."""

import pytest

from models import Document
from workflows.adapters.files import FakeFiles, FileMissing, FileStoreUnavailable, ObjectFiles
from workflows.keyring import Keyring
from workflows.sealed_files import FileSpoiled, SealedFiles

KEYRING = Keyring({"k": bytes(32)}, lookup_key=bytes(32))


class FullStore(FakeFiles):
    """Has room for one more."""

    def put(self, key, content):
        if self.kept:
            raise FileStoreUnavailable
        super().put(key, content)


def _row(files):
    key = files.keep("a" * 32, original=b"as it was sent", copy=b"made anew")
    return Document(id="a" * 32, store_key=key)


def test_what_was_sent_and_the_copy_are_kept_apart_and_sealed():
    store = FakeFiles()
    files = SealedFiles(store, KEYRING)

    row = _row(files)

    assert (files.original(row), files.copy(row)) == (b"as it was sent", b"made anew")
    assert not any(b"sent" in kept or b"anew" in kept for kept in store.kept.values())


def test_a_store_that_fills_up_halfway_keeps_neither():
    store = FullStore()

    with pytest.raises(FileStoreUnavailable):
        _row(SealedFiles(store, KEYRING))

    assert store.kept == {}


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path):
    (tmp_path / "documents").write_text("a file where the folder should be")

    with pytest.raises(FileStoreUnavailable):
        _row(SealedFiles(ObjectFiles.in_folder(tmp_path / "documents"), KEYRING))


def test_what_the_store_changed_is_not_handed_out():
    store = FakeFiles()
    files = SealedFiles(store, KEYRING)
    row = _row(files)

    store.kept[row.store_key] = store.kept[row.store_key][:-1] + b"?"

    with pytest.raises(FileSpoiled):
        files.copy(row)


def test_one_file_does_not_pass_for_the_other():
    store = FakeFiles()
    files = SealedFiles(store, KEYRING)
    row = _row(files)
    copy, original = sorted(store.kept)

    store.kept[copy] = store.kept[original]

    with pytest.raises(FileSpoiled):
        files.copy(row)


def test_nothing_is_left_of_what_is_forgotten():
    store = FakeFiles()
    files = SealedFiles(store, KEYRING)
    row = _row(files)

    files.forget(row.store_key)

    assert store.kept == {}
    with pytest.raises(FileMissing):
        files.original(row)
