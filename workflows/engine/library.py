"""Versions of processes, read, checked and built once for the whole program."""

import threading
from collections import OrderedDict
from types import MappingProxyType
from typing import Any

from workflows.engine.build import specs_from
from workflows.engine.bundle import Bundle
from workflows.engine.checking import check
from workflows.engine.contents import Contents, contents_of
from workflows.engine.definition import Ask, Definition, Node, Place
from workflows.engine.diagram import Diagram, properties_of
from workflows.engine.errors import DefinitionRefused
from workflows.engine.reading import line_of

#: How many definitions stay in memory; the longest unused goes first.
KEPT = 256

_lock = threading.Lock()
_loaded: OrderedDict[str, Definition] = OrderedDict()


def known(digest: str) -> Definition | None:
    """The definition of this digest where it was loaded before, so that its files need not be fetched."""
    with _lock:
        definition = _loaded.get(digest)
        if definition is not None:
            _loaded.move_to_end(digest)
        return definition


def load(bundle: Bundle) -> Definition:
    """The definition of a bundle, the same object for the same digest.

    Raises:
        DefinitionRefused: when the check finds an error in the bundle.
    """
    definition = known(bundle.digest)
    if definition is None:
        definition = _definition(bundle)
        with _lock:
            _loaded[bundle.digest] = definition
            while len(_loaded) > KEPT:
                _loaded.popitem(last=False)
    return definition


def _definition(bundle: Bundle) -> Definition:
    findings = check(bundle)
    if any(finding.level == "error" for finding in findings):
        raise DefinitionRefused(findings)
    contents = contents_of(bundle.files)
    diagrams = {diagram.process.id: diagram for diagram in contents.diagrams.values()}
    titles = {one: _title(diagram) for one, diagram in diagrams.items()}
    specs: dict[str, Any] = {}
    nodes: dict[Place, Node] = {}
    for process_id, diagram in diagrams.items():
        described = {node.name: node for node in _described(diagram)}
        specs |= specs_from(diagram, described)
        nodes |= {Place(process_id, name): node for name, node in described.items()}
    main = diagrams[bundle.process_id].process
    properties = properties_of(main.element)
    return Definition(
        process_id=bundle.process_id,
        digest=bundle.digest,
        title=titles[bundle.process_id],
        properties=MappingProxyType(properties),
        nodes=MappingProxyType(nodes),
        diagrams=MappingProxyType({one: bundle.files[diagram.file] for one, diagram in diagrams.items()}),
        titles=MappingProxyType(titles),
        specs=MappingProxyType(specs),
        decisions=MappingProxyType(_decisions(bundle, contents)),
    )


def _title(diagram: Diagram) -> str:
    process = diagram.process
    return properties_of(process.element).get("title") or process.element.get("name") or process.id


def _described(diagram: Diagram) -> list[Node]:
    return [
        Node(
            name=node.id,
            label=node.label or node.id,
            kind=node.kind,
            properties=MappingProxyType(node.properties),
            lane=node.lane,
            line=line_of(node.element),
            process=diagram.process.id,
            file=diagram.file,
        )
        for node in diagram.nodes()
    ]


def _decisions(bundle: Bundle, contents: Contents) -> dict[str, Ask]:
    if not contents.tables:
        return {}
    # a process without tables needs nothing of the decisions package
    from workflows.engine.tables import asks_of

    return {identity: ask for name in contents.tables for identity, ask in asks_of(bundle.files[name], file=name)}
