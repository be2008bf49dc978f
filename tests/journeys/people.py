"""Those who act in a journey: an applicant and a member of staff, each with a browser without a window."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from models import Account, Application, Credential, Payment, Task
from models.vocabulary import TaskStatus
from tests.journeys.papers import papers_of
from tests.journeys.world import WEBHOOK, World, machine_now
from tests.support.files import pdf
from tests.webapp.browser import Browser
from webapp.sandbox.one_time_code import one_time_code
from workflows.adapters.clock import legal_date
from workflows.seed.holder import Holder
from workflows.seed.people import STAFF

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
STORY = "In May 2024 in Worcester: a fine of 200 dollars, paid the same week."
APPROVE = {"decision": "approve", "checklist": ["identity", "registry", "background", "contact"]}
DENY = {
    "decision": "propose_denial",
    "reasons": ["FALSE_STATEMENT"],
    "law": "105 CMR 170.937",
    "grounds": "The applicant signed that no charge was pending, and there was one.",
    "facts_disputed": "no",
}
CONFIRM = {"outcome": "confirmed"}
ASK = {
    "decision": "request_information",
    "ask_contact": "y",
    "ask_contact_note": "Please give us the apartment number.",
    "ask_question": "y",
    "ask_question_note": "Where have you worked since October?",
}


def file(content: bytes, name: str) -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(content), name)


def _each(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


@dataclass
class Visitor:
    """Somebody at a browser, signed in."""

    world: World
    browser: Browser

    @cached_property
    def token(self) -> str:
        return self.browser.token("/account/password")

    def sends(self, path: str, posted: Mapping[str, Any] | None = None, *, expect: int = 303) -> str:
        """Posts a form; where it leads to."""
        data = {**(posted or {}), "csrf_token": self.token}
        if any(isinstance(value, FileStorage) for values in data.values() for value in _each(values)):
            # as one piece: the client of the tests would leave a file open for a large one
            boundary, body = encode_multipart(data)
            options = {"content_type": f"multipart/form-data; boundary={boundary}"}
            return self.browser.post_bare(path, body, expect=expect, **options).headers.get("Location", "")
        return self.browser.post_bare(path, data, expect=expect).headers.get("Location", "")

    def reads(self, path: str, *texts: str, expect: int = 200) -> None:
        """Opens a page and finds these words."""
        self.browser.get(path, expect=expect)
        for text in texts:
            assert self.browser.sees(text), f"{text!r} is not in: {self.text}"

    def misses(self, *texts: str) -> None:
        """Does not find these words on the page that is open."""
        for text in texts:
            assert not self.browser.sees(text), f"{text!r} is in: {self.text}"

    @property
    def text(self) -> str:
        assert self.browser.page is not None
        return re.sub(r"\s+", " ", self.browser.page.text)

    @property
    def html(self) -> str:
        assert self.browser.page is not None
        return self.browser.page.html

    def application(self, number: str) -> Application:
        with self.world.rows() as session:
            return session.scalars(select(Application).where(Application.number == number)).one()

    def open_task(self, number: str, group: str | None = None) -> Task:
        wanted = select(Task).join(Application).where(Application.number == number, Task.status == TaskStatus.OPEN)
        with self.world.rows() as session:
            return session.scalars(wanted if group is None else wanted.where(Task.group_name == group)).one()


@dataclass
class Applicant(Visitor):
    """A holder."""

    holder: Holder

    @classmethod
    def arrives(cls, world: World, key: str, **changed: Any) -> "Applicant":
        """Comes on the date of the case, signs in and links the certification."""
        holder = world.settle_holder(key, **changed)
        world.it_is(holder.plays_at)
        applicant = cls(world, Browser(world.site), holder)
        applicant.browser.post("/login", {"email": holder.email, "password": holder.password})
        applicant._link()
        return applicant

    def comes_again(self) -> "Applicant":
        """The same person at another browser."""
        browser = Browser(self.world.site)
        browser.post("/login", {"email": self.holder.email, "password": self.holder.password})
        return Applicant(self.world, browser, self.holder)

    def _link(self) -> None:
        born = self.holder.birth_date
        self.sends(
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

    # what a holder does -------------------------------------------------------------------------------------

    def asks_for_the_way(self) -> str:
        """Presses the button that renews or aligns the license; the number of the application that is right."""
        self.browser.get("/home")
        [action] = re.findall(r'action="(/credentials/[0-9a-f]+/start/renewal)"', self.html)
        return self._begins(action)

    def presses_an_old_button(self) -> str:
        """Presses it on a page that was read before it was taken away; the number of the application that is right."""
        return self._begins(f"/credentials/{self.credential().id}/start/renewal")

    def _begins(self, action: str) -> str:
        where = self.sends(action)
        self.world.settle()
        return self.newest(where.rsplit("/", 1)[1])

    def fills_in(self, number: str, **changed: Mapping[str, str]) -> None:
        """Answers every page of the open task and sends it."""
        path = self.next_page(number)
        while path.startswith("/tasks/"):
            path = self.sends(path, self.answer(path, **changed))
        self.world.settle()

    def files(self, **changed: Mapping[str, str]) -> str:
        """From the button to the fee, paid by card; the application's number."""
        number = self.asks_for_the_way()
        self.fills_in(number, **changed)
        self.pays(number)
        return number

    def next_page(self, number: str) -> str:
        """The address of the page to begin or go on with."""
        self.browser.get(f"/applications/{number}")
        assert self.browser.page is not None
        go_on = next(link for link in self.browser.page.links if link.endswith("/next"))
        return self.browser.get(go_on, expect=303).headers["Location"]

    def answer(self, path: str, **changed: Mapping[str, str]) -> dict[str, str]:
        """What is posted for a page: right answers, the account's e-mail, the legal name, what a test changed."""
        page = path.rsplit("/", 1)[1]
        posted = {**RIGHT.get(page, {}), **self._card(page), **changed.get(page, {})}
        if page == "contact":
            posted.setdefault("email", self.holder.email)
        if page == "sign":
            posted.setdefault("signature", f"{self.holder.first_name} {self.holder.last_name}")
        return {"revision": self.revision(path), "action": "continue", **self._files_asked_for(), **posted}

    def _card(self, page: str) -> dict[str, str]:
        """What is said of a CPR or ACLS card that counts."""
        if page not in {"cpr", "acls"}:
            return {}
        return papers_of(self.holder, legal_date(self.world.clock.now()))[page]

    def adds(self, path: str, field: str, content: bytes, name: str, *, expect: int = 303, **posted: str) -> str:
        """Chooses a file for a question of a page and adds it; where that leads to."""
        data = {"revision": self.revision(path), **posted, field: file(content, name), f"{field}-add": "y"}
        return self.sends(path, data, expect=expect)

    def takes_off(self, path: str, field: str, *, place: int = 0) -> None:
        """Removes a file that was added to a question."""
        revision = self.revision(path)
        added = re.findall(rf'name="{field}-remove" value="(\w+)"', self.html)
        self.sends(path, {"revision": revision, field: added, f"{field}-remove": added[place]})

    def _files_asked_for(self) -> dict[str, Any]:
        """A small PDF, of both sides of a card, for each question of the open page that needs a file and has none, and what it has."""
        chosen: dict[str, Any] = {}
        for field, drawn in re.findall(
            r'<div class="usa-form-group[^"]*" id="([\w-]+)-group"><fieldset(.*?)</fieldset>', self.html
        ):
            kept = re.findall(rf'type="hidden" name="{field}" value="(\w+)"', drawn)
            if 'type="file"' in drawn or kept:
                needed = not kept and "(optional)" not in drawn
                chosen[field] = [*kept, *([file(pdf(field, pages=2), f"{field}.pdf")] if needed else [])]
        return {field: files for field, files in chosen.items() if files}

    def revision(self, path: str) -> str:
        """Which saving of the page the form is drawn from."""
        self.browser.get(path)
        return re.findall(r'name="revision" value="(\d+)"', self.html)[0]

    def opens_checkout(self, number: str, method: str = "card") -> str:
        """Goes to the provider's page; the checkout's id."""
        return self.sends(f"/payments/{self.payment(number).id}", {"method": method}).rsplit("/", 1)[1]

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

    def withdraws(self, number: str, *, expect: int = 303) -> None:
        self.sends(f"/applications/{number}/withdraw", expect=expect)
        self.world.settle()

    # what a holder sees -------------------------------------------------------------------------------------

    def sees(self, number: str, *texts: str) -> None:
        """Opens the application's page and finds these words."""
        self.reads(f"/applications/{number}", *texts)

    def payments(self, number: str) -> list[Payment]:
        """The payments of an application, the newest first."""
        wanted = select(Payment).join(Application).where(Application.number == number)
        return self.world.all(wanted.order_by(Payment.created_at.desc(), Payment.id.desc()))

    def payment(self, number: str) -> Payment:
        return self.payments(number)[0]

    def credential(self) -> Credential:
        with self.world.rows() as session:
            return session.scalars(select(Credential).where(Credential.number == self.holder.number)).one()

    def newest(self, number: str) -> str:
        """Follows an application that went on as another."""
        with self.world.rows() as session:
            followed = select(Application.id).where(Application.number == number).scalar_subquery()
            later = session.scalar(select(Application.number).where(Application.continues_id == followed))
        return self.newest(later) if later else number


@dataclass
class Clerk(Visitor):
    """A member of staff."""

    account_id: str

    @classmethod
    def arrives(cls, world: World, key: str) -> "Clerk":
        """Signs in with the one-time code."""
        world.settle_staff(key)
        member = next(one for one in STAFF if one.key == key)
        browser = Browser(world.site)
        browser.post("/login", {"email": member.email, "password": member.password})
        browser.post("/login/code", {"code": one_time_code(member.totp_secret, machine_now()).code})
        with world.rows() as session:
            account_id = session.scalars(select(Account.id).where(Account.email == member.email)).one()
        return cls(world, browser, account_id)

    def claims(self, number: str, *, expect: int = 303) -> str:
        """Claims the open task of a case; the address that takes the decision."""
        self.browser.get(f"/cases/{number}")
        claim = re.findall(r'action="(/cases/[\w-]+/tasks/[0-9a-f]+)/claim"', self.html)
        assert claim, self.text
        self.sends(f"{claim[0]}/claim", expect=expect)
        return claim[0]

    def decides(self, number: str, posted: Mapping[str, Any], *, expect: int = 303) -> None:
        """Claims and records a decision."""
        where = self.claims(number)
        self.sends(where, posted, expect=expect)
        self.world.settle()

    def sees(self, number: str, *texts: str) -> None:
        """Opens the case and finds these words."""
        self.reads(f"/cases/{number}", *texts)

    def queue(self, tab: str = "team") -> str:
        """The words of a part of the work queue."""
        self.browser.get(f"/queue?tab={tab}")
        return self.text
