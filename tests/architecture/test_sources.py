"""What holds for every file of the repository."""

import ast
import re
from pathlib import Path

from tests.support.sources import ROOT, modules, texts

_PACKAGE_HOSTS = re.compile(r"pypi\.(?:org|python)|pythonhosted\.org|npmjs\.(?:org|com)|debian\.org/debian")
_FOLDERS_OF_A_MACHINE = re.compile(r"(?<![\w.)}*-])/(?:work|root|home|Users|opt)/\w")
_LEFT_FOR_LATER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
_THIS_FILE = Path(__file__).relative_to(ROOT)
_ALEMBIC_RUNS_THEM = "models/migrations/"


def test_every_module_says_why_it_exists():
    silent = [path for path, tree in modules() if tree.body and ast.get_docstring(tree) is None]

    assert [path for path in silent if not path.as_posix().startswith(_ALEMBIC_RUNS_THEM)] == []


def test_nothing_is_left_for_later():
    assert _places(_LEFT_FOR_LATER) == []


def test_no_file_names_a_package_host():
    assert _places(_PACKAGE_HOSTS) == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on():
    assert _places(_FOLDERS_OF_A_MACHINE) == []
    assert [path for path, text in texts() if str(ROOT) in text] == []


def test_the_locks_name_no_address():
    locks = [ROOT / "requirements.txt", ROOT / "webapp/frontend/package-lock.json"]

    assert [
        path.name for path in locks if re.search(r'^\s*--(?!hash)|"resolved"', path.read_text(), re.MULTILINE)
    ] == []
    assert "://" not in locks[0].read_text()


def _places(pattern: re.Pattern[str]) -> list[tuple[Path, str]]:
    return [(path, match[0]) for path, text in texts() if path != _THIS_FILE for match in pattern.finditer(text)]
