import pytest

from forms.audit_trail import KINDS, TrailSearch
from models.vocabulary import EventKind
from tests.forms.posting import posted, sentences

STAFF = {"a1": "rita.gomes@oems.example.org"}


def date(name, month, day, year):
    return {f"{name}-month": month, f"{name}-day": day, f"{name}-year": year}


def test_every_kind_of_event_can_be_chosen_by_its_words():
    assert set(KINDS) == set(EventKind)
    assert len(set(KINDS.values())) == len(KINDS)


def test_everything_may_stay_empty():
    form = TrailSearch(posted({}), staff=STAFF)

    assert form.validate()
    assert (form.typed, form.looked_for) == ({}, "")


def test_what_is_looked_for_is_carried_on_and_told_in_words():
    asked = {"staff": "a1", "kind": "linked", **date("since", "1", "2", "2026")}
    form = TrailSearch(posted(asked), staff=STAFF)

    assert form.validate()
    assert form.typed == asked
    assert (
        form.looked_for == "Done by: rita.gomes@oems.example.org; What happened: License linked; From: January 2, 2026"
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "nonsense"}, "Choose one from the list"),
        ({"staff": "b2"}, "Choose one from the list"),
        ({"number": "M" * 21}, "Use 20 characters or fewer"),
        (date("until", "13", "1", "2026"), "Enter a real date with a month, a day and a year of 4 digits"),
        (
            date("since", "2", "2", "2026") | date("until", "2", "1", "2026"),
            "Enter a last day that is not before the first",
        ),
    ],
)
def test_what_cannot_be_looked_for_gets_its_sentence(asked, told):
    form = TrailSearch(posted(asked), staff=STAFF)

    assert not form.validate()
    assert sentences(form) == [told]
