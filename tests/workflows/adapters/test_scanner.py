"""The malware scanner: a real clamd with the project's test signatures, and the fake, keep the same promises."""

import io
import shutil
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pytest

from tests.support.deadline import until
from tests.support.files import EICAR, TEST_VIRUS, pdf
from workflows.adapters.scanner import (
    TEST_SIGNATURES,
    Clamd,
    FakeScanner,
    Finding,
    Scanner,
    ScannerUnavailable,
    configuration,
)


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin")
    assert program, "make libraries installs clamav-daemon"
    folder = tmp_path_factory.mktemp("c")
    told = folder / "clamd.conf"
    told.write_text(configuration(folder, database=TEST_SIGNATURES, largest_megabytes=2))
    process = subprocess.Popen([program, "--config-file", told], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    scanner = Clamd(f"unix:{folder}/clamd.sock")
    until(lambda: _answers(scanner), "clamd answers")
    yield scanner
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(params=["fake", "clamd"])
def scanner(request: pytest.FixtureRequest) -> Scanner:
    return FakeScanner() if request.param == "fake" else request.getfixturevalue("clamd")


def test_an_ordinary_file_is_clean(scanner):
    assert scanner.scan(pdf("nothing")) is Finding.CLEAN


def test_the_projects_test_word_is_found_wherever_it_stands(scanner):
    assert scanner.scan(b"x" * 300_000 + TEST_VIRUS + b"x") is Finding.INFECTED


def test_the_test_file_of_the_makers_is_found(clamd):
    assert clamd.scan(EICAR) is Finding.INFECTED


def test_what_is_hidden_in_an_archive_is_found(clamd, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "eicar.com").write_bytes(EICAR)

    assert clamd.scan(Path(shutil.make_archive(str(tmp_path / "out"), "zip", tmp_path / "in")).read_bytes()) is (
        Finding.INFECTED
    )


def test_a_file_larger_than_it_takes_is_not_called_clean(clamd):
    assert clamd.scan(b"x" * 5_000_000) is Finding.REFUSED


def test_a_file_that_grows_beyond_what_it_takes_is_neither_clean_nor_called_malware(clamd):
    grows, kept = pikepdf.new(), io.BytesIO()
    grows.add_blank_page().Contents = grows.make_stream(b" " * 20_000_000)
    grows.save(kept, compress_streams=True)

    assert clamd.scan(kept.getvalue()) is Finding.REFUSED


@pytest.mark.parametrize(
    ("said", "means"), [(b"stream: OK\0", Finding.CLEAN), (b"INSTREAM size limit exceeded. ERROR\0", Finding.REFUSED)]
)
def test_one_that_answers_and_hangs_up_on_the_rest_is_understood(said, means, tmp_path):
    with hanging_up(tmp_path / "clamd.sock", said) as address:
        assert Clamd(address).scan(b"x" * 20_000) is means


def test_half_an_answer_is_none(tmp_path):
    with hanging_up(tmp_path / "clamd.sock", b"stream: OK") as address, pytest.raises(ScannerUnavailable):
        Clamd(address).scan(b"x")


def test_it_says_that_it_knows_test_signatures_alone(clamd):
    state = clamd.state()

    assert state.version.startswith("ClamAV")
    assert not state.real_signatures


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.sock", "127.0.0.1:9"])
def test_a_scanner_that_is_not_there_is_unavailable(address):
    with pytest.raises(ScannerUnavailable):
        Clamd(address).scan(b"x")


def test_a_fake_that_is_down_is_unavailable():
    fake = FakeScanner()
    fake.down = True

    with pytest.raises(ScannerUnavailable):
        fake.state()


@contextmanager
def hanging_up(path: Path, said: bytes) -> Iterator[str]:
    """The address of a scanner that has read one byte when it answers and hangs up."""

    def answer() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(1)
            connection.sendall(said)

    with socket.socket(socket.AF_UNIX) as server, ThreadPoolExecutor(1) as threads:
        server.bind(str(path))
        server.listen()
        done = threads.submit(answer)
        yield f"unix:{path}"
        done.result(timeout=20)


def _answers(scanner: Clamd) -> bool:
    try:
        scanner.state()
    except ScannerUnavailable:
        return False
    return True
