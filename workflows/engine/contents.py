"""The files of a bundle, read: which are diagrams, which are tables, and which cannot be read at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from workflows.engine.diagram import Diagram, bpmn, diagram_from, local_name
from workflows.engine.reading import XmlRefused, read_xml
from workflows.findings import Finding


@dataclass(frozen=True)
class Contents:
    """What the files of a bundle are, told by their root elements and not by their names."""

    #: Diagrams and tables by file name, in the bundle's order.
    diagrams: Mapping[str, Diagram]
    tables: Mapping[str, etree._Element]
    #: Why the other files cannot be read.
    refused: tuple[Finding, ...]


def contents_of(files: Mapping[str, bytes]) -> Contents:
    """The files, read; nothing is raised, whatever they hold."""
    diagrams: dict[str, Diagram] = {}
    tables: dict[str, etree._Element] = {}
    refused: list[Finding] = []
    for file, data in files.items():
        try:
            root = read_xml(data, file=file)
        except XmlRefused as error:
            refused.append(error.finding)
            continue
        if root.tag == bpmn("definitions"):
            diagrams[file] = diagram_from(root, file=file)
        elif local_name(root) == "definitions" and "/DMN/" in (etree.QName(root).namespace or ""):
            tables[file] = root
        else:
            text = "The file is neither a BPMN diagram nor a DMN table: its root element is another one."
            refused.append(Finding(file, None, 1, "error", "unknown_root", text))
    return Contents(diagrams, tables, tuple(refused))


def decision_ids(root: etree._Element) -> list[str]:
    """The ids of the decisions of a table's file."""
    return [child.get("id", "") for child in root if isinstance(child.tag, str) and local_name(child) == "decision"]
