import re
from pathlib import Path
from typing import Any

import pytest
from wtforms import StringField

import forms
from forms.base import (
    AnswerLine,
    Guide,
    Page,
    PageNotFound,
    PersonalTextRefused,
    Section,
    SectionStatus,
    Variable,
    answer,
    fact,
    guides,
    source_of,
)
from forms.fields import Line, YesNo


class _Pet(Page):
    slug = "pet"
    title = "Your pet"
    prefill = {"name": "registry.pet"}  # noqa: RUF012

    has_pet = YesNo("Have you a pet?", needed="Choose yes if you have a pet", hint="Any", on_yes=("name",))
    name = Line("Its name", needed="Enter its name", longest=20, autocomplete="off", hint="As you call it")


class _Vet(Page):
    slug = "vet"
    title = "Your vet"

    vet = Line("The vet", needed="Enter the vet", longest=20, autocomplete="off", hint="Who looks after it")

    @classmethod
    def shown(cls, answers, facts) -> bool:
        return answers.get("pet", {}).get("has_pet") is True and not fact(facts, "holder.is_vet")


class _Check(Page):
    slug = "check"
    title = "Check"
    checks_answers = True


class _Pets(Guide):
    name = "pets"
    title = "Pets"
    pages = (_Pet, _Vet, _Check)
    decides = (Variable("hasPet", "boolean", answer("pet", "has_pet")),)


_FACTS = {"registry": {"pet": "Rex", "as_of": "2025-10-03"}}
_DONE: dict[str, dict[str, Any]] = {"pet": {"has_pet": True, "name": "Rex"}, "vet": {"vet": "Dr. Paw"}, "check": {}}


class TestPages:
    def test_a_conditional_page_is_asked_only_when_its_answers_ask_for_it(self):
        pets = _Pets()

        without, with_one = pets.shown_pages({"pet": {"has_pet": False}}), pets.shown_pages({"pet": {"has_pet": True}})

        assert [page.slug for page in without] == ["pet", "check"]
        assert [page.slug for page in with_one] == ["pet", "vet", "check"]

    def test_a_conditional_page_may_depend_on_what_the_office_knows(self):
        pets = _Pets({"holder": {"is_vet": True}})

        assert [page.slug for page in pets.shown_pages(_DONE)] == ["pet", "check"]

    def test_the_next_page_and_the_one_before_skip_what_is_not_asked(self):
        pets = _Pets()
        answers = {"pet": {"has_pet": False}}

        assert (pets.next_after("pet", answers), pets.before("check", answers)) == ("check", "pet")
        assert (pets.next_after("check", answers), pets.before("pet", answers)) == (None, None)

    def test_a_page_that_is_not_asked_is_not_found(self):
        with pytest.raises(PageNotFound):
            _Pets().form("vet", {"pet": {"has_pet": False}})

    def test_a_guide_begins_at_the_first_page_that_is_not_complete(self):
        assert _Pets().first_page({}) == "pet"
        assert _Pets().first_page({"pet": {"has_pet": True, "name": "Rex"}}) == "vet"
        assert _Pets().first_page(_DONE) == "check"


class TestAnswers:
    def test_stored_answers_are_checked_by_the_same_rules_as_typed_ones(self):
        assert _Pets().missing({**_DONE, "vet": {"vet": "x" * 21}}) == ["vet"]
        assert _Pets().missing(_DONE) == []

    def test_the_task_list_says_how_far_each_page_is(self):
        sections = _Pets().sections({"pet": {"has_pet": True, "name": "Rex"}, "vet": {"vet": ""}})

        assert sections == [
            Section("pet", "Your pet", SectionStatus.DONE),
            Section("vet", "Your vet", SectionStatus.IN_PROGRESS),
            Section("check", "Check", SectionStatus.NOT_YET),
        ]

    def test_answers_are_shown_for_checking_with_their_source(self):
        shown = _Pets(_FACTS).check_answers(_DONE)

        assert [section.title for section in shown] == ["Your pet", "Your vet"]
        assert shown[0].lines == [
            AnswerLine("has_pet", "Have you a pet?", "Yes"),
            AnswerLine("name", "Its name", "Rex", "From the National Registry, October 3, 2025"),
        ]

    def test_an_answer_that_nothing_shows_is_neither_checked_nor_kept(self):
        answers: dict[str, dict[str, Any]] = {
            "pet": {"has_pet": False, "name": "x" * 99},
            "vet": {"vet": "Dr. Paw"},
            "check": {},
        }

        assert _Pets().missing(answers) == []
        assert _Pets().given(answers) == {"pet": {"has_pet": False}, "check": {}}

    def test_a_field_that_was_never_asked_for_is_not_kept(self):
        assert "owner" not in _Pets().given({**_DONE, "vet": {"vet": "Dr. Paw", "owner": "me"}})["vet"]


class TestFacts:
    def test_a_page_starts_with_what_is_known_and_says_whence(self):
        page = _Pets(_FACTS).form("pet", {})

        assert isinstance(page, _Pet)
        assert (page.name.data, page.name.source) == ("Rex", "From the National Registry, October 3, 2025")

    def test_an_answer_that_was_changed_has_no_source(self):
        page = _Pets(_FACTS).form("pet", {"pet": {"has_pet": True, "name": "Max"}})

        assert isinstance(page, _Pet)
        assert (page.name.data, page.name.source) == ("Max", "")

    def test_a_fact_that_is_not_known_is_a_blank(self):
        assert fact({"registry": {"status": "ACTIVE"}}, "registry.status.word") is None
        assert _Pet().line("Status", "registry.status").value == "Not known"

    def test_facts_of_the_case_itself_have_no_source(self):
        assert source_of({"route": {"as_of": "2026-01-01"}}, "route.fee_cents") == ""


class TestVariables:
    @pytest.mark.parametrize(
        ("kind", "value"), [("boolean", "yes"), (("a", "b"), "c"), ("date", "Rex"), ("date", 3), (("a",), True)]
    )
    def test_a_value_that_is_not_of_its_kind_is_refused(self, kind, value):
        variable = Variable("pet", kind, lambda _given: value)

        with pytest.raises(PersonalTextRefused, match="pet"):
            variable.value({})

    @pytest.mark.parametrize(("kind", "value"), [("boolean", False), (("a", "b"), "b"), ("date", "2026-02-28")])
    def test_a_value_of_its_kind_goes_through(self, kind, value):
        assert Variable("pet", kind, lambda _given: value).value({}) == value

    def test_what_was_not_asked_is_null(self):
        assert _Pets().variables({}) == {"hasPet": None}


class TestRegister:
    def test_every_guide_of_the_package_is_found_by_its_name(self):
        sources = "".join(path.read_text() for path in Path(forms.__file__).parent.glob("*.py"))

        assert set(guides()) == set(re.findall(r'^@guide\("(\w+)"\)', sources, re.MULTILINE))

    def test_the_fields_of_a_guide_are_plain_data(self):
        assert _Pets.fields() == {"pet": ("has_pet", "name"), "vet": ("vet",), "check": ()}
        assert _Pets.variable_kinds() == {"hasPet": "boolean"}

    def test_a_stock_field_of_wtforms_stands_beside_our_own(self):
        class Mixed(_Pet):
            stock = StringField("Stock")

        assert [line.field for line in Mixed(None, answers={"pet": {"has_pet": False}}).lines()] == ["has_pet"]
