import gzip
from pathlib import Path

import pytest

from tests.webapp.browser import Browser
from tests.webapp.people import sign_in
from webapp import create_app
from workflows.accounts.passwords import CHEAPEST
from workflows.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self' http://localhost:8001; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/healthz"])
def test_every_answer_tells_the_browser_what_it_may_do(visitor, path):
    headers = visitor.open(path).headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_pages_of_who_is_signed_in_are_kept_by_no_one(visitor, make_account):
    make_account()
    sign_in(visitor)

    assert "no-store" in visitor.get("/account").headers["Cache-Control"]


def test_bundles_are_kept_for_ever(visitor, site):
    name = next((Path(site.static_folder) / "dist").glob("site*.css")).name

    with visitor.open(f"/static/dist/{name}") as answer:
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["site*.css", "site*.js"])
def test_bundles_travel_packed_to_who_can_unpack_them(visitor, site, name):
    path = next((Path(site.static_folder) / "dist").glob(name))
    address = f"/static/dist/{path.name}"

    with (
        visitor.open(address, headers={"Accept-Encoding": "br, gzip"}) as packed,
        visitor.open(address, headers={"Accept-Encoding": "gzip;q=0"}) as plain,
    ):
        assert packed.headers["Content-Encoding"] == "gzip"
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
        assert gzip.decompress(packed.data) == plain.data == path.read_bytes()
        assert "Content-Encoding" not in plain.headers
        assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_page_with_its_token_is_never_packed(visitor):
    assert "Content-Encoding" not in visitor.open("/login", headers={"Accept-Encoding": "gzip"}).headers


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor):
    cookie = visitor.get("/login").headers["Set-Cookie"]

    assert cookie.startswith("session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert not {"Secure", "Domain"} & set(cookie.split("; "))


def test_over_https_the_cookie_is_for_this_host_alone_and_the_site_for_https(office, settings):
    office.settings = settings.model_copy(update={"site_url": "https://licensing.example.org"})
    visitor = Browser(create_app(office, hash_cost=CHEAPEST))

    answer = visitor.open("/login")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_visitor_who_only_looks_gets_no_cookie(visitor):
    assert "Set-Cookie" not in visitor.get("/").headers


def test_the_policy_names_the_payment_provider_of_the_settings(office):
    office.settings = Settings(payment_page_url="https://pay.example.org/checkout")
    visitor = Browser(create_app(office, hash_cost=CHEAPEST))

    assert "form-action 'self' https://pay.example.org;" in visitor.open("/").headers["Content-Security-Policy"]
