"""The question that is answered with files."""

import pytest

from forms.base import Page
from forms.upload import Upload, size_in_words
from models.vocabulary import DocumentSlot
from tests.forms.posting import posted, sentences


class Card(Page):
    slug = "card"
    title = "Your card"

    file = Upload("CPR card", slot=DocumentSlot.CPR, hint="Both sides", needed="Add your CPR card", most=2)
    more = Upload("Other papers", slot=DocumentSlot.OTHER_LICENSE, hint="If any", most=1)


class TwoSides(Page):
    slug = "card"
    title = "Your card"

    file = Upload("CPR card", slot=DocumentSlot.CPR, hint="Both sides", most=2, both_sides=True)


def known(**changed):
    one = {"slot": "CPR", "name": "front.pdf", "size": 120_400, "status": "clean", "page": "card", "field": "file"}
    return {**one, "here": True, "url": "/documents/a", **changed}


def asked(fields=None, answers=None, **documents):
    return Card(posted(fields) if fields is not None else None, facts={"documents": documents}, answers=answers)


def test_without_a_file_the_page_says_what_to_do():
    page = asked({})

    assert not page.validate()
    assert sentences(page) == ["Add your CPR card"]


def test_what_came_with_the_task_counts_whatever_the_page_was_drawn_with():
    page = asked({}, a=known())

    assert page.validate()
    assert page.data["file"] == ["a"]


def test_what_came_before_counts_while_it_stands_on_the_page():
    earlier = known(here=False)

    assert asked({"file": "a"}, a=earlier).data["file"] == ["a"]
    assert asked({}, a=earlier).data["file"] == []


@pytest.mark.parametrize("document", [known(slot="ACLS"), known(page="other"), known(field="more")])
def test_a_document_for_something_else_is_no_answer(document):
    assert asked({}, a=document).data["file"] == []


def test_an_id_that_the_office_does_not_know_is_no_answer():
    assert asked({"file": ["x", "y"]}).data["file"] == []


def test_a_button_takes_one_off_and_asks_for_the_page_again():
    page = asked({"file": ["a", "b"], "file-remove": "a"}, a=known(here=False), b=known(here=False))

    assert page.data["file"] == ["b"]
    assert page.stays == "file-group"
    assert page.file.removed == {"a"}


def test_a_file_with_something_bad_in_it_must_go():
    page = asked({}, a=known(status="infected"))

    assert not page.validate()
    assert sentences(page) == ["Remove front.pdf and add a clean file"]


def test_why_a_file_was_not_taken_is_the_first_that_is_said():
    page = asked({}, a=known())
    page.file.refusals = ["big.pdf is larger than 10 MB."]

    assert not page.validate()
    assert sentences(page) == ["big.pdf is larger than 10 MB."]


def test_more_than_are_taken_are_too_many():
    page = asked({}, a=known(), b=known(), c=known())

    assert not page.validate()
    assert sentences(page) == ["Add 2 files at most. Remove one"]


@pytest.mark.parametrize(
    ("documents", "enough"),
    [
        ({}, True),
        ({"a": known(picture=True)}, False),
        ({"a": known(picture=True), "b": known(picture=True)}, True),
        ({"a": known(picture=False)}, True),
        ({"a": known(picture=False), "b": known(picture=True)}, True),
    ],
)
def test_both_sides_are_two_pictures_or_one_pdf(documents, enough):
    page = TwoSides(posted({}), facts={"documents": documents})

    assert page.validate() is enough
    assert sentences(page) == ([] if enough else ["Add a picture of the other side too, or one PDF of the card"])


def test_what_is_added_is_drawn_with_its_name_size_and_state():
    drawn = str(asked(None, a=known(status="waiting")).file())

    assert '<a href="/documents/a">front.pdf</a>' in drawn
    assert "120 KB. Added. Not scanned yet" in drawn
    assert 'name="file-remove" value="a"' in drawn
    assert "We take 1 more" in drawn


def test_a_full_question_offers_no_more():
    drawn = str(asked(None, a=known(), b=known()).file())

    assert 'type="file"' not in drawn
    assert "That is all we take here" in drawn


def test_a_name_is_text_and_never_markup():
    drawn = str(asked(None, a=known(name="<script>.pdf")).file())

    assert "<script>" not in drawn


def test_an_optional_question_may_stay_empty():
    assert asked({}, a=known()).validate()


def test_the_answers_show_the_names():
    [line, other] = asked(None, a=known()).lines()

    assert (line.value, other.value) == ("front.pdf", "Not given")


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 KB"), (120_400, "120 KB"), (999_900, "1.0 MB"), (2_440_000, "2.4 MB")]
)
def test_sizes_are_told_as_people_read_them(size, words):
    assert size_in_words(size) == words
