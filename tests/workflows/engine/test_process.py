"""A process from its start to its end: tasks, answers, messages, lanes, decisions."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

import pytest

from workflows.engine import Definition, ExpressionFailed, Place, Process, TaskNotOpen, VariablesRefused

Load = Callable[[str], Definition]
Stored = Callable[[Process], Process]


def test_an_open_task_tells_all_that_its_page_needs(definition: Load, now: datetime, stored: Stored) -> None:
    given = {"reviewer_id": "account-7", "deadline": "2026-02-01T00:00:00+00:00"}

    process = stored(Process.start(definition("withdrawing"), given, now=now))

    [task] = process.open_tasks()
    assert (task.name, task.label, task.process, task.form) == ("fill", "Fill in", "withdrawing", "renewal")
    assert (task.group, task.excludes, task.due_at) == ("applicant", "account-7", "2026-02-01T00:00:00+00:00")
    assert (task.status, process.status) == ("Fill in the form.", ["Fill in the form."])


def test_the_tracker_is_told_what_is_live_and_what_is_done(definition: Load, now: datetime) -> None:
    process = Process.start(definition("lanes"), {}, now=now)

    assert process.waiting == ["decide"]
    assert process.live == [Place("lanes_called", "decide"), Place("lanes", "call")]
    assert process.done == [Place("lanes", "start"), Place("lanes_called", "start")]


def test_a_called_process_has_the_callers_lane_and_sentence(definition: Load, now: datetime, stored: Stored) -> None:
    process = stored(Process.start(definition("lanes"), {}, now=now))

    [task] = process.open_tasks()
    assert (task.group, task.lane, task.status) == ("Office", "Office", "We are reviewing.")


def test_the_end_decides_outcome_advice_and_what_comes_next(definition: Load, now: datetime, stored: Stored) -> None:
    process = stored(Process.start(definition("withdrawing"), {}, now=now))

    process.complete(process.open_tasks()[0].id, {"points": 4}, now=now)

    ended = stored(process).ended
    assert process.finished
    assert ended is not None
    assert (ended.name, ended.outcome, ended.status) == ("approved", "APPROVED", "You are approved.")
    assert (ended.advice, ended.continue_as) == ("You have 4 points.", "renewal")
    assert process.variables["points"] == 4


def test_an_end_around_an_inner_end_leaves_its_outcome(definition: Load, now: datetime) -> None:
    process = Process.start(definition("withdrawing"), {}, now=now)

    process.complete(process.open_tasks()[0].id, {"points": 1}, now=now)

    assert process.ended is not None
    assert process.ended.outcome == "DENIED"
    assert process.done[-1] == Place("withdrawing", "end")


def test_a_second_completion_is_refused_and_changes_nothing(definition: Load, now: datetime, stored: Stored) -> None:
    process = stored(Process.start(definition("withdrawing"), {}, now=now))
    task_id = process.open_tasks()[0].id
    process.complete(task_id, {"points": 4}, now=now)
    after = process.state()

    with pytest.raises(TaskNotOpen):
        process.complete(task_id, {"points": 0}, now=now)

    assert process.state() == after


def test_a_withdrawn_application_ends_whatever_was_open(definition: Load, now: datetime, stored: Stored) -> None:
    process = stored(Process.start(definition("withdrawing"), {}, now=now))
    assert process.messages() == ["withdraw"]

    assert process.deliver("withdraw", {"reason": "moved"}, now=now)

    ended = stored(process).ended
    assert ended is not None
    assert (process.finished, ended.outcome, process.open_tasks()) == (True, "WITHDRAWN", [])
    assert process.variables["reason"] == "moved"
    assert not process.deliver("withdraw", {}, now=now)


def test_a_service_task_is_parked_until_its_answer(definition: Load, now: datetime, stored: Stored) -> None:
    process = stored(Process.start(definition("error_climbs"), {"number": 41}, now=now))

    parked = {task.name: task for task in process.parked()}
    assert (parked["look_up"].operation, parked["look_up"].parameters) == ("registry_status", {"number": 41})
    process.answer(parked["look_up"].id, {"status": "good"}, now=now)
    process.answer(parked["beside"].id, {"sent": True}, now=now)

    assert stored(process).finished
    assert process.variables == {"number": 41, "registry": {"status": "good"}, "sent": True}


def test_a_late_answer_is_refused(definition: Load, now: datetime, stored: Stored) -> None:
    process = stored(Process.start(definition("error_climbs"), {"number": 41}, now=now))
    look_up = next(task for task in process.parked() if task.name == "look_up")
    process.fail(look_up.id, "registry_unavailable", now=now)

    with pytest.raises(TaskNotOpen):
        stored(process).answer(look_up.id, {"status": "good"}, now=now)


def test_a_decision_is_asked_and_told_to_the_history(definition: Load, now: datetime, stored: Stored) -> None:
    process = Process.start(definition("decides"), {"level": "EMT", "unrelated": 1}, now=now)

    [made] = process.trail
    assert (made.decision, made.place, made.inputs) == ("level_fee", Place("decides", "decide"), {"level": "EMT"})
    assert (made.value, made.rules) == ({"fee_cents": 12500, "group": "reviewer"}, ("rule_emt",))
    assert process.variables["level_fee"] == {"fee_cents": 12500, "group": "reviewer"}
    assert process.open_tasks()[0].group == "reviewer"
    assert stored(process).trail == []


def test_the_same_calls_give_the_same_state_to_the_letter(definition: Load, now: datetime) -> None:
    def play() -> str:
        process = Process.start(definition("everything"), {"number": 1, "staff": [1, 2]}, now=now, key="application-1")
        process.complete(process.open_tasks()[0].id, {"a": 1}, now=now)
        process.answer(process.parked()[0].id, None, now=now)
        return process.state()

    assert play() == play()


def test_task_ids_differ_from_application_to_application(definition: Load, now: datetime) -> None:
    one = Process.start(definition("withdrawing"), {}, now=now)
    other = Process.start(definition("withdrawing"), {}, now=now)

    assert one.open_tasks()[0].id != other.open_tasks()[0].id


@pytest.mark.parametrize("value", [object(), float("nan"), {1: 2}, b"bytes", {"deep": [{"set": {1}}]}])
def test_variables_that_the_state_cannot_keep_are_refused(definition: Load, now: datetime, value: object) -> None:
    process = Process.start(definition("withdrawing"), {}, now=now)
    before = process.state()

    with pytest.raises(VariablesRefused):
        process.complete(process.open_tasks()[0].id, {"value": value}, now=now)

    assert process.state() == before


def test_what_is_handed_in_stays_the_callers_own(definition: Load, now: datetime) -> None:
    class Colour(StrEnum):
        RED = "red"

    items = [1]
    given = {"items": items, "colour": Colour.RED}
    process = Process.start(definition("withdrawing"), given, now=now)

    items.append(2)
    process.variables["items"].append(3)

    assert process.variables["items"] == [1]
    assert type(process.variables["colour"]) is str


def test_a_task_that_would_belong_to_nobody_is_told(definition: Load, now: datetime) -> None:
    with pytest.raises(ExpressionFailed, match="fill: the group of the task is null"):
        Process.start(definition("asks_for"), {}, now=now)


def test_a_deadline_is_an_instant_with_its_offset(definition: Load, now: datetime) -> None:
    process = Process.start(definition("asks_for"), {"who": "reviewer", "by": "2026-02-01"}, now=now)

    assert process.open_tasks()[0].due_at == "2026-02-01T05:00:00+00:00"
    with pytest.raises(ExpressionFailed, match="fill: the deadline of the task is no instant"):
        Process.start(definition("asks_for"), {"who": "reviewer", "by": "soon"}, now=now)


def test_nodes_are_described_as_the_diagram_says(definition: Load) -> None:
    known = definition("lanes")

    assert (known.process_id, known.title) == ("lanes", "lanes")
    assert definition("withdrawing").title == "Fill in or withdraw"
    assert definition("withdrawing").properties["startsFrom"] == "credential"
    call = known.node("call")
    assert (call.label, call.kind, call.lane) == ("Review", "callActivity", "Office")
    assert known.node("decide").process == "lanes_called"
    assert known.node("start", process="lanes_called").file == "diagrams/lanes_called.bpmn"
    with pytest.raises(KeyError):
        known.node("gone", process="lanes")
