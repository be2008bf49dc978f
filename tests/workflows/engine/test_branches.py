"""Branches that meet again, and activities that are done once for each item of a list."""

from collections.abc import Callable
from datetime import datetime

import pytest

from workflows.engine import Definition, ExpressionFailed, LimitReached, Process

Load = Callable[[str], Definition]
Stored = Callable[[Process], Process]


@pytest.fixture
def do(now: datetime) -> Callable[..., None]:
    """Completes the first open task of this name."""

    def complete(process: Process, name: str, **variables: object) -> None:
        task = next(task for task in process.open_tasks() if task.name == name)
        process.complete(task.id, variables, now=now)

    return complete


class TestJoins:
    def test_each_branch_brings_what_it_changed(
        self, definition: Load, now: datetime, stored: Stored, do: Callable[..., None]
    ) -> None:
        process = stored(Process.start(definition("branches"), {"shared": 0, "list": [1, 2, 3]}, now=now))

        do(process, "left", shared=1, by_left=True, list=[4])
        process = stored(process)
        do(process, "right", by_right=True, shared=0)

        assert stored(process).finished
        assert process.variables == {"shared": 1, "list": [4], "by_left": True, "by_right": True}

    def test_a_join_in_a_loop_waits_for_both_again(
        self, definition: Load, now: datetime, stored: Stored, do: Callable[..., None]
    ) -> None:
        process = Process.start(definition("branches"), {}, now=now)
        do(process, "left", x="first")
        do(process, "right", again=True)

        for order in (("right", "left"), ("left", "right")):
            process = stored(process)
            assert sorted(process.waiting) == ["left", "right"]
            do(process, order[0], x=order[0])
            process = stored(process)
            assert process.waiting == [order[1]]
            do(process, order[1], again=order[0] == "right", y=order[1])

        assert stored(process).finished
        assert process.variables == {"x": "left", "y": "right", "again": False}

    @pytest.mark.parametrize("order", [("a", "b", "b2"), ("b", "a", "b2"), ("b", "b2", "a")])
    def test_an_inclusive_join_waits_for_every_token_that_can_still_come(
        self, definition: Load, now: datetime, stored: Stored, do: Callable[..., None], order: tuple[str, ...]
    ) -> None:
        process = Process.start(definition("some_branches"), {"want_a": True, "want_b": True}, now=now)

        for name in order:
            assert not process.finished
            process = stored(process)
            do(process, name, **{f"done_{name}": True})

        assert stored(process).finished
        assert {"done_a", "done_b", "done_b2"} < set(process.variables)

    def test_an_inclusive_split_takes_its_default_when_nothing_holds(
        self, definition: Load, now: datetime, do: Callable[..., None]
    ) -> None:
        process = Process.start(definition("some_branches"), {}, now=now)

        assert process.waiting == ["c"]
        do(process, "c")
        assert process.finished

    def test_a_process_is_done_when_every_token_is(
        self, definition: Load, now: datetime, stored: Stored, do: Callable[..., None]
    ) -> None:
        process = Process.start(definition("two_ends"), {}, now=now)

        do(process, "b", b=1)
        assert not stored(process).finished
        do(process, "a", a=1)

        assert stored(process).finished
        assert process.variables == {"a": 1, "b": 1}


class TestEachItem:
    def test_results_stand_in_the_order_of_the_items(self, definition: Load, now: datetime, stored: Stored) -> None:
        staff = [{"name": name, "group": "reviewer"} for name in "abc"]
        process = stored(Process.start(definition("votes_side_by_side"), {"staff": staff}, now=now))
        tasks = process.open_tasks()
        assert [(task.name, task.group) for task in tasks] == [("vote_task", "reviewer")] * 3

        for place in (2, 0, 1):
            process.complete(tasks[place].id, {"vote": f"vote {place}"}, now=now)
            process = stored(process)

        assert process.finished
        assert process.variables["votes"] == ["vote 0", "vote 1", "vote 2"]
        assert "person" not in process.variables

    @pytest.mark.parametrize("case", ["votes_side_by_side", "votes_in_turn"])
    def test_a_second_round_begins_anew(
        self, definition: Load, now: datetime, stored: Stored, do: Callable[..., None], case: str
    ) -> None:
        process = Process.start(definition(case), {"staff": [{"group": "reviewer"}] * 2}, now=now)

        do(process, "vote_task", vote=None)
        do(process, "vote_task", vote=1)
        assert process.variables["votes"] == [None, 1]
        do(stored(process), "vote_task", vote=2)
        do(process, "vote_task", vote=2)
        do(process, "vote_task", vote=3)

        assert stored(process).finished
        assert process.variables["votes"] == [2, 3]

    def test_one_after_another_is_open_one_at_a_time(
        self, definition: Load, now: datetime, stored: Stored, do: Callable[..., None]
    ) -> None:
        process = stored(Process.start(definition("votes_in_turn"), {"staff": [{"group": "reviewer"}] * 3}, now=now))

        for place in range(3):
            assert len(process.open_tasks()) == 1
            do(process, "vote_task", vote=place)
            process = stored(process)

        assert (process.finished, process.variables["votes"]) == (True, [0, 1, 2])

    def test_an_end_condition_takes_the_rest_away(
        self, definition: Load, now: datetime, stored: Stored, do: Callable[..., None]
    ) -> None:
        process = stored(Process.start(definition("votes_until"), {"staff": [1, 2, 3]}, now=now))

        do(process, "vote_task", vote="no")

        assert stored(process).finished
        assert (process.open_tasks(), process.variables["votes"]) == ([], ["no"])

    def test_no_items_means_nothing_to_do(self, definition: Load, now: datetime) -> None:
        process = Process.start(definition("votes_side_by_side"), {"staff": []}, now=now)

        assert process.finished
        assert process.variables["votes"] == []

    def test_whole_parts_are_done_for_each_item_and_taken_away_together(
        self, definition: Load, now: datetime, stored: Stored, do: Callable[..., None]
    ) -> None:
        process = stored(Process.start(definition("parts"), {"staff": [7, 8]}, now=now))
        do(process, "fill")
        process = stored(process)
        assert [task.parameters for task in process.parked()] == [{"person": 7}]
        assert len(process.open_tasks()) == 1

        process.deliver("withdraw", {}, now=now)

        assert (stored(process).finished, process.open_tasks(), process.parked()) == (True, [], [])

    def test_a_number_of_times_is_counted(self, definition: Load, now: datetime, stored: Stored) -> None:
        process = stored(Process.start(definition("times"), {"how_often": 2}, now=now))

        process.answer(process.parked()[0].id, None, now=now)
        process.answer(stored(process).parked()[0].id, None, now=now)

        assert process.finished

    @pytest.mark.parametrize("value", [None, -1, 1.5, True, "3"])
    def test_what_is_no_number_of_times_is_told(self, definition: Load, now: datetime, value: object) -> None:
        with pytest.raises(ExpressionFailed, match="notify: the number of times is no whole number"):
            Process.start(definition("times"), {"how_often": value}, now=now)

    @pytest.mark.parametrize("value", [None, "abc", {"a": 1}])
    def test_what_is_no_list_is_told(self, definition: Load, now: datetime, value: object) -> None:
        with pytest.raises(ExpressionFailed, match="vote_task: there is no list"):
            Process.start(definition("votes_until"), {"staff": value}, now=now)

    def test_too_many_items_are_refused(self, definition: Load, now: datetime) -> None:
        with pytest.raises(LimitReached, match="more than 200 items"):
            Process.start(definition("times"), {"how_often": 10**12}, now=now)
        with pytest.raises(LimitReached, match="more than 200 items"):
            Process.start(definition("votes_until"), {"staff": [1] * 201}, now=now)
