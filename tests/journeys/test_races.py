"""Two at once, twice the same, and pages that grew old: one wins, the other is told, and nothing typed is lost."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from models import Account, Application, Event, Job
from models.vocabulary import EventKind, JobKind, JobStatus, StaffRole, TaskStatus
from tests.journeys.people import APPROVE, ASK, DENY
from workflows.case import Staff
from workflows.refusals import Refusal, TaskNotOpen

ALREADY_DONE = "This step has already been done, or is no longer needed. Nothing was sent twice."


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each gives or refuses, all begun in the same moment."""
    barrier = Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return work()
        except Refusal as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def ready_to_send(applicant: Any) -> tuple[Any, str, dict[str, int]]:
    """Hana Ito before the last press, with her task and the revisions of its pages."""
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    path = hana.next_page(number)
    while not path.endswith("/sign"):
        path = hana.sends(path, hana.answer(path))
    hana.sends(path, {**hana.answer(path), "action": "later"})
    task = hana.world.office.applications.task(hana.application(number).account_id, path.split("/")[2])
    return hana, number, {page: saved.revision for page, saved in task.pages.items()}


def test_of_21_submits_of_one_task_20_are_refused(applicant: Any, world: Any) -> None:
    hana, number, revisions = ready_to_send(applicant)
    account, task = hana.application(number).account_id, hana.open_task(number).id
    variables = {"backgroundAnyYes": False, "workedAfterExpiry": None}

    def submit() -> None:
        world.office.applications.submit(account, task, variables=variables, revisions=revisions)

    given = at_once([submit] * 21)

    assert (given.count(TaskNotOpen), given.count(None)) == (20, 1)
    done = [event for event in world.history(number) if event.kind is EventKind.TASK_COMPLETED]
    assert len(done) == 1
    assert len(world.all(select(Job.id).where(Job.kind == JobKind.OPERATION, Job.status == JobStatus.WAITING))) == 1


def test_a_double_click_on_send_sends_once(applicant: Any, world: Any) -> None:
    hana, number, _ = ready_to_send(applicant)
    path = hana.next_page(number)
    posted = hana.answer(path)

    hana.sends(path, posted)
    hana.sends(path, posted, expect=409)

    assert hana.browser.sees(ALREADY_DONE)
    world.settle()
    hana.sees(number, "Pay $125.00")


@pytest.mark.parametrize("said", [{}, {"revision": ""}, {"revision": "newest"}], ids=["missing", "empty", "word"])
@pytest.mark.parametrize("zip_code", ["02360", "2"], ids=["right", "wrong"])
def test_a_page_that_does_not_say_what_it_was_drawn_from_goes_over_nothing(
    applicant: Any, said: dict[str, str], zip_code: str
) -> None:
    hana, number, _ = ready_to_send(applicant)
    path = f"/tasks/{hana.open_task(number).id}/contact"
    posted = hana.answer(path, contact={"mailing-zip": zip_code, "mailing-city": "Plymouth"})
    del posted["revision"]

    hana.sends(path, {**posted, **said}, expect=409)

    assert hana.browser.sees("Plymouth")
    assert hana.browser.sees("Your text is kept below")
    hana.reads(path)
    assert 'value="Plymouth"' not in hana.html


def test_a_double_click_on_the_way_leads_to_one_draft(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    hana.browser.get("/home")
    credential = hana.credential().id
    account = owner(world, hana)

    def start() -> str:
        return world.office.applications.start(account, credential_id=credential, process_id="renewal")

    numbers = at_once([start] * 8)

    assert len(set(numbers)) == 1
    assert len(world.all(select(Application.id))) == 1


def test_of_two_reviewers_who_claim_at_once_one_gets_the_case(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, reed = applicant("hana"), clerk("reviewer_1"), clerk("reviewer_2")
    number = hana.files()
    task = hana.open_task(number).id

    def claim(who: Any) -> Callable[[], str]:
        return lambda: world.office.review.claim(staff(who), task)

    given = at_once([claim(rita), claim(reed)])

    assert sorted(str(one) for one in given) == sorted([number, "<class 'workflows.refusals.AlreadyClaimed'>"])
    assert hana.open_task(number).assignee_id in (rita.account_id, reed.account_id)


def test_a_reviewer_sees_who_holds_a_case_and_cannot_take_it(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, reed = applicant("hana"), clerk("reviewer_1"), clerk("reviewer_2")
    number = hana.files()
    where = rita.claims(number)

    reed.sees(number, "Rita Gomes holds this case until")
    reed.sends(f"{where}/claim", expect=409)
    assert reed.browser.sees("Another member of staff claimed this case first.")
    reed.sends(where, DENY, expect=409)

    assert reed.browser.sees("Another member of staff holds this case now. Your text is kept below.")
    assert "there was one" in reed.text


def test_a_lease_runs_out_and_another_may_claim(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, reed = applicant("hana"), clerk("reviewer_1"), clerk("reviewer_2")
    number = hana.files()
    where = rita.claims(number)
    world.it_is(world.clock.now() + timedelta(minutes=30))

    reed.claims(number)

    rita.sends(where, DENY, expect=409)
    assert "there was one" in rita.text
    reed.sends(where, APPROVE)
    world.settle()
    hana.sees(number, "Approved")


def test_work_on_a_case_renews_its_lease(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, reed = applicant("hana"), clerk("reviewer_1"), clerk("reviewer_2")
    number = hana.files()
    where = rita.claims(number)
    world.it_is(world.clock.now() + timedelta(minutes=20))
    rita.sends(where, {"decision": "approve"}, expect=422)
    world.it_is(world.clock.now() + timedelta(minutes=20))

    reed.sends(f"{where}/claim", expect=409)


def test_of_two_decisions_at_once_one_counts(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    rita.claims(number)
    task = hana.open_task(number).id

    def decide(decision: str) -> Callable[[], str]:
        variables = {"decision": decision, "escalateTo": None, "confirmedExpiry": None}
        return lambda: world.office.review.decide(staff(rita), task, pages={}, variables=variables)

    given = at_once([decide("approve"), decide("propose_denial")])

    assert sorted(str(one) for one in given) == sorted([number, "<class 'workflows.refusals.TaskNotOpen'>"])
    world.settle()
    done = world.all(select(Event).where(Event.kind == EventKind.TASK_COMPLETED, Event.node == "decide"))
    assert len(done) == 1


def test_a_second_decision_is_refused_with_what_was_typed(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    where = rita.claims(number)
    rita.sends(where, ASK)
    world.settle()

    rita.sends(where, DENY, expect=409)

    assert rita.browser.sees(ALREADY_DONE)
    assert "there was one" in rita.text


def test_a_page_saved_from_another_window_is_stale_and_keeps_what_was_typed(applicant: Any) -> None:
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    path = hana.next_page(number)
    path = hana.sends(path, hana.answer(path))
    first = hana.answer(path, contact={"mailing-line1": "1 First Street"})
    second = hana.answer(path, contact={"mailing-line1": "2 Second Street"})
    hana.sends(path, first)

    hana.sends(path, second, expect=409)

    assert hana.browser.sees("Someone changed this since you opened the page. Your text is kept below.")
    assert "2 Second Street" in hana.text
    hana.reads(path)
    assert "1 First Street" in hana.html


def test_a_reply_after_its_time_is_told_and_keeps_what_was_typed(applicant: Any, clerk: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.files()
    clerk("reviewer_1").decides(number, ASK)
    path = f"/tasks/{hana.open_task(number).id}/question"
    world.it_is(world.clock.now() + timedelta(days=31))

    hana.sends(path, {"answer": "At the county hospital.", "revision": "0", "action": "continue"}, expect=409)

    assert "At the county hospital." in hana.text


def test_wrong_fields_come_back_with_what_was_typed_and_nothing_is_saved(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    path = hana.next_page(number)
    path = hana.sends(path, hana.answer(path))

    hana.sends(path, hana.answer(path, contact={"mailing-zip": "0160", "phone_mobile": "12"}), expect=422)

    assert "12 Main Street" in hana.html
    assert 'value="0160"' in hana.html
    assert hana.browser.page.title.startswith("Error")
    assert [saved.page for saved in pages(world, hana, number)] == ["confirm"]


def test_fields_of_no_page_are_not_kept(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    path = hana.next_page(number)

    hana.sends(path, {**hana.answer(path), "status": "APPROVED", "decision": "approve", "fee_cents": "0"})

    [saved] = pages(world, hana, number)
    assert not saved.values.keys() & {"status", "decision", "fee_cents"}


def test_a_page_left_for_later_keeps_even_what_is_wrong(applicant: Any) -> None:
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    path = hana.next_page(number)
    path = hana.sends(path, hana.answer(path))

    hana.sends(path, {**hana.answer(path, contact={"mailing-zip": "0160"}), "action": "later"})

    assert hana.next_page(number) == path
    hana.reads(path)
    assert 'value="0160"' in hana.html
    assert hana.open_task(number).status is TaskStatus.OPEN


def test_nobody_sees_or_answers_anothers_task(applicant: Any, clerk: Any) -> None:
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    path = hana.next_page(number)
    sue = applicant("sue")

    for address in (path, path.rsplit("/", 1)[0], f"/applications/{number}", f"/applications/{number}/diagram"):
        sue.reads(address, expect=404)
    sue.sends(path, {"details_right": "yes"}, expect=404)


def staff(clerk: Any) -> Staff:
    return Staff(clerk.account_id, frozenset({StaffRole.REVIEWER}))


def owner(world: Any, applicant: Any) -> str:
    [account] = world.all(select(Account.id).where(Account.email == applicant.holder.email))
    return account


def pages(world: Any, applicant: Any, number: str) -> list[Any]:
    account = applicant.application(number).account_id
    return list(world.office.applications.task(account, applicant.open_task(number).id).pages.values())
