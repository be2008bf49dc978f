"""Those who act in Chromium: each step is what a person does with mouse and keys, and waits for what it shows.

A waiting page loads itself again, with script and without; so what comes of a step is awaited by what stands on the page.
"""

import json
import re
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Response, expect

from tests.support.processes import Site

#: How long the worker, the provider and the mail server may take together, on a machine that is busy with other tests.
PATIENCE_MS = 30_000
#: Cards of the payment provider's sandbox.
CARD, LATE_CARD = "4242 4242 4242 4242", "4000 0000 0000 0200"
#: Page -> the answers that a person of the seed gives: a name alone is a box to tick, a value one to choose or type.
ANSWERS: Mapping[str, Mapping[str, str | None]] = {
    "dates": {"confirm_dates": None},
    "confirm": {"details_right": "yes", "nremt_consent": None},
    "contact": {},
    "employer": {"affiliated": "no"},
    "background": {f"b{number}": "no" for number in range(1, 9)},
    "question": {"answer": "At Bay Path Ambulance, since October."},
    "send": {"true": None},
}


@dataclass
class Somebody:
    """A person at a browser."""

    site: Site
    page: Page

    def opens(self, path: str) -> Response:
        """Goes to an address of the site."""
        response = self.page.goto(self.site.url + path)
        assert response is not None
        return response

    def presses(self, name: str, *, exact: bool = True) -> None:
        """Presses the button, or the link, of this name in the middle of the page, and waits for all of the next."""
        self.control(name, exact=exact).click()
        self.page.wait_for_load_state("domcontentloaded")

    def control(self, name: str, *, exact: bool = True) -> Locator:
        main = self.page.get_by_role("main")
        return main.get_by_role("button", name=name, exact=exact).or_(main.get_by_role("link", name=name, exact=exact))

    def sees(self, *texts: str) -> None:
        """Waits until each of these words stands on the page."""
        for text in texts:
            expect(self.page.get_by_role("main").get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def answers(self, given: Mapping[str, str | None]) -> None:
        """Ticks, chooses and types."""
        for name, value in given.items():
            field = self.page.locator(f"[name='{name}']")
            if value is None:
                field.check()
            elif field.first.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f"[name='{name}'][value='{value}']").check()
            else:
                field.fill(value)

    def enters(self, email: str, password: str) -> None:
        """Types e-mail address and password."""
        self.opens("/login")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.presses("Sign in")


@dataclass
class Applicant(Somebody):
    """A holder of the seed, as the sandbox's page of people tells."""

    told: Mapping[str, Any]

    @classmethod
    def arrives(cls, site: Site, page: Page, key: str) -> "Applicant":
        """Comes on the date of the case, signs in and links the certification."""
        told = next(one for one in people(site)["holders"] if one["key"] == key)
        it_is(site, told["plays_at"])
        person = cls(site, page, told)
        person.enters(told["email"], told["password"])
        person.links()
        return person

    @property
    def name(self) -> str:
        return f"{self.told['first_name']} {self.told['last_name']}"

    def links(self) -> None:
        year, month, day = self.told["birth_date"].split("-")
        self.page.get_by_role("link", name="Link my license").click()
        self.page.locator(f"[name=level][value='{self.told['level']}']").check()
        self.answers({"number": self.told["number"], "ssn": self.told["ssn"]})
        self.page.locator("[name=birth_date-month]").select_option(str(int(month)))
        self.answers({"birth_date-day": str(int(day)), "birth_date-year": year})
        self.presses("Link my license")
        self.sees("Your license is linked to your account.")

    def asks_for_the_way(self) -> str:
        """Presses the one button of the license and waits for the form; the application's number."""
        self.presses("Renew or align")
        expect(self.control("Fill in", exact=False)).to_be_visible(timeout=PATIENCE_MS)
        return self.number()

    def reads(self, number: str, *texts: str) -> None:
        """Opens an application, somebody else having acted on it, and waits for these words."""
        self.opens(f"/applications/{number}")
        self.sees(*texts)

    def number(self) -> str:
        """Of the application that is open."""
        found = re.search(r"MA-\d{4}-\d{6}", self.page.locator("h1").inner_text())
        assert found is not None
        return found[0]

    def fills_in(self, **changed: Mapping[str, str | None]) -> list[str]:
        """Answers every page from the one that is open and sends the last; the pages there were."""
        seen = []
        while (page := self.question()) is not None:
            seen.append(page)
            self.answers({**self.answered(page), **changed.get(page, {})})
            self.page.locator("button[value=continue]").click()
            self.page.wait_for_load_state("domcontentloaded")
            assert self.question() != page, self.page.locator(".error-summary").inner_text()
        return seen

    def question(self) -> str | None:
        """The question page that is open."""
        found = re.search(r"/tasks/\w+/(\w+)$", self.page.url)
        return found[1] if found else None

    def answered(self, page: str) -> dict[str, str | None]:
        """What the person answers to a page."""
        if page != "sign":
            return dict(ANSWERS[page])
        boxes = self.page.locator("main [type=checkbox]")
        ticks = {str(box.get_attribute("name")): None for box in boxes.all()}
        return ticks | {"signature": self.name}

    def pays(self, fee: str, card: str = CARD) -> str:
        """Goes through the fee's page and the provider's own, and comes back; the address of the provider's page."""
        self.control(f"Pay {fee}").click(timeout=PATIENCE_MS)
        self.answers({"method": "card"})
        self.presses("Continue to payment")
        self.page.get_by_label("Card number").fill(card)
        where = self.page.url
        self.page.get_by_role("button", name="Pay $").click()
        self.page.wait_for_url(f"{self.site.url}/**")
        return where

    def mail(self) -> list[dict[str, Any]]:
        """What the mail server of the sandbox has for the person, newest first."""
        found: list[dict[str, Any]] = _get(f"{self.site.sandbox_url}/mailbox.json?to={self.told['email']}")
        return found


@dataclass
class Clerk(Somebody):
    """A member of staff."""

    email: str

    @classmethod
    def arrives(cls, site: Site, page: Page, email: str) -> "Clerk":
        """Signs in with password and one-time code."""
        told = next(one for one in people(site)["staff"] if one["email"] == email)
        person = cls(site, page, email)
        person.enters(told["email"], told["password"])
        page.get_by_label("Code").fill(one_time_code_of(site, email))
        person.page.get_by_role("main").get_by_role("button").first.click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        return person

    def claims(self, number: str) -> None:
        """Opens a case and takes it."""
        self.opens(f"/cases/{number}")
        self.presses("Claim this case")
        self.sees("You hold this case")

    def decides(self, decision: str, given: Mapping[str, str | None]) -> None:
        """Fills in the panel of the case that is open, and records."""
        self.answers({"decision": decision, **given})
        self.records()

    def records(self) -> None:
        self.presses("Record the decision")
        self.sees("Your decision is recorded.")

    def ticks(self, name: str, values: Sequence[str]) -> None:
        for value in values:
            self.page.locator(f"[name='{name}'][value='{value}']").check()

    def approves(self, number: str) -> None:
        """Claims, ticks the whole checklist, approves."""
        self.claims(number)
        self.answers({"decision": "approve"})
        for box in self.page.locator("[name=checklist]").all():
            box.check()
        self.records()


MakeApplicant = Callable[..., Applicant]
MakeClerk = Callable[[str], Clerk]


def people(site: Site) -> dict[str, Any]:
    """Everyone to try the site with; staff with the code that is good now."""
    found: dict[str, Any] = _get(f"{site.sandbox_url}/people.json")
    return found


def one_time_code_of(site: Site, email: str) -> str:
    """What the app on the phone of a member of staff shows now."""
    code: str = next(one["code"] for one in people(site)["staff"] if one["email"] == email)
    return code


def it_is(site: Site, moment: str) -> None:
    """Sets the time of site, worker and sandbox."""
    body = json.dumps({"now": moment}).encode()
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(
        urllib.request.Request(f"{site.sandbox_url}/clock", data=body, headers=headers)
    ) as told:
        assert told.status == 200


def attachment(site: Site, mail: Mapping[str, Any]) -> bytes:
    """The one file that came with a message."""
    [part] = mail["attachments"]
    with urllib.request.urlopen(site.sandbox_url + part["url"]) as answer:
        content: bytes = answer.read()
    return content


def keep(page: Page, path: Path) -> None:
    """Keeps who is signed in, for another page of the same person."""
    page.context.storage_state(path=path)


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)
