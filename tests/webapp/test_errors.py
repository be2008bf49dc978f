import io
import json

import pytest
import structlog
from flask import abort
from gunicorn.http.errors import InvalidChunkSize
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.webapp.people import PASSWORD, sign_in
from webapp import access
from webapp.errors import PAGES, STATUS, status_of
from workflows import refusals
from workflows.refusals import Refusal


@pytest.fixture
def broken(site, monkeypatch):
    """A route that fails as the test asks."""
    failures: dict[str, Exception] = {}

    def fail():
        raise failures["with"]

    site.add_url_rule("/broken", "broken", fail)
    monkeypatch.setitem(access.RULES, "broken", access.PUBLIC)
    return lambda failure: failures.update({"with": failure})


@pytest.mark.parametrize("status", sorted(PAGES - {500}))
def test_every_status_has_its_page(site, visitor, monkeypatch, status):
    site.add_url_rule("/status", "status", lambda: abort(status))
    monkeypatch.setitem(access.RULES, "status", access.PUBLIC)

    visitor.get("/status", expect=status)

    assert visitor.page.headings[0].strip()
    assert visitor.sees("oems.recert@mass.gov")


def test_a_status_without_a_page_of_its_own_is_told_by_the_general_one(site, visitor, monkeypatch):
    site.add_url_rule("/status", "status", lambda: abort(418))
    monkeypatch.setitem(access.RULES, "status", access.PUBLIC)

    visitor.get("/status", expect=418)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (refusals.NotFound(), 404),
        (refusals.TaskNotOpen(), 409),
        (refusals.StaleForm(), 409),
        (refusals.AlreadyClaimed(), 409),
        (refusals.PaymentUnavailable(), 503),
    ],
)
def test_a_refusal_is_answered_by_its_status_and_its_own_sentence(visitor, broken, refusal, status):
    broken(refusal)

    visitor.get("/broken", expect=status)

    assert visitor.sees(str(refusal)) == (status != 404)


def test_a_refusal_that_the_table_does_not_name_is_answered_as_its_nearest_class():
    class Narrower(refusals.StaleForm):
        """Narrower."""

    class Unknown(Refusal):
        """Unknown."""

    assert status_of(Narrower()) == STATUS[refusals.StaleForm]
    assert status_of(Unknown()) == STATUS[Refusal]


def test_a_fault_of_ours_is_told_without_what_it_held(visitor, broken):
    broken(RuntimeError("SSN 899-12-3456"))

    with structlog.testing.capture_logs() as lines:
        visitor.get("/broken", expect=500)

    assert visitor.sees("Something went wrong on our side")
    assert "899" not in visitor.page.html
    (line,) = [line for line in lines if line["event"] == "failed"]
    assert line["kind"] == "RuntimeError"
    assert any(place.startswith("test_errors.py:") for place in line["at"])
    assert "899" not in json.dumps(lines)


def test_a_request_that_is_too_large_is_told_so(visitor):
    visitor.post_bare("/login", {"email": "x" * 1_100_000}, expect=413)


def test_what_a_route_does_not_take_is_told_with_what_it_takes(visitor):
    answer = visitor.open("/healthz", "POST", headers={"Origin": "http://localhost"})

    assert answer.status_code in (400, 405)


@pytest.mark.parametrize("host", ["a..b", "x" * 64, "." * 300])
def test_a_host_that_no_name_server_could_know_is_like_none(visitor, host):
    visitor.get("/", environ_overrides={"HTTP_HOST": host})
    visitor.get("/nowhere", expect=404, environ_overrides={"HTTP_HOST": host})


def test_a_part_of_a_form_without_a_name_is_refused(visitor):
    body = b"--X\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--X--\r\n"

    visitor.post_bare("/login", body, expect=400, content_type="multipart/form-data; boundary=X")


def test_a_body_that_the_server_cannot_read_is_refused(visitor):
    class Broken(io.RawIOBase):
        def readinto(self, _room):
            raise InvalidChunkSize(b"zz")

    answer = visitor.open(
        "/login",
        "POST",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input": Broken(), "wsgi.input_terminated": True},
    )

    assert answer.status_code == 400


def test_an_error_page_names_the_request(visitor):
    answer = visitor.get("/nowhere", expect=404)

    assert answer.headers["X-Request-ID"] in visitor.page.text


def test_logs_hold_the_route_and_no_address_no_name_and_no_token(visitor, make_account, postbox):
    make_account()
    with structlog.testing.capture_logs() as lines:
        visitor.post("/reset", {"email": "ana@example.org"}, expect=200)
        link = postbox.last_link("N-ACCT-RESET")
        visitor.get(link)
        sign_in(visitor)
        visitor.get("/account?note=Ruiz")

    told = json.dumps(lines)
    assert {line["route"] for line in lines} >= {"/reset", "/reset/<token>", "/login", "/account"}
    assert lines[-1]["actor"]
    for secret in ("ana@", "Ruiz", link.removeprefix("/reset/"), PASSWORD, visitor.cookie):
        assert secret not in told
    assert {"method", "route", "status", "actor", "ms", "event", "log_level"} == set(lines[-1])


def test_a_database_that_is_away_gets_its_page_and_the_session_is_kept(visitor, make_account, office):
    make_account()
    sign_in(visitor)
    cookie = visitor.cookie
    with office.database.begin() as session:
        session.execute(text("DROP TABLE web_session"))

    answer = visitor.get("/account", expect=503)

    assert visitor.cookie == cookie
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Retry-After"]


def test_a_fault_of_the_database_in_a_page_is_told_as_being_away(visitor, broken):
    broken(OperationalError("SELECT 899", {}, Exception("899")))

    visitor.get("/broken", expect=503)

    assert "899" not in visitor.page.html


def test_one_address_sends_so_many_forms_a_minute_and_no_more(visitor):
    for _ in range(20):
        visitor.post("/sign-up", {}, expect=422)

    answer = visitor.post("/sign-up", {}, expect=429)

    assert visitor.sees("Too many tries")
    assert answer.headers["Retry-After"]
