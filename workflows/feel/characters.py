"""The characters that a class of a regular expression holds."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from workflows.feel.errors import Undefined

Contains = Callable[[str], bool]

_PROPERTY = re.compile(r"([pP])\{([A-Za-z0-9\-]+)\}")
_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ],
)
_BLOCKS = {
    "IsBasicLatin": (0x0, 0x7F),
    "IsLatin-1Supplement": (0x80, 0xFF),
    "IsLatinExtended-A": (0x100, 0x17F),
    "IsLatinExtended-B": (0x180, 0x24F),
    "IsGreek": (0x370, 0x3FF),
    "IsCyrillic": (0x400, 0x4FF),
}


@dataclass
class CharacterClass:
    """What stands between square brackets, less what is subtracted from it."""

    folded: bool
    negated: bool
    subtracted: "CharacterClass | None" = None
    ranges: list[tuple[str, str]] = field(default_factory=list)
    classes: list[Contains] = field(default_factory=list)

    def add_range(self, low: str, high: str) -> None:
        """Also the characters from one to another."""
        self.ranges.append((low, high))

    def add_class(self, contains: Contains) -> None:
        """Also the characters that an escape stands for."""
        self.classes.append(contains)

    def contains(self, character: str) -> bool:
        """Whether the class holds the character."""
        variants = {character, character.lower(), character.upper()} if self.folded else {character}
        held = any(self._holds(variant) for variant in variants)
        if held == self.negated:
            return False
        return self.subtracted is None or not self.subtracted.contains(character)

    def _holds(self, character: str) -> bool:
        return any(low <= character <= high for low, high in self.ranges) or any(
            contains(character) for contains in self.classes
        )


def escaped_class(pattern: str, at: int) -> tuple[Contains, int] | None:
    """The class that the escape at that offset stands for, and the offset after it; None where it stands for none.

    Raises:
        Undefined: the escape names a category or block that is not known.
    """
    letter = pattern[at : at + 1]
    if letter and letter.lower() in _CLASSES:
        contains = _CLASSES[letter.lower()]
        return (_not(contains) if letter.isupper() else contains), at + 1
    if letter not in ("p", "P"):
        return None
    match = _PROPERTY.match(pattern, at)
    if not match:
        raise Undefined("a property of characters is written \\p{...}")
    contains = _property(match[2])
    return (_not(contains) if match[1] == "P" else contains), match.end()


def _property(name: str) -> Contains:
    if name in _CATEGORIES:
        return lambda character: unicodedata.category(character).startswith(name)
    if name in _BLOCKS:
        low, high = _BLOCKS[name]
        return lambda character: low <= ord(character) <= high
    raise Undefined(f"there is no property of characters named {name}")


def _not(contains: Contains) -> Contains:
    return lambda character: not contains(character)


def _starts_name(character: str) -> bool:
    return character.isalpha() or character in "_:"


_CLASSES: dict[str, Contains] = {
    "s": lambda character: character in " \t\n\r",
    "d": lambda character: unicodedata.category(character) == "Nd",
    "w": lambda character: unicodedata.category(character)[0] not in "PZC",
    "i": _starts_name,
    "c": lambda character: _starts_name(character) or character.isdigit() or character in ".-·",
}
