"""Marked people go all the ways; then everything that leaves or lies open is searched for what is theirs alone."""

import logging
import re
from datetime import date
from typing import Any

import pytest
from flask import request, request_started
from sqlalchemy import event

from tests.journeys.people import APPROVE, ASK, CONFIRM, DENY
from tests.journeys.test_registry_down import MATCHED
from workflows.adapters.registry import RegistryStatus

#: What is personal, marked so that it is nowhere by chance.
MARKS = {
    "first name": "Xanthippe",
    "last name": "Quimbleworth",
    "SSN": "812419876",
    "birth date": "1971-12-29",
    "birth date, as typed": "29/1971",
    "e-mail": "quimbleworth@marked.example",
    "telephone": "508-555-0197",
    "telephone, in digits": "5085550197",
    "street": "77 Zwieback Lane",
    "explanation": "In Quuxville",
    "service": "Frobnitz Ambulance",
    "reviewer's note": "Whatsit note",
    "grounds": "Grounds of Gizmo",
}
PERSON = {
    "first_name": MARKS["first name"],
    "last_name": MARKS["last name"],
    "ssn": MARKS["SSN"],
    "birth_date": date(1971, 12, 29),
    "email": MARKS["e-mail"],
}
TYPED = {
    "contact": {"mailing-line1": MARKS["street"], "phone_mobile": MARKS["telephone"]},
    "employer": {"affiliated": "yes", "service": MARKS["service"]},
    "background": {"b1": "yes", "b1_explanation": f"{MARKS['explanation']}, in May 2024, a fine of 200 dollars."},
}
_WRITES = re.compile(r"(?:INSERT INTO|UPDATE) \"?(\w+)")
#: Rows whose business personal data is: they hold it sealed, or are the account and the register themselves.
PEOPLE_S_OWN = ("account", "person", "web_session", "attempt")


class Watch:
    """Keeps every value that is written to the database, with the statement that wrote it."""

    def __init__(self, engine: Any) -> None:
        self.written: list[tuple[str, str]] = []
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        written = _WRITES.match(statement)
        if written and written[1] not in PEOPLE_S_OWN:
            self.written.append((written[0], repr(values)))


@pytest.fixture
def marked(applicant: Any, world: Any) -> Any:
    """Una Voss under marked facts, whom the Registry does not find by itself."""
    world.watch = Watch(world.office.database.engine)
    return applicant("una", **PERSON)


def go_all_the_ways(marked: Any, clerk: Any, world: Any) -> str:
    """Matched by hand, filled in, paid, asked, answered, denied by two, and written to at each of these."""
    world.registry_says("una", status=RegistryStatus.NOT_MATCHED, level=None, expires_on=None)
    iris, cora, sam, sofia = (clerk(key) for key in ("intake", "compliance", "supervisor_1", "supervisor_2"))
    number = marked.asks_for_the_way()
    iris.decides(number, {**MATCHED, "note": MARKS["reviewer's note"]})
    marked.fills_in(number, **TYPED)
    marked.pays(number)
    cora.decides(number, {**ASK, "note": MARKS["reviewer's note"]})
    marked.fills_in(number, contact=TYPED["contact"], question={"answer": f"{MARKS['explanation']} as I said."})
    escalate = {"decision": "escalate", "escalate_to": "supervisor", "instruction": MARKS["reviewer's note"]}
    cora.decides(number, escalate)
    sam.decides(number, {**DENY, "grounds": f"{MARKS['grounds']}: the fine of May 2024 was not told."})
    sofia.decides(number, {**CONFIRM, "note": MARKS["reviewer's note"]})
    marked.sees(number, "Denied", MARKS["grounds"])
    return number


def test_no_engine_state_event_job_or_notice_holds_what_is_personal(marked: Any, clerk: Any, world: Any) -> None:
    go_all_the_ways(marked, clerk, world)

    found = [(mark, place) for place, values in world.watch.written for mark in MARKS.values() if mark in values]

    assert found == []
    assert any("UPDATE application" in place for place, _ in world.watch.written)
    assert any("INSERT INTO event" in place for place, _ in world.watch.written)


def test_no_log_line_or_address_holds_what_is_personal(
    marked: Any, clerk: Any, world: Any, capfd: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    addresses: list[str] = []
    request_started.connect(lambda *_: addresses.append(request.url), world.site, weak=False)

    go_all_the_ways(marked, clerk, world)

    told = capfd.readouterr()
    logged = told.out + told.err + caplog.text
    assert "route=" in logged
    assert [mark for mark in MARKS.values() if mark in logged] == []
    assert [mark for mark in MARKS.values() if mark in "".join(addresses)] == []


def test_no_e_mail_holds_what_is_personal(marked: Any, clerk: Any, world: Any) -> None:
    go_all_the_ways(marked, clerk, world)

    letters = "".join(one.subject + one.text + one.html for one in world.mailer.sent)

    assert letters
    assert [mark for mark in MARKS.values() if mark in letters] == []


def test_a_failure_tells_no_value_of_the_case(applicant: Any, clerk: Any, world: Any, capfd: Any) -> None:
    number = applicant("hana", **PERSON).files(**TYPED)
    world.registry.look_up = raising(f"no such person: {MARKS['SSN']} {MARKS['last name']}")
    clerk("compliance").decides(number, APPROVE)

    told = capfd.readouterr()
    assert "job_stumbled" in told.out + told.err
    assert [mark for mark in MARKS.values() if mark in told.out + told.err] == []
    assert [job for job in world.waiting_jobs() if any(mark in job.failure for mark in MARKS.values())] == []


def raising(words: str) -> Any:
    def look_up(**_: Any) -> Any:
        raise ValueError(words)

    return look_up
