"""A bundle: the main diagram of a process with every diagram it calls and every table it asks.

An application stays with the bundle it was started on; the digest names it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workflows.engine.contents import Contents, contents_of, decision_ids
from workflows.engine.reading import MAX_BYTES


@dataclass(frozen=True, eq=False)
class Bundle:
    """The files of one version of a process, the main diagram first; equal where the digests are."""

    process_id: str
    #: Bytes by file name; names are for findings and for drawing, not paths to open.
    files: Mapping[str, bytes]

    @cached_property
    def digest(self) -> str:
        """The sha256, in hexadecimals, of the process id and of every file with its name."""
        total = hashlib.sha256(self.process_id.encode())
        for name in sorted(self.files):
            for part in (name.encode(), self.files[name]):
                total.update(len(part).to_bytes(8, "big"))
                total.update(part)
        return total.hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bundle) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def bundle_from(folder: Path, shared: Path) -> Bundle:
    """The bundle of the process that has this folder; what it calls lies there or in the shared folder.

    Raises:
        FileNotFoundError: when the folder has no diagram of its name.
    """
    return bundle_of(folder / f"{folder.name}.bpmn", (folder, shared))


def bundle_of(path: Path, folders: Sequence[Path]) -> Bundle:
    """The bundle of one diagram; what it calls is looked for beside it and then in these folders.

    What is called and cannot be found is left out: the check tells of it.

    Raises:
        FileNotFoundError: when there is no such file.
    """
    shelf = _Shelf([path.parent, *folders])
    main = _name(path)
    files = {main: path.read_bytes()}
    waiting = [main]
    while waiting:
        name = waiting.pop(0)
        for found in _asked_for(contents_of({name: files[name]}), shelf):
            if _name(found) not in files:
                files[_name(found)] = found.read_bytes()
                waiting.append(_name(found))
    processes = [diagram.processes for diagram in contents_of({main: files[main]}).diagrams.values()]
    process_id = processes[0][0].id if processes and processes[0] else path.stem
    return Bundle(process_id, files)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.parent.name else path.name


def _asked_for(contents: Contents, shelf: "_Shelf") -> Iterator[Path]:
    for diagram in contents.diagrams.values():
        for node in diagram.nodes():
            found = None
            if node.kind == "callActivity":
                found = shelf.find(node.called, ".bpmn")
            elif node.kind == "businessRuleTask":
                found = shelf.find(node.decision, ".dmn")
            if found is not None:
                yield found


class _Shelf:
    """Folders in which a process or decision is looked for: by file name, else by the ids inside."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = list(dict.fromkeys(folders))
        self._by_id: dict[tuple[str, str], Path] | None = None

    def find(self, identity: str, suffix: str) -> Path | None:
        if not identity or Path(identity).name != identity:
            return None
        for folder in self._folders:
            path = folder / f"{identity}{suffix}"
            if path.is_file():
                return path
        if self._by_id is None:
            self._by_id = dict(self._index())
        return self._by_id.get((identity, suffix))

    def _index(self) -> Iterator[tuple[tuple[str, str], Path]]:
        for folder in reversed(self._folders):
            for path in sorted([*folder.glob("*.bpmn"), *folder.glob("*.dmn")], reverse=True):
                if not path.is_file() or path.stat().st_size > MAX_BYTES:
                    # a pipe beside the diagram would never answer, and what is too large is refused unread
                    continue
                contents = contents_of({path.name: path.read_bytes()})
                for diagram in contents.diagrams.values():
                    yield from (((process.id, ".bpmn"), path) for process in diagram.processes)
                for root in contents.tables.values():
                    yield from (((identity, ".dmn"), path) for identity in decision_ids(root))
