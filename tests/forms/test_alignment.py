from typing import Any

import pytest

from forms.alignment import Alignment
from tests.forms.posting import posted, sentences


def test_the_pages_are_those_of_the_alignment(facts):
    assert [section.title for section in Alignment(facts).sections({})] == [
        "Your dates",
        "Your contact details",
        "Your background",
        "Check your answers and sign",
    ]


def test_the_first_page_shows_both_dates_the_new_one_and_the_fee(facts):
    lines = Alignment(facts).form("dates", {}).facts()

    assert [(line.value, line.source) for line in lines] == [
        ("March 31, 2026", "From your license record"),
        ("March 31, 2027", "From the National Registry, January 19, 2026"),
        ("March 31, 2027", ""),
        ("$62.50", ""),
    ]


def test_right_answers_make_the_application_complete(facts, right):
    guide = Alignment(facts)
    answers: dict[str, Any] = {}

    for page in guide.all_pages():
        form = guide.form(page.slug, answers, posted(right[page.slug]))
        assert form.validate(), sentences(form)
        answers[page.slug] = form.data

    assert guide.missing(answers) == []
    assert guide.variables(answers) == {"datesConfirmed": True, "backgroundAnyYes": False}


@pytest.mark.parametrize(
    ("page", "wrong", "told"),
    [
        (
            "dates",
            {"confirm_dates": ""},
            ["Tick the box if the dates are right. If one is wrong, write to oems.recert@mass.gov"],
        ),
        ("contact", {"email": ""}, ["Enter your e-mail address"]),
        ("contact", {"email": "ana@"}, ["Enter an e-mail address like name@example.com"]),
        ("contact", {"phone_mobile": ""}, ["Enter your cell phone number"]),
        ("contact", {"phone_other": "1"}, ["Enter a phone number with 10 digits, like 617-555-0123"]),
        ("contact", {"mailing-line1": "", "mailing-state": "XX"}, ["Enter the street address", "Choose the state"]),
        ("contact", {"residence_same": ""}, ["Choose yes if you live at your mailing address"]),
        ("background", {"b1": ""}, ["Choose yes or no: were you found guilty of a crime"]),
        ("background", {"b8": "yes"}, ["Tell us what happened"]),
        ("background", {"b8": "yes", "b8_explanation": "x" * 29}, ["Tell us more. Use at least 30 characters"]),
        ("background", {"b8": "yes", "b8_explanation": "x" * 4001}, ["Use 4000 characters or fewer"]),
        ("sign", {"t1": ""}, ["Tick the box to say that all you have said is true"]),
        ("sign", {"signature": ""}, ["Type your full legal name to sign"]),
        ("sign", {"signature": "Ana Cruz"}, ["Type your name just as your license shows it: Ana Ruíz-O’Neil"]),
    ],
)
def test_a_wrong_answer_gets_its_sentence(facts, right, page, wrong, told):
    form = Alignment(facts).form(page, {}, posted({**right[page], **wrong}))

    assert not form.validate()
    assert sentences(form) == told


@pytest.mark.parametrize("name", ["Ana Ruíz-O’Neil", "ANA RUIZ-O'NEIL", "  ana   ruíz o neil "])
def test_the_signature_is_the_legal_name_whatever_its_case_and_accents(facts, right, name):
    form = Alignment(facts).form("sign", {}, posted({**right["sign"], "signature": name}))

    assert form.validate()


@pytest.mark.parametrize("number", range(1, 9))
def test_any_yes_among_the_background_answers_is_the_one_thing_the_engine_learns(facts, right, number):
    fields = {
        **right["background"],
        f"b{number}": "yes",
        f"b{number}_explanation": "It was a long time ago, in another town.",
    }
    form = Alignment(facts).form("background", {}, posted(fields))

    assert form.validate()
    assert Alignment(facts).variables({"background": form.data})["backgroundAnyYes"] is True


def test_alignment_asks_nothing_about_age_and_language():
    assert "t3" not in Alignment.fields()["sign"]
