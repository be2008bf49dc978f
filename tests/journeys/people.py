"""Those who act in a journey: an applicant and a member of staff, each with a browser without a window."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from models import Account, Application, Payment
from tests.journeys.world import WEBHOOK, World, machine_now
from tests.webapp.browser import Browser
from webapp.sandbox.one_time_code import one_time_code
from workflows.seed.holder import Holder
from workflows.seed.people import HOLDERS, STAFF

#: Page -> what is posted when every question of it is answered rightly.
RIGHT: Mapping[str, Mapping[str, str]] = {
    "dates": {"confirm_dates": "y"},
    "confirm": {"details_right": "yes", "nremt_consent": "y"},
    "contact": {
        "phone_mobile": "508-555-0142",
        "mailing-line1": "12 Main Street",
        "mailing-city": "Worcester",
        "mailing-state": "MA",
        "mailing-zip": "01608",
        "residence_same": "yes",
    },
    "employer": {"affiliated": "no"},
    "lapse": {"worked_after_expiry": "no"},
    "background": {f"b{number}": "no" for number in range(1, 9)},
    "sign": {f"t{number}": "y" for number in range(1, 9)},
    "question": {"answer": "My new employer is listed in the county register."},
    "send": {"true": "y"},
}


@dataclass
class Applicant:
    """A holder at a browser."""

    world: World
    browser: Browser
    holder: Holder
    answers: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def arrives(cls, world: World, site: Flask, key: str) -> "Applicant":
        """Comes on the date of the case, signs in and links the certification."""
        holder = next(one for one in HOLDERS if one.key == key)
        world.it_is(holder.plays_at)
        applicant = cls(world, Browser(site), holder)
        applicant.browser.post("/login", {"email": holder.email, "password": holder.password})
        applicant.link()
        return applicant

    def link(self) -> None:
        born = self.holder.birth_date
        self.browser.post(
            "/link",
            {
                "level": self.holder.level.value,
                "number": self.holder.number,
                "ssn": self.holder.ssn,
                "birth_date-month": str(born.month),
                "birth_date-day": str(born.day),
                "birth_date-year": str(born.year),
            },
        )

    def asks_for_the_way(self) -> str:
        """Presses the one button of the license; the application's number."""
        self.browser.get("/home")
        [action] = re.findall(r'action="(/credentials/[0-9a-f]+/start/\w+)"', self.browser.page.html)
        where = self.browser.post(action).headers["Location"]
        self.world.settle()
        return where.rsplit("/", 1)[1]

    def sees(self, number: str, *texts: str) -> None:
        """Opens the application's page and finds these words."""
        number = self.newest(number)
        self.browser.get(f"/applications/{number}")
        for text in texts:
            assert self.browser.sees(text), f"{text!r} is not in: {self.browser.page.text}"

    def newest(self, number: str) -> str:
        """Follows an application that went on as another."""
        with self.world.office.database.read() as session:
            followed = select(Application.id).where(Application.number == number).scalar_subquery()
            later = session.scalar(select(Application.number).where(Application.continues_id == followed))
        return self.newest(later) if later else number

    def fills_in(self, number: str, **changed: Mapping[str, str]) -> None:
        """Answers every page of the open task and sends it."""
        path = self.next_page(number)
        while path.startswith("/tasks/"):
            page = path.rsplit("/", 1)[1]
            path = self.browser.post(path, self.answer(page, changed)).headers["Location"]
        self.world.settle()

    def next_page(self, number: str) -> str:
        self.browser.get(f"/applications/{self.newest(number)}")
        go_on = next(link for link in self.browser.page.links if link.endswith("/next"))
        return self.browser.get(go_on, expect=303).headers["Location"]

    def answer(self, page: str, changed: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """What is posted for a page: the right answers, the account's e-mail, the legal name, what a test changed."""
        posted = {**RIGHT.get(page, {}), **changed.get(page, {})}
        if page == "contact":
            posted.setdefault("email", self.holder.email)
        if page == "sign":
            posted.setdefault("signature", f"{self.holder.first_name} {self.holder.last_name}")
        return {**posted, "revision": self.revision(), "action": "continue"}

    def revision(self) -> str:
        return "0"

    def opens_checkout(self, number: str, method: str = "card") -> str:
        """Goes to the provider's page; the checkout's id."""
        where = self.browser.post(f"/payments/{self.payment(number).id}", {"method": method}).headers["Location"]
        return where.rsplit("/", 1)[1]

    def pays(self, number: str, method: str = "card") -> Payment:
        """Pays, and the provider's message comes at once."""
        checkout = self.opens_checkout(number, method)
        self.world.payments.authorise(checkout)
        self.hears_of(checkout)
        return self.payment(number)

    def hears_of(self, checkout: str, *, expect: int = 200) -> None:
        """The provider's message on a checkout reaches the site."""
        body, signature = self.world.payments.webhook(checkout, at=machine_now())
        self.browser.post_bare(WEBHOOK, body, expect=expect, headers={"Payment-Signature": signature})
        self.world.settle()

    def payment(self, number: str) -> Payment:
        with self.world.office.database.read() as session:
            return session.scalars(
                select(Payment)
                .join(Application)
                .where(Application.number == self.newest(number))
                .order_by(Payment.created_at.desc())
            ).first()

    def application(self, number: str) -> Application:
        with self.world.office.database.read() as session:
            return session.scalars(select(Application).where(Application.number == self.newest(number))).one()


@dataclass
class Clerk:
    """A member of staff at a browser."""

    world: World
    browser: Browser
    account_id: str

    @classmethod
    def arrives(cls, world: World, site: Flask, key: str) -> "Clerk":
        """Signs in with the one-time code."""
        member = next(one for one in STAFF if one.key == key)
        browser = Browser(site)
        browser.post("/login", {"email": member.email, "password": member.password})
        browser.post("/login/code", {"code": one_time_code(member.totp_secret, machine_now()).code})
        with world.office.database.read() as session:
            account_id = session.scalars(select(Account.id).where(Account.email == member.email)).one()
        return cls(world, browser, account_id)

    def claims(self, number: str, *, expect: int = 303) -> str:
        """Claims the open task of a case; the address that takes the decision."""
        self.browser.get(f"/cases/{number}")
        claim = re.findall(r'action="(/cases/[\w-]+/tasks/[0-9a-f]+)/claim"', self.browser.page.html)
        assert claim, self.browser.page.text
        self.browser.post(f"{claim[0]}/claim", expect=expect)
        return claim[0]

    def decides(self, number: str, posted: Mapping[str, Any], *, expect: int = 303) -> None:
        """Claims and records a decision."""
        where = self.claims(number)
        self.browser.post(where, dict(posted), expect=expect)
        self.world.settle()


APPROVE = {"decision": "approve", "checklist": ["identity", "registry", "background", "contact"]}
DENY = {
    "decision": "propose_denial",
    "reasons": ["FALSE_STATEMENT"],
    "law": "105 CMR 170.740",
    "grounds": "The applicant signed that no charge was pending, and there was one.",
    "facts_disputed": "no",
}
