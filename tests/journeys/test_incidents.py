"""What the machines could not do stands where staff see it and can try again; the history shows every change to it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, literal, select, text, update
from sqlalchemy.exc import DatabaseError

from models import Event
from models.vocabulary import EventKind
from tests.journeys.people import APPROVE
from workflows.adapters.mail import MailUnavailable
from workflows.history import first_broken


def stuck_at_approval(applicant: Any, clerk: Any, world: Any) -> tuple[Any, str]:
    """Sue Tam's approved renewal, whose last check cannot be made: the Registry is down for hours."""
    sue = applicant("sue")
    number = sue.files()
    world.registry_is_down()
    clerk("reviewer_1").decides(number, APPROVE)
    for minutes in (1, 5, 30):
        world.it_is(world.clock.now() + timedelta(minutes=minutes))
    return sue, number


def test_an_operation_that_keeps_failing_becomes_an_incident_that_staff_retry(
    applicant: Any, clerk: Any, world: Any
) -> None:
    sue, number = stuck_at_approval(applicant, clerk, world)
    sam = clerk("supervisor_1")
    sam.reads("/incidents", number, "Final check")
    sam.sees(number, "A step stands still")
    sue.sees(number, "A step could not be done yet. Our staff see it")
    world.registry_is_down(False)

    [job] = world.incidents()
    sam.sends(f"/incidents/{job.id}/retry")
    world.settle()

    sue.sees(number, "Approved", "A step is tried again")
    sam.reads("/incidents", "No incidents")
    sam.sends(f"/incidents/{job.id}/retry", expect=404)


def test_a_retry_that_fails_stands_again(applicant: Any, clerk: Any, world: Any) -> None:
    _, number = stuck_at_approval(applicant, clerk, world)
    sam = clerk("supervisor_1")

    [job] = world.incidents()
    sam.sends(f"/incidents/{job.id}/retry")
    for minutes in (0, 1, 5, 30):
        world.it_is(world.clock.now() + timedelta(minutes=minutes))

    assert [one.id for one in world.incidents()] == [job.id]
    kinds = [event.kind for event in world.history(number)]
    assert kinds.count(EventKind.INCIDENT_RAISED) == 2
    assert kinds.count(EventKind.INCIDENT_RETRIED) == 1


def test_an_incident_of_an_application_that_was_withdrawn_is_called_off(applicant: Any, clerk: Any, world: Any) -> None:
    sue, number = stuck_at_approval(applicant, clerk, world)

    sue.withdraws(number)

    assert world.incidents() == []
    sue.sees(number, "Withdrawn")


def test_a_letter_that_cannot_leave_stands_and_the_application_goes_on(applicant: Any, clerk: Any, world: Any) -> None:
    sue = applicant("sue")
    number = sue.asks_for_the_way()
    sue.fills_in(number)
    world.mailer.fail_for(sue.holder.email, MailUnavailable("down"))
    sue.pays(number)
    for _ in range(8):
        world.it_is(world.clock.now() + timedelta(hours=3))

    sue.sees(number, "In review")
    assert [job.operation for job in world.incidents()] == ["send_notice"]
    world.mailer.fail_for(sue.holder.email, None)
    clerk("supervisor_1").sends(f"/incidents/{world.incidents()[0].id}/retry")
    world.settle()
    assert world.subjects(sue.holder.email)[-1] == f"We have your application {number}"


def test_who_decides_cases_sees_no_list_of_incidents_and_an_applicant_none_at_all(applicant: Any, clerk: Any) -> None:
    clerk("reviewer_1").reads("/incidents", expect=403)
    applicant("sue").reads("/incidents", expect=404)


def test_the_history_of_an_application_is_chained_and_whole(applicant: Any, clerk: Any, world: Any) -> None:
    sue = applicant("sue")
    number = sue.files()
    clerk("reviewer_1").decides(number, APPROVE)

    with world.rows() as session:
        assert first_broken(session, sue.application(number).id) is None
    assert [event.position for event in world.history(number)] == list(range(1, len(world.history(number)) + 1))


def test_the_database_refuses_to_change_or_delete_history(applicant: Any, world: Any) -> None:
    applicant("sue").asks_for_the_way()

    for statement in (update(Event).values(node="another"), text("DELETE FROM event")):
        with pytest.raises(DatabaseError, match="append-only"):
            world.change(statement)


@pytest.mark.parametrize("place", ["id", "position"])
def test_the_database_refuses_to_put_an_event_in_the_place_of_another(place: str, applicant: Any, world: Any) -> None:
    number = applicant("sue").asks_for_the_way()
    told = {column.name: column for column in Event.__table__.columns} | {"node": literal("x")}
    if place == "position":
        told["id"] = literal("0" * 32)
    sent = insert(Event).from_select([*told], select(*told.values()).where(Event.position == 1))
    if world.office.database.engine.dialect.name == "sqlite":
        sent = sent.prefix_with("OR REPLACE")
    before = [event.digest for event in world.history(number)]

    with pytest.raises(DatabaseError):
        world.change(sent)

    assert [event.digest for event in world.history(number)] == before


@pytest.mark.parametrize("harm", ["UPDATE event SET node = 'x'", "DELETE FROM event"])
def test_an_event_that_was_changed_behind_the_triggers_back_is_found(harm: str, applicant: Any, world: Any) -> None:
    sue = applicant("sue")
    number = sue.files()
    victim = world.history(number)[3]

    world.without_triggers()
    world.change(text(f"{harm} WHERE id = '{victim.id}'"))

    with world.rows() as session:
        assert first_broken(session, victim.stream) == victim.position


def test_an_end_that_was_cut_off_is_found(applicant: Any, world: Any) -> None:
    sue = applicant("sue")
    number = sue.files()
    last = world.history(number)[-1]

    world.without_triggers()
    world.change(text(f"DELETE FROM event WHERE id = '{last.id}'"))

    with world.rows() as session:
        assert first_broken(session, last.stream) == last.position
