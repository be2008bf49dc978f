"""Whether a service task gives its operation what that needs, told from the operation's source.

Reading the source instead of importing the module keeps the check free of everything that operations stand on.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from workflows import operations
from workflows.engine.build import parameter_name
from workflows.engine.diagram import Diagram, FlowNode, spiff
from workflows.engine.reading import line_of
from workflows.findings import Finding


@dataclass(frozen=True)
class Takes:
    """The parameters of an operation."""

    needed: frozenset[str]
    optional: frozenset[str]


@cache
def takes(operation: str) -> Takes | None:
    """What an operation takes; None where there is no such operation or its source does not tell."""
    if operation not in operations.names():
        return None
    source = Path(operations.__path__[0]) / f"{operation}.py"
    tree = ast.parse(source.read_text(encoding="utf-8"))
    needed: set[str] = set()
    optional: set[str] = set()
    for method in _methods(tree):
        arguments = method.args
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            (needed if default is None else optional).add(argument.arg)
    return Takes(frozenset(needed), frozenset(optional - needed))


def check_parameters(diagram: Diagram) -> Iterator[Finding]:
    """Every service task that leaves out what its operation needs, or seems to misspell what it may take."""
    for node in diagram.nodes():
        operator = node.operator
        known = takes(operator.get("id", "")) if node.kind == "serviceTask" and operator is not None else None
        if operator is None or known is None:
            continue
        given = {parameter_name(one.get("id", "")): one for one in operator.iter(spiff("parameter"))}
        for name in sorted(known.needed - given.keys()):
            text = f"The operation {operator.get('id')} needs the parameter {name}."
            yield Finding(diagram.file, node.id, line_of(operator), "error", "parameter_missing", text)
        yield from _misspelt(diagram, node, known, given.keys() - known.needed - known.optional)


def _misspelt(diagram: Diagram, node: FlowNode, known: Takes, unknown: set[str]) -> Iterator[Finding]:
    for name in sorted(unknown):
        for meant in get_close_matches(name, known.needed | known.optional, n=1):
            text = f"The operation takes no parameter {name}. Is {meant} meant?"
            yield Finding(diagram.file, node.id, line_of(node.element), "warning", "parameter_unknown", text)


def _methods(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for part in tree.body:
        if isinstance(part, ast.ClassDef) and part.name == "Operation":
            yield from (one for one in part.body if isinstance(one, ast.FunctionDef) and one.name in {"work", "keep"})
