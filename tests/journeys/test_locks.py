"""Many who move one thing in one moment, each another way: nobody is answered with a fault, since all lock in one order."""

from typing import Any

from sqlalchemy import select

from models import Account, Event
from models.vocabulary import ApplicationStatus, EventKind, StaffRole
from tests.journeys.test_incidents import stuck_at_approval
from tests.journeys.test_races import at_once, owner, staff
from workflows.case import Staff


def test_claims_and_withdrawals_at_once_end_withdrawn(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita, reed = applicant("hana"), clerk("reviewer_1"), clerk("reviewer_2")
    number = hana.files()
    task, account = hana.open_task(number).id, owner(world, hana)
    claims = [lambda who=who: world.office.review.claim(staff(who), task) for who in (rita, reed)]

    at_once([*claims, lambda: world.office.applications.withdraw(account, number)] * 6)
    world.settle()

    assert hana.application(number).status is ApplicationStatus.WITHDRAWN


def test_a_case_is_given_back_and_decided_at_once(applicant: Any, clerk: Any, world: Any) -> None:
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    rita.claims(number)
    task = hana.open_task(number).id
    variables = {"decision": "approve", "escalateTo": None, "confirmedExpiry": None}

    def decide() -> None:
        world.office.review.decide(staff(rita), task, pages={}, variables=variables)

    at_once([decide, lambda: world.office.review.release(staff(rita), task)] * 8)

    decided = [event for event in world.history(number) if event.kind is EventKind.TASK_COMPLETED]
    released = [event for event in world.history(number) if event.kind is EventKind.TASK_RELEASED]
    assert (len([event for event in decided if event.node == "decide"]), len(released)) in ((1, 0), (0, 1))


def test_pages_saved_sent_and_withdrawn_at_once_end_withdrawn(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    number = hana.asks_for_the_way()
    task, account = hana.open_task(number).id, owner(world, hana)
    office = world.office.applications
    variables = {"backgroundAnyYes": False, "workedAfterExpiry": None}

    at_once(
        [
            lambda: office.save_page(account, task, page="contact", values={}, revision=0),
            lambda: office.save_page(account, task, page="confirm", values={}, revision=0),
            lambda: office.submit(account, task, variables=variables, revisions={"contact": 1}),
            lambda: office.withdraw(account, number),
        ]
        * 5
    )
    world.settle()

    assert hana.application(number).status is ApplicationStatus.WITHDRAWN


def test_an_incident_is_retried_and_its_application_withdrawn_at_once(applicant: Any, clerk: Any, world: Any) -> None:
    sue, number = stuck_at_approval(applicant, clerk, world)
    sam = clerk("supervisor_1")
    [job] = world.incidents()
    account = owner(world, sue)

    at_once(
        [
            lambda: world.office.review.retry(Staff(sam.account_id, frozenset({StaffRole.SUPERVISOR})), job.id),
            lambda: world.office.applications.withdraw(account, number),
        ]
        * 6
    )
    world.settle()

    assert sue.application(number).status is ApplicationStatus.WITHDRAWN
    assert world.incidents() == []


def test_a_card_printed_in_eight_windows_at_once_is_in_the_history_eight_times(applicant: Any, world: Any) -> None:
    hana = applicant("hana")
    account, credential = owner(world, hana), hana.credential().id

    at_once([lambda: world.office.credentials.print_card(account, credential)] * 8)

    stream = select(Account.id).where(Account.id == account).scalar_subquery()
    printed = world.all(select(Event).where(Event.stream == stream, Event.kind == EventKind.CARD_PRINTED))
    assert len(printed) == 8


def test_the_first_applications_of_a_year_begun_at_once_have_numbers_of_their_own(applicant: Any, world: Any) -> None:
    people = [applicant(key) for key in ("hana", "sue", "una", "yan")]
    begun = [(owner(world, one), one.credential().id) for one in people]

    numbers = at_once(
        [
            lambda account=account, credential=credential: world.office.applications.start(
                account, process_id="renewal", credential_id=credential
            )
            for account, credential in begun
        ]
    )

    assert sorted(numbers) == [f"MA-2026-{number:06d}" for number in range(1, len(people) + 1)]
