"""The stand-in of the National Registry: its book over time, what is entered by hand, and its faults."""

from datetime import date, datetime

import pytest

from tests.sandbox.running import RunningSandbox
from workflows.adapters.clock import EASTERN
from workflows.adapters.registry import ExamResult, RegistryLevel, RegistryRecord, RegistryStatus, RegistryUnavailable
from workflows.seed.candidates import CANDIDATES
from workflows.seed.people import HOLDERS

_BY_KEY = {one.key: one for one in (*HOLDERS, *CANDIDATES)}


def _look_up(sandbox: RunningSandbox, key: str, **changes: str) -> RegistryRecord:
    holder = _BY_KEY[key]
    return sandbox.registry().look_up(
        number=changes.get("number", holder.registry_number),
        last_name=changes.get("last_name", holder.last_name),
        birth_date=holder.birth_date,
        ssn_last4=holder.ssn[-4:],
    )


def _set(sandbox: RunningSandbox, year: int, month: int, day: int) -> None:
    sandbox.clock.set(datetime(year, month, day, 10, tzinfo=EASTERN))


def test_a_certification_renewed_there_shows_from_its_day_on(sandbox):
    _set(sandbox, 2026, 2, 19)
    before = _look_up(sandbox, "ivan").expires_on
    _set(sandbox, 2026, 2, 20)

    assert (before, _look_up(sandbox, "ivan").expires_on) == (date(2026, 3, 31), date(2028, 3, 31))


def test_a_certification_lapses_on_the_day_after_its_last(sandbox):
    _set(sandbox, 2026, 3, 31)
    last_day = _look_up(sandbox, "elijah")
    _set(sandbox, 2026, 4, 1)
    day_after = _look_up(sandbox, "elijah")

    assert (last_day.status, last_day.lapsed_on) == (RegistryStatus.ACTIVE, None)
    assert (day_after.status, day_after.lapsed_on) == (RegistryStatus.LAPSED, date(2026, 4, 1))


def test_a_case_in_which_the_registry_is_down_ends_with_its_day(sandbox):
    _set(sandbox, 2026, 2, 10)
    with pytest.raises(RegistryUnavailable):
        _look_up(sandbox, "tom")

    _set(sandbox, 2026, 2, 12)

    assert _look_up(sandbox, "tom").expires_on == date(2028, 3, 31)


@pytest.mark.parametrize(
    "holder", [holder for holder in HOLDERS if holder.registry_down_until is None], ids=lambda holder: holder.key
)
def test_on_the_date_of_each_case_the_registry_gives_what_the_case_needs(sandbox, holder):
    sandbox.clock.set(holder.plays_at)

    record = _look_up(sandbox, holder.key)

    today = holder.plays_at.date()
    current = record.status in {RegistryStatus.ACTIVE, RegistryStatus.INACTIVE} and record.expires_on >= today
    needed = {"D03": False, "D05": False, "D06": False, "D25": False}
    assert current is needed.get(holder.expected.row, True)


def test_a_record_can_be_changed_field_by_field(sandbox):
    _set(sandbox, 2026, 1, 20)
    changes = {"status": "SUSPENDED", "expires_on": "2028-03-31", "cognitive_exam": "FAILED", "disciplined": True}

    answer = sandbox.http.post("/registry/people/ana", json=changes)

    record = _look_up(sandbox, "ana")
    assert answer.status_code == 200
    assert (record.status, record.expires_on, record.cognitive_exam, record.disciplined) == (
        RegistryStatus.SUSPENDED,
        date(2028, 3, 31),
        ExamResult.FAILED,
        True,
    )
    assert (record.level, record.certified_on) == (RegistryLevel.EMT, date(2024, 9, 14))


def test_a_changed_name_is_the_one_that_matches(sandbox):
    sandbox.http.post("/registry/people/ana", json={"last_name": "Ruiz-Cole"}).raise_for_status()

    assert _look_up(sandbox, "ana").match == "not_matched"
    assert _look_up(sandbox, "ana", last_name="ruiz cole").last_name == "Ruiz-Cole"


def test_what_was_entered_is_answered_as_entered_until_it_follows_the_clock_again(sandbox):
    sandbox.http.post("/registry/people/ana", json={"status": "ACTIVE", "expires_on": "2020-03-31"}).raise_for_status()
    assert _look_up(sandbox, "ana").status is RegistryStatus.ACTIVE

    sandbox.http.post("/registry/people/ana/reset", json={}).raise_for_status()

    assert _look_up(sandbox, "ana").expires_on == date(2027, 3, 31)


def test_the_form_changes_what_json_does(sandbox):
    page = sandbox.http.get("/registry/people/ana").text
    assert 'name="ce_profile_approved"' in page

    answer = sandbox.http.post(
        "/registry/people/ana", data={"status": "INACTIVE", "level": "", "expires_on": "", "ce_profile_approved": "on"}
    )

    record = _look_up(sandbox, "ana")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/registry/people/ana")
    assert (record.status, record.level, record.expires_on) == (RegistryStatus.INACTIVE, None, None)
    assert (record.ce_profile_approved, record.disciplined) == (True, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "GOOD"),
        ("level", "E"),
        ("expires_on", "tomorrow"),
        ("expires_on", 5),
        ("last_name", " "),
        ("disciplined", "maybe"),
        ("psychomotor_exam", None),
        ("shoe_size", "9"),
    ],
)
def test_a_field_that_cannot_be_gets_a_sentence_and_nothing_changes(sandbox, name, value):
    answer = sandbox.http.post("/registry/people/ana", json={"first_name": "Anna", name: value})

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [name]
    assert _look_up(sandbox, "ana").first_name == "Ana"


def test_the_form_keeps_what_was_typed_wrongly(sandbox):
    answer = sandbox.http.post(
        "/registry/people/ana", data={"status": "ACTIVE", "last_name": "", "first_name": "Annika"}
    )

    assert answer.status_code == 422
    assert 'value="Annika"' in answer.text
    assert 'aria-describedby="last_name-wrong"' in answer.text


def test_a_body_that_is_no_object_is_refused(sandbox):
    assert sandbox.http.post("/registry/people/ana", json=[1]).status_code == 422


@pytest.mark.parametrize("path", ["/registry/people/nobody", "/registry/people/nobody/faults"])
def test_nobody_cannot_be_changed(sandbox, path):
    assert sandbox.http.post(path, json={}).status_code == 404


def test_a_fault_of_all_is_stronger_than_that_of_one_and_ends_when_it_is_set_back(sandbox):
    sandbox.http.post("/registry/people/ana/faults", json={"kind": "slow", "seconds": 0}).raise_for_status()
    sandbox.http.post("/registry/faults", json={"kind": "down"}).raise_for_status()
    with pytest.raises(RegistryUnavailable):
        _look_up(sandbox, "ana")

    sandbox.http.post("/registry/faults", json={"kind": "none"}).raise_for_status()

    assert _look_up(sandbox, "ana").match == "matched"


@pytest.mark.parametrize(
    "content", [{"kind": "odd"}, {"kind": "slow", "seconds": "long"}, {"kind": "slow", "seconds": 61}]
)
def test_a_fault_that_there_is_not_gets_a_sentence(sandbox, content):
    answer = sandbox.http.post("/registry/faults", json=content)

    assert (answer.status_code, "Choose" in answer.json()["error"]) == (422, True)


def test_reset_forgets_every_change_and_fault(sandbox):
    sandbox.http.post("/registry/people/ana", json={"status": "REVOKED"})
    sandbox.http.post("/registry/people/ben/faults", json={"kind": "down"})
    sandbox.http.post("/registry/faults", json={"kind": "down"})

    sandbox.http.post("/registry/reset", json={}).raise_for_status()

    assert (_look_up(sandbox, "ana").status, _look_up(sandbox, "ben").match) == (RegistryStatus.ACTIVE, "matched")


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"number": 5}', b'{"number": "E1"}'])
def test_the_interface_refuses_a_question_that_is_none(sandbox, content):
    key = sandbox.settings.registry_key.get_secret_value()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}

    assert sandbox.http.post("/registry/v1/certifications", content=content, headers=headers).status_code == 422


@pytest.mark.parametrize(("month", "expires"), [(5, date(2028, 3, 31)), (8, date(2029, 3, 31))])
def test_a_candidate_is_certified_once_the_last_result_is_reported_and_not_before(sandbox, month, expires):
    _set(sandbox, 2026, month, 4)
    assert _look_up(sandbox, "gus").status is RegistryStatus.NEVER_HELD

    sandbox.http.post("/registry/people/gus", json={"cognitive_exam": "NOT_TAKEN", "psychomotor_exam": "PASSED"})
    assert _look_up(sandbox, "gus").status is RegistryStatus.NEVER_HELD
    sandbox.http.post("/registry/people/gus", json={"cognitive_exam": "PASSED"})

    record = _look_up(sandbox, "gus")
    assert (record.status, record.level, record.expires_on) == (RegistryStatus.ACTIVE, RegistryLevel.EMT, expires)
