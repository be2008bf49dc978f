"""The pages about a person that initial certification and reinstatement both ask."""

from datetime import date
from typing import Any

import pytest

from forms.base import Guide
from forms.cpr import ACLS_EXPIRES, CPR_EXPIRES, Acls, Cpr, last_day_of_card
from forms.documents import CoriForm, CourtPapers, OtherPapers
from forms.education import OUT_OF_STATE, Education
from forms.identity import SSN_KIND, Identity, LegalName, NameOnRecord
from forms.initial_certification import OtherState
from forms.registry import RegistryCard
from tests.forms.posting import posted, sentences
from tests.forms.reading import grade
from tests.forms.test_everywhere import _texts

_FACTS = {"today": "2026-05-04", "holder": {"legal_name": "Liv Mann", "legal_first": "Liv", "legal_last": "Mann"}}
_FILE = "00000000000000000000000001"


def _date(name: str, iso: str) -> dict[str, str]:
    year, month, day = iso.split("-")
    return {f"{name}-year": year, f"{name}-month": str(int(month)), f"{name}-day": str(int(day))}


_IDENTITY = {
    **_date("birth_date", "1996-02-03"),
    "ssn_kind": "ssn",
    "ssn": "812-41-0015",
    "ssn_again": "812410015",
}
_CARD = {
    "provider": "AHA",
    "modality": "in_person",
    **_date("issued", "2025-04-10"),
    **_date("expires", "2027-04-30"),
    "file": [_FILE],
}
_CPR = {"course_type": "bls", **_CARD}
_ACLS = {"has_card": "yes", **_CARD}
_EDUCATION = {
    "course_provider": "North Shore College",
    "course_state": "MA",
    **_date("course_completed", "2025-12-15"),
    "out_of_state_trained": "no",
    "other_certified": "no",
}
_CORI = {**_date("signed_on", "2026-04-20"), "complete": "y", "file": [_FILE]}
_NAME = {"legal_first": "Liv", "legal_last": "Mann"}
_REGISTRY = {"number": "e 7654321", "level": "EMT", "consent": "y"}


def _told(page: type[Any], fields: dict[str, Any], facts: dict[str, Any] | None = None) -> list[str]:
    form = page(posted(fields), facts={**_FACTS, **(facts or {})})
    form.validate()
    return sentences(form)


class TestName:
    def test_a_known_person_starts_with_the_name_on_record(self):
        page = LegalName(None, facts=_FACTS)

        assert (page.legal_first.data, page.legal_last.data) == ("Liv", "Mann")

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({}, []),
            ({"legal_first": ""}, ["Enter your first name"]),
            ({"legal_last": ""}, ["Enter your last name"]),
            ({"legal_last": "M4nn"}, ["Use letters only. A space, hyphen, period or apostrophe may stand in it"]),
            ({"legal_last": "O’Neil-Ñandú"}, []),
            ({"other_names": "Olivia Mann\nLiv Smith"}, []),
        ],
    )
    def test_a_name_is_letters_of_any_language(self, wrong, told):
        assert _told(LegalName, {**_NAME, **wrong}) == told

    def test_a_holder_is_shown_the_name_and_asked_for_others_alone(self):
        page = NameOnRecord(None, facts=_FACTS)

        assert [line.value for line in page.facts()] == ["Liv Mann"]
        assert list(page._fields) == ["other_names"]


class TestIdentity:
    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({}, []),
            (_date("birth_date", "2008-05-04"), []),
            (_date("birth_date", "2008-05-05"), ["You must be 18 or older. Come back on your birthday"]),
            (_date("birth_date", "2026-05-05"), ["Enter a date of birth that has passed"]),
            ({"ssn": "", "ssn_again": ""}, ["Enter your number", "Enter your number once more"]),
            ({"ssn_again": "812410016"}, ["Enter the same 9 digits twice"]),
            ({"ssn_kind": ""}, ["Choose which number you have"]),
        ],
    )
    def test_a_wrong_answer_gets_its_sentence(self, wrong, told):
        assert _told(Identity, {**_IDENTITY, **wrong}) == told

    @pytest.mark.parametrize(
        "never_given_out", ["000-12-3456", "666-12-3456", "900-12-3456", "812-00-3456", "812-41-0000", "078-05-1120"]
    )
    def test_a_number_that_was_never_given_out_is_no_ssn(self, never_given_out):
        numbers = {"ssn": never_given_out, "ssn_again": never_given_out}

        assert _told(Identity, {**_IDENTITY, **numbers}) == [
            "No one has this number. Look at your Social Security card and enter it again"
        ]

    def test_the_registrys_number_follows_no_rule_but_takes_an_oath(self):
        pseudo = {**_IDENTITY, "ssn_kind": "pseudo", "ssn": "900123456", "ssn_again": "900123456"}

        assert _told(Identity, pseudo) == ["Tick the box to swear that you were never given a Social Security number"]
        assert _told(Identity, {**pseudo, "no_ssn_affidavit": "y"}) == []

    def test_the_number_is_shown_for_checking_by_its_end_and_once(self):
        page = Identity(posted(_IDENTITY), facts=_FACTS)
        lines = {line.field: line.value for line in page.lines()}

        assert lines["ssn"] == "ending in 0015"
        assert "ssn_again" not in lines
        assert "812410015" not in "".join(str(question()) for question in page.questions)

    def test_the_engine_learns_the_kind_of_number_alone(self):
        given = {"identity": Identity(posted(_IDENTITY), facts=_FACTS).data}

        assert SSN_KIND.value(given) == "ssn"


class TestCards:
    @pytest.mark.parametrize("page", [Cpr, Acls])
    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({}, []),
            ({"modality": "blended"}, []),
            (
                {"modality": "online_only"},
                ["A course online alone does not count. Take the hands-on part in person, then enter your new card"],
            ),
            ({"provider": "other", "other_provider": ""}, ["Enter the name of the provider"]),
            ({"provider": "other", "other_provider": "ASHI"}, []),
            (
                _date("expires", "2026-05-03"),
                ["This card has ended. Take the course again, then enter your new card"],
            ),
            (_date("expires", "2026-05-04"), []),
            (_date("expires", "2027-05-01"), ["A card runs for 24 months. Check the date of issue and the end date"]),
            (_date("issued", "2026-05-05"), ["Enter a date of issue that has passed"]),
            ({"file": []}, None),
        ],
    )
    def test_a_card_counts_if_its_skills_were_in_person_and_its_dates_are_right(self, page, wrong, told):
        right = _CPR if page is Cpr else _ACLS
        needed = [f"Add both sides of your {page.__name__.upper()} card"]

        assert _told(page, {**right, **wrong}) == (needed if told is None else told)

    def test_cpr_for_the_public_does_not_count(self):
        told = _told(Cpr, {**_CPR, "course_type": "lay"})

        assert told == ["A course for the public does not count. Take a BLS course, then enter your new card"]

    def test_a_paramedic_without_acls_is_stopped(self):
        told = _told(Acls, {"has_card": "no"})

        assert told == ["A Paramedic needs an ACLS card. Take the course, then come back. We keep your answers"]

    @pytest.mark.parametrize(
        ("facts", "shown"),
        [
            ({"application": {"level": "Paramedic"}}, True),
            ({"application": {"level": "Advanced EMT"}, "credential": {"level": "Paramedic"}}, False),
            ({"credential": {"level": "Paramedic"}}, True),
            ({"credential": {"level": "EMT Basic"}}, False),
            ({}, False),
        ],
    )
    def test_acls_is_asked_of_a_paramedic_alone(self, facts, shown):
        assert Acls.shown({}, facts) is shown

    def test_the_owner_may_let_online_courses_count_and_cards_run_longer(self):
        facts = {"settings": {"cpr_online_only": True, "cpr_max_months": 36}}

        assert _told(Cpr, {**_CPR, "modality": "online_only", **_date("expires", "2028-04-30")}, facts) == []

    @pytest.mark.parametrize(
        ("issued", "last"),
        [("2025-04-10", "2027-04-30"), ("2024-02-29", "2026-02-28"), ("2025-12-31", "2027-12-31")],
    )
    def test_a_card_runs_to_the_end_of_its_month(self, issued, last):
        assert last_day_of_card(date.fromisoformat(issued), months=24).isoformat() == last

    def test_the_dates_go_to_the_engine(self):
        given = {"cpr": Cpr(posted(_CPR)).data, "acls": Acls(posted(_ACLS)).data}

        assert CPR_EXPIRES.value(given) == "2027-04-30"
        assert ACLS_EXPIRES.value(given) == "2027-04-30"


class TestEducation:
    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({}, []),
            ({"course_provider": ""}, ["Enter the school or training site"]),
            (_date("course_completed", "2026-05-05"), ["Enter a date that has passed"]),
            ({"out_of_state_trained": "yes"}, []),
            ({"other_certified": "yes"}, ["List each card"]),
        ],
    )
    def test_a_wrong_answer_gets_its_sentence(self, wrong, told):
        assert _told(Education, {**_EDUCATION, **wrong}) == told

    def test_the_engine_learns_whether_another_state_must_confirm(self):
        given = {"education": Education(posted({**_EDUCATION, "out_of_state_trained": "yes"})).data}

        assert OUT_OF_STATE.value(given) is True


class TestOtherState:
    def test_massachusetts_is_no_other_state(self):
        given = {"state": "MA", "ask_office": "yes", "office_email": "ems@nh.example.org"}

        assert _told(OtherState, given) == ["Choose the state"]
        assert _told(OtherState, {**given, "state": "NH"}) == []

    def test_the_applicant_does_not_answer_for_the_state(self):
        given = {"state": "NH", "ask_office": "yes", "office_email": "Kai.Lin@example.org"}
        page = OtherState(posted(given), facts={**_FACTS, "account": {"email": "kai.lin@example.org"}})

        assert not page.validate()
        assert sentences(page) == [
            "Enter the address of that state's EMS office. Your own e-mail address can not answer"
        ]


class TestPapers:
    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({}, []),
            (_date("signed_on", "2025-05-04"), []),
            (
                _date("signed_on", "2025-05-03"),
                ["This form is older than 12 months. Sign a new one before a notary"],
            ),
            (_date("signed_on", "2026-05-05"), ["Enter a date that has passed"]),
            ({"complete": ""}, ["Tick the box once the form is filled in and stamped"]),
            ({"file": []}, ["Add your CORI form"]),
        ],
    )
    def test_the_form_for_court_records_is_signed_and_not_old(self, wrong, told):
        assert _told(CoriForm, {**_CORI, **wrong}) == told

    @pytest.mark.parametrize(("question", "shown"), [("b1", True), ("b2", True), ("b6", True), ("b3", False)])
    def test_court_papers_are_asked_after_a_yes_about_a_court(self, question, shown):
        assert CourtPapers.shown({"background": {question: True}}, {}) is shown

    def test_other_papers_are_never_needed(self):
        assert _told(OtherPapers, {}) == []


class TestRegistryCard:
    def test_the_number_is_kept_in_upper_case_without_blanks(self):
        assert RegistryCard(posted(_REGISTRY), facts=_FACTS).number.data == "E7654321"

    @pytest.mark.parametrize(
        ("level", "facts", "told"),
        [
            ("EMT", {"application": {"level": "EMT Basic"}}, []),
            ("NRP", {"application": {"level": "Advanced EMT"}}, []),
            ("AEMT", {"application": {"level": "Paramedic"}}, ["NRP (Paramedic)"]),
            ("EMR", {"credential": {"level": "EMT Basic"}}, ["EMT"]),
            ("EMT", {"credential": {"level": "EMT Basic"}}, []),
        ],
    )
    def test_a_card_below_the_level_of_the_application_stops_it(self, level, facts, told):
        heard = _told(RegistryCard, {**_REGISTRY, "level": level}, facts)

        assert heard == [
            f"You need a National Registry card at the level {needed}. "
            "Get that card first, or apply for the level you have"
            for needed in told
        ]

    def test_it_shows_what_the_registry_said_where_it_was_asked(self):
        known = {"registry": {"status": "ACTIVE", "expires_on": "2028-03-31", "as_of": "2026-05-04"}}

        assert [line.value for line in RegistryCard(None, facts=known).facts()] == ["Active", "March 31, 2028"]
        assert RegistryCard(None, facts=_FACTS).facts() == ()


@pytest.mark.parametrize(
    "page", [LegalName, NameOnRecord, Identity, Cpr, Acls, Education, CoriForm, CourtPapers, OtherPapers, RegistryCard]
)
def test_the_words_are_those_of_eight_years_of_school(page):
    texts = _texts(page())

    assert grade(texts) <= 8
    assert {text: grade([text]) for text in texts if len(text.split()) >= 7 and grade([text]) > 9} == {}


def test_a_guide_of_these_pages_stands_on_no_process():
    class Some(Guide):
        pages = (LegalName, Identity, RegistryCard, Cpr, Acls, Education, CoriForm, CourtPapers, OtherPapers)

    assert "acls" not in [page.slug for page in Some(_FACTS).shown_pages({})]
