"""More of the town: first certifications, instructors, orders, hearings, criminal history and money that came back.

A person's second application is known by a name after the key of the person: "lee/name_change".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select, update

from models import Credential
from models.vocabulary import Level
from tests.journeys import test_discipline as orders
from tests.journeys import test_instructor as teaching
from tests.journeys.candidates import Newcomer
from tests.journeys.papers import dated
from tests.journeys.people import CONFIRM, Applicant, Clerk
from tests.journeys.test_cori import ON_RECORD, TAKEN
from tests.journeys.test_fiscal import comes_back
from tests.journeys.test_hearing import asks as asks_for_hearing
from tests.journeys.world import World
from tests.webapp.browser import Browser
from workflows.adapters.clock import legal_date

_CORI = {"cori": {**dated("signed_on", date(2026, 1, 20)), "complete": "y"}}
_WORK = teaching.BLUE | teaching.service(1, "Red", "2023-07-01", "2026-01-15")


@dataclass
class Callers:
    """Plays them to the states that they stand for, on the morning of the town."""

    world: World
    morning: datetime
    #: Of the staff, by key: each signs in once.
    staff: Mapping[str, Clerk]
    #: Of applications, by the name of each; filled in as they come.
    numbers: dict[str, str]
    #: Of cases that the staff began, by what they are.
    cases: dict[str, str] = field(default_factory=dict)

    def come(self) -> None:
        """Everyone, one after the other."""
        self._first_certifications()
        self._criminal_history()
        self._instructors()
        self._orders()
        self._errands()

    def _first_certifications(self) -> None:
        amy, dee, gus, kai, isa = (self._newcomer(key) for key in ("amy", "dee", "gus", "kai", "isa"))
        self.numbers["amy"] = amy.begins()
        self.numbers["dee"], self.numbers["gus"] = dee.begins(), gus.begins()
        for one in (dee, gus):
            one.fills_in(self.numbers[one.holder.key])
        self.numbers["kai"] = kai.files(**_CORI, education={"out_of_state_trained": "yes"})
        self.numbers["isa"] = isa.files(**_CORI)

    def _criminal_history(self) -> None:
        """One denial waits for the seven steps; another was handed over after them."""
        for key in ("nia", "jo"):
            person = self._holder(key)
            self.world.registry_says(key, expires_on=date(2028, 3, 31))
            number = self.numbers[key] = person.files()
            self.staff["reviewer_2"].decides(number, ON_RECORD)
            self.staff["supervisor_1"].decides(number, CONFIRM)
        self.staff["compliance"].decides(self.numbers["jo"], TAKEN)

    def _instructors(self) -> None:
        elias, val, other = (self._holder(key) for key in ("elias", "val", "max_nye"))
        self.numbers["max_nye"] = teaching.starts(other, "instructor_initial")
        pages = {**teaching.PAGES, "experience": _WORK}
        for one in (elias, val):
            number = self.numbers[one.holder.key] = teaching.starts(one, "instructor_initial")
            one.fills_in(number, **pages)
            teaching.confirms(self.world, "chief@blue.example")
        teaching.confirms(self.world, "chief@red.example")
        self._is_approved_to_teach(val)

    def _is_approved_to_teach(self, val: Applicant) -> None:
        number, education = self.numbers["val"], self.staff["education"]
        education.decides(number, teaching.APPROVE)
        val.fills_in(number, internship={**dated("completed", legal_date(self.morning)), "hours": "40"})
        education.decides(number, teaching.APPROVE)
        later = update(Credential).where(Credential.number == val.holder.number)
        self.world.change(later.values(expires_on=date(2030, 3, 31)))
        [approval] = self.world.all(select(Credential).where(Credential.level == Level.INSTRUCTOR))
        self.numbers["val/renewal"] = teaching.starts(val, "instructor_renewal", approval)

    def _orders(self) -> None:
        """An order that may be disputed still, one disputed too late, and a denial that was disputed in time."""
        compliance = self.staff["compliance"]
        ned, liv = self._holder("ned"), self._holder("liv")
        jo = self._known("jo")
        self.cases["late order"] = self._order(liv.holder.number, ordered=date(2026, 1, 10))
        revoked = {"kind": "revoked", "basis": "after_hearing"}
        self.cases["order"] = self._order(ned.holder.number, ordered=date(2026, 2, 1), **revoked)
        self.cases["unserved"] = orders.begins(compliance, "P0934410")
        orders.enters(compliance, self.cases["unserved"], {**orders.ORDER, "kind": "conditions", "basis": "agreed"})
        self.cases["begun"] = orders.begins(compliance, "E0934411")
        where = ned.sends(f"/decisions/{self.cases['order']}/hearing")
        self.numbers["ned/hearing"] = where.rsplit("/", 1)[1]
        self.world.settle()
        self.numbers["liv/hearing"] = asks_for_hearing(liv, self.cases["late order"])
        self.numbers["jo/hearing"] = asks_for_hearing(jo, self.numbers["jo"])

    def _order(self, credential: str, *, ordered: date, **changed: str) -> str:
        compliance = self.staff["compliance"]
        number = orders.begins(compliance, credential)
        orders.enters(compliance, number, {**orders.ORDER, **dated("ordered_on", ordered), **changed})
        orders.enters(compliance, number, {**orders.SERVED, **dated("served_on", ordered)})
        return number

    def _errands(self) -> None:
        """What the fiscal staff and intake have to do."""
        raj = self._known("raj")
        self.cases["returned"] = comes_back(raj, self.numbers["raj"])
        self.cases["refund"] = orders.begins(self.staff["fiscal"], self.numbers["ivan"], "refund")
        self.cases["paper"] = orders.begins(self.staff["intake"], "P0934410", "verification_on_paper")
        noa = self._known("noa")
        self.numbers["noa/ssn_update"] = noa.sends("/start/ssn_update").rsplit("/", 1)[1]
        self.world.settle()

    def _newcomer(self, key: str) -> Newcomer:
        return Newcomer.arrives(self.world, key, plays_at=self.morning)

    def _holder(self, key: str) -> Applicant:
        return Applicant.arrives(self.world, key, plays_at=self.morning)

    def _known(self, key: str) -> Applicant:
        """Somebody who is in the town already, at another browser."""
        holder = self.world.holders[key]
        return Applicant(self.world, Browser(self.world.site), holder).comes_again()

    def invitation(self, address: str) -> str:
        """Where the first letter to this address leads."""
        [link] = set(re.findall(r"/invitations/[\w-]+", self.world.mail_to(address)[0].text))
        return str(link)
