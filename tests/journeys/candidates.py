"""Those who apply for their first certification, each with a browser without a window."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from models import Account, Credential, Person
from tests.journeys.people import Applicant
from tests.journeys.world import World
from tests.webapp.browser import Browser
from workflows.accounts.passwords import CHEAPEST
from workflows.seed.candidates import CANDIDATES
from workflows.seed.rows import fill

_CARD = {
    "provider": "AHA",
    "modality": "in_person",
    "issued-month": "4",
    "issued-day": "10",
    "issued-year": "2025",
    "expires-month": "4",
    "expires-day": "30",
    "expires-year": "2027",
}
#: Page -> what is posted when every question of a first certification is answered rightly.
FIRST: Mapping[str, Mapping[str, Any]] = {
    "level": {"held_before": "no", "military": "no"},
    "check": {"right": "y"},
    "found": {"details_right": "y"},
    "cpr": {"course_type": "bls", **_CARD},
    "acls": {"has_card": "yes", **_CARD},
    "education": {
        "course_provider": "Bay Path Regional Training",
        "course_state": "MA",
        "course_completed-month": "1",
        "course_completed-day": "15",
        "course_completed-year": "2024",
        "out_of_state_trained": "no",
        "other_certified": "no",
    },
    "other_state": {"state": "NH", "number": "NH-4471", "ask_office": "yes", "office_email": "ems@nh.example.org"},
    "cori": {
        "signed_on-month": "4",
        "signed_on-day": "20",
        "signed_on-year": "2026",
        "complete": "y",
    },
    "documents": {},
    "court": {},
}
CHECKED = {"decision": "approve", "checklist": ["identity", "registry", "cards", "cori", "background", "contact"]}


class Newcomer(Applicant):
    """A person without a certification."""

    @classmethod
    def arrives(cls, world: World, key: str, **changed: Any) -> "Newcomer":
        """Comes on the date of the case and signs in."""
        candidate = replace(next(one for one in CANDIDATES if one.key == key), **changed)
        fill(world.office.database, world.office.keyring, cost=CHEAPEST, holders=[], staff=[], candidates=[candidate])
        world.holders[key] = candidate  # type: ignore[assignment] # the Registry asks nothing of the certification
        world.it_is(candidate.plays_at)
        newcomer = cls(world, Browser(world.site), candidate)  # type: ignore[arg-type] # nor does a visitor
        newcomer.browser.post("/login", {"email": candidate.email, "password": candidate.password})
        return newcomer

    def begins(self) -> str:
        """Presses the button for a first license; the application's number."""
        self.browser.get("/home")
        assert 'action="/start/initial_certification"' in self.html
        where = self.sends("/start/initial_certification")
        self.world.settle()
        return where.rsplit("/", 1)[1]

    def comes_to_pay(self, **changed: Mapping[str, Any]) -> str:
        """Says who they are and fills in; the application's number."""
        number = self.begins()
        self.fills_in(number, **changed)
        self.fills_in(number, **changed)
        return number

    def files(self, **changed: Mapping[str, Any]) -> str:
        number = self.comes_to_pay(**changed)
        self.pays(number)
        return number

    def answer(self, path: str, **changed: Mapping[str, Any]) -> dict[str, Any]:
        page = path.rsplit("/", 1)[1]
        given = {**FIRST.get(page, {}), **self._of_oneself(page), **changed.get(page, {})}
        return super().answer(path, **{**changed, page: given})

    def _of_oneself(self, page: str) -> dict[str, str]:
        me = self.holder
        match page:
            case "level":
                return {"level": me.level.value}
            case "name":
                return {"legal_first": me.first_name, "legal_last": me.last_name}
            case "identity":
                born = {"month": me.birth_date.month, "day": me.birth_date.day, "year": me.birth_date.year}
                return {
                    **{f"birth_date-{part}": str(value) for part, value in born.items()},
                    "ssn_kind": me.ssn_kind.value,
                    "ssn": me.ssn,
                    "ssn_again": me.ssn,
                    "no_ssn_affidavit": "y",
                }
            case "registry":
                return {"nremt_number": me.registry_number, "nremt_consent": "y"}
            case "contact":
                home = {"line1": me.address.line1, "city": me.address.city, "state": "MA", "zip": me.address.zip}
                return {"phone_mobile": me.phone[-10:], **{f"mailing-{part}": value for part, value in home.items()}}
        return {}

    def corrects(self, number: str, slug: str, **answers: str) -> None:
        """Answers one page of the open task anew and sends the whole."""
        path = self.next_page(number).rsplit("/", 1)[0] + f"/{slug}"
        while path.startswith("/tasks/"):
            path = self.sends(path, self.answer(path, **{slug: answers}))
        self.world.settle()

    def choose(self, number: str, step: str) -> None:
        """Takes one of the ways that the page of what is missing offers."""
        path = self.next_page(number)
        assert path.endswith("/missing"), path
        self.sends(path, {"revision": self.revision(path), "action": "continue", "next_step": step})
        self.world.settle()

    def person(self) -> Person | None:
        """The row that the Office made of the answers."""
        with self.world.rows() as session:
            account = session.scalars(select(Account.id).where(Account.email == self.holder.email)).one()
            return session.scalar(select(Person).where(Person.account_id == account))

    def certification(self) -> Credential:
        """What was issued."""
        person = self.person()
        assert person is not None
        with self.world.rows() as session:
            wanted = select(Credential).where(Credential.person_id == person.id, Credential.superseded_by_id.is_(None))
            return session.scalars(wanted).one()
