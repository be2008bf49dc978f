import pytest

from forms.review import CHECKLIST, ConfirmDenial, Review, asked_items
from tests.forms.posting import posted, sentences

_CASE = {"application": {"guides": ["renewal"], "no_reply": True}}
_DENIAL = {
    "reasons": ["NO_NREMT"],
    "law": "105 CMR 170.740",
    "grounds": "The registry shows no card.....",
    "facts_disputed": "no",
}


def _decide(facts=_CASE, **fields):
    form = Review(facts).form("decide", {}, posted(fields))
    form.validate()
    return form


@pytest.mark.parametrize(
    "fields",
    [
        {"decision": "approve", "checklist": list(CHECKLIST)},
        {"decision": "request_information", "ask_contact": "y", "ask_contact_note": "Check the ZIP Code."},
        {"decision": "propose_denial", **_DENIAL},
        {"decision": "escalate", "escalate_to": "compliance", "instruction": "Please look at answer 3."},
        {"decision": "close_incomplete", "missing": "The name of the service."},
    ],
)
def test_each_decision_with_what_it_needs_is_taken(fields):
    form = _decide(**fields)

    assert sentences(form) == []
    assert Review(_CASE).variables({"decide": form.data}) == {
        "decision": fields["decision"],
        "escalateTo": fields.get("escalate_to"),
        "confirmedExpiry": None,
        "criminalHistory": False if fields["decision"] == "propose_denial" else None,
    }


def test_a_supervisor_confirms_a_new_end_date_that_is_a_later_march_31():
    facts = _CASE | {
        "route": {"supervisorRequired": True, "new_expiry": "2030-03-31"},
        "credential": {"expires_on": "2026-03-31"},
    }
    approve = {"decision": "approve", "checklist": list(CHECKLIST)}

    def confirmed(year, month="3"):
        parts = {"month": month, "day": "31", "year": year}
        return _decide(facts, **approve, **{f"confirmed_expiry-{part}": value for part, value in parts.items()})

    assert Review(facts).form("decide", {}).confirmed_expiry.data == "2030-03-31"
    assert Review(facts).variables({"decide": confirmed("2028").data})["confirmedExpiry"] == "2028-03-31"
    for wrong in (confirmed("2026"), confirmed("2028", month="5")):
        assert sentences(wrong) == ["Enter a March 31 that is later than the end of the license now"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ["Choose a decision"]),
        ({"decision": "approve"}, ["Tick each line of the checklist, or choose another decision"]),
        (
            {"decision": "approve", "checklist": ["identity"]},
            ["Tick each line of the checklist, or choose another decision"],
        ),
        ({"decision": "request_information"}, ["Choose at least one thing to ask for"]),
        ({"decision": "request_information", "ask_question": "y"}, ["Tell the applicant what to do"]),
        (
            {"decision": "propose_denial"},
            [
                "Choose at least one reason",
                "Name the law or rule",
                "State the facts",
                "Choose yes if the facts are disputed",
            ],
        ),
        ({"decision": "propose_denial", **_DENIAL, "grounds": "None"}, ["State the facts in at least 30 characters"]),
        ({"decision": "escalate"}, ["Choose a group", "Say what they should look at"]),
        ({"decision": "close_incomplete"}, ["Say what is missing"]),
    ],
)
def test_a_decision_without_what_it_needs_gets_its_sentence(fields, told):
    assert sentences(_decide(**fields)) == told


def test_a_case_is_closed_as_incomplete_only_when_the_applicant_did_not_reply():
    form = _decide({"application": {"guides": ["renewal"]}}, decision="close_incomplete", missing="All of it")

    assert sentences(form) == ["Choose a decision"]


def test_the_panel_offers_the_pages_that_can_be_asked_again():
    offered = [
        name for name in Review(_CASE).form("decide", {}).data if name.startswith("ask_") and "_note" not in name
    ]

    assert offered == [
        "ask_contact",
        "ask_employer",
        "ask_cpr",
        "ask_acls",
        "ask_lapse",
        "ask_background",
        "ask_question",
    ]


def test_what_is_asked_is_told_to_the_reply_item_by_item():
    form = _decide(
        decision="request_information",
        ask_contact="y",
        ask_contact_note="Check the ZIP Code.",
        ask_employer_note="Never sent",
        ask_question="y",
        ask_question_note="Why two numbers?",
    )

    assert asked_items({"decide": form.data}, _CASE) == [
        {"page": "contact", "note": "Check the ZIP Code."},
        {"page": "question", "note": "Why two numbers?"},
    ]


def test_nothing_is_asked_by_another_decision():
    form = _decide(decision="approve", checklist=list(CHECKLIST), ask_contact="y", ask_contact_note="Left over")

    assert asked_items({"decide": form.data}, _CASE) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"outcome": "confirmed"}, []),
        ({"outcome": "returned", "reason": "The law is not named."}, []),
        ({}, ["Choose confirm or return"]),
        ({"outcome": "returned"}, ["Say why you return it"]),
    ],
)
def test_the_second_person_confirms_or_says_why_not(fields, told):
    form = ConfirmDenial().form("confirm", {}, posted(fields))
    form.validate()

    assert sentences(form) == told
    assert ConfirmDenial().variables({"confirm": form.data}) == {"confirmation": fields.get("outcome")}


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        ({"provider": "ARC", "other_provider": None}, False),
        ({"provider": "AHA", "other_provider": None}, True),
        ({"provider": "other", "other_provider": " lifeline training"}, False),
        ({"provider": "other", "other_provider": "Somebody else"}, True),
    ],
)
def test_a_card_of_a_provider_who_is_not_listed_is_told_of(answered, told):
    facts = {**_CASE, "settings": {"cpr_providers": ["ARC", "Lifeline Training"]}, "previous": {"cpr": answered}}

    intro = Review(facts).form("decide", {}).intro or ""

    assert ("The CPR card is of a provider whom the Office has not listed" in intro) is told
    assert "ACLS" not in intro
