"""The walls of the house; the contracts themselves are sentences in pyproject.toml."""

import importlib.metadata
import subprocess
import sys

import pytest

from tests.support.sources import PACKAGES, ROOT, modules

_ROOMS_FOR_ANYTHING = {"utils", "util", "helpers", "helper", "common", "misc", "constants"}


def test_every_import_contract_is_kept():
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    run = subprocess.run(
        [sys.executable, "-c", lint, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_the_project_ships_its_four_packages_and_no_other():
    shipped = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert shipped == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_dependency_ships_a_package_of_our_name(package):
    distributions = importlib.metadata.packages_distributions().get(package, [])

    assert set(distributions) <= {"elicense"}


def test_no_module_is_a_room_for_anything():
    names = {path: {path.stem, *path.parent.parts} for path, _ in modules()}

    assert [path for path, parts in names.items() if parts & _ROOMS_FOR_ANYTHING] == []
