"""Where diagrams and tables lie: those that come with the product, and those beside a file that was named."""

import stat
from collections.abc import Iterator
from pathlib import Path

import workflows
from workflows.engine.contents import contents_of, decision_ids
from workflows.engine.reading import MAX_BYTES

#: The diagrams and tables that come with the product.
BUNDLED = Path(workflows.__path__[0]).parent / "bpmn"
#: Those of them that several processes use.
SHARED = BUNDLED / "shared"


class NotOnTheShelf(LookupError):
    """There is no such diagram or decision; the message names those there are."""

    def __init__(self, what: str, name: str, there: list[str]) -> None:
        super().__init__(f"There is no {what} {name}. There are: {', '.join(there) or 'none'}.")


class Unreadable(OSError):
    """The file is nothing that a diagram or a table could be; the message says what it is."""


def refuse_unreadable(path: Path) -> None:
    """Looks at a file before it is opened: a pipe would never answer, a device never end.

    Raises:
        OSError: it is not there, no ordinary file, or too large.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("it is no ordinary file")
    if status.st_size > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES // 1024 // 1024} MB")


def diagram(process: str) -> Path:
    """The file of a process that comes with the product, told by its id.

    Raises:
        NotOnTheShelf: there is none.
    """
    found = {path.stem: path for path in sorted(BUNDLED.glob("*/*.bpmn"))}
    if process in found:
        return found[process]
    raise NotOnTheShelf("process", process, list(found))


def table(decision: str) -> Path:
    """The file of a decision that comes with the product, told by its id.

    Raises:
        NotOnTheShelf: there is none.
    """
    named = {path.stem: path for path in sorted(BUNDLED.glob("*/*.dmn"))}
    if decision in named:
        return named[decision]
    inside = dict(_decisions(list(named.values())))
    if decision in inside:
        return inside[decision]
    raise NotOnTheShelf("decision", decision, list(inside))


def _decisions(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    for path in paths:
        for root in contents_of({path.name: path.read_bytes()}).tables.values():
            yield from ((identity, path) for identity in decision_ids(root))
