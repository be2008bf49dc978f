"""A bundle: the main diagram of a process with every diagram it calls and every table it asks.

An application stays with the bundle it was started on; the digest names it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from workflows.engine.diagram import Diagram, diagram_from
from workflows.engine.reading import XmlRefused, read_xml


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
    """The bundle of one diagram; called diagrams and tables are looked for in these folders, in order.

    What is called and cannot be found is left out: the check tells of it.

    Raises:
        FileNotFoundError: when there is no such file.
    """
    shelf = _Shelf([path.parent, *folders])
    files = {_name(path): path.read_bytes()}
    waiting = list(files)
    while waiting:
        name = waiting.pop(0)
        diagram = _diagram(files[name], name)
        for found in [] if diagram is None else _asked_for(diagram, shelf):
            if found != path and _name(found) not in files:
                files[_name(found)] = found.read_bytes()
                waiting.append(_name(found))
    main = _diagram(files[_name(path)], _name(path))
    process_id = main.process.id if main is not None and main.processes else path.stem
    return Bundle(process_id, files)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.parent.name else path.name


def _diagram(data: bytes, name: str) -> Diagram | None:
    if not name.endswith(".bpmn"):
        return None
    try:
        return diagram_from(read_xml(data, file=name), file=name)
    except XmlRefused:
        return None


def _asked_for(diagram: Diagram, shelf: "_Shelf") -> Iterator[Path]:
    for node in diagram.nodes():
        found = None
        if node.kind == "callActivity" and node.called:
            found = shelf.find(node.called, ".bpmn", "process")
        elif node.kind == "businessRuleTask" and node.decision:
            found = shelf.find(node.decision, ".dmn", "decision")
        if found is not None:
            yield found


class _Shelf:
    """Folders in which a process or decision is looked for: by file name, else by the ids inside."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = list(dict.fromkeys(folders))
        self._by_id: dict[tuple[str, str], Path] | None = None

    def find(self, identity: str, suffix: str, element: str) -> Path | None:
        if Path(identity).name != identity:
            return None
        for folder in self._folders:
            path = folder / f"{identity}{suffix}"
            if path.is_file():
                return path
        if self._by_id is None:
            self._by_id = self._index()
        return self._by_id.get((element, identity))

    def _index(self) -> dict[tuple[str, str], Path]:
        found: dict[tuple[str, str], Path] = {}
        for folder in self._folders:
            for path in sorted(folder.glob("*.bpmn")) + sorted(folder.glob("*.dmn")):
                for element in _identified(path):
                    name = etree.QName(element).localname
                    found.setdefault((name, element.get("id", "")), path)
        return found


def _identified(path: Path) -> list[etree._Element]:
    try:
        root = read_xml(path.read_bytes(), file=path.name)
    except XmlRefused:
        return []
    return [child for child in root if isinstance(child.tag, str)]
