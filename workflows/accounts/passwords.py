"""Which passwords are taken, and how they are kept.

Length is what protects; nothing is asked about kinds of characters. Refused is what a guesser tries first: common
passwords, rows of a keyboard, repetitions, and the words that stand around the account.
Source: NIST SP 800-63B-4, section 3.1.1.2; OWASP Password Storage Cheat Sheet (Argon2id, 19 MiB, 2 passes).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.low_level import Type

SHORTEST = 15
LONGEST = 128

TOO_SHORT = f"Use {SHORTEST} characters or more. A few words that only you would put together work well"
TOO_LONG = f"Use {LONGEST} characters or fewer"
TOO_COMMON = "Choose a password that is harder to guess. This one is on lists of common passwords"
TOO_NEAR = "Choose a password without your name, your e-mail address or the name of this site"

#: Words that a guesser of this site's passwords adds to the list.
_SITE_WORDS = ("massachusetts", "elicense", "elicensing", "licensing", "license", "oems", "emt", "paramedic", "nremt")
#: Common passwords as they stand on published lists, and the words that longer ones are put together from.
_COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
_SERIES = (
    "01234567890123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1234567890qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
)
#: A password must hold this much beside the words that anyone could guess.
_OWN_CHARACTERS = 8
_FEWEST_DIFFERENT = 5


@dataclass(frozen=True)
class HashCost:
    """What one Argon2id hash costs; more is slower for everyone, guesser and site."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


#: For tests alone: as cheap as the algorithm allows.
CHEAPEST = HashCost(memory_kib=8, passes=1)


def normal(password: str) -> str:
    """The password as it is hashed: one form of each letter, so that two keyboards type the same one."""
    return unicodedata.normalize("NFKD", password)


def hashed(password: str, cost: HashCost) -> str:
    """The Argon2id hash of a password, with its own salt and parameters in it."""
    hasher = PasswordHasher(
        time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes, hash_len=32, type=Type.ID
    )
    return hasher.hash(normal(password))


def weakness(password: str, *, context: Iterable[str]) -> str | None:
    """The sentence that says why a password is refused; None for one that is taken.

    Args:
        password: as it was typed.
        context: what stands around the account, such as the e-mail address and the person's names.
    """
    password = normal(password)
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    plain = re.sub(r"[\s\W_]", "", password.casefold())
    if _common(plain):
        return TOO_COMMON
    if _left(plain, [*_SITE_WORDS, *_words(context)]) < _OWN_CHARACTERS:
        return TOO_NEAR
    return None


def _common(plain: str) -> bool:
    return (
        len(set(plain)) < _FEWEST_DIFFERENT
        or any(plain in series or plain in series[::-1] for series in _SERIES)
        or re.fullmatch(r"(.{1,7})\1+.{0,6}", plain) is not None
        or _left(plain, _COMMON) == 0
        or _left(re.sub(r"\d", "", plain), _COMMON) == 0
    )


def _left(plain: str, words: Iterable[str]) -> int:
    for word in sorted(set(words), key=len, reverse=True):
        plain = plain.replace(word, "")
    return len(plain)


def _words(context: Iterable[str]) -> list[str]:
    words = (re.sub(r"[\W_]", "", word) for text in context for word in re.split(r"[@.\s+_-]", text.casefold()))
    return [word for word in words if len(word) > 2]  # noqa: PLR2004 - two letters are in every password
