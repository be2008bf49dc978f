"""Names as people look for them: by their letters, whatever accents, marks and capitals they are written with."""

import re
import unicodedata
from functools import cache

#: Letters of these alphabets and additions are told by the plain letter they are made of: Latin with its accents.
_LATIN = (*range(0x41, 0x250), *range(0x1E00, 0x1F00))
#: What may stand before the first letter of a name, as in 't Hooft.
_MARKS = frozenset(" '’-.")


def letters(name: str) -> str:
    """The letters of a name alone, plain and small: "obrienmuller" of "O’Brien-Müller"."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalpha())


def found_by(words: str, *, first: str, last: str) -> bool:
    """Whether these words look for a person: how the last name begins, alone or beside how the first name begins."""
    parts = _parts(words)
    first, last = letters(first), letters(last)
    if not parts:
        return False
    if last.startswith("".join(parts)):
        return True
    split = [("".join(parts[:place]), "".join(parts[place:])) for place in range(1, len(parts))]
    return any(
        (first.startswith(one) and last.startswith(other)) or (last.startswith(one) and first.startswith(other))
        for one, other in split
    )


def first_characters(words: str) -> frozenset[str]:
    """With what the last name of whoever is looked for may begin, so that a database leaves out the others."""
    return frozenset(_MARKS.union(*(_written_as(part[0]) for part in _parts(words))))


def _parts(words: str) -> list[str]:
    return [part for part in map(letters, re.split(r"[\s,]+", words)) if part]


@cache
def _written_as(letter: str) -> frozenset[str]:
    same = {chr(code) for code in _LATIN if letters(chr(code)).startswith(letter)}
    return frozenset({letter, letter.upper(), *same})
