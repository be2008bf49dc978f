"""The history alone is enough to run an application again: no person, no registry and no provider is asked."""

from sqlalchemy import select

from models import Application, Event
from models.vocabulary import EventKind
from tests.journeys.people import APPROVE
from workflows.engine import EndedAt, Process


def run_again(world, number) -> EndedAt | None:
    """Plays the events of an application into a new process of its version."""
    with world.office.database.read() as session:
        application = session.scalars(select(Application).where(Application.number == number)).one()
        events = session.scalars(select(Event).where(Event.stream == application.id).order_by(Event.position)).all()
        definition = world.office.versions.definition(session, application.version_id)
    begun, *rest = events
    process = Process.start(definition, begun.data["variables"], now=begun.at, key=application.id)
    for event in rest:
        replay(process, event)
    return process.ended


def replay(process: Process, event: Event) -> None:
    """One event, by the diagram's own names."""
    match event.kind:
        case EventKind.TASK_COMPLETED:
            [task] = [task for task in process.open_tasks() if task.name == event.node]
            process.complete(task.id, event.data["variables"], now=event.at)
        case EventKind.OPERATION_ANSWERED:
            [parked] = [parked for parked in process.parked() if parked.name == event.node]
            process.answer(parked.id, event.data["answer"], now=event.at)
        case EventKind.OPERATION_FAILED:
            [parked] = [parked for parked in process.parked() if parked.name == event.node]
            process.fail(parked.id, event.data["error"], now=event.at)
        case EventKind.MESSAGE_DELIVERED:
            assert process.deliver(event.node, event.data["variables"], now=event.at)
        case EventKind.TIMER_FIRED:
            process.fire_due(event.at)


def test_an_approved_application_runs_again_to_the_same_end(applicant, clerk, world):
    ana = applicant("ana")
    number = ana.newest(ana.asks_for_the_way())
    ana.fills_in(number)
    ana.pays(number)
    clerk("reviewer_1").decides(number, APPROVE)

    ended = run_again(world, number)

    assert ended is not None
    assert ended.outcome == ana.application(number).status.value == "APPROVED"


def test_one_that_went_on_as_another_runs_again_to_where_it_did(applicant, world):
    applicant("ana").asks_for_the_way()
    with world.office.database.read() as session:
        first = session.scalars(select(Application.number).where(Application.ended_at.is_not(None))).one()

    ended = run_again(world, first)

    assert ended is not None
    assert ended.continue_as == "alignment"
