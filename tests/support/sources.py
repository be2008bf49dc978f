"""The project's own files, for tests that hold over all of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

#: the folder that the repository is in
ROOT = Path(__file__).parents[2]
#: the packages that the project ships
PACKAGES = ("forms", "models", "webapp", "workflows")

# Not asked of git: a downloaded archive of the project must pass the same tests.
_NOT_OURS = {".git", ".venv", "node_modules", "__pycache__", "dist", "build", "var"}


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file that is the project's own: nothing built, installed or cached."""
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_OURS or path.name.endswith((".egg-info", "_cache")):
            continue
        if path.is_dir() and path.name != ".hypothesis":
            yield from files(path)
        elif path.is_file() and not path.name.startswith(".coverage"):
            yield path


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that can be read as text, as its path in the repository and what it says."""
    for path in files():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module that is shipped, as its path in the repository and its syntax tree."""
    for package in PACKAGES:
        for path in files(ROOT / package):
            if path.suffix == ".py":
                yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))
