"""What must hold for every route there is, those of other parts included."""

from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from models.vocabulary import StaffRole
from tests.webapp.people import sign_in, sign_in_with_code
from webapp.access import APPLICANT, CLOSED, PUBLIC, RULES, SIGNED_CALL, SIGNED_IN, staff

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def routes(site: Flask, methods: set[str]) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address of every route that takes one of the methods."""
    with site.test_request_context():
        return [
            (rule.endpoint, method, _address(rule))
            for rule in site.url_map.iter_rules()
            for method in (rule.methods or set()) & methods
        ]


def _address(rule: Rule) -> str:
    values: dict[str, Any] = dict.fromkeys(rule.arguments, "x")
    return url_for(rule.endpoint, **values)


def test_every_route_has_its_rule_and_every_rule_its_route(site):
    assert {rule.endpoint for rule in site.url_map.iter_rules()} <= RULES.keys()
    views = {endpoint for endpoint in RULES if not endpoint.startswith("security.")}
    assert views <= site.view_functions.keys()


def test_a_route_without_a_rule_does_not_open(site, visitor):
    site.add_url_rule("/forgotten", "forgotten", lambda: "open")

    visitor.get("/forgotten", expect=404)


def test_who_has_not_signed_in_gets_to_public_pages_alone(site, visitor):
    for endpoint, _, address in routes(site, {"GET"}):
        if RULES[endpoint] in (PUBLIC, SIGNED_CALL):
            continue
        answer = visitor.get(address, expect=404 if RULES[endpoint] is CLOSED else 303)
        assert RULES[endpoint] is CLOSED or answer.location.startswith("/login"), endpoint


def test_an_applicant_does_not_learn_of_staff_pages(site, visitor, make_account):
    make_account()
    sign_in(visitor)

    for endpoint, _, address in routes(site, {"GET"}):
        if RULES[endpoint].roles:
            visitor.get(address, expect=404)


@pytest.mark.parametrize("role", list(StaffRole))
def test_staff_get_to_the_pages_of_their_role_alone(site, visitor, make_account, role):
    make_account(roles=(role,), totp=True)
    sign_in_with_code(visitor)

    for endpoint, _, address in routes(site, {"GET"}):
        rule = RULES[endpoint]
        if rule is APPLICANT or (rule.roles and role not in rule.roles):
            visitor.get(address, expect=403)


def test_every_unsafe_route_but_those_of_machines_asks_for_a_token(site, visitor, make_account):
    make_account()
    sign_in(visitor)

    for endpoint, method, address in routes(site, UNSAFE):
        if RULES[endpoint] is SIGNED_CALL:
            continue
        answer = visitor.open(address, method)
        assert answer.status_code == 400, endpoint
        assert "the page stopped working" in answer.text


def test_a_token_of_another_session_is_refused(visitor, another_visitor, make_account):
    make_account()
    sign_in(visitor)
    token = another_visitor().token()

    visitor.post_bare("/account/sessions/end-others", {"csrf_token": token}, expect=400)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://localhost:8001"},
        {"Referer": "https://evil.example/page"},
        {"Referer": "http://[::/page"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused_even_with_a_token(visitor, make_account, headers):
    make_account()
    sign_in(visitor)

    visitor.post("/account/sessions/end-others", expect=403, headers=headers)


def test_what_the_site_itself_sends_is_taken(visitor, make_account):
    make_account()
    sign_in(visitor)

    visitor.post("/session", expect=204, headers={"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"})


def test_a_rule_says_in_words_who_may():
    assert staff(StaffRole.FISCAL, StaffRole.AUDITOR).words == "staff: auditor, fiscal"
    assert SIGNED_IN.words == "anyone signed in"
