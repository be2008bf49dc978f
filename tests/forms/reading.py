"""How many years of school a text asks for: the grade of Flesch and Kincaid, syllables counted by hyphenation."""

import re
from collections.abc import Iterable

import pyphen  # type: ignore[import-untyped]

_HYPHENS = pyphen.Pyphen(lang="en_US", left=1, right=1)
#: Names that a reader knows as one thing, whatever their length; official names cannot be put in other words.
_NAMES = re.compile(
    r"National Registry|Social Security|Massachusetts|M\.G\.L\. c\.111C|105 CMR 170(\.\d+)?|NREMT\.org|Advanced EMT|Paramedics?"
    r"|P\.O\. box|e-mail|[\w.]+@[\w.]+"
)


def grade(sentences: Iterable[str]) -> float:
    """The grade of several sentences or labels, each counted as one sentence where it has no period."""
    text = [
        sentence.strip() for part in sentences for sentence in re.split(r"(?<=[.?!:])\s+", _NAMES.sub("Name", part))
    ]
    words = [re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", sentence) for sentence in text]
    counted = [sentence for sentence in words if sentence]
    total = sum(len(sentence) for sentence in counted)
    syllables = sum(_syllables(word) for sentence in counted for word in sentence)
    return 0.39 * total / len(counted) + 11.8 * syllables / total - 15.59


def _syllables(word: str) -> int:
    letters = re.sub("[’']", "", word.lower())
    # hyphenation never parts a single letter from a word, so "city" would have one syllable: vowels are counted too
    vowels = len(re.findall("[aeiouy]+", re.sub("(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$", "", letters)))
    return max(len(_HYPHENS.positions(letters)) + 1, vowels)
