"""A guide is the ordered pages of one user task; a page is one tight group of questions.

A process owns one module here. Nothing is registered elsewhere: `guides()` finds every module of the package.

What passes between forms and their callers is plain:

answers
    page slug -> field name -> JSON value, as `Page.data` gives it. The caller keeps it; forms keep nothing.
facts
    group -> name -> JSON value, what the Office knows at this moment. The groups are `holder`, `credential`,
    `registry`, `contact`, `account`, `route`, `payment`, `application`, and the plain values `today` (ISO date), `asked` (what a
    reviewer asked for) and `previous` (answers given before). A missing fact is a blank, never an error. A group may
    hold `as_of` (ISO date), which its source sentence then names.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, TypeVar

from wtforms import Field, Form

import forms
from forms.fields import Question
from forms.rendering import Drawn
from forms.wording import long_date

Answers = Mapping[str, Mapping[str, Any]]
Facts = Mapping[str, Any]

#: Where the facts of a group come from, as a person reads it.
SOURCES: Mapping[str, str] = {
    "account": "From your account",
    "contact": "From your last application",
    "credential": "From your license record",
    "holder": "From your license record",
    "previous": "From your last answer",
    "registry": "From the National Registry",
}


class PageNotFound(LookupError):
    """The guide does not ask this page of this person."""


class PersonalTextRefused(TypeError):
    """A decision variable may be a boolean, a word of a closed list or a date, never text that a person typed."""


def fact(facts: Facts, name: str) -> Any:
    """The fact of a dotted name such as "registry.status"; None where it is not known."""
    value: Any = facts
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def source_of(facts: Facts, name: str) -> str:
    """Where a fact comes from, in words: "From the National Registry, October 3, 2025"; empty if it has no source."""
    group = name.split(".", maxsplit=1)[0]
    if group not in SOURCES:
        return ""
    as_of = fact(facts, f"{group}.as_of")
    return f"{SOURCES[group]}, {long_date(as_of)}" if as_of else SOURCES[group]


@dataclass(frozen=True)
class FactLine:
    """One line of what a page shows and does not ask."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True)
class AnswerLine:
    """One answer as it is shown for checking."""

    field: str
    label: str
    value: str
    source: str = ""


@dataclass(frozen=True)
class AnswerSection:
    """The answers of one page as they are shown for checking."""

    slug: str
    title: str
    lines: Sequence[AnswerLine] = attribute(default_factory=tuple)


class SectionStatus(StrEnum):
    """How far a person has come with a page."""

    DONE = "Done"
    TO_DO = "Not started"
    IN_PROGRESS = "In progress"
    NOT_YET = "Cannot start yet"
    CHANGES_REQUESTED = "Changes requested"
    CHANGES_MADE = "Changes made"


@dataclass(frozen=True)
class Section:
    """A page in the task list."""

    slug: str
    title: str
    status: SectionStatus


class Page(Drawn, Form):
    """One group of questions.

    Args:
        formdata: what was posted; None to show what is stored or known.
        facts: what the Office knows.
        answers: the whole guide's answers; this page's own are shown again.
    """

    #: The page's part of the address.
    slug: ClassVar[str]
    #: The heading.
    title: ClassVar[str]
    #: One or two sentences under it.
    intro: ClassVar[str] = ""
    #: What its button says.
    button: ClassVar[str] = "Save and continue"
    #: Field -> dotted name of the fact it starts with.
    prefill: ClassVar[Mapping[str, str]] = {}
    #: Whether the page shows the answers of all pages before it, to be checked.
    checks_answers: ClassVar[bool] = False
    #: Whether a reviewer may ask for this page again.
    askable: ClassVar[bool] = True

    def __init__(self, formdata: Any = None, *, facts: Facts | None = None, answers: Answers | None = None) -> None:
        self.known: Facts = facts or {}
        stored = (answers or {}).get(self.slug)
        super().__init__(formdata, data=self._prefilled() if stored is None else stored)
        self._name_sources()

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:  # noqa: ARG003 - conditional pages read them
        """Whether the page is asked, given all answers so far and what the Office knows."""
        return True

    def facts(self) -> Sequence[FactLine]:
        """What the page shows and does not ask."""
        return ()

    @property
    def today(self) -> date | None:
        """The Office's date, where the facts tell it."""
        day = self.known.get("today")
        return date.fromisoformat(day) if day else None

    def lines(self) -> Sequence[AnswerLine]:
        """The answers for checking: every question that was asked, and "Not given" where one was left blank."""
        asked = (question for question in self if isinstance(question, Question) and question.asked)
        return [
            AnswerLine(question.short_name, question.label.text, question.words or "Not given", question.source)
            for question in asked
        ]

    def line(self, label: str, name: str, words: Callable[[Any], str] = str) -> FactLine:
        """A fact as a line with its source; "Not known" where there is none."""
        value = fact(self.known, name)
        return FactLine(label, "Not known" if value in (None, "") else words(value), source_of(self.known, name))

    def _prefilled(self) -> dict[str, Any]:
        values = {name: fact(self.known, dotted) for name, dotted in self.prefill.items()}
        return {name: value for name, value in values.items() if value is not None}

    def _name_sources(self) -> None:
        for question in self:
            dotted = self.prefill.get(question.short_name)
            if dotted and isinstance(question, Question) and question.data == fact(self.known, dotted) is not None:
                question.source = source_of(self.known, dotted)


@dataclass(frozen=True)
class Variable:
    """A value that a guide hands to the engine; decisions and conditions of a diagram use it by this name."""

    name: str
    #: What it can be: "boolean", "date", or the words of a closed list.
    kind: str | tuple[str, ...]
    #: Takes the given answers, returns the value; None where it was not asked.
    read: Callable[[Answers], object] = attribute(compare=False)

    def value(self, given: Answers) -> object:
        """The value.

        Raises:
            PersonalTextRefused: it is not of its kind, so it could carry what a person typed.
        """
        value = self.read(given)
        if value is None or (self.kind == "boolean" and isinstance(value, bool)):
            return value
        if isinstance(self.kind, tuple) and value in self.kind:
            return value
        if self.kind == "date" and isinstance(value, str):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                pass
        raise PersonalTextRefused(self.name)


def answer(page: str, field: str) -> Callable[[Answers], object]:
    """Reads one field's answer, for a `Variable`."""
    return lambda given: given.get(page, {}).get(field)


class Guide:
    """The ordered pages of one user task, for one person: made with the facts of the moment."""

    #: The name a diagram's user task gives.
    name: ClassVar[str]
    #: What the person is doing, as a heading.
    title: ClassVar[str]
    #: Every page the guide may ask, in order.
    pages: ClassVar[Sequence[type[Page]]] = ()
    #: What it hands to the engine.
    decides: ClassVar[Sequence[Variable]] = ()
    #: What a reviewer ticks before approving what these answers ask for; empty: what every certification needs.
    checklist: ClassVar[Mapping[str, str]] = {}
    #: What an approval does, as the reviewer chooses it; empty: a certification is issued.
    approval: ClassVar[str] = ""
    #: Whether the person proves once more who they are before these answers are seen or saved.
    asks_password: ClassVar[bool] = False

    def __init__(self, facts: Facts | None = None) -> None:
        self.facts: Facts = facts or {}

    @classmethod
    def every_page(cls) -> Sequence[type[Page]]:
        """Every page the guide could ask of anyone; a guide that makes its pages overrides it."""
        return cls.pages

    @classmethod
    def fields(cls) -> Mapping[str, Sequence[str]]:
        """Page slug -> names of its fields, as plain data for checks."""
        return {page.slug: tuple(page()._fields) for page in cls.every_page()}

    @classmethod
    def variable_kinds(cls) -> Mapping[str, str | tuple[str, ...]]:
        """Variable name -> its kind, as plain data for checks."""
        return {variable.name: variable.kind for variable in cls.decides}

    def all_pages(self) -> Sequence[type[Page]]:
        """Every page for these facts; a guide whose pages depend on facts overrides it."""
        return self.pages

    def shown_pages(self, answers: Answers) -> Sequence[type[Page]]:
        """The pages that are asked, in order."""
        return [page for page in self.all_pages() if page.shown(answers, self.facts)]

    def form(self, slug: str, answers: Answers, formdata: Any = None) -> Page:
        """The page with what was posted, else what is stored, else what is known.

        Raises:
            PageNotFound: the page is not asked.
        """
        return self._page(slug, answers)(formdata, facts=self.facts, answers=answers)

    def first_page(self, answers: Answers) -> str:
        """The slug to begin or go on with: the first page that is not complete, else the last."""
        missing = self.missing(answers)
        return missing[0] if missing else self.shown_pages(answers)[-1].slug

    def next_after(self, slug: str, answers: Answers) -> str | None:
        """The slug of the page after this one; None after the last.

        Raises:
            PageNotFound: the page is not asked.
        """
        return self._beside(slug, answers, step=1)

    def before(self, slug: str, answers: Answers) -> str | None:
        """The slug of the page before this one; None before the first.

        Raises:
            PageNotFound: the page is not asked.
        """
        return self._beside(slug, answers, step=-1)

    def missing(self, answers: Answers) -> Sequence[str]:
        """The slugs of asked pages whose stored answers are absent or wrong, in order; empty when all is complete."""
        return [page.slug for page in self.shown_pages(answers) if not self._complete(page, answers)]

    def sections(self, answers: Answers) -> Sequence[Section]:
        """The task list."""
        missing = set(self.missing(answers))
        return [
            Section(page.slug, page.title, self._status(page, answers, missing)) for page in self.shown_pages(answers)
        ]

    def check_answers(self, answers: Answers) -> Sequence[AnswerSection]:
        """The answers given so far, page by page, but for the page that shows them."""
        return [
            AnswerSection(page.slug, page.title, page(None, facts=self.facts, answers=answers).lines())
            for page in self.shown_pages(answers)
            if page.slug in answers and not page.checks_answers
        ]

    def given(self, answers: Answers) -> Answers:
        """The answers of asked pages alone, fields that no answer shows left out: what a submission keeps."""
        kept = {}
        for page in self.shown_pages(answers):
            if page.slug in answers:
                form = page(None, facts=self.facts, answers=answers)
                kept[page.slug] = {name: field.data for name, field in form._fields.items() if _asked(field)}
        return kept

    def variables(self, answers: Answers) -> dict[str, object]:
        """What may enter the engine: booleans, words of closed lists and dates, never text that a person typed.

        Raises:
            PersonalTextRefused: a guide's own mistake.
        """
        given = self.given(answers)
        return {variable.name: variable.value(given) for variable in self.decides}

    def _page(self, slug: str, answers: Answers) -> type[Page]:
        for page in self.shown_pages(answers):
            if page.slug == slug:
                return page
        raise PageNotFound(slug)

    def _beside(self, slug: str, answers: Answers, *, step: int) -> str | None:
        self._page(slug, answers)
        slugs = [page.slug for page in self.shown_pages(answers)]
        place = slugs.index(slug) + step
        return slugs[place] if 0 <= place < len(slugs) else None

    def _complete(self, page: type[Page], answers: Answers) -> bool:
        return page.slug in answers and page(None, facts=self.facts, answers=answers).validate()

    def _status(self, page: type[Page], answers: Answers, missing: set[str]) -> SectionStatus:
        if page.slug not in missing:
            return SectionStatus.DONE
        if page.checks_answers and missing - {page.slug}:
            return SectionStatus.NOT_YET
        return SectionStatus.IN_PROGRESS if page.slug in answers else SectionStatus.TO_DO


def _asked(field: Field) -> bool:
    return field.asked if isinstance(field, Question) else True


_GUIDES: dict[str, type[Guide]] = {}
_G = TypeVar("_G", bound=type[Guide])


def guide(name: str) -> Callable[[_G], _G]:
    """Registers a guide under the name that a diagram's user task gives."""

    def register(cls: _G) -> _G:
        cls.name = name
        _GUIDES[name] = cls
        return cls

    return register


@cache
def guides() -> Mapping[str, type[Guide]]:
    """Every guide by name; the modules of this package are imported to find them."""
    for module in pkgutil.iter_modules(forms.__path__):
        importlib.import_module(f"forms.{module.name}")
    return dict(_GUIDES)
