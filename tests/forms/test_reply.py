from typing import Any

import pytest

from forms.base import PageNotFound, Section, SectionStatus
from forms.reply import Reply
from tests.forms.posting import Posted, posted, sentences

_ASKED = {
    "application": {"guides": ["renewal"]},
    "asked": [{"page": "employer", "note": "Name the service."}, {"page": "question", "note": "Why two numbers?"}],
    "previous": {"employer": {"affiliated": True, "service": "Acme", "role": None}},
}
_ANSWERS: dict[str, Posted] = {
    "employer": {"affiliated": "yes", "service": "Acme Ambulance", "role": "field"},
    "question": {"answer": "One is my old one."},
    "send": {"true": "y"},
}


def test_only_what_was_asked_is_asked():
    assert Reply(_ASKED).sections({}) == [
        Section("employer", "Where you work", SectionStatus.CHANGES_REQUESTED),
        Section("question", "Our question to you", SectionStatus.CHANGES_REQUESTED),
        Section("send", "Check and send your reply", SectionStatus.NOT_YET),
    ]


def test_a_page_that_was_not_asked_is_not_found():
    with pytest.raises(PageNotFound):
        Reply(_ASKED).form("background", {})


def test_a_page_is_filled_with_the_answers_of_before_and_the_reviewers_words():
    page = Reply(_ASKED).form("employer", {})

    assert (page["service"].data, page.intro) == ("Acme", "We ask you: Name the service.")


def test_a_page_that_the_answers_of_before_left_out_is_asked_all_the_same():
    asked = [{"page": page, "note": "Add it."} for page in ("court", "acls")]
    facts = {"application": {"guides": ["initial_certification"], "level": "EMT Basic"}, "asked": asked}

    assert [page.slug for page in Reply(facts).shown_pages({})] == ["court", "acls", "send"]


def test_a_reply_is_complete_when_each_item_is_answered_and_signed():
    guide = Reply(_ASKED)
    answers: dict[str, Any] = {}

    for slug, fields in _ANSWERS.items():
        form = guide.form(slug, answers, posted(fields))
        assert form.validate(), sentences(form)
        answers[slug] = form.data

    assert guide.missing(answers) == []
    assert guide.sections(answers)[0].status is SectionStatus.CHANGES_MADE
    assert guide.variables(answers) == {"replied": True}


def test_an_empty_reply_gets_its_sentence():
    form = Reply(_ASKED).form("question", {}, posted({"answer": " "}))

    assert not form.validate()
    assert sentences(form) == ["Enter your answer"]


def test_an_item_that_names_no_page_is_left_out():
    asked = {**_ASKED, "asked": [{"page": "sign", "note": "Sign again"}, {"page": "nowhere", "note": "?"}]}

    assert [page.slug for page in Reply(asked).shown_pages({})] == ["send"]
