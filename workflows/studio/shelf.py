"""Where diagrams and tables lie: those that come with the product, and those beside a file that was named."""

from collections.abc import Iterator
from pathlib import Path

import workflows
from workflows.engine.contents import contents_of, decision_ids

#: The diagrams and tables that come with the product.
BUNDLED = Path(workflows.__path__[0]).parent / "bpmn"
#: Those of them that several processes use.
SHARED = BUNDLED / "shared"


class NotOnTheShelf(LookupError):
    """There is no such diagram or decision; the message names those there are."""

    def __init__(self, what: str, name: str, there: list[str]) -> None:
        super().__init__(f"There is no {what} {name}. There are: {', '.join(there) or 'none'}.")


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
