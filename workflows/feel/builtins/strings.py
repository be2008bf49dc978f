"""Functions of strings."""

from decimal import Decimal

from workflows.feel.budget import Budget
from workflows.feel.builtins.signature import builtin
from workflows.feel.errors import Undefined
from workflows.feel.numbers import integer
from workflows.feel.regular import Groups, compiled, matches_of, search


@builtin("substring", "string: string, start position: number, [length: number?]")
def substring(_budget: Budget, string: str, start: Decimal, length: Decimal | None = None) -> object:
    """From a position counted from 1, or back from the end where it is negative."""
    position = integer(start)
    if position == 0 or abs(position) > len(string):
        raise Undefined("the string has no such position")
    first = position - 1 if position > 0 else len(string) + position
    if length is None:
        return string[first:]
    if length < 1:
        raise Undefined("a length is at least 1")
    return string[first : first + integer(length)]


@builtin("string length", "string: string")
def string_length(_budget: Budget, string: str) -> object:
    """The count of characters."""
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(budget: Budget, string: str) -> object:
    """In capital letters."""
    budget.text(len(string))
    return string.upper()


@builtin("lower case", "string: string")
def lower_case(budget: Budget, string: str) -> object:
    """In small letters."""
    budget.text(len(string))
    return string.lower()


@builtin("substring before", "string: string, match: string")
def substring_before(_budget: Budget, string: str, match: str) -> object:
    """What stands before the match; nothing where it does not occur."""
    return string.partition(match)[0] if match and match in string else ""


@builtin("substring after", "string: string, match: string")
def substring_after(_budget: Budget, string: str, match: str) -> object:
    """What stands after the match; nothing where it does not occur."""
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def contains(_budget: Budget, string: str, match: str) -> object:
    """Whether the match occurs."""
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(_budget: Budget, string: str, match: str) -> object:
    """Whether the string starts with the match."""
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(_budget: Budget, string: str, match: str) -> object:
    """Whether the string ends with the match."""
    return string.endswith(match)


@builtin("matches", "input: string, pattern: string, [flags: string?]")
def matches(budget: Budget, text: str, pattern: str, flags: str | None = None) -> object:
    """Whether the pattern matches some part."""
    return search(compiled(pattern, flags or "", budget), text, 0, budget) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, [flags: string?]")
def replace(budget: Budget, text: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    """Every match replaced; `$1` stands for what the first group took."""
    program = compiled(pattern, flags or "", budget)
    pieces = [("text", replacement)] if "q" in (flags or "") else _pieces(replacement, program.groups)
    parts: list[str] = []
    end, length = 0, 0
    for groups in matches_of(program, text, budget):
        start, after = groups[0] or (end, end)
        inserted = "".join(_piece(kind, value, text, groups) for kind, value in pieces)
        parts += (text[end:start], inserted)
        length += start - end + len(inserted)
        budget.text(length)
        end = after
    parts.append(text[end:])
    return "".join(parts)


@builtin("split", "string: string, delimiter: string")
def split(budget: Budget, string: str, delimiter: str) -> object:
    """The parts between the matches of a pattern."""
    parts: list[object] = []
    end = 0
    for groups in matches_of(compiled(delimiter, "", budget), string, budget):
        start, after = groups[0] or (end, end)
        parts.append(string[end:start])
        end = after
    budget.items(len(parts) + 1)
    return [*parts, string[end:]]


@builtin("string join", "list: list, [delimiter: string?]")
def string_join(budget: Budget, items: list[object], delimiter: str | None = None) -> object:
    """The strings one after another, nulls left out."""
    strings = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in strings):
        raise Undefined("the list holds something that is no string")
    between = delimiter or ""
    budget.text(sum(len(str(item)) + len(between) for item in strings))
    return between.join(str(item) for item in strings)


def _pieces(replacement: str, groups: int) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    at = 0
    while at < len(replacement):
        character = replacement[at]
        following = replacement[at + 1 : at + 2]
        if character == "\\":
            if following not in ("\\", "$") or not following:
                raise Undefined("a replacement escapes only \\ and $")
            pieces.append(("text", following))
            at += 2
        elif character == "$":
            if not following.isdecimal():
                raise Undefined("in a replacement, $ stands before a group's number")
            digits = _group_number(replacement, at + 1, groups)
            pieces.append(("group", digits))
            at += 1 + len(digits)
        else:
            pieces.append(("text", character))
            at += 1
    return pieces


def _group_number(text: str, at: int, groups: int) -> str:
    """The digits at that offset, as many as still name a group."""
    end = at + 1
    while text[end : end + 1].isdecimal() and int(text[at : end + 1]) <= groups:
        end += 1
    return text[at:end]


def _piece(kind: str, value: str, text: str, groups: Groups) -> str:
    if kind == "text":
        return value
    group = groups[int(value)] if int(value) < len(groups) else None
    return "" if group is None else text[group[0] : group[1]]
