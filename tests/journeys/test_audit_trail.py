"""An auditor reads who or what did what, checks that nothing was changed since, and learns nothing of the applicants."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from models import Event
from models.vocabulary import ActorKind, EventKind
from tests.journeys.people import APPROVE, Clerk
from tests.journeys.world import World, at
from webapp.commands.verify import verify
from workflows.audit_trail import PAGE_ROWS
from workflows.history import Actor, Happening, append_to_account

MIDNIGHT = "2026-01-21 00:00"


@pytest.fixture
def auditor(clerk: Any) -> Clerk:
    return clerk("auditor")


def happens(world: World, clerk: Clerk, *moments: Any, kind: EventKind = EventKind.CALENDAR_HELD) -> None:
    """Things that a member of staff did."""
    with world.office.database.begin() as session:
        for moment in moments:
            happening = Happening(kind, data={"day": "2026-02-15"})
            actor = Actor(ActorKind.STAFF, clerk.account_id)
            append_to_account(session, clerk.account_id, happening, actor=actor, at=moment)


def rows(auditor: Clerk) -> list[str]:
    """The ids of the events on the page that is open, in its order."""
    return re.findall(r"<dt>Event</dt>\s*<dd>\s*(\w+)", auditor.html)


def test_an_auditor_begins_at_the_trail_and_reads_who_did_what_on_which_version(
    auditor: Clerk, applicant: Any, clerk: Any
) -> None:
    sue = applicant("sue")
    number = sue.files()
    clerk("reviewer_1").decides(number, APPROVE)

    assert auditor.browser.get("/", expect=303).location == "/audit"
    auditor.reads(f"/audit?number={number.lower()}", number, "Renewal of a certification, version 1")
    auditor.reads(f"/audit/applications/{number}", "rita.gomes@oems.example.org", "the applicant", "a decision table")
    auditor.reads(f"/audit/applications/{number}", "the operation “", "route_for_holder", "The chain is unbroken")


def test_the_trail_tells_nothing_of_the_applicant_but_the_number(auditor: Clerk, applicant: Any, clerk: Any) -> None:
    sue = applicant("sue")
    number = sue.files()
    clerk("reviewer_1").decides(number, APPROVE)
    [account] = re.findall(r"/audit/accounts/\w+", page(auditor, f"/audit/applications/{number}"))

    told = "".join(page(auditor, path) for path in ("/audit", f"/audit/applications/{number}", account))
    told += auditor.browser.post_bare("/audit/export", {"csrf_token": auditor.token}, expect=200).text
    for secret in (sue.holder.last_name, sue.holder.email, sue.holder.number, sue.holder.ssn[-4:], "1 Main Street"):
        assert secret not in told, secret
    assert not re.search(r"nrExpiry\W+20\d\d", told), "the value of a fact"


def page(auditor: Clerk, path: str) -> str:
    auditor.reads(path)
    return auditor.html


def test_it_is_searched_by_who_by_what_and_by_days_of_massachusetts(auditor: Clerk, clerk: Any, world: World) -> None:
    owner, other = clerk("process_owner"), clerk("supervisor_1")
    minute = timedelta(minutes=1)
    happens(world, owner, at(MIDNIGHT) - minute, at(MIDNIGHT), at(MIDNIGHT) + timedelta(days=1))
    happens(world, other, at(MIDNIGHT), kind=EventKind.NOTICE_RELEASED)

    def found(**asked: str) -> int:
        query = "&".join(f"{name.replace('_', '-')}={value}" for name, value in asked.items())
        auditor.reads(f"/audit?{query}")
        return len(rows(auditor))

    the_21st = {"since_month": "1", "since_day": "21", "since_year": "2026"}
    until = {name.replace("since", "until"): value for name, value in the_21st.items()}
    assert found() == 4
    assert found(staff=owner.account_id) == 3
    assert found(kind="notice_released") == 1
    assert found(**the_21st, **until) == 2
    assert found(**until) == 3
    assert found(**the_21st, staff=owner.account_id, kind="notice_released") == 0
    assert "No event fits all of what you asked for" in auditor.text


def test_page_after_page_shows_each_event_once_without_loading_an_application(
    auditor: Clerk, clerk: Any, world: World
) -> None:
    owner = clerk("process_owner")
    # many at one instant, as one transaction writes them
    happens(world, owner, *[at(MIDNIGHT)] * (PAGE_ROWS + 20), *[at(MIDNIGHT) + timedelta(hours=1)] * PAGE_ROWS)

    shown, path = [], "/audit?kind=calendar_held"
    while path:
        with world.statements() as sent:
            auditor.reads(path)
        shown += rows(auditor)
        assert "application.state" not in " ".join(sent)
        assert len(sent) < 20
        path = next(iter(re.findall(r'href="(/audit\?[^"]*before=\w+)"', auditor.html)), "").replace("&amp;", "&")

    newest_first = select(Event.id).order_by(Event.position.desc())
    assert shown == world.all(newest_first.where(Event.stream == owner.account_id))


@pytest.mark.parametrize(
    ("query", "sentence", "kept"),
    [
        ("number=MA-2020-1", "Enter the number of an application that we have", 'value="MA-2020-1"'),
        ("since-month=2&since-day=30&since-year=2026", "Enter a real date", 'value="30"'),
        ("kind=nonsense&number=MA-7", "Choose one from the list", 'value="MA-7"'),
        ("staff=nobody", "Choose one from the list", "Anyone"),
    ],
)
def test_a_wrong_search_gets_its_sentence_and_keeps_what_was_typed(
    auditor: Clerk, query: str, sentence: str, kept: str
) -> None:
    auditor.reads(f"/audit?{query}", sentence, expect=422)

    assert kept in auditor.html


@pytest.mark.parametrize("path", ["/audit?before=nothing", "/audit?before=%00", "/audit/chains?after=%00"])
def test_a_place_that_is_nowhere_is_not_found(auditor: Clerk, path: str) -> None:
    auditor.reads(path, expect=404)


def test_a_change_in_the_past_shows_where_the_chain_breaks(auditor: Clerk, applicant: Any, world: World) -> None:
    sue = applicant("sue")
    number = sue.files()
    world.without_triggers()
    world.change(text(f"UPDATE event SET node = 'x' WHERE id = '{world.history(number)[2].id}'"))

    auditor.reads(f"/audit/applications/{number}", "The chain is broken", "at position 3")
    auditor.reads("/audit/chains?after=", "These are broken", f"{number}, at position 3")
    auditor.reads("/audit/chains")
    auditor.misses("broken:")


def test_an_account_has_its_chain_checked_likewise(auditor: Clerk, clerk: Any, world: World) -> None:
    owner = clerk("process_owner")
    auditor.reads(f"/audit/accounts/{owner.account_id}", "paul.ferreira@oems.example.org", "No events")
    happens(world, owner, *[at(MIDNIGHT)] * 3)
    auditor.reads(f"/audit/accounts/{owner.account_id}", "The chain is unbroken", "all its 3 events")

    world.without_triggers()
    world.change(text("DELETE FROM event WHERE position = 2"))

    auditor.reads(f"/audit/accounts/{owner.account_id}", "It is broken at position 2")
    auditor.reads("/audit/accounts/nobody", expect=404)


def test_chains_are_checked_some_at_a_time_until_all_were(clerk: Any, world: World) -> None:
    for key in ("process_owner", "supervisor_1", "intake"):
        happens(world, clerk(key), *[at(MIDNIGHT)] * 3)

    trail, after, looks = world.office.audit_trail, "", []
    while not looks or after:
        looks.append(trail.check(after=after, enough=4))
        after = looks[-1].after

    assert [(look.chains, look.events, look.broken) for look in looks] == [(2, 6, ()), (1, 3, ())]


def test_the_command_line_names_every_chain_that_is_broken(clerk: Any, world: World, capsys: Any) -> None:
    owner = clerk("process_owner")
    for one in (clerk("intake"), owner):
        happens(world, one, *[at(MIDNIGHT)] * 3)
    assert verify(world.office.audit_trail, enough=2) == 0
    assert "2 chains with 6 events: none broken" in capsys.readouterr().out

    world.without_triggers()
    world.change(text(f"UPDATE event SET node = 'x' WHERE stream = '{owner.account_id}' AND position = 3"))

    assert verify(world.office.audit_trail, enough=2) == 1
    assert f"{owner.account_id}: broken at position 3" in capsys.readouterr().err


def test_what_was_found_leaves_as_a_file_and_who_took_it_stands_in_the_trail(
    auditor: Clerk, clerk: Any, world: World
) -> None:
    owner = clerk("process_owner")
    happens(world, owner, at(MIDNIGHT), at(MIDNIGHT))
    asked = {"staff": owner.account_id, "since-month": "1", "since-day": "1", "since-year": "2026"}

    answer = auditor.browser.post_bare("/audit/export", {**asked, "csrf_token": auditor.token}, expect=200)

    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line["By"] for line in lines] == ["paul.ferreira@oems.example.org"] * 2
    assert lines[0]["When (Massachusetts)"] == "January 21, 2026, 12:00 a.m."
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=audit-trail-")
    [taken] = world.all(select(Event).where(Event.kind == EventKind.TRAIL_EXPORTED))
    assert (taken.stream, taken.actor_id) == (auditor.account_id, auditor.account_id)
    assert taken.data == {"wanted": {"staff_id": owner.account_id, "since": "2026-01-01"}, "rows": 2}
    auditor.reads("/audit?kind=trail_exported", "aud.sorensen@oems.example.org", "since: 2026-01-01")
    auditor.sends("/audit/export", {"number": "MA-0"}, expect=422)
    assert len(world.all(select(Event).where(Event.kind == EventKind.TRAIL_EXPORTED))) == 1
