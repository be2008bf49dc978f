"""The people to try the system with fit the rules that the site holds everybody to."""

import re
from datetime import timedelta

import phonenumbers
import pytest
from email_validator import validate_email
from stdnum.us import ssn

from models.vocabulary import CERTIFICATIONS, SsnKind, StaffRole
from workflows.adapters.clock import EASTERN
from workflows.seed.candidates import CANDIDATES
from workflows.seed.changes import CHANGES
from workflows.seed.holder import Holder
from workflows.seed.people import HOLDERS as OF_THE_ROUTES
from workflows.seed.people import STAFF

HOLDERS = (*OF_THE_ROUTES, *CHANGES)
_EVERY_HOLDER = pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.key)


def test_nobody_shares_what_tells_people_apart():
    for name in ("key", "email", "number", "ssn", "registry_number", "phone"):
        values = [getattr(one, name) for one in (*HOLDERS, *CANDIDATES) if hasattr(one, name)]
        assert len(set(values)) == len(values), name
    everybody = [*HOLDERS, *CANDIDATES, *STAFF]
    assert len({person.email for person in everybody}) == len(everybody)
    assert len({member.totp_secret for member in STAFF}) == len(STAFF)


def test_the_numbers_before_the_cases_name_every_row_of_the_list_once():
    numbers = [holder.case.partition(" · ")[0] for holder in HOLDERS if " · " in holder.case]

    assert (
        ", ".join(numbers)
        == "1, 2, 3, 4a, 5, 6, 7, 8, 10, 11, 12, 14, 15, 17, 18, 19, 21, 23, 24, 25, 27, 40, 41, 42, 55"
    )


def test_there_is_staff_of_each_role_and_a_second_person_where_two_must_agree():
    roles = [member.role for member in STAFF]

    assert set(roles) == set(StaffRole)
    assert roles.count(StaffRole.REVIEWER) == roles.count(StaffRole.SUPERVISOR) == 2


@_EVERY_HOLDER
def test_a_certification_number_carries_its_level(holder: Holder):
    assert re.fullmatch(r"[EAP]-?\d{4,8}", holder.number)
    assert holder.number[0] == holder.level
    assert (holder.ma_expires_on.month, holder.ma_expires_on.day) == (3, 31)


@_EVERY_HOLDER
def test_an_ssn_is_well_formed_and_a_pseudo_ssn_is_not(holder: Holder):
    assert ssn.is_valid(holder.ssn) is (holder.ssn_kind is SsnKind.SSN)
    assert re.fullmatch(r"\d{9}", holder.ssn)


@_EVERY_HOLDER
def test_a_person_is_of_age_when_the_case_plays(holder: Holder):
    assert holder.plays_at.date() - holder.birth_date > timedelta(days=18 * 366)
    assert holder.plays_at.tzinfo is EASTERN


@_EVERY_HOLDER
def test_contact_data_is_what_the_forms_take(holder: Holder):
    assert phonenumbers.is_valid_number(phonenumbers.parse(holder.phone))
    assert re.fullmatch(r"\d{5}", holder.address.zip)
    assert validate_email(holder.email, check_deliverability=False).normalized == holder.email


@pytest.mark.parametrize("person", [*HOLDERS, *STAFF], ids=lambda person: person.key)
def test_a_password_is_long_enough_and_names_nobody(person):
    assert 15 <= len(person.password) <= 128
    assert not [word for word in (person.first_name, person.last_name) if word.lower() in person.password.split()]


@_EVERY_HOLDER
def test_the_registrys_entries_follow_in_time_and_name_the_person(holder: Holder):
    since = [entry.since for entry in holder.registry]

    assert since[0] is None
    assert since[1:] == sorted(day for day in since[1:] if day is not None)
    for entry in holder.registry:
        assert (entry.record.first_name, entry.record.last_name) == (holder.first_name, holder.last_name)
        assert entry.record.number == holder.registry_number


@pytest.mark.parametrize("holder", OF_THE_ROUTES, ids=lambda holder: holder.key)
def test_a_fee_belongs_to_its_route(holder: Holder):
    expected = holder.expected
    fees = {"ALIGNMENT_DUE": 6250, "LATE_RENEWAL": 6250, "RENEWAL_OPEN": 12500, "REINSTATEMENT": 15000}

    assert expected.fee_cents == fees.get(expected.outcome)
    assert (expected.new_expires_on is None) is (expected.fee_cents is None)
    assert re.fullmatch(r"D\d\d", expected.row)


def test_each_level_is_there():
    assert {holder.level for holder in HOLDERS} == set(CERTIFICATIONS)
