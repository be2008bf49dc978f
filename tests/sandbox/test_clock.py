"""The clock that moves the time of site, worker and sandbox."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.sandbox.running import RunningSandbox
from webapp.sandbox import create_sandbox, sandbox_of
from workflows.adapters.clock import EASTERN, FileClock
from workflows.settings import Settings

_CASE = datetime(2026, 1, 20, 10, tzinfo=EASTERN)


def _shows(clock: FileClock, expected: datetime) -> bool:
    return timedelta(0) <= clock.now() - expected < timedelta(minutes=1)


@pytest.mark.parametrize(
    "typed", ["2026-01-20T10:00-05:00", "2026-01-20T15:00Z", "2026-01-20T10:00", " 2026-01-20 10:00 "]
)
def test_json_sets_the_time_that_others_read(sandbox: RunningSandbox, typed):
    answer = sandbox.http.post("/clock", json={"now": typed})

    assert answer.status_code == 200
    assert _shows(sandbox.clock, _CASE)
    assert answer.json()["now"].startswith("2026-01-20T10:00")
    assert sandbox.http.get("/clock.json").json()["now"].startswith("2026-01-20T10:00")


def test_a_time_without_an_offset_is_massachusetts_summer_time_in_summer(sandbox: RunningSandbox):
    sandbox.http.post("/clock", json={"now": "2026-07-01T10:00"})

    assert _shows(sandbox.clock, datetime(2026, 7, 1, 14, tzinfo=UTC))


def test_the_page_sets_it_too_and_returns_to_where_it_was_asked(sandbox: RunningSandbox):
    from_clock = sandbox.http.post("/clock", data={"now": "2026-01-20T10:00"})
    from_people = sandbox.http.post("/clock", data={"now": "2026-01-20T10:00", "back": "people"})

    assert [(a.status_code, a.headers["Location"]) for a in (from_clock, from_people)] == [
        (303, "/clock"),
        (303, "/people"),
    ]
    assert "January 20, 2026, 10:00 AM" in sandbox.http.get("/people").text


@pytest.mark.parametrize(
    "content",
    [{"now": "tomorrow"}, {"now": ""}, {"now": 5}, {"now": None}, {}, [], {"now": "1999-12-31"}, {"now": "2100-01-01"}],
)
def test_what_is_not_a_time_gets_a_sentence_and_changes_nothing(sandbox: RunningSandbox, content):
    sandbox.clock.set(_CASE)

    answer = sandbox.http.post("/clock", json=content)

    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Enter a")
    assert _shows(sandbox.clock, _CASE)


def test_a_broken_body_gets_a_sentence(sandbox: RunningSandbox):
    answer = sandbox.http.post("/clock", content=b"{", headers={"Content-Type": "application/json"})

    assert (answer.status_code, "Enter a" in answer.text) == (422, True)


def test_the_page_keeps_what_was_typed_wrongly(sandbox: RunningSandbox):
    answer = sandbox.http.post("/clock", data={"now": '<b>"soon"'})

    assert answer.status_code == 422
    assert 'value="&lt;b&gt;&#34;soon&#34;"' in answer.text
    assert "Enter a date and time" in answer.text


def test_it_goes_back_to_the_machines_time(sandbox: RunningSandbox):
    sandbox.clock.set(_CASE)

    sandbox.http.post("/clock/reset", json={})

    assert abs(sandbox.clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_another_sites_page_cannot_move_it(sandbox: RunningSandbox):
    sandbox.clock.set(_CASE)

    answer = sandbox.http.post("/clock", data={"now": "2030-01-01"}, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert _shows(sandbox.clock, _CASE)


@pytest.mark.parametrize("path", ["/", "/people", "/people.json", "/clock", "/mailbox", "/pay", "/registry/reset"])
def test_in_production_nothing_is_open(tmp_path: Path, path):
    settings = Settings().model_copy(
        update={"environment": "production", "clock_file": None, "sandbox_file": tmp_path / "sandbox.sqlite3"}
    )
    app = create_sandbox(settings)
    client = app.test_client()

    assert (client.get(path).status_code, client.post(path).status_code) == (403, 403)
    assert client.post("/clock", json={"now": "2026-01-20T10:00-05:00"}).status_code == 403
    assert client.get("/healthz").status_code == 200
    sandbox_of(app).stop()
