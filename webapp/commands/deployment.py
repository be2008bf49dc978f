"""What is wrong with a deployment's settings or its database, told in a sentence: no traceback, and no value of a setting."""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import wraps

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError

Main = Callable[[Sequence[str]], int]


def of_a_deployment(main: Main) -> Main:
    """The subcommand, which ends with 1 and a sentence where a setting is refused or the database cannot be used."""

    @wraps(main)
    def told(arguments: Sequence[str]) -> int:
        try:
            return main(arguments)
        except ValidationError as refused:
            sentences = list(_sentences(refused))
        except ArgumentError:
            sentences = ["DATABASE_URL is no address of a database, such as sqlite:///var/elicense.sqlite3."]
        except DBAPIError as fault:
            sentences = [f"The database of DATABASE_URL cannot be used: {str(fault.orig).strip()}"]
        for sentence in sentences:
            print(f"elicense: {sentence}", file=sys.stderr)
        return 1

    return told


def _sentences(refused: ValidationError) -> Iterator[str]:
    for fault in refused.errors(include_url=False, include_input=False, include_context=False):
        name = str(fault["loc"][0]) if fault["loc"] else ""
        # the three settings without the prefix are told by the names they have outside
        variable = name if name.isupper() or not name else f"ELICENSE_{name.upper()}"
        text = fault["msg"].removeprefix("Value error, ")
        yield f"{variable}: {text}" if variable else text
