"""Our few kinds of question. Each takes its label, its hint and its sentences; none has a message of WTForms' own.

The value of every field, `field.data`, is plain JSON: text, a boolean, a list of words, or a dictionary of them; a date
is its ISO text. So a page's answers are stored and read back as they are.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, PasswordInput, TextArea

from forms import validators
from forms.wording import MONTHS, long_date


class Question(Field):
    """What every field of ours knows beside its value: what shows it, and where its first value came from."""

    #: A sentence such as "From the National Registry, October 3, 2025"; empty where the person typed it.
    source: str = ""
    #: The field whose answer shows this one, and the answer that does.
    shown_by: tuple["Question", object] | None = None
    #: Answer -> names of the fields it shows.
    reveals: Mapping[object, tuple[str, ...]]
    #: The same with the fields themselves, once the page has connected them.
    revealed: Mapping[object, list[Field]]

    def __init__(self, label: str, checks: Sequence[Any] = (), *, hint: str = "", **kwargs: Any) -> None:
        self.reveals = {}
        self.revealed = {}
        super().__init__(label, list(checks), description=hint, **kwargs)

    @property
    def asked(self) -> bool:
        """Whether the person is to answer it: nothing hides it."""
        if self.shown_by is None:
            return True
        field, answer = self.shown_by
        return field.asked and field.data == answer

    @property
    def words(self) -> str:
        """The answer as a person reads it."""
        return "" if self.data is None else str(self.data)

    def connect(self, form: Any) -> None:
        """Ties the field to those of its form that its answers show."""
        self.revealed = {answer: [form[name] for name in names] for answer, names in self.reveals.items() if names}
        for answer, shown in self.revealed.items():
            for field in shown:
                field.shown_by = (self, answer)  # type: ignore[attr-defined] # only our own questions are revealed

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms passes it
        if not self.asked:
            raise StopValidation


#: The sentence when a field is empty; a validator where that depends on other answers; None where it may be empty.
Needed = str | Callable[[BaseForm, Field], None] | None


def presence(needed: Needed) -> list[Any]:
    """The check that a question is answered, or that it may be left empty."""
    if needed is None:
        return [validators.MayBeEmpty()]
    return [validators.Answered(needed) if isinstance(needed, str) else needed]


class Line(Question, StringField):
    """One line of text.

    Args:
        needed: the sentence when it is empty; without it the question is optional.
        longest: the most characters.
        autocomplete: the token of the HTML standard, "off" where a browser must not offer a value.
        checks: what else must hold.
    """

    def __init__(
        self,
        label: str,
        *,
        longest: int,
        autocomplete: str,
        needed: Needed = None,
        checks: Sequence[Any] = (),
        hint: str = "",
        attributes: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label,
            [*presence(needed), validators.LengthBetween(longest=longest), *checks],
            hint=hint,
            filters=[validators.tidy, validators.one_line, self.normal],
            render_kw={"maxlength": longest, "autocomplete": autocomplete, **(attributes or {})},
            **kwargs,
        )

    def normal(self, text: Any) -> Any:
        """The text as it is kept; kinds of line narrow it."""
        return text


class Email(Line):
    """An e-mail address."""

    def __init__(self, label: str, *, needed: str, hint: str, **kwargs: Any) -> None:
        super().__init__(
            label,
            needed=needed,
            longest=254,
            autocomplete="email",
            hint=hint,
            checks=[validators.EmailAddress("Enter an e-mail address like name@example.com")],
            attributes={"type": "email", "inputmode": "email", "spellcheck": "false", "autocapitalize": "none"},
            **kwargs,
        )


#: A number of this country as records keep it.
_DOMESTIC = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")


class Phone(Line):
    """A phone number, kept as it was typed; one from a record is shown as people here write it."""

    def __init__(self, label: str, *, hint: str, needed: Needed = None, **kwargs: Any) -> None:
        super().__init__(
            label,
            needed=needed,
            longest=25,
            autocomplete="tel",
            hint=hint,
            checks=[validators.PhoneNumber("Enter a phone number with 10 digits, like 617-555-0123")],
            attributes={"type": "tel", "inputmode": "tel"},
            **kwargs,
        )

    def process_data(self, value: Any) -> None:
        super().process_data(_DOMESTIC.sub(r"\1-\2-\3", value) if isinstance(value, str) else value)


class LicenseNumber(Line):
    """A license number, kept in upper case without blanks.

    Source: Office's eLicensing questions and answers, on prefixes.
    """

    def __init__(self, label: str, *, pattern: str, needed: str, wrong: str, hint: str, **kwargs: Any) -> None:
        super().__init__(
            label,
            needed=needed,
            longest=20,
            autocomplete="off",
            hint=hint,
            checks=[validators.Matches(pattern, wrong)],
            attributes={"autocapitalize": "characters", "spellcheck": "false"},
            **kwargs,
        )

    def normal(self, text: Any) -> Any:
        return re.sub(r"\s", "", text).upper() if isinstance(text, str) else text


class SocialSecurity(Line):
    """Nine digits, masked as they are typed; never written back into a page."""

    widget = PasswordInput(hide_value=True)

    def __init__(self, label: str, *, needed: str, wrong: str, hint: str, **kwargs: Any) -> None:
        super().__init__(
            label,
            needed=needed,
            longest=11,
            autocomplete="off",
            hint=hint,
            checks=[validators.NineDigits(wrong)],
            attributes={"inputmode": "numeric"},
            **kwargs,
        )

    def normal(self, text: Any) -> Any:
        return re.sub(r"[\s\-‐-―]", "", text) if isinstance(text, str) else text

    @property
    def words(self) -> str:
        return f"ending in {self.data[-4:]}" if self.data else ""


class Paragraph(Question, StringField):
    """Text of several lines."""

    widget = TextArea()

    def __init__(
        self,
        label: str,
        *,
        longest: int,
        hint: str,
        needed: Needed = None,
        shortest: int = 0,
        too_short: str = "",
        rows: int = 5,
        **kwargs: Any,
    ) -> None:
        length = validators.LengthBetween(shortest=shortest, longest=longest, too_short=too_short)
        super().__init__(
            label,
            [*presence(needed), length],
            hint=hint,
            filters=[validators.tidy],
            render_kw={"maxlength": longest, "rows": rows, "autocomplete": "off"},
            **kwargs,
        )


class Choice(Question, RadioField):
    """One of a few, as radio buttons.

    Args:
        choices: word -> what the person reads.
        reveals: word -> names of the fields that this answer shows.
    """

    def __init__(
        self,
        label: str,
        *,
        choices: Mapping[str, str],
        hint: str,
        needed: Needed = None,
        reveals: Mapping[object, tuple[str, ...]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, presence(needed), hint=hint, choices=dict(choices), **kwargs)
        self.reveals = reveals or {}

    @property
    def words(self) -> str:
        return next((str(label) for value, label, *_ in self.iter_choices() if self.coerce(value) == self.data), "")

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if self.data not in [self.coerce(value) for value, *_ in self.iter_choices()]:
            self.data = None


class YesNo(Choice):
    """Yes or no; the value is a boolean, or None while unanswered."""

    def __init__(
        self,
        label: str,
        *,
        needed: Needed,
        hint: str,
        on_yes: tuple[str, ...] = (),
        on_no: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label,
            choices={"yes": "Yes", "no": "No"},
            coerce=_yes_or_no,
            needed=needed,
            hint=hint,
            reveals={True: on_yes, False: on_no},
            **kwargs,
        )


def _yes_or_no(value: object) -> bool | None:
    return value if isinstance(value, bool) else {"yes": True, "no": False}.get(str(value))


class Options(Question, SelectField):
    """One of many, as a list that opens."""

    def __init__(
        self,
        label: str,
        *,
        choices: Mapping[str, str],
        hint: str,
        autocomplete: str,
        needed: Needed = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label,
            presence(needed),
            hint=hint,
            choices={"": "Choose one", **choices},
            render_kw={"autocomplete": autocomplete},
            **kwargs,
        )

    @property
    def words(self) -> str:
        return next((str(label) for value, label, *_ in self.iter_choices() if value and value == self.data), "")

    def pre_validate(self, form: BaseForm) -> None:
        Question.pre_validate(self, form)
        if not self.data or self.data not in [value for value, *_ in self.iter_choices()]:
            self.data = None


class Several(Question, SelectMultipleField):
    """Any number of a few, as check boxes; the value is a list of words."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: str, *, choices: Mapping[str, str], hint: str, needed: Needed = None, **kwargs: Any
    ) -> None:
        super().__init__(label, presence(needed), hint=hint, choices=dict(choices), **kwargs)

    @property
    def words(self) -> str:
        return "; ".join(str(label) for value, label, *_ in self.iter_choices() if value in (self.data or []))

    def pre_validate(self, form: BaseForm) -> None:
        Question.pre_validate(self, form)
        known = [value for value, *_ in self.iter_choices()]
        self.data = [value for value in self.data or [] if value in known]


class Tick(Question, BooleanField):
    """A statement that a person makes by ticking its box.

    Args:
        needed: the sentence when it is not ticked; without it the box may stay empty.
        on_tick: names of the fields that the tick shows.
    """

    def __init__(
        self, label: str, *, hint: str = "", needed: str | None = None, on_tick: tuple[str, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, [validators.Ticked(needed)] if needed else [], hint=hint, **kwargs)
        self.reveals = {True: on_tick}

    @property
    def words(self) -> str:
        return "Yes" if self.data else "No"


class MemorableDate(Question):
    """A date that a person knows by heart: month, day and year in three inputs.

    The value is the date's ISO text; while it is not a date, the three parts as typed, so that nothing is lost.
    """

    parts = ("month", "day", "year")

    def __init__(
        self,
        label: str,
        *,
        hint: str,
        needed: Needed,
        unreal: str = "Enter a real date with a month, a day and a year of 4 digits",
        years: tuple[int, int] = (1900, 2100),
        birth: bool = False,
        **kwargs: Any,
    ) -> None:
        first, last = years
        between = validators.YearBetween(f"Enter a year from {first} to {last}", first=first, last=last)
        super().__init__(label, [*presence(needed), validators.RealDate(unreal), between], hint=hint, **kwargs)
        self.autocomplete = "bday" if birth else None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002
        self.process_errors = []
        self.data = self.object_data = data if isinstance(data, (str, dict)) and data else None
        if formdata is not None:
            typed = {part: _first(formdata, f"{self.name}-{part}") for part in self.parts}
            self.raw_data = list(typed.values())
            self.data = _iso(typed) or (typed if any(typed.values()) else None)

    @property
    def typed(self) -> Mapping[str, str]:
        """The three parts as they stand in the inputs."""
        if isinstance(self.data, dict):
            return {part: str(self.data.get(part, "")) for part in self.parts}
        if not self.data:
            return dict.fromkeys(self.parts, "")
        year, month, day = self.data.split("-")
        return {"month": str(int(month)), "day": str(int(day)), "year": year}

    @property
    def months(self) -> Mapping[str, str]:
        """What the list of months offers."""
        return MONTHS

    @property
    def words(self) -> str:
        return long_date(self.data) if isinstance(self.data, str) else " ".join(filter(None, self.typed.values()))


def _first(formdata: Any, name: str) -> str:
    return str(validators.tidy(next(iter(formdata.getlist(name)), "")))


def _iso(typed: Mapping[str, str]) -> str | None:
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in typed.values()) or len(typed["year"]) != 4:  # noqa: PLR2004
        return None
    try:
        return date(int(typed["year"]), int(typed["month"]), int(typed["day"])).isoformat()
    except ValueError:
        return None
