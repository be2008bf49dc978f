"""What the lines say that a machine read from a card: whose it is, when it was issued, and until when it counts.

A machine misreads, so an answer here is only ever a reason for a person to look.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_WORDED = re.compile(r"([A-Za-z]{3,9})\.?\s*(\d{1,2})\s*[,.]?\s*(\d{4})(?!\d)")
_MONTH = re.compile(r"(?<![\d/.\-])(\d{1,2})\s?[/\-]\s?(\d{4})(?!\d)")
_WORDED_MONTH = re.compile(r"([A-Za-z]{3,9})\.?\s*(\d{4})(?!\d)")
#: What stands beside a card's last day. Source: specimens of the American Heart Association and the Red Cross.
_END = re.compile(r"renew|expir|valid\s*(until|thru|through|to)|good\s*through|ends", re.IGNORECASE)
#: What stands beside the day on which it was issued.
_ISSUE = re.compile(r"issue|complet|course\s*date", re.IGNORECASE)
#: How alike two words must be, one of which a machine read.
_ALIKE = 0.78
#: Digits that a machine reads for letters.
_MISREAD = str.maketrans("0158", "oisb")


def end_date(lines: Sequence[str]) -> date | None:
    """The last day on which a card counts: the date beside a word that says so, else the latest of several.

    A month without a day means its last day. One date alone, with no such word, is no end date.
    """
    beside = _beside(_END, lines)
    if beside:
        return beside[-1]
    every = [day for line in lines for day in _dates(line)]
    return max(every) if len(set(every)) > 1 else None


def issue_date(lines: Sequence[str]) -> date | None:
    """The day on which a card was issued: the whole date beside a word that says so."""
    beside = _beside(_ISSUE, lines, months=False)
    return beside[0] if beside else None


def shows_name(lines: Sequence[str], *, first: str, last: str) -> bool:
    """Whether both names stand in the lines, letter for letter or nearly so."""
    words = [word for line in lines for word in _plain(line.translate(_MISREAD)).split()]
    together = "".join(words)
    return all(_stands(part, words, together) for name in (first, last) for part in _plain(name).split())


def _beside(word: re.Pattern[str], lines: Sequence[str], *, months: bool = True) -> list[date]:
    """The dates on the first line that has the word and a date, or on the two lines under it."""
    for place, line in enumerate(lines):
        if word.search(line):
            under = lines[place + 1 : place + 3]
            beside = [*_dates(line, months=months)] or [day for near in under for day in _dates(near, months=months)]
            if beside:
                return beside
    return []


def _stands(part: str, words: Sequence[str], together: str) -> bool:
    if part in together:
        return True
    return any(SequenceMatcher(None, part, word).ratio() >= _ALIKE for word in words)


def _dates(line: str, *, months: bool = True) -> Iterator[date]:
    whole = [
        *((int(month), int(day), _year(year)) for month, day, year in _DAY.findall(line)),
        *((int(month), int(day), int(year)) for year, month, day in _ISO.findall(line)),
        *((_MONTHS.get(word[:3].lower(), 0), int(day), int(year)) for word, day, year in _WORDED.findall(line)),
    ]
    last_days = [
        *((int(month), int(year)) for month, year in _MONTH.findall(line)),
        *((_MONTHS.get(word[:3].lower(), 0), int(year)) for word, year in _WORDED_MONTH.findall(line)),
    ]
    if months and not whole:
        whole = [(month, monthrange(year, month)[1], year) for month, year in last_days if 1 <= month <= 12]  # noqa: PLR2004
    for month, day, year in whole:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)  # noqa: PLR2004


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter if letter.isalpha() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())
