"""The functions that every expression may call, by kind: one module a kind."""

from workflows.feel.builtins import contexts, conversion, dates, lists, numeric, ranges, statistics, strings
from workflows.feel.builtins.signature import ANYTHING, BUILTINS, Builtin

__all__ = ["ANYTHING", "REFUSED", "SPACED", "Builtin", "find"]

_MODULES = (contexts, conversion, dates, lists, numeric, ranges, statistics, strings)

_CLOCK = "the clock is not asked: hand the date or time in as a variable"
#: Functions of the standard that are refused when read, and why.
REFUSED = {"now": _CLOCK, "today": _CLOCK}

#: Names of functions that contain a space, for the reader of names.
SPACED = tuple(name for name in BUILTINS if " " in name)


def find(name: str) -> Builtin | None:
    """The built-in function of that name, if there is one."""
    return BUILTINS.get(name)
