"""requirements.txt pins what pyproject.toml asks for, whole and by hash, and is what this environment has."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.sources import ROOT

_PIN = re.compile(r"^(\S+==\S+(?: ; [^\\]*)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)\n", re.MULTILINE)


def test_the_lock_pins_every_package_by_hash():
    text = (ROOT / "requirements.txt").read_text()

    assert _PIN.sub("", text) == ""
    assert [pin for pin, hashes in _PIN.findall(text) if not hashes] == []


def test_the_lock_holds_a_fitting_version_of_all_that_is_asked_for():
    pinned = {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in _pins()}

    unmet = [
        str(asked)
        for asked in _asked_for()
        if not asked.specifier.contains(pinned.get(canonicalize_name(asked.name), ""))
    ]

    assert unmet == []


def test_this_environment_has_what_the_lock_pins():
    other = [pin for pin in _pins() if importlib.metadata.version(pin.name) not in pin.specifier]

    assert other == []


def test_the_pinned_packages_want_nothing_that_is_missing():
    check = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)

    assert check.returncode == 0, check.stdout


def _pins() -> Iterator[Requirement]:
    for pin, _ in _PIN.findall((ROOT / "requirements.txt").read_text()):
        requirement = Requirement(pin)
        if requirement.marker is None or requirement.marker.evaluate():
            yield requirement


def _asked_for() -> Iterator[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    for asked in chain(project["build-system"]["requires"], project["project"]["dependencies"], *extras):
        yield Requirement(asked)
