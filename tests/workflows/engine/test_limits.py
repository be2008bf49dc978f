"""Nothing that a diagram or a variable can do takes the program down: it stops, and says where."""

import logging
from collections.abc import Callable
from datetime import datetime

import pytest

from workflows.engine import Definition, ExpressionFailed, LimitReached, Process, StepFailed

Load = Callable[[str], Definition]


def test_too_many_steps_in_one_go_are_stopped(definition: Load, now: datetime) -> None:
    with pytest.raises(LimitReached, match="more than 1000 steps"):
        Process.start(definition("too_many_steps"), {}, now=now)


def test_a_loop_is_stopped_before_it_is_too_deep(definition: Load, now: datetime) -> None:
    process = Process.start(definition("round_and_round"), {}, now=now)

    rounds = 0

    def go_round() -> None:
        nonlocal process, rounds
        while True:
            process.complete(process.open_tasks()[0].id, {"again": True, "rounds": rounds}, now=now)
            process = Process.load(process.definition, process.state())
            rounds += 1

    with pytest.raises(LimitReached, match="800 steps deep"):
        go_round()

    assert 150 < rounds < 400


def test_a_state_that_grows_too_large_is_not_stored(definition: Load, now: datetime) -> None:
    process = Process.start(definition("withdrawing"), {"text": "é" * 50_000}, now=now)

    with pytest.raises(LimitReached, match="larger than 256 KB"):
        process.state()


def test_an_expression_that_asks_for_too_much_is_stopped(definition: Load, now: datetime) -> None:
    with pytest.raises(ExpressionFailed, match="which: an expression asked for too much"):
        Process.start(definition("asks_too_much"), {"items": 1}, now=now)


def test_a_gateway_without_a_way_says_so_without_the_variables(definition: Load, now: datetime) -> None:
    with pytest.raises(StepFailed) as failed:
        Process.start(definition("hears_nothing"), {"secret": "123-45-6789"}, now=now)

    assert str(failed.value) == "which: no condition holds, and there is no default flow"


def test_nothing_of_a_run_is_logged(definition: Load, now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    process = Process.start(definition("everything"), {"number": 1, "staff": [1], "secret": "123-45-6789"}, now=now)
    process.deliver("withdraw", {}, now=now)
    Process.load(process.definition, process.state())

    assert caplog.records == []


def test_no_error_tells_a_variable(definition: Load, now: datetime) -> None:
    marked = "123-45-6789"
    attempts = [
        lambda: Process.start(definition("pause"), {"pause": marked}, now=now),
        lambda: Process.start(definition("times"), {"how_often": marked}, now=now),
        lambda: Process.start(definition("votes_until"), {"staff": marked}, now=now),
        lambda: Process.start(definition("hears_nothing"), {"secret": marked}, now=now),
        lambda: Process.start(definition("withdrawing"), {marked: object()}, now=now),
        lambda: Process.load(definition("withdrawing"), f'{{"format": "{marked}"}}'),
    ]

    for attempt in attempts:
        with pytest.raises(Exception) as failed:  # noqa: PT011 - whatever it is, it must not tell
            attempt()
        error: BaseException | None = failed.value
        while error is not None:
            assert marked not in str(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
