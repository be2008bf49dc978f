"""Every page in every state: axe finds nothing, a phone never scrolls sideways, the browser complains of nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.browser.inspection import faults
from tests.browser.tour import PARTS, VISITOR, Stop, stops
from tests.browser.town import Town
from tests.support.processes import Site
from webapp.access import CLOSED, RULES

#: Routes that show no page: they lead on, or answer a machine.
NO_PAGES = {
    "accounts.stay",
    "applications.state",
    "denials.letter",
    "denials.letter_of_case",
    "documents.show",
    "health.healthz",
    "payments.state",
    "security.logout",
    "static",
    "tasks.go_on",
    "verify.letter",
    "verify.show_json",
}
#: Reached by a link that only an e-mail has, or drawn on the way of another stop.
ELSEWHERE = {
    "audit.account",
    "security.reset_password",
    "security.two_factor_token_validation",
    "security.mf_recovery",
}


@dataclass
class Tourist:
    """Goes from stop to stop with one browser, in which each person whose page it is was signed in before."""

    site: Site
    new_page: Callable[..., Page]
    #: The cookie of somebody who signed in.
    cookie_of: Callable[[str], str]
    #: The cookies that somebody left with.
    kept: dict[str, list[Any]] = field(default_factory=dict)
    status: int = 0
    complaints: list[str] = field(default_factory=list)

    def looks_at(self, stop: Stop) -> list[str]:
        """What is wrong there."""
        self.complaints.clear()
        context = self.page.context
        context.clear_cookies()
        context.add_cookies(self._cookies(stop.who))
        self.page.goto(self.site.url + stop.path)
        if stop.act:
            stop.act(self.page)
            self.page.wait_for_load_state()
        found = [] if self.status == stop.status else [f"answered with {self.status} in place of {stop.status}"]
        found += [*faults(self.page), *self.complaints]
        self.kept[stop.who] = context.cookies()
        return found

    @cached_property
    def page(self) -> Page:
        page = self.new_page(viewport={"width": 1280, "height": 900})
        page.on("response", self._note)
        page.on("console", self._hear)
        return page

    def _cookies(self, who: str) -> list[Any]:
        if who == VISITOR:
            # a sign-in that was begun goes no further than its own stop
            return []
        return self.kept.get(who) or [{"name": "session", "value": self.cookie_of(who), "url": self.site.url}]

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status

    def _hear(self, message: ConsoleMessage) -> None:
        # that a page was answered with 404 or 422 is no news
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture
def tourist(town_site: Site, new_page: Callable[..., Page], town_cookie: Callable[[str], str]) -> Tourist:
    return Tourist(town_site, new_page, town_cookie)


@pytest.mark.parametrize("part", PARTS)
def test_everybody_can_use_every_page(town: Town, tourist: Tourist, part: str) -> None:
    found = {str(stop): wrong for stop in stops(town, part) if (wrong := tourist.looks_at(stop))}

    assert found == {}


def test_the_tour_leaves_no_page_out(town: Town, town_pages: Flask) -> None:
    routes = town_pages.url_map.bind("localhost")
    seen = {routes.match(stop.path.partition("?")[0])[0] for stop in stops(town) if stop.path != "/nowhere"}

    pages = {rule.endpoint for rule in routes.map.iter_rules() if "GET" in (rule.methods or ())}
    shown = {endpoint for endpoint in pages if RULES.get(endpoint, CLOSED) is not CLOSED}
    assert shown - NO_PAGES - ELSEWHERE == seen
