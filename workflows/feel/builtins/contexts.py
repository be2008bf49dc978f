"""Functions of contexts."""

from workflows.feel.budget import Budget
from workflows.feel.builtins.signature import builtin
from workflows.feel.errors import Undefined

_Context = dict[str, object]


@builtin("get value", "m: context, key: string")
def get_value(_budget: Budget, m: _Context, key: str) -> object:
    """The entry of that name; null where there is none."""
    return m.get(key)


@builtin("get entries", "m: context")
def get_entries(budget: Budget, m: _Context) -> object:
    """A list of contexts with the key and value of each entry."""
    budget.items(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list")
def context(budget: Budget, entries: list[object]) -> object:
    """The context of a list of keys and values."""
    budget.items(len(entries))
    made: _Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Undefined("each entry has a key, which is a string, and a value")
        if entry["key"] in made:
            raise Undefined("two entries have the same key")
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: any?")
def context_put(budget: Budget, target: _Context, key: str, value: object) -> object:
    """The context with that entry."""
    return _put(budget, target, [key], value)


@builtin("context put", "context: context, keys: list, value: any?")
def context_put_inside(budget: Budget, target: _Context, keys: list[object], value: object) -> object:
    """The context with an entry further inside, to which the keys lead."""
    return _put(budget, target, keys, value)


@builtin("context merge", "contexts: list")
def context_merge(budget: Budget, contexts: list[object]) -> object:
    """One context with the entries of all; the last of a name counts."""
    merged: _Context = {}
    for part in contexts:
        if not isinstance(part, dict):
            raise Undefined("the list holds something that is no context")
        merged.update(part)
        budget.items(len(merged))
    return merged


def _put(budget: Budget, target: _Context, keys: list[object], value: object) -> _Context:
    if not keys:
        raise Undefined("there is no key")
    path: list[tuple[_Context, str]] = []
    inside: object = target
    for key in keys:
        if not isinstance(key, str) or not isinstance(inside, dict):
            raise Undefined("a key is a string and leads into a context")
        budget.items(len(inside) + 1)
        path.append((inside, key))
        inside = inside.get(key)
    for part, key in reversed(path):
        value = {**part, key: value}
    assert isinstance(value, dict)  # noqa: S101 - the path holds one part at least
    return value
