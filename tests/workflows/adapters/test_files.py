"""The document store: in memory, in a folder and in a bucket keep the same promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port
from workflows.adapters.files import S3, FakeFiles, FileMissing, FileStore, FileStoreUnavailable, ObjectFiles

BUCKET = "documents"


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    from moto.server import ThreadedMotoServer

    port = free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    endpoint = f"http://127.0.0.1:{port}"
    _make_bucket(endpoint)
    yield S3(bucket=BUCKET, prefix="ours", endpoint=endpoint, access_key="key", secret_key="secret")
    server.stop()


@pytest.fixture(params=["memory", "folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "memory":
        return FakeFiles()
    if request.param == "folder":
        return ObjectFiles.in_folder(tmp_path / "documents")
    return ObjectFiles.in_bucket(request.getfixturevalue("s3"))


def test_what_was_kept_is_there_again(store):
    store.put("abc/one", b"\x00sealed")

    assert store.get("abc/one") == b"\x00sealed"


def test_what_was_never_kept_is_missing(store):
    with pytest.raises(FileMissing):
        store.get("abc/nothing")


def test_forgetting_twice_does_no_harm(store):
    store.put("abc/two", b"x")

    store.delete("abc/two")
    store.delete("abc/two")

    with pytest.raises(FileMissing):
        store.get("abc/two")


def test_a_folder_is_its_owners_alone(tmp_path):
    ObjectFiles.in_folder(tmp_path / "documents").put("a/b", b"x")

    assert (tmp_path / "documents").stat().st_mode & 0o077 == 0


def test_a_bucket_that_does_not_answer_is_unavailable():
    store = ObjectFiles.in_bucket(
        S3(bucket=BUCKET, endpoint=f"http://127.0.0.1:{free_port()}", access_key="key", secret_key="secret")
    )

    with pytest.raises(FileStoreUnavailable):
        store.put("a/b", b"x")


def _make_bucket(endpoint: str) -> None:
    import boto3

    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket=BUCKET)
    client.close()
