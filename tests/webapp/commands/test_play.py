"""`elicense play`: a process walked to its end on made-up answers, with the tables really asked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.sources import ROOT
from tests.workflows.studio.conftest import Draw
from webapp import cli

Play = Callable[..., tuple[int, list[list[str]], str, str]]


@pytest.fixture
def play(capsys: pytest.CaptureFixture[str]) -> Play:
    """The exit code, the lines by their columns, the whole output and the complaints."""

    def walked(*arguments: str) -> tuple[int, list[list[str]], str, str]:
        code = cli.main(["play", *arguments])
        out, err = capsys.readouterr()
        return (
            code,
            [[part.strip() for part in line.split("  ") if part.strip()] for line in out.splitlines()],
            out,
            err,
        )

    return walked


@pytest.mark.parametrize("process", ["alignment", "renewal"])
def test_an_application_is_walked_to_its_card(play: Play, process: str) -> None:
    code, lines, out, err = play(process)

    assert (code, err) == (0, "")
    assert "ended: APPROVED." in out
    ids = [line[1] for line in lines if len(line) > 1]
    assert ids.index("fill_in") < ids.index("pay") < ids.index("decide") < ids.index("issue")


def test_a_line_tells_kind_id_label_and_lane_and_a_decision_its_row(play: Play) -> None:
    _, lines, _, _ = play("alignment")

    route = next(line for line in lines if line[1] == "decide_route")
    assert route == ["businessRuleTask", "decide_route", "Decide the route", "System", "route_for_holder: D10"]


@pytest.mark.parametrize("process", ["find_route", "collect_payment", "review"])
def test_what_other_processes_call_is_played_by_itself(play: Play, process: str) -> None:
    assert play(process)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["renewal", "--answer", "decision=propose_denial"], "ended: DENIED"),
        (["alignment", "--answer", "maDiscipline=suspended"], "route_for_holder: D01"),
        (["alignment", "--answer", "nrExpiry=2028-03-31"], "route_for_holder: D12"),
        (["renewal", "--answer", "confirmation=returned"], "confirm_denial"),
        (["renewal", "--on", "2026-04-02", "--answer", "maExpiry=2026-03-31"], "fill_in_late"),
        (["renewal", "--on", "2025-09-30"], "ended: ADVISED"),
    ],
    ids=["denial", "suspended", "ordinary", "returned", "late", "early"],
)
def test_what_somebody_wants_answered_goes_before_what_is_made_up(play: Play, arguments, words) -> None:
    code, _, out, _ = play(*arguments)

    assert code == 0
    assert words in out


#: What only a renewal or an alignment comes to, because no other process has a row that an owner lets through.
LET_THROUGH = (
    'No walk came to: decide_by_rule, approved_by_rule. No made-up answer fulfills: review_lane.lane = "auto".'
)


@pytest.mark.parametrize("process", sorted(path.stem for path in (ROOT / "bpmn").glob("*/*.bpmn")))
def test_every_element_that_can_be_met_is_met_by_some_walk(play: Play, process: str) -> None:
    code, lines, _, err = play(process, "--all")

    routed = process in {"alignment", "renewal", "review"}
    assert code == 0
    assert "No walk came to" not in err if routed else err.strip() in ("", LET_THROUGH)
    assert ["Walk 1"] in lines


def test_every_walk_comes_to_an_end(play: Play) -> None:
    assert play("alignment", "--all")[3] == ""


def test_a_process_that_nobody_has_registered_is_played_from_its_file(play: Play, draw: Draw, tmp_path: Path) -> None:
    path = tmp_path / "permits.bpmn"
    path.write_bytes(
        draw(
            *("start asked", "user fill", "either which", "service issue", "end issued", "end refused"),
            *("asked -> fill", "fill -> which", 'which -> issue if answer = "yes" and count > 2'),
            *("which -> refused else", "issue -> issued"),
            name="permits",
        )
    )

    code, lines, _, err = play(str(path), "--all")

    assert (code, err) == (0, "")
    assert {"issued", "refused"} <= {line[1] for line in lines if len(line) > 1}


def test_what_no_answer_leads_to_is_told_with_the_condition(play: Play, draw: Draw, tmp_path: Path) -> None:
    path = tmp_path / "permits.bpmn"
    path.write_bytes(
        draw(
            *("start asked", "user fill", "either which", "end never", "end always"),
            *("asked -> fill", "fill -> which", "which -> never if count > 5 and count = 1", "which -> always else"),
            name="permits",
        )
    )

    _, _, _, err = play(str(path), "--all")

    assert err == "\nNo walk came to: never. No made-up answer fulfills: count > 5 and count = 1.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no_such"], "There is no process no_such. There are: alignment, contact_change, "),
        (["nowhere.bpmn"], "No such file"),
        (["bpmn/shared/review_lane.dmn"], "The file is no diagram"),
        (["tests/workflows/engine/diagrams/refused/script.bpmn"], "Scripts do not run"),
        (["alignment", "--on", "tomorrow"], "Invalid isoformat string"),
        (["alignment", "--answer", "decision"], "'decision' is no NAME=VALUE"),
        (["alignment", "--answer", "decision=" + "[" * 20_000], "The answer to decision nests too deep"),
    ],
)
def test_what_cannot_be_played_is_told_in_a_sentence(play: Play, monkeypatch, arguments, sentence) -> None:
    monkeypatch.chdir(ROOT)

    code, lines, _, err = play(*arguments)

    assert (code, lines) == (2, [])
    assert sentence in err


def test_a_walk_that_breaks_off_is_told_and_counts_as_no_end(play: Play) -> None:
    code, _, _, err = play(str(ROOT / "tests/workflows/engine/diagrams/too_many_steps.bpmn"))

    assert code == 1
    assert "no end was reached" in err
