"""What is stored comes back as it was, whatever happened, and stays small."""

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from operator import methodcaller

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.engine import Bundle, Definition, EngineError, Process, StateUnreadable, bundle_of, library

from .conftest import DIAGRAMS

Load = Callable[[str], Definition]
NOW = datetime.fromisoformat("2026-01-20T15:00:00+00:00")

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def loaded(case: str) -> Definition:
    return library.load(bundle_of(DIAGRAMS / f"{case}.bpmn", ()))


@settings(deadline=None)
@given(st.dictionaries(st.text() | st.sampled_from(["typename", "self", "data", "data_objects", "Start"]), PLAIN))
def test_variables_of_any_name_and_value_come_back(variables: dict[str, object]) -> None:
    process = Process.start(loaded("withdrawing"), variables, now=NOW)

    again = Process.load(process.definition, process.state())
    again.complete(again.open_tasks()[0].id, variables, now=NOW)

    assert Process.load(process.definition, process.state()).variables == variables
    assert {**variables, "points": 0} == {**again.variables, "points": 0}


def test_true_and_one_are_kept_apart(definition: Load, now: datetime) -> None:
    process = Process.start(definition("withdrawing"), {"x": 1, "y": True, "z": [1]}, now=now)
    process.complete(process.open_tasks()[0].id, {"x": True, "y": 1.0, "z": [1.0]}, now=now)

    again = Process.load(process.definition, process.state()).variables

    assert [type(again[name]) for name in "xyz"] == [bool, float, list]


@pytest.mark.parametrize("seed", range(25))
def test_a_process_goes_the_same_way_whether_it_is_stored_in_between_or_not(seed: int) -> None:
    start = {"number": 1, "staff": [{"n": 1}, {"n": 2}], "typename": "x", "more": False}
    kept = Process.start(loaded("everything"), start, now=NOW, key="a")
    stored = Process.start(loaded("everything"), start, now=NOW, key="a")
    chance = random.Random(seed)

    for step in range(40):
        now = NOW + timedelta(days=step)
        move = _move(kept, now, chance)
        move(kept)
        stored = Process.load(stored.definition, stored.state())
        move(stored)

        assert stored.state() == kept.state()
        assert (stored.waiting, stored.live, stored.due_at) == (kept.waiting, kept.live, kept.due_at)
        assert (stored.open_tasks(), stored.parked()) == (kept.open_tasks(), kept.parked())
        assert (stored.variables, stored.ended) == (kept.variables, kept.ended)
        if kept.finished:
            break
        assert kept.waiting


def _move(process: Process, now: datetime, chance: random.Random) -> Callable[[Process], object]:
    moves: list[Callable[[Process], object]] = [methodcaller("fire_due", now)]
    for task in process.open_tasks():
        given_back = {"vote": chance.random(), "more": chance.random() < 0.6, task.name: [chance.random()]}
        moves.append(methodcaller("complete", task.id, given_back, now=now))
    for parked in process.parked():
        moves.append(methodcaller("answer", parked.id, {"status": parked.name}, now=now))
        if parked.name == "look_up":
            moves.append(methodcaller("fail", parked.id, "registry_unavailable", now=now))
    moves.append(methodcaller("deliver", "paid", {"cents": 5}, now=now))
    if chance.random() < 0.02:
        return methodcaller("deliver", "withdraw", {}, now=now)
    return chance.choice(moves)


def test_what_is_finished_inside_is_left_out(definition: Load, now: datetime) -> None:
    process = Process.start(definition("lanes"), {"big": "x" * 1000}, now=now)
    process.complete(process.open_tasks()[0].id, {}, now=now)

    assert process.finished
    assert len(process.state()) < 1_400
    assert json.loads(process.state())["inside"] == []


def test_a_state_holds_each_value_once(definition: Load, now: datetime) -> None:
    process = Process.start(definition("everything"), {"number": 1, "marked": "once" * 10}, now=now)

    assert process.state().count("once" * 10) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"format":1}', '{"format":2,"process":"lanes"}'])
def test_a_text_that_is_no_state_is_refused(definition: Load, text: str) -> None:
    with pytest.raises(StateUnreadable):
        Process.load(definition("lanes"), text)


def test_a_state_of_another_process_is_refused(definition: Load, now: datetime) -> None:
    state = Process.start(definition("lanes"), {}, now=now).state()

    with pytest.raises(StateUnreadable):
        Process.load(definition("withdrawing"), state)


def test_a_state_whose_element_is_gone_is_refused(bundle: Callable[[str], Bundle], now: datetime) -> None:
    before = bundle("pause")
    state = Process.start(library.load(before), {"pause": "P1D"}, now=now).state()
    [(file, data)] = before.files.items()
    after = Bundle(before.process_id, {file: data.replace(b'"wait"', b'"pause_here"')})

    with pytest.raises(StateUnreadable):
        Process.load(library.load(after), state)


def test_what_failed_half_way_is_not_kept(definition: Load, now: datetime) -> None:
    process = Process.start(definition("fill_then_pause"), {}, now=now)
    with pytest.raises(EngineError):
        process.complete(process.open_tasks()[0].id, {"pause": "never"}, now=now)

    with pytest.raises(EngineError, match="half-way"):
        process.state()
