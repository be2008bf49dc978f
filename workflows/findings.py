"""What a check says of a diagram or a table: one finding points at one element and one line."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a file, told so that a process owner can mend it."""

    #: The file's name as it was given.
    file: str
    #: The id of the element at fault; None where the file as a whole is.
    element: str | None
    #: 1-based line of that element; None where it has none.
    line: int | None
    level: Literal["error", "warning"]
    #: The rule's name, lower-snake, stable: "no_end_event".
    rule: str
    #: What is wrong and what to do, in a sentence.
    text: str
