"""What must hold for every question of every guide."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wtforms import FormField

from forms.account import LiftLock, LinkLicense
from forms.base import guides
from forms.fields import Line, MemorableDate, Options, Paragraph, Tick
from forms.pay import Pay
from forms.search import Search
from tests.forms.posting import posted
from tests.forms.reading import grade

_MARK = "Zanzibar"
_DATE = {"month": "3", "day": "31", "year": "2028"}
_CORPORA = Path(os.environ.get("CORPORA_DIR", Path(__file__).parents[3] / "shared" / "corpora"))
#: A sample of what breaks programs, where the outside list is not at hand.
_NAUGHTY = [
    "",
    "\x00",
    "\ud83d",
    "🏴‍☠️",
    "Ω≈ç√",
    "<script>",
    "' OR 1=1 --",
    "%s%n",
    "\u202etest",
    "١٢٣",
    "1e309",
    "NaN",
    "../../etc",
]


def _pages() -> dict[Any, str]:
    made = {page: f"{name}-{page.slug}" for name, guide in guides().items() for page in guide.every_page()}
    return {**made, Pay: "pay", Search: "search", LinkLicense: "link", LiftLock: "lift"}


def _questions(form: Any) -> Iterator[Any]:
    for question in form:
        yield question
        if isinstance(question, FormField):
            yield from _questions(question.form)


def _texts(page: Any) -> list[str]:
    texts = [getattr(page, name, "") for name in ("title", "intro", "button")]
    for question in _questions(page):
        texts += [question.label.text, question.description]
        texts += [str(label) for _, label, *_ in getattr(question, "iter_choices", list)() if " " in str(label)]
        for check in question.validators:
            texts += [getattr(check, name, "") for name in ("sentence", "too_short", "too_long")]
    return [text for text in texts if text]


@pytest.fixture(params=list(_pages()), ids=list(_pages().values()))
def page(request):
    return request.param()


@pytest.fixture(scope="module")
def naughty() -> list[str]:
    outside = _CORPORA / "blns" / "blns.json"
    return [*_NAUGHTY, *(json.loads(outside.read_text()) if outside.exists() else [])]


class TestWords:
    def test_a_page_is_read_with_eight_years_of_school(self, page):
        assert grade(_texts(page)) <= 8

    def test_no_sentence_needs_more_than_nine(self, page):
        assert {text: grade([text]) for text in _texts(page) if len(text.split()) >= 7 and grade([text]) > 9} == {}

    def test_no_message_is_the_librarys_own(self, page):
        checks = [check for question in _questions(page) for check in question.validators]

        assert [check for check in checks if not type(check).__module__.startswith("forms.")] == []

    def test_spelling_is_american(self, page):
        assert [
            text for text in _texts(page) if any(word in text.lower() for word in ("licence", "colour", "cheque"))
        ] == []


class TestFields:
    def test_every_question_has_a_label_and_a_hint(self, page):
        questions = [question for question in _questions(page) if not isinstance(question, Tick)]

        assert [question.name for question in questions if not (question.label.text and question.description)] == []

    def test_every_text_has_a_length_and_a_token_for_browsers(self, page):
        texts = [question for question in _questions(page) if isinstance(question, (Line, Paragraph))]

        assert [
            text.name for text in texts if not (text.render_kw["maxlength"] and text.render_kw["autocomplete"])
        ] == []
        assert [
            each.name for each in _questions(page) if isinstance(each, Options) and not each.render_kw["autocomplete"]
        ] == []

    def test_answers_are_plain_json(self, page):
        assert json.loads(json.dumps(page.data)) == page.data


class TestNaughtyStrings:
    def test_any_text_in_any_field_is_taken_or_gets_a_sentence(self, page, naughty):
        for text in naughty:
            form = _answer_everything(type(page), text)
            form.validate()

            assert all(problem.sentence.strip() for problem in form.problems)
            assert json.loads(json.dumps(form.data).encode("ascii")) == form.data
            "".join(str(question()) for question in form.questions).encode("utf-8")

    @pytest.mark.parametrize("text", [*_NAUGHTY, "x" * 5000])
    def test_what_is_stored_is_as_right_or_wrong_as_when_it_was_typed(self, page, text):
        form = _answer_everything(type(page), text)
        again = type(page)(data=form.data) if not hasattr(page, "slug") else type(page)(answers={page.slug: form.data})

        assert form.validate() == again.validate()


def _answer_everything(page: Any, text: str, *, date: dict[str, str] | None = None) -> Any:
    fields: dict[str, str | list[str]] = {}
    for question in _questions(page()):
        fields[question.name] = _first_choice(question) or text
        if isinstance(question, MemorableDate):
            fields.update({f"{question.name}-{part}": (date or {}).get(part, text) for part in question.parts})
    return page(posted(fields))


def _first_choice(question: Any) -> str | None:
    offered = [str(value) for value, *_ in getattr(question, "iter_choices", list)() if value]
    return offered[0] if offered else None


class TestVariables:
    @pytest.mark.parametrize("name", sorted(guides()))
    def test_nothing_that_a_person_typed_is_handed_to_the_engine(self, name, facts):
        known = {
            **facts,
            "route": {**facts["route"], "outcome": "LATE_RENEWAL"},
            "application": {"guides": ["renewal"], "no_reply": True},
            "asked": [{"page": "contact", "note": _MARK}, {"page": "question", "note": _MARK}],
            "previous": {"contact": {"email": f"{_MARK}@example.com"}},
        }
        guide = guides()[name](known)
        answers: dict[str, Any] = {}
        for page in guide.all_pages():
            answers[page.slug] = _answer_everything(page, _MARK, date=_DATE).data

        typed = any(isinstance(each, (Line, Paragraph)) for page in guide.all_pages() for each in _questions(page()))
        assert (_MARK in json.dumps(answers)) is typed
        assert _MARK not in json.dumps(guide.variables(answers))

    @pytest.mark.parametrize("name", sorted(guides()))
    def test_every_variable_is_declared_as_a_boolean_a_date_or_listed_words(self, name):
        kinds = guides()[name].variable_kinds().values()

        assert kinds
        assert all(kind in ("boolean", "date") or isinstance(kind, tuple) for kind in kinds)
