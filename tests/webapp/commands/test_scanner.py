"""The clamd that `elicense run` starts where nobody set one up."""

import os
from pathlib import Path

import pytest

from webapp.commands.scanner import own_scanner
from workflows.settings import Settings


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_fresh_checkout_gets_one_that_writes_into_its_own_folder(elsewhere):
    address, [program] = own_scanner(Settings(port=9123))

    folder = elsewhere / "var" / "scanner-9123"
    assert address == "unix:var/scanner-9123/clamd.sock"
    assert os.access(program.command[0], os.X_OK)
    assert f"LocalSocket {folder}/clamd.sock" in (folder / "clamd.conf").read_text()
    assert folder.stat().st_mode & 0o077 == 0


def test_the_site_outlives_it(elsewhere):
    _, [program] = own_scanner(Settings(port=9123))

    assert not program.needed


def test_one_that_was_set_is_asked_and_none_is_started(elsewhere):
    assert own_scanner(Settings(scanner="127.0.0.1:3310")) == ("127.0.0.1:3310", [])


def test_a_folder_whose_name_is_too_long_for_a_socket_gets_none(elsewhere, monkeypatch):
    deep = elsewhere / ("x" * 100)
    deep.mkdir()
    monkeypatch.chdir(deep)

    assert own_scanner(Settings(port=9123))[1] == []
