"""The running site always talks to the outside by its real clients; stand-ins in memory are for tests."""

import ast
from collections.abc import Iterator

from tests.support.sources import PACKAGES, modules
from workflows.settings import Settings
from workflows.wiring import wire


def test_no_module_of_ours_names_a_fake():
    named = [(path, name) for path, tree in modules() for name in _names(tree) if name.startswith("Fake")]

    assert named == []


def test_the_running_office_is_made_of_real_parts(sqlite_url):
    office = wire(Settings(database_url=sqlite_url))

    parts = {type(part).__name__ for part in _parts(office, set())}

    assert {"HttpRegistry", "HttpPaymentGateway", "SmtpMailer"} <= parts
    assert [name for name in parts if name.startswith("Fake")] == []


def _parts(thing: object, seen: set[int]) -> Iterator[object]:
    """An object of ours and all that it is made of."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, (list, tuple, set)):
        inside = [*thing]
    elif isinstance(thing, dict):
        inside = [*thing.values()]
    elif type(thing).__module__.partition(".")[0] in PACKAGES:
        yield thing
        inside = [*getattr(thing, "__dict__", {}).values()]
    else:
        return
    for part in inside:
        yield from _parts(part, seen)


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
