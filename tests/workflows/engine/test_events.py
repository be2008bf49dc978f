"""Time, messages and errors: everything that comes from outside, and nothing from the machine's clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from workflows.engine import Definition, EngineError, ErrorNotCaught, ExpressionFailed, Place, Process

Load = Callable[[str], Definition]
Stored = Callable[[Process], Process]


class TestTimers:
    def test_time_is_counted_from_the_instant_handed_in(self, definition: Load, stored: Stored) -> None:
        long_ago = datetime(1999, 12, 31, tzinfo=UTC)

        process = stored(Process.start(definition("pause"), {"pause": "P1M"}, now=long_ago))

        assert process.due_at == datetime(2000, 1, 31, tzinfo=UTC)
        assert process.fire_due(datetime(2000, 1, 30, 23, 59, tzinfo=UTC)) == []
        assert process.fire_due(datetime(2000, 1, 31, tzinfo=UTC)) == ["wait"]
        assert process.finished

    @pytest.mark.parametrize(
        ("text", "due"),
        [
            ("PT90M", datetime(2026, 1, 20, 16, 30, tzinfo=UTC)),
            ("P1Y1M1W1DT1S", datetime(2027, 2, 28, 15, 0, 1, tzinfo=UTC)),
            ("2026-03-31", datetime(2026, 3, 31, 4, tzinfo=UTC)),
            ("2026-03-31T12:00:00", datetime(2026, 3, 31, 16, tzinfo=UTC)),
            ("2026-03-31T12:00:00+00:00", datetime(2026, 3, 31, 12, tzinfo=UTC)),
        ],
    )
    def test_durations_dates_and_instants_are_understood(
        self, definition: Load, now: datetime, text: str, due: datetime
    ) -> None:
        assert Process.start(definition("pause"), {"pause": text}, now=now).due_at == due

    def test_a_month_from_the_thirty_first_is_the_last_of_the_next(self, definition: Load) -> None:
        start = datetime(2028, 1, 31, tzinfo=UTC)

        process = Process.start(definition("pause"), {"pause": "P1M"}, now=start)

        assert process.due_at == datetime(2028, 2, 29, tzinfo=UTC)

    def test_what_is_over_already_does_not_wait(self, definition: Load, now: datetime) -> None:
        assert Process.start(definition("pause"), {"pause": "PT0S"}, now=now).finished
        assert Process.start(definition("pause"), {"pause": "2020-01-01"}, now=now).finished

    @pytest.mark.parametrize("value", ["", "soon", "P", "PT", "P1X", "R0/P1D", "R2/PT0S", "P999Y", None, 5, ["P1D"]])
    def test_what_is_no_time_is_told_by_its_element(self, definition: Load, now: datetime, value: object) -> None:
        with pytest.raises(ExpressionFailed, match="wait: the timer's expression yields no date or duration"):
            Process.start(definition("pause"), {"pause": value}, now=now)

    def test_a_timer_in_an_event_gateway_is_due_and_ends_the_wait(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("payment_or_time"), {}, now=now))
        assert (process.waiting, process.due_at) == (["first"], now + timedelta(days=10))

        fired = stored(process).fire_due(now + timedelta(days=9))
        assert fired == []
        assert process.fire_due(now + timedelta(days=10)) == ["first"]

        ended = stored(process).ended
        assert ended is not None
        assert (ended.outcome, process.due_at, process.messages()) == ("LAPSED", None, [])
        assert Place("payment_or_time", "late") in process.done

    def test_a_message_in_an_event_gateway_stops_its_timer(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("payment_or_time"), {}, now=now))

        assert process.deliver("paid", {"cents": 6250}, now=now)

        assert (stored(process).waiting, process.due_at) == (["thank"], None)
        assert process.variables == {"cents": 6250}
        assert process.fire_due(now + timedelta(days=99)) == []

    def test_reminders_come_in_cycles_while_the_task_stays_open(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = Process.start(definition("reminders"), {"deadline": "2026-03-01"}, now=now)
        assert process.due_at == now + timedelta(days=3)

        assert stored(process).fire_due(now + timedelta(days=4)) == ["remind"]
        assert process.fire_due(now + timedelta(days=4)) == ["remind"]
        assert process.due_at == now + timedelta(days=6)
        assert process.fire_due(now + timedelta(days=30)) == ["remind"]

        process = stored(process)
        assert process.waiting.count("notify") == 2
        assert process.due_at == datetime(2026, 3, 1, 5, tzinfo=UTC)
        assert [task.parameters for task in process.parked()] == [{"text": "reminder"}] * 2

    def test_missed_reminders_and_the_deadline_come_in_their_order(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("reminders"), {"deadline": "2026-01-25"}, now=now))

        assert process.fire_due(now + timedelta(days=60)) == ["remind", "deadline"]

        assert [task.name for task in stored(process).parked()] == ["notify"]
        assert process.open_tasks() == []
        process.answer(process.parked()[0].id, None, now=now)
        assert process.ended is not None
        assert process.ended.outcome == "LAPSED"

    def test_a_done_task_reminds_no_more_and_what_was_begun_goes_on(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = Process.start(definition("reminders"), {"deadline": "2026-03-01"}, now=now)
        process.fire_due(now + timedelta(days=3))

        process.complete(process.open_tasks()[0].id, {}, now=now)

        process = stored(process)
        assert (process.due_at, process.finished, process.waiting) == (None, False, ["notify"])
        process.answer(process.parked()[0].id, None, now=now)
        assert process.finished

    def test_an_instant_without_an_offset_is_refused(self, definition: Load) -> None:
        with pytest.raises(ValueError, match="aware"):
            Process.start(definition("pause"), {"pause": "P1D"}, now=datetime(2026, 1, 1))  # noqa: DTZ001


class TestMessages:
    def test_a_boundary_message_that_does_not_interrupt_can_come_again(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("boundary_message"), {}, now=now))

        assert process.deliver("paid", {"question": 1}, now=now)
        assert stored(process).deliver("paid", {"question": 2}, now=now)
        assert process.deliver("paid", {"question": 3}, now=now)

        assert stored(process).waiting == ["fill", "answer", "answer"]

    def test_a_receive_task_waits_for_its_message(self, definition: Load, now: datetime, stored: Stored) -> None:
        process = stored(Process.start(definition("receives"), {}, now=now))
        assert (process.waiting, process.messages()) == (["wait"], ["paid"])

        assert stored(process).deliver("paid", {"cents": 1}, now=now)
        process.deliver("paid", {"cents": 1}, now=now)

        assert (stored(process).finished, process.variables) == (True, {"cents": 1})

    def test_a_message_nobody_waits_for_is_told(self, definition: Load, now: datetime) -> None:
        assert not Process.start(definition("boundary_message"), {}, now=now).deliver("other", {}, now=now)

    def test_an_event_subprocess_runs_beside_and_the_end_waits_for_it(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("note_any_time"), {"a": 1}, now=now))
        assert process.messages() == ["paid"]

        assert process.deliver("paid", {"cents": 5}, now=now)
        process = stored(process)
        assert process.waiting == ["fill", "note"]
        process.complete(process.open_tasks()[0].id, {}, now=now)
        assert not stored(process).finished
        process.complete(process.open_tasks()[0].id, {}, now=now)

        assert stored(process).finished
        assert process.messages() == []

    def test_a_new_application_does_not_start_inside_a_handler(self, definition: Load, now: datetime) -> None:
        known = definition("note_any_time")
        first = Process.start(known, {}, now=now)
        first.deliver("paid", {}, now=now)

        assert Process.start(known, {}, now=now).waiting == ["fill"]


class TestErrors:
    def test_an_error_climbs_out_of_a_called_process_to_the_callers_boundary(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("error_climbs"), {"number": 1}, now=now))
        look_up = next(task for task in process.parked() if task.name == "look_up")

        process.fail(look_up.id, "registry_unavailable", now=now)

        process = stored(process)
        assert sorted(process.waiting) == ["beside", "by_hand"]
        assert Place("error_climbs", "wrong") not in process.done

    def test_the_nearest_boundary_of_that_code_catches(self, definition: Load, now: datetime, stored: Stored) -> None:
        process = stored(Process.start(definition("error_climbs"), {"number": 1}, now=now))
        look_up = next(task for task in process.parked() if task.name == "look_up")

        process.fail(look_up.id, "other", now=now)

        assert sorted(stored(process).waiting) == ["after_other", "beside"]

    def test_a_boundary_without_a_code_catches_any(self, definition: Load, now: datetime, stored: Stored) -> None:
        process = stored(Process.start(definition("error_climbs"), {"number": 1}, now=now))
        beside = next(task for task in process.parked() if task.name == "beside")

        process.fail(beside.id, "whatever", now=now)

        assert Place("error_climbs", "wrong") in stored(process).done

    def test_an_error_that_nobody_catches_changes_nothing(self, definition: Load, now: datetime) -> None:
        process = Process.start(definition("error_climbs"), {"number": 1}, now=now)
        before = process.state()
        look_up = next(task for task in process.parked() if task.name == "look_up")

        with pytest.raises(ErrorNotCaught) as caught:
            process.fail(look_up.id, "unforeseen", now=now)

        assert (caught.value.element, caught.value.error_code) == ("look_up", "unforeseen")
        assert process.state() == before

    def test_an_error_end_event_ends_the_sub_process_around_it(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("error_end"), {}, now=now))

        process.complete(process.open_tasks()[0].id, {"bad": True}, now=now)

        ended = stored(process).ended
        assert ended is not None
        assert (process.finished, ended.outcome, process.open_tasks()) == (True, "LAPSED", [])

    def test_an_escalation_tells_the_process_around_which_goes_on(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("error_end"), {}, now=now))

        process.complete(process.open_tasks()[0].id, {"late": True}, now=now)

        assert sorted(stored(process).waiting) == ["beside", "hurry"]

    def test_an_error_end_event_that_nobody_catches_is_not_kept(self, definition: Load, now: datetime) -> None:
        process = Process.start(definition("fails_itself"), {}, now=now)

        with pytest.raises(ErrorNotCaught, match="around failed catches the error registry_unavailable"):
            process.complete(process.open_tasks()[0].id, {}, now=now)

        with pytest.raises(EngineError, match="half-way"):
            process.state()

    def test_a_terminate_end_event_ends_its_part_and_the_process_goes_on(
        self, definition: Load, now: datetime, stored: Stored
    ) -> None:
        process = stored(Process.start(definition("terminated_part"), {}, now=now))

        process.complete(next(task.id for task in process.open_tasks() if task.name == "a"), {"x": 1}, now=now)

        assert (stored(process).waiting, process.variables) == (["after"], {"x": 1})

    def test_a_terminate_end_event_ends_every_token(self, definition: Load, now: datetime, stored: Stored) -> None:
        process = stored(Process.start(definition("terminated"), {}, now=now))

        process.complete(next(task.id for task in process.open_tasks() if task.name == "a"), {}, now=now)

        assert (stored(process).finished, process.open_tasks(), process.live) == (True, [], [])
