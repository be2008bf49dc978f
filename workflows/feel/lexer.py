"""The tokens of an expression.

Names are what makes FEEL hard to read: a model may declare `Monthly Salary` or `Pre-bureau risk`, so the declared
names are matched first, longest first. A key before a colon, the type after `instance of` and the half-open brackets
are told apart here, so that the grammar stays LALR(1).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lark import Token

from workflows.feel.errors import FeelSyntaxError, Undefined
from workflows.feel.numbers import number
from workflows.feel.properties import SPACED
from workflows.feel.temporal import read_at
from workflows.feel.types import Type, read_type

LONGEST_TEXT = 20_000
MOST_TOKENS = 4_000
DEEPEST_BRACKET = 50
_LONGEST_NUMBER = 400

KEYWORDS = frozenset(
    [
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "function",
        "in",
        "or",
        "and",
        "between",
        "true",
        "false",
        "null",
    ],
)
_START = r"(?:[^\W\d]|[?\U00010000-\U000EFFFF])"
_PART = r"(?:\w|[?·\U00010000-\U000EFFFF])"
_NAME = re.compile(f"{_START}{_PART}*")
_PART_HERE = re.compile(_PART)
_BLANK = re.compile(r"(?:\s|//[^\n]*(?:\n|$)|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_STRING_KEY = re.compile(r'"((?:[^"\\]|\\.)*+)"\s*:', re.DOTALL)
# possessive: what a key may hold never holds the colon, so nothing is tried twice
_KEY = re.compile(rf"({_START}(?:{_PART}|[ \t\r\n'.\-/+*])*+):")
_ITERATOR = re.compile(rf"({_START}{_PART}*(?:\s+{_PART}+)*?)\s+in\b")
_INSTANCE_OF = re.compile(r"instance\s+of\b")
_SYMBOL = re.compile(r"\.\.|\*\*|<=|>=|!=|[-+*/<>=()\[\]{},.]")
_SYMBOLS = {
    "..": "DOTS",
    "**": "POWER",
    "<=": "LE",
    ">=": "GE",
    "!=": "NE",
    "<": "LT",
    ">": "GT",
    "=": "EQ",
    "+": "PLUS",
    "-": "MINUS",
    "*": "STAR",
    "/": "SLASH",
    ",": "COMMA",
    ".": "DOT",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LBRACKET",
    "]": "RBRACKET",
    "{": "LBRACE",
    "}": "RBRACE",
}
_OPENERS = frozenset({"LPAR", "LBRACKET", "LBRACE", "OPEN_LEFT"})
_CLOSERS = frozenset({"RPAR", "RBRACKET", "RBRACE", "CLOSE_RIGHT"})
_OPERANDS = frozenset({"NAME", "NUMBER", "STRING", "AT", "TRUE", "FALSE", "NULL", "TYPE"}) | _CLOSERS
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True)
class Vocabulary:
    """What a model declares, for reading its expressions."""

    #: Names of variables and functions.
    names: frozenset[str] = frozenset()
    #: Names of entries of contexts.
    members: frozenset[str] = frozenset()
    #: Types by name.
    types: Mapping[str, Type] = field(default_factory=dict)


#: What an expression outside any model may use: its variables have plain names.
PLAIN = Vocabulary()


class Lexer:
    """Reads one text into tokens."""

    def __init__(self, text: str, vocabulary: Vocabulary, spaced_functions: Iterable[str]) -> None:
        self._text = text
        self._types = vocabulary.types
        self._own = _Names(SPACED)
        self._declared = (_names(vocabulary.names), _names(vocabulary.members))
        self._functions = _names(frozenset(spaced_functions))
        self._at = 0
        self._tokens: list[Token] = []
        #: Each open bracket: its kind, and whether `..` stood in it.
        self._brackets: list[list[str | bool]] = []

    def tokens(self) -> list[Token]:
        """Every token, in order.

        Raises:
            FeelSyntaxError: the text holds something that is no token, or too much of it.
        """
        if len(self._text) > LONGEST_TEXT:
            raise self.error(f"an expression is at most {LONGEST_TEXT} characters long", 0)
        self._skip_blank()
        while self._at < len(self._text):
            self._next()
            if len(self._tokens) > MOST_TOKENS:
                raise self.error(f"an expression has at most {MOST_TOKENS} words and signs", self._at)
            self._skip_blank()
        return self._tokens

    def error(self, message: str, at: int) -> FeelSyntaxError:
        """The error that points at that offset of the text."""
        line, column = place(self._text, at)
        return FeelSyntaxError(self._text, line, column, message)

    def _next(self) -> None:
        if self._expects_key() and self._key():
            return
        last = self._last()
        if last in ("FOR", "SOME", "EVERY") and (match := _ITERATOR.match(self._text, self._at)):
            self._iterator(match)
        elif self._text[self._at] == '"':
            self._string("STRING", self._at)
        elif self._text.startswith('@"', self._at):
            self._string("AT", self._at + 1)
        elif match := _NUMBER.match(self._text, self._at):
            self._number(match)
        elif not self._word(after_point=last == "DOT"):
            self._symbol()

    def _emit(self, kind: str, value: object, end: int) -> None:
        line, column = 0, 0  # told from the offset when an error needs them
        token = Token(kind, self._text[self._at : end], self._at, line, column, end_pos=end)
        token.value = value
        self._tokens.append(token)
        self._at = end

    def _last(self) -> str:
        return self._tokens[-1].type if self._tokens else ""

    def _skip_blank(self) -> None:
        match = _BLANK.match(self._text, self._at)
        if match:
            self._at = match.end()

    # -- keys and named arguments

    def _expects_key(self) -> bool:
        if not self._brackets or self._last() not in ("LBRACE", "LPAR", "COMMA"):
            return False
        return self._brackets[-1][0] in ("{", "call", "function")

    def _key(self) -> bool:
        kind = self._brackets[-1][0]
        match = _KEY.match(self._text, self._at)
        if match:
            name = " ".join(match[1].split())
        elif kind == "{" and (match := _STRING_KEY.match(self._text, self._at)):
            name = self._unescaped(match[1], self._at)
        else:
            return False
        self._own.add(name)
        self._emit("KEY", name, match.end())
        if kind == "function":
            self._type()
        return True

    def _type(self) -> None:
        self._skip_blank()
        try:
            kind, end = read_type(self._text, self._at, self._types)
        except Undefined as error:
            raise self.error(str(error), self._at) from error
        self._emit("TYPE", kind, end)

    def _iterator(self, match: re.Match[str]) -> None:
        name = " ".join(match[1].split())
        self._own.add(name)
        self._emit("NAME", name, match.end(1))

    # -- literals

    def _string(self, kind: str, at: int) -> None:
        match = _STRING.match(self._text, at)
        if not match:
            raise self.error("a string is not closed", self._at)
        value: object = self._unescaped(match[1], at)
        if kind == "AT":
            try:
                value = read_at(str(value))
            except Undefined:
                value = None  # FEEL's own answer to a literal that has none of the forms
        self._emit(kind, value, match.end())

    def _unescaped(self, text: str, at: int) -> str:
        value = _ESCAPE.sub(_escape, text)
        if any("\ud800" <= character <= "\udfff" for character in value):
            try:
                value = value.encode("utf-16", "surrogatepass").decode("utf-16")
            except UnicodeDecodeError as error:
                raise self.error("a string holds half a character", at) from error
        return value

    def _number(self, match: re.Match[str]) -> None:
        if len(match[0]) > _LONGEST_NUMBER:
            raise self.error("a number has too many digits", self._at)
        try:
            self._emit("NUMBER", number(match[0]), match.end())
        except Exception as error:
            raise self.error("a number is too large", self._at) from error

    # -- words and signs

    def _word(self, *, after_point: bool) -> bool:
        text, at = self._text, self._at
        found = [match for names in (self._own, *self._declared) if (match := names.match(text, at))]
        if found:
            self._emit("NAME", *max(found, key=lambda match: match[1]))
            return True
        word = _NAME.match(text, at)
        if after_point or not word:
            if word:
                self._emit("NAME", word[0], word.end())
            return bool(word)
        function = self._functions.match(text, at)
        if function and text.startswith("(", _after_blank(text, function[1])):
            self._emit("NAME", *function)
            return True
        if instance_of := _INSTANCE_OF.match(text, at):
            self._emit("INSTANCE_OF", instance_of[0], instance_of.end())
            self._type()
            return True
        self._emit(word[0].upper() if word[0] in KEYWORDS else "NAME", word[0], word.end())
        return True

    def _symbol(self) -> None:
        match = _SYMBOL.match(self._text, self._at)
        if not match:
            raise self.error(f"{self._text[self._at]!r} has no meaning here", self._at)
        kind = _SYMBOLS[match[0]]
        last = self._last()
        if kind == "RBRACKET" and last not in _OPERANDS and last != "LBRACKET":
            kind = "OPEN_LEFT"
        elif kind == "LBRACKET" and last in _OPERANDS and self._brackets and self._brackets[-1][1]:
            kind = "CLOSE_RIGHT"
        self._count_bracket(kind, last)
        self._emit(kind, match[0], match.end())

    def _count_bracket(self, kind: str, last: str) -> None:
        if kind == "DOTS" and self._brackets:
            self._brackets[-1][1] = True
        elif kind in _CLOSERS and self._brackets:
            self._brackets.pop()
        elif kind in _OPENERS:
            if len(self._brackets) >= DEEPEST_BRACKET:
                raise self.error("the expression nests too deep", self._at)
            self._brackets.append([_bracket(kind, last), False])


class _Names:
    """Names that hold more than a plain word, by their first word, longest first."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._put(name)

    def add(self, name: str) -> None:
        """Another name."""
        if (match := self.match(name, 0)) and match[1] == len(name):
            return
        known = self._put(name)
        known.sort(key=lambda words: -sum(map(len, words)))

    def _put(self, name: str) -> list[tuple[str, ...]]:
        first = _NAME.match(name)
        if not first or first[0] == name:
            return []  # a plain name needs no help
        known = self._by_first.setdefault(first[0], [])
        known.append(tuple(name.split()))
        return known

    def match(self, text: str, at: int) -> tuple[str, int] | None:
        """The longest name that stands there, and the offset after it."""
        first = _NAME.match(text, at)
        for words in self._by_first.get(first[0], ()) if first else ():
            end = _after_words(text, at, words)
            if end and not (_PART_HERE.match(words[-1][-1]) and _PART_HERE.match(text, end)):
                return " ".join(words), end
        return None


def _after_words(text: str, at: int, words: tuple[str, ...]) -> int | None:
    for index, word in enumerate(words):
        if index:
            following = _after_blank(text, at)
            if following == at:
                return None
            at = following
        if not text.startswith(word, at):
            return None
        at += len(word)
    return at


@lru_cache(maxsize=64)
def _names(names: frozenset[str]) -> _Names:
    return _Names(names)


def place(text: str, at: int) -> tuple[int, int]:
    """The 1-based line and column of an offset."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _bracket(kind: str, last: str) -> str:
    if kind == "LBRACE":
        return "{"
    if kind == "LPAR" and last == "FUNCTION":
        return "function"
    return "call" if kind == "LPAR" and last in _OPERANDS else "["


def _after_blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _escape(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        point = int(code[1:], 16)
        return chr(point) if point <= 0x10FFFF else match[0]  # noqa: PLR2004 - the last code point
    return _ESCAPES.get(code, match[0])
