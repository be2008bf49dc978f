"""The running site always talks to the outside by its real clients; stand-ins in memory are for tests."""

import ast

from tests.support.sources import modules


def test_no_module_of_ours_names_a_fake():
    named = [(path, name) for path, tree in modules() for name in _names(tree) if name.startswith("Fake")]

    assert named == []


def _names(tree: ast.Module) -> list[str]:
    """What a module refers to: a class that it defines itself does not count, a use of that class does."""
    names: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                names.append(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names += [alias.name.rpartition(".")[2] for alias in aliases]
            case ast.Constant(value=str(text)) if text.isidentifier():
                names.append(text)  # getattr, or an annotation in quotes
            case _:
                pass
    return names
