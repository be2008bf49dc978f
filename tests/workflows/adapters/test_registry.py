"""The National Registry: the client, against the running sandbox, and the fake keep the same promises."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer

from tests.sandbox.running import RunningSandbox
from workflows.adapters.clock import EASTERN
from workflows.adapters.registry import (
    NOT_MATCHED,
    FakeRegistry,
    HttpRegistry,
    Registry,
    RegistryLevel,
    RegistryRecord,
    RegistryRefused,
    RegistryStatus,
    RegistryUnavailable,
)
from workflows.seed.holder import Holder
from workflows.seed.people import HOLDERS

_BY_KEY = {holder.key: holder for holder in HOLDERS}
_ANA = {"number": "E3105501", "last_name": "Ruiz", "birth_date": date(1998, 5, 17), "ssn_last4": "0001"}


@dataclass(frozen=True)
class Subject:
    """A registry that knows the people of the seed as of 20 January 2026, and a way to take it down."""

    registry: Registry
    take_down: Callable[[], None]


@pytest.fixture(params=["fake", "client"])
def subject(request: pytest.FixtureRequest) -> Subject:
    return _fake() if request.param == "fake" else _client(request.getfixturevalue("sandbox"))


def _fake() -> Subject:
    fake = FakeRegistry()
    for holder in HOLDERS:
        fake.hold(holder.registry[0].record, **_question(holder))
    return Subject(fake, lambda: fake.fail_with(RegistryUnavailable("down")))


def _client(sandbox: RunningSandbox) -> Subject:
    sandbox.clock.set(datetime(2026, 1, 20, 10, tzinfo=EASTERN))
    return Subject(
        sandbox.registry(), lambda: sandbox.http.post("/registry/faults", json={"kind": "down"}).raise_for_status()
    )


def _question(holder: Holder) -> dict:
    return {
        "number": holder.registry_number,
        "last_name": holder.last_name,
        "birth_date": holder.birth_date,
        "ssn_last4": holder.ssn[-4:],
    }


def test_a_person_is_found_by_the_four_facts(subject):
    record = subject.registry.look_up(**_ANA)

    assert record == _BY_KEY["ana"].registry[0].record
    assert (record.match, record.status, record.level) == ("matched", RegistryStatus.ACTIVE, RegistryLevel.EMT)
    assert record.expires_on == date(2027, 3, 31)


@pytest.mark.parametrize("spelled", [{"number": "e-310 5501"}, {"last_name": "RUIZ"}, {"last_name": "Ruíz"}])
def test_case_accents_and_spaces_do_not_matter(subject, spelled):
    assert subject.registry.look_up(**_ANA | spelled).match == "matched"


@pytest.mark.parametrize(
    "wrong",
    [{"number": "E3105502"}, {"last_name": "Ruis"}, {"birth_date": date(1998, 5, 18)}, {"ssn_last4": "0002"}],
    ids=["number", "last name", "birth date", "last four"],
)
def test_one_wrong_fact_finds_nobody_and_says_nothing(subject, wrong):
    record = subject.registry.look_up(**_ANA | wrong)

    assert record == NOT_MATCHED
    assert (record.match, record.first_name, record.expires_on) == ("not_matched", "", None)


def test_a_person_who_was_never_certified_is_known_by_a_training_profile(subject):
    record = subject.registry.look_up(**_question(_BY_KEY["raj"]))

    assert (record.status, record.level, record.expires_on) == (RegistryStatus.NEVER_HELD, None, None)
    assert record.ce_profile_approved


def test_a_pseudo_ssn_is_as_good_as_an_ssn(subject):
    assert subject.registry.look_up(**_question(_BY_KEY["noa"])).match == "matched"


def test_a_registry_that_is_down_is_unavailable(subject):
    subject.take_down()

    with pytest.raises(RegistryUnavailable):
        subject.registry.look_up(**_ANA)


@pytest.mark.parametrize("kind", ["down", "cut", "wrong"])
def test_the_client_takes_no_spoiled_answer(sandbox, kind):
    sandbox.http.post("/registry/people/ana/faults", json={"kind": kind}).raise_for_status()

    with pytest.raises(RegistryUnavailable):
        sandbox.registry().look_up(**_ANA)
    assert sandbox.registry().look_up(**_question(_BY_KEY["ben"])).match == "matched"


def test_the_client_is_refused_with_a_wrong_key(sandbox):
    with pytest.raises(RegistryRefused):
        sandbox.registry(key="wrong").look_up(**_ANA)


def test_a_fake_can_refuse_too():
    fake = FakeRegistry()
    fake.fail_with(RegistryRefused("key"))

    with pytest.raises(RegistryRefused):
        fake.look_up(**_ANA)
    assert fake.asked == 1


_WHOLE = {
    "status": "ACTIVE",
    "number": "E3105501",
    "first_name": "Ana",
    "last_name": "Ruiz",
    "level": "EMT",
    "certified_on": "2024-09-14",
    "expires_on": "2027-03-31",
    "lapsed_on": None,
    "disciplined": False,
    "candidate_for": "NRP",
    "education_approved": True,
    "cognitive_exam": "PASSED",
    "psychomotor_exam": "PASSED",
    "ce_profile_approved": False,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "CERTIFIED"),
        ("status", None),
        ("level", "E"),
        ("expires_on", "31 March 2027"),
        ("expires_on", 20270331),
        ("disciplined", "no"),
        ("last_name", None),
        ("cognitive_exam", "Ruiz"),
    ],
)
def test_an_answer_with_one_field_that_makes_no_sense_is_no_answer(httpserver: HTTPServer, name, value):
    httpserver.expect_request("/certifications").respond_with_json(_WHOLE | {name: value})
    registry = HttpRegistry(httpserver.url_for("/"), key="k", private_network=True)

    with pytest.raises(RegistryUnavailable) as unavailable:
        registry.look_up(**_ANA)

    assert "Ruiz" not in str(unavailable.value)
    assert unavailable.value.__suppress_context__


def test_an_answer_that_lacks_a_field_is_no_answer(httpserver: HTTPServer):
    httpserver.expect_request("/certifications").respond_with_json(
        {name: value for name, value in _WHOLE.items() if name != "expires_on"}
    )

    with pytest.raises(RegistryUnavailable):
        HttpRegistry(httpserver.url_for("/"), key="k", private_network=True).look_up(**_ANA)


def test_the_four_facts_travel_in_the_body_and_not_in_the_address(httpserver: HTTPServer):
    httpserver.expect_request("/certifications", method="POST").respond_with_json(_WHOLE)

    HttpRegistry(httpserver.url_for("/"), key="k", private_network=True).look_up(**_ANA)

    request, _ = httpserver.log[0]
    assert request.get_json() == _ANA | {"birth_date": "1998-05-17"}
    assert (request.query_string, request.headers["Authorization"]) == (b"", "Bearer k")


def test_a_record_does_not_print_the_name():
    record = _BY_KEY["ana"].registry[0].record

    assert not [name for name in ("Ana", "Ruiz") if name in repr(record)]


@pytest.mark.parametrize(
    ("lapsed_on", "certified_on", "status", "regained"),
    [
        (date(2026, 4, 1), date(2026, 6, 9), RegistryStatus.ACTIVE, True),
        (date(2026, 4, 1), date(2026, 6, 9), RegistryStatus.INACTIVE, True),
        (date(2026, 4, 1), date(2024, 6, 9), RegistryStatus.LAPSED, False),
        (date(2026, 3, 31), date(2026, 6, 9), RegistryStatus.ACTIVE, False),
        (date(2024, 4, 1), date(2024, 6, 9), RegistryStatus.ACTIVE, False),
        (None, date(2026, 6, 9), RegistryStatus.ACTIVE, False),
        (date(2026, 4, 1), None, RegistryStatus.ACTIVE, False),
    ],
)
def test_only_a_lapse_after_the_day_and_before_the_present_certification_counts(
    lapsed_on, certified_on, status, regained
):
    record = RegistryRecord(status=status, lapsed_on=lapsed_on, certified_on=certified_on)

    assert record.regained_after(date(2026, 3, 31)) is regained


def test_a_slow_registry_is_waited_for(sandbox):
    sandbox.http.post("/registry/people/ana/faults", json={"kind": "slow", "seconds": 0.05}).raise_for_status()

    began = datetime.now(tz=EASTERN)
    record = sandbox.registry().look_up(**_ANA)

    assert record.match == "matched"
    assert datetime.now(tz=EASTERN) - began >= timedelta(seconds=0.05)
