from typing import Any

import pytest

from forms.renewal import Renewal
from tests.forms.posting import posted, sentences


def _late(facts):
    return {**facts, "route": {**facts["route"], "outcome": "LATE_RENEWAL"}}


def test_a_renewal_in_time_has_five_pages(facts):
    assert [page.slug for page in Renewal(facts).shown_pages({})] == [
        "confirm",
        "contact",
        "employer",
        "background",
        "sign",
    ]


def test_a_late_one_asks_about_the_time_since_and_for_the_cpr_card(facts):
    assert [page.slug for page in Renewal(_late(facts)).shown_pages({})][2:5] == ["employer", "cpr", "lapse"]


@pytest.mark.parametrize(("level", "cards"), [("EMT Basic", ["cpr"]), ("Paramedic", ["cpr", "acls"])])
def test_the_cards_are_asked_for_where_the_owner_wants_to_see_them(facts, level, cards):
    of_holder = {
        **facts,
        "credential": {**facts["credential"], "level": level},
        "settings": {"renewal_cpr_upload": True},
    }

    slugs = [page.slug for page in Renewal(of_holder).shown_pages({})]

    assert [slug for slug in slugs if slug in {"cpr", "acls"}] == cards


@pytest.mark.parametrize("late", [False, True])
def test_right_answers_make_the_application_complete(facts, right, late):
    guide = Renewal(_late(facts) if late else facts)
    answers: dict[str, Any] = {}

    for page in guide.shown_pages({}):
        form = guide.form(page.slug, answers, posted(right[page.slug]))
        assert form.validate(), sentences(form)
        answers[page.slug] = form.data

    assert guide.missing(answers) == []
    assert guide.variables(answers) == {
        "detailsRight": True,
        "affiliated": True,
        "workedAfterExpiry": False if late else None,
        "backgroundAnyYes": False,
        "cprExpires": "2027-04-30" if late else None,
        "aclsExpires": None,
    }


@pytest.mark.parametrize(
    ("page", "wrong", "told"),
    [
        ("confirm", {"details_right": ""}, ["Choose yes if all the details are right"]),
        ("confirm", {"details_right": "no"}, ["Tell us what is wrong"]),
        ("confirm", {"nremt_consent": ""}, ["Tick the box so that we may ask the National Registry about you"]),
        ("employer", {"affiliated": ""}, ["Choose yes if you work at a service"]),
        ("employer", {"service": ""}, ["Enter the name of the service"]),
        ("lapse", {"worked_after_expiry": ""}, ["Choose yes if you worked on an ambulance since your license ended"]),
        ("lapse", {"worked_after_expiry": "yes"}, ["Tell us what happened"]),
        ("sign", {"t3": ""}, ["Tick the box on English, age and safe work"]),
    ],
)
def test_a_wrong_answer_gets_its_sentence(facts, right, page, wrong, told):
    form = Renewal(_late(facts)).form(page, {}, posted({**right[page], **wrong}))

    assert not form.validate()
    assert sentences(form) == told


def test_who_is_with_no_service_is_not_asked_which(facts):
    form = Renewal(facts).form("employer", {}, posted({"affiliated": "no", "service": "left over"}))

    assert form.validate()
    assert Renewal(facts).given({"employer": form.data}) == {"employer": {"affiliated": False}}


def test_the_first_page_shows_what_the_registry_says_and_when(facts):
    lines = {line.label: line for line in Renewal(facts).form("confirm", {}).facts()}

    assert lines["National Registry status"].value == "Active"
    assert lines["National Registry status"].source == "From the National Registry, January 19, 2026"


def test_a_person_whom_the_registry_never_knew_sees_that_nothing_is_known(facts):
    lines = Renewal({**facts, "registry": {}}).form("confirm", {}).facts()

    assert {line.value for line in lines if line.label.startswith("National Registry")} == {"Not known"}
