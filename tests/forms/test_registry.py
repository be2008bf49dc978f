import pytest

from forms.registry import MatchRegistry, RegistryDiscipline
from tests.forms.posting import posted, sentences

_CURRENT = {
    "match": "matched",
    "nr_status": "ACTIVE",
    "nr_level": "EMT",
    "nr_expiry-month": "3",
    "nr_expiry-day": "31",
    "nr_expiry-year": "2028",
    "nr_regained": "no",
}


def _match(fields):
    form = MatchRegistry().form("match", {}, posted(fields))
    form.validate()
    return form


def test_what_a_clerk_found_has_the_names_of_the_routes_raw_inputs():
    form = _match(_CURRENT)

    assert sentences(form) == []
    assert MatchRegistry().variables({"match": form.data}) == {
        "registryMatch": "matched",
        "nrStatus": "ACTIVE",
        "nrLevel": "EMT",
        "nrExpiry": "2028-03-31",
        "nrRegainedAfterLapse": False,
        "ceProfileApproved": None,
    }


@pytest.mark.parametrize("found", ["try_again", "no_record"])
def test_without_a_record_nothing_more_is_asked(found):
    form = _match({"match": found, "nr_status": "ACTIVE"})

    assert sentences(form) == []
    assert set(MatchRegistry().variables({"match": form.data}).values()) == {found, None}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ["Choose what you found"]),
        ({"match": "matched"}, ["Choose the status"]),
        (
            {"match": "matched", "nr_status": "INACTIVE"},
            ["Choose the level", "Enter the end date", "Choose yes if the card was lost and won again"],
        ),
        ({"match": "matched", "nr_status": "NEVER_HELD"}, ["Choose yes if the training profile was approved"]),
        ({"match": "matched", "nr_status": "REVOKED"}, []),
        ({**_CURRENT, "nr_expiry-day": "32"}, ["Enter a real date with a month, a day and a year of 4 digits"]),
        ({**_CURRENT, "nr_expiry-year": "1911"}, ["Enter a year from 1970 to 2100"]),
    ],
)
def test_what_is_needed_depends_on_the_state_there(fields, told):
    assert sentences(_match(fields)) == told


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"finding": "ask_again", "note": "Lifted in May."}, []),
        ({"finding": "stands", "note": "Still in force."}, []),
        ({}, ["Choose what you found", "Say what you found"]),
    ],
)
def test_compliance_says_what_an_action_of_the_registry_means(fields, told):
    form = RegistryDiscipline().form("discipline", {}, posted(fields))
    form.validate()

    assert sentences(form) == told
    assert RegistryDiscipline().variables({"discipline": form.data}) == {"disciplineFinding": fields.get("finding")}
