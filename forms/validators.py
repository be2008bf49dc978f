"""Checks of one answer, each with the sentence that tells the person what to do.

They look at `field.data` alone, never at the raw input: a stored answer is checked by the same rules as a typed one.
"""

import re
import unicodedata
from datetime import date

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

#: What a name may hold beside letters. Source: Office's list of form pages, PG-ID.
_NAME_MARKS = frozenset(" '’-.")
#: Characters that turn the direction of text and so can make a name read as another one.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(text: object) -> object:
    """The text as it is kept: one form of each letter, trimmed, one kind of line end, nothing invisible.

    Control characters and half surrogates are dropped: a database cannot hold them and no person typed them.
    """
    if not isinstance(text, str):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        letter
        for letter in lines
        if letter in "\n\t" or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _DIRECTION_MARKS)
    )
    return unicodedata.normalize("NFC", kept).strip()


def one_line(text: object) -> object:
    """The text as one line, its white space made single blanks."""
    return " ".join(text.split()) if isinstance(text, str) else text


def plain_name(name: str) -> str:
    """A name for comparing: letters only, no accents, no case, one blank between words."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter if letter.isalpha() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())


class Answered:
    """Stops with its sentence when nothing was answered."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: BaseForm, field: Field) -> None:
        if field.data in (None, "", []):
            raise StopValidation(self.sentence)


class MayBeEmpty:
    """Stops without a sentence when nothing was answered; the page marks the field as optional."""

    field_flags = {"optional": True}  # noqa: RUF012 - the name and shape WTForms reads

    def __call__(self, _form: BaseForm, field: Field) -> None:
        if field.data in (None, "", []):
            raise StopValidation


class Ticked:
    """The box must be ticked."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: BaseForm, field: Field) -> None:
        if field.data is not True:
            raise StopValidation(self.sentence)


class LengthBetween:
    """Text of so many characters."""

    def __init__(self, *, shortest: int = 0, longest: int, too_short: str = "", too_long: str = "") -> None:
        self.shortest = shortest
        self.longest = longest
        self.too_short = too_short
        self.too_long = too_long or f"Use {longest} characters or fewer"

    def __call__(self, _form: BaseForm, field: Field) -> None:
        length = len(field.data or "")
        if length < self.shortest:
            raise ValidationError(self.too_short)
        if length > self.longest:
            raise ValidationError(self.too_long)


class NameLetters:
    """Letters of any language, spaces, hyphens, apostrophes and periods, with one letter at least."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: BaseForm, field: Field) -> None:
        text = field.data or ""
        # a combining accent is part of a letter that has no single form
        spelled = all(unicodedata.category(letter)[0] in "LM" or letter in _NAME_MARKS for letter in text)
        if not spelled or not any(letter.isalpha() for letter in text):
            raise ValidationError(self.sentence)


class Matches:
    """Text of a given shape."""

    def __init__(self, pattern: str, sentence: str) -> None:
        self.pattern = re.compile(pattern, re.ASCII)
        self.sentence = sentence

    def __call__(self, _form: BaseForm, field: Field) -> None:
        if not self.pattern.fullmatch(field.data or ""):
            raise ValidationError(self.sentence)


class EmailAddress:
    """An address that mail can be sent to, by its form alone: no name server is asked."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: BaseForm, field: Field) -> None:
        try:
            validate_email(field.data or "", check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(self.sentence) from None


class PhoneNumber:
    """A possible phone number; ten digits where no country is named."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: BaseForm, field: Field) -> None:
        try:
            number = phonenumbers.parse(field.data or "", "US")
        except phonenumbers.NumberParseException:
            raise ValidationError(self.sentence) from None
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(self.sentence)


class NineDigits:
    """Nine digits: an SSN, or the National Registry's pseudo number, which follows no rule of its own."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: BaseForm, field: Field) -> None:
        if not re.fullmatch(r"[0-9]{9}", field.data or ""):
            raise ValidationError(self.sentence)


class RealDate:
    """A date of the calendar."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: BaseForm, field: Field) -> None:
        try:
            date.fromisoformat(field.data)
        except (TypeError, ValueError):
            raise StopValidation(self.sentence) from None


class YearBetween:
    """A date whose year is neither far past nor far ahead: a slip of the finger."""

    def __init__(self, sentence: str, *, first: int, last: int) -> None:
        self.sentence = sentence
        self.first = first
        self.last = last

    def __call__(self, _form: BaseForm, field: Field) -> None:
        if not self.first <= date.fromisoformat(field.data).year <= self.last:
            raise ValidationError(self.sentence)
