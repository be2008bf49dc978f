"""What goes wrong in a diagram whatever its conditions say, found by walking it on the real engine."""

from pathlib import Path

import pytest

from tests.workflows.studio.conftest import Draw
from workflows.engine import Bundle, check
from workflows.findings import Finding
from workflows.studio.simulation import simulate

BPMN = Path(__file__).parents[3] / "bpmn"


def simulated(data: bytes) -> list[Finding]:
    refused = [one for one in check(Bundle("case", {"case.bpmn": data})) if one.level == "error"]
    assert refused == []
    return simulate(data, file="case.bpmn")


def told(data: bytes) -> list[tuple[str, str, str | None]]:
    return [(one.level, one.rule, one.element) for one in simulated(data)]


@pytest.mark.parametrize("path", sorted(BPMN.glob("*/*.bpmn")), ids=lambda path: path.stem)
def test_the_diagrams_that_come_with_the_product_are_sound(path: Path) -> None:
    assert simulate(path.read_bytes(), file=path.name) == []


def test_a_join_behind_a_choice_waits_for_ever(draw: Draw) -> None:
    data = draw(
        *("start s", "either which", "user one", "user two", "all join", "end e"),
        *("s -> which", "which -> one if x = 1", "which -> two else", "one -> join", "two -> join", "join -> e"),
    )

    (finding,) = simulated(data)

    assert (finding.level, finding.rule, finding.element, finding.line) == ("error", "deadlock", "join", 7)
    assert "It happens when which goes to one." in finding.text


def test_branches_that_meet_without_a_join_double_the_token(draw: Draw) -> None:
    data = draw(
        *("start s", "all fork", "user one", "user two", "either meet", "user after", "end e"),
        *("s -> fork", "fork -> one", "fork -> two", "one -> meet", "two -> meet", "meet -> after", "after -> e"),
    )

    assert told(data) == [("error", "double_token", "after")]


def test_a_repeated_activity_that_is_entered_while_it_runs_is_told(draw: Draw) -> None:
    data = draw(
        *("start s", "all fork", "user one", "user two", "either meet", "user votes *", "end e"),
        *("s -> fork", "fork -> one", "fork -> two", "one -> meet", "two -> meet", "meet -> votes", "votes -> e"),
    )

    assert told(data) == [("error", "entered_again", "votes")]


def test_a_branch_that_never_comes_to_the_join_is_told_inside_a_part_that_can_be_withdrawn(draw: Draw) -> None:
    data = draw(
        *("start s", "part main", "start begun", "all fork", "user one", "user two", "either which", "end early"),
        *("all join", "end done", "begun -> fork", "fork -> one", "fork -> two", "one -> join", "two -> which"),
        *("which -> early if late = true", "which -> join else", "join -> done", "."),
        *("boundary withdrawn message on main", "end e", "s -> main", "main -> e", "withdrawn -> e"),
    )

    assert told(data) == [("error", "deadlock", "join")]


def test_a_part_that_only_turns_in_circles_is_told(draw: Draw) -> None:
    data = draw(
        *("start s", "all fork", "user one", "end e", "either again", "user two", "either which", "user three"),
        *("s -> fork", "fork -> one", "one -> e", "fork -> again", "again -> two", "two -> which"),
        *("which -> again if x = 1", "which -> three else", "three -> again"),
    )

    assert [rule for _, rule, _ in told(data)] == ["never_ends"]


def test_choices_that_may_contradict_each_other_are_told_as_a_warning(draw: Draw) -> None:
    data = draw(
        *("start s", "all fork", "user one", "user two", "either first", "either second", "end e1", "end e2"),
        *("all join", "user after", "end e", "s -> fork", "fork -> one", "fork -> two", "one -> first"),
        *("two -> second", "first -> join if wanted = true", "first -> e1 else", "second -> join if wanted = true"),
        *("second -> e2 else", "join -> after", "after -> e"),
    )

    assert told(data) == [("warning", "deadlock", "join")]


def test_an_inclusive_join_waits_for_the_branches_that_were_taken(draw: Draw) -> None:
    data = draw(
        *("start s", "any some", "user one", "user two", "user three", "any join", "end e", "s -> some"),
        *("some -> one if a = true", "some -> two if b = true", "some -> three else"),
        *("one -> join", "two -> join", "three -> join", "join -> e"),
    )

    assert told(data) == []


def test_an_error_that_ends_a_branch_early_leaves_the_join_waiting(draw: Draw) -> None:
    data = draw(
        *("start s", "all fork", "service ask", "boundary down error on ask", "end gone", "user two", "all join"),
        *("end e", "s -> fork", "fork -> ask", "fork -> two", "ask -> join", "two -> join", "down -> gone"),
        "join -> e",
    )

    (finding,) = simulated(data)

    assert (finding.rule, finding.element) == ("deadlock", "join")
    assert "ask fails" in finding.text


@pytest.mark.parametrize(
    "lines",
    [
        ("start s", "user fill *", "end e", "s -> fill", "fill -> e"),
        ("start s", "user fill", "end failed error", "s -> fill", "fill -> failed"),
        (
            *("start s", "user fill", "boundary remind timer on fill still", "boundary late timer on fill"),
            *("service tell", "end told", "end e", "s -> fill", "fill -> e", "remind -> tell", "tell -> told"),
            "late -> e",
        ),
        (
            *("start s", "first wait", "catch paid message", "catch over timer", "end e"),
            *("s -> wait", "wait -> paid", "wait -> over", "paid -> e", "over -> e"),
        ),
        (
            *("start s", "either again", "user fill", "either which", "end e", "s -> again", "again -> fill"),
            *("fill -> which", "which -> again if x = 1", "which -> e else"),
        ),
    ],
    ids=["several_times", "error_end", "reminders", "event_gateway", "loop"],
)
def test_a_sound_diagram_is_accused_of_nothing(draw: Draw, lines: tuple[str, ...]) -> None:
    assert told(draw(*lines)) == []


def test_the_rest_is_left_out_when_the_time_is_up(draw: Draw) -> None:
    data = draw(
        *("start s", "either which", "user one", "user two", "all join", "end e"),
        *("s -> which", "which -> one if x = 1", "which -> two else", "one -> join", "two -> join", "join -> e"),
    )

    assert simulate(data, file="case.bpmn", go_on=lambda: False) == []
