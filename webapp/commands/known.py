"""What the site knows by name, read without loading it: guides, groups, operations and outcomes.

A check answers at once because neither WTForms nor SQLAlchemy is imported for it. The vocabulary is a module that
imports nothing, so it is run by itself; the guides' names and variables are read from their sources. A test holds
both against what the site loads.
"""

import ast
import runpy
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from workflows import operations
from workflows.engine import Known

#: What a variable of a guide can be: "boolean", "date", or the words of a closed list.
Kind = str | tuple[str, ...]


@cache
def known() -> Known:
    """The names that a diagram may use."""
    words = runpy.run_path(str(_folder("models") / "vocabulary.py"))
    return Known(
        forms=frozenset(guides()),
        groups=frozenset({words["APPLICANT"], *map(str, words["StaffRole"])}),
        operations=operations.names(),
        outcomes=frozenset(map(str, words["ENDED"])),
    )


@cache
def guides() -> Mapping[str, Mapping[str, Kind]]:
    """The variables that each guide hands to the engine, by the name that a diagram gives it.

    A variable whose kind is written in a way that is not foreseen here is left out.
    """
    sources = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(_folder("forms").glob("*.py"))]
    everywhere = {name: value for tree in sources for name, value in _assigned(tree.body)}
    found = {}
    for tree in sources:
        values = everywhere | dict(_assigned(tree.body))
        for part in tree.body:
            name = _guide_name(part)
            if name is not None and isinstance(part, ast.ClassDef):
                found[name] = dict(_variables(_decides(part, tree), values))
    return found


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for part in body:
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
            yield part.targets[0].id, part.value
        elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and part.value is not None:
            yield part.target.id, part.value


def _guide_name(part: ast.stmt) -> str | None:
    for decorator in part.decorator_list if isinstance(part, ast.ClassDef) else ():
        match decorator:
            case ast.Call(func=ast.Name(id="guide"), args=[ast.Constant(value=str(name))]):
                return name
    return None


def _decides(guide: ast.ClassDef, module: ast.Module) -> ast.expr | None:
    """What a guide hands over, or what the guide of the same module does that it names: `Verification.decides`."""
    match dict(_assigned(guide.body)).get("decides"):
        case ast.Attribute(value=ast.Name(id=name), attr="decides"):
            named = (one for one in module.body if isinstance(one, ast.ClassDef) and one.name == name)
            return next((_decides(one, module) for one in named if one is not guide), None)
        case decides:
            return decides


def _variables(decides: ast.expr | None, values: Mapping[str, ast.expr]) -> Iterator[tuple[str, Kind]]:
    for item in decides.elts if isinstance(decides, ast.Tuple) else ():
        made = values.get(item.id) if isinstance(item, ast.Name) else item
        match made:
            case ast.Call(args=[ast.Constant(value=str(name)), kind, *_]):
                if (words := _kind(kind, values)) is not None:
                    yield name, words


def _kind(node: ast.expr, values: Mapping[str, ast.expr]) -> Kind | None:
    """What "boolean", a tuple of words, or `tuple(...)` of a table's keys says."""
    match node:
        case ast.Constant(value=str(kind)):
            return kind
        case ast.Tuple(elts=words):
            return _texts(words)
        case ast.Call(func=ast.Name(id="tuple"), args=[ast.Name(id=table)]):
            entries = values.get(table)
            return _texts(entries.keys) if isinstance(entries, ast.Dict) else None
    return None


def _texts(nodes: Sequence[ast.expr | None]) -> tuple[str, ...]:
    return tuple(one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str))
