"""`elicense check`: one JSON object a line, an exit code, and never a traceback, whatever the file."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.sources import ROOT
from webapp import cli
from webapp.commands import known

Check = Callable[..., tuple[int, list[dict[str, Any]], str]]

BPMN = ROOT / "bpmn"
BROKEN = ROOT / "tests" / "workflows" / "engine" / "diagrams" / "refused"


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str]) -> Check:
    def told(*files: Path | str) -> tuple[int, list[dict[str, Any]], str]:
        code = cli.main(["check", *map(str, files)])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        findings = [json.loads(line) for line in out.splitlines()]
        for finding in findings:
            assert list(finding) == ["file", "element", "line", "level", "rule", "text"]
        return code, findings, err

    return told


@pytest.mark.parametrize("path", sorted(BPMN.glob("*/*.*")), ids=lambda path: path.name)
def test_what_comes_with_the_product_is_sound(check: Check, path: Path) -> None:
    assert check(path) == (0, [], "")


@pytest.mark.parametrize(
    ("name", "rule", "element", "level", "code"),
    [
        ("dead_end", "dead_end", "cliff", "error", 1),
        ("script", "script", None, "error", 1),
        ("form_unknown", "form_unknown", "fill", "error", 1),
        ("group_unknown", "group_unknown", "fill", "error", 1),
        ("operation_unknown", "operation_unknown", None, "error", 1),
        ("call_unknown", "call_unknown", "call", "error", 1),
        ("label_duplicate", "label_duplicate", None, "warning", 0),
    ],
)
def test_a_fault_is_told_with_its_element_and_line(check: Check, name, rule, element, level, code) -> None:
    path = BROKEN / f"{name}.bpmn"

    found, findings, _ = check(path)

    line = next(at for at, text in enumerate(path.read_text().splitlines(), 1) if "<!-- here -->" in text)
    told = next(one for one in findings if (one["rule"], one["line"]) == (rule, line))
    assert (found, told["level"], told["file"]) == (code, level, str(path))
    assert element is None or told["element"] == element


def test_the_root_element_tells_what_a_file_is_and_not_its_suffix(check: Check, tmp_path: Path) -> None:
    shutil.copy(BPMN / "shared" / "review_lane.dmn", tmp_path / "table.txt")
    text = (BPMN / "shared" / "collect_payment.bpmn").read_text()
    (tmp_path / "collect_payment.dmn").write_text(text)

    assert check(tmp_path / "table.txt", tmp_path / "collect_payment.dmn") == (0, [], "")


def test_a_table_with_a_gap_is_told(check: Check, tmp_path: Path) -> None:
    text = (BPMN / "shared" / "personnel_fee.dmn").read_text()
    path = tmp_path / "personnel_fee.dmn"
    path.write_text(text.replace('"ALIGNMENT_DUE"', '"RENEWAL_OPEN"'))

    code, findings, _ = check(path)

    assert code == 1
    assert "overlap" in {one["rule"] for one in findings}


def test_what_a_diagram_calls_is_looked_for_beside_it_and_then_among_the_shared(check: Check, tmp_path: Path) -> None:
    shutil.copy(BPMN / "alignment" / "alignment.bpmn", tmp_path)
    beside = (BPMN / "shared" / "review.bpmn").read_text().replace('id="send_notice"', 'id="send_pigeon"')
    (tmp_path / "review.bpmn").write_text(beside)

    code, findings, _ = check(tmp_path / "alignment.bpmn")

    assert code == 1
    assert {(one["file"], one["rule"]) for one in findings} == {(str(tmp_path / "review.bpmn"), "operation_unknown")}


def test_an_operation_without_what_it_needs_is_told(check: Check, tmp_path: Path) -> None:
    text = (BPMN / "shared" / "review.bpmn").read_text()
    path = tmp_path / "review.bpmn"
    path.write_text(text.replace('id="p_remaining_days"', 'id="p_remaning_days"').replace('"p_template"', '"p_templ"'))

    code, findings, _ = check(path)

    assert code == 1
    told = {(one["level"], one["rule"], one["element"]) for one in findings}
    assert ("error", "parameter_missing", "tell_delay") in told
    assert ("warning", "parameter_unknown", "start_clock") in told


def test_a_token_that_waits_for_ever_is_found_by_simulation(check: Check, tmp_path: Path, draw) -> None:
    path = tmp_path / "case.bpmn"
    path.write_bytes(
        draw(
            *("start s", "either which", "service one", "service two", "all join", "end e"),
            *("s -> which", "which -> one if x = 1", "which -> two else", "one -> join", "two -> join", "join -> e"),
        )
    )

    code, findings, _ = check(path)

    assert code == 1
    assert ("deadlock", "join") in {(one["rule"], one["element"]) for one in findings}


def _bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><x>&e9;</x>'.encode()


UNREADABLE = {
    "empty": b"",
    "blank": b"   \n",
    "text": b"no xml at all",
    "zeros": bytes(3000),
    "noise": random.Random(7).randbytes(5000),
    "cut off": (BPMN / "renewal" / "renewal.bpmn").read_bytes()[:20_000],
    "bomb": _bomb(),
    "bomb in UTF-16": _bomb().decode().encode("utf-16"),
    "bomb in UTF-16 without a mark": _bomb().decode().encode("utf-16-le"),
    "bomb in UTF-7": b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x>',
    "outside entity": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    "deep": b"<a>" * 50_000,
    "deep and closed": b"<a>" * 5000 + b"</a>" * 5000,
    "another root": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "BPMN without its namespace": b"<definitions/>",
    "many elements": b"<a>" + b"<b/>" * 60_000 + b"</a>",
    "long": b"<a>" + b"x" * 3_000_000 + b"</a>",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_told_as_a_finding_and_in_a_sentence(check, tmp_path: Path, name: str) -> None:
    path = tmp_path / "file.bpmn"
    path.write_bytes(UNREADABLE[name])

    code, findings, err = check(path)

    assert (code, len(findings), findings[0]["file"], findings[0]["level"]) == (2, 1, str(path), "error")
    assert findings[0]["text"] in err


@pytest.mark.parametrize("name", ["missing", "folder", "pipe", "device", "huge", "odd\udcff name", "nul\0name"])
def test_what_is_no_ordinary_file_is_refused_without_opening_it(check: Check, tmp_path: Path, name: str) -> None:
    path = str(tmp_path / name)
    if name == "folder":
        (tmp_path / name).mkdir()
    elif name == "pipe":
        os.mkfifo(path)
    elif name == "device":
        path = "/dev/zero"
    elif name == "huge":
        with (tmp_path / name).open("wb") as huge:
            huge.truncate(100_000_000)

    code, findings, _ = check(path)

    assert (code, [one["rule"] for one in findings]) == (2, ["unreadable"])


def test_what_lies_beside_a_diagram_does_not_keep_it_from_being_checked(check: Check, tmp_path: Path) -> None:
    shutil.copy(BROKEN / "call_unknown.bpmn", tmp_path)
    os.mkfifo(tmp_path / "pipe.bpmn")
    (tmp_path / "noise.bpmn").write_bytes(UNREADABLE["noise"])
    (tmp_path / "bomb.dmn").write_bytes(UNREADABLE["bomb"])

    code, findings, _ = check(tmp_path / "call_unknown.bpmn")

    assert (code, [one["rule"] for one in findings]) == (1, ["call_unknown"])


def test_several_files_are_all_told_and_the_worst_counts(check: Check, tmp_path: Path) -> None:
    sound, broken = BPMN / "shared" / "review_lane.dmn", BROKEN / "dead_end.bpmn"

    code, findings, _ = check(tmp_path / "missing.bpmn", sound, broken)

    assert code == 2
    assert {one["file"] for one in findings} == {str(tmp_path / "missing.bpmn"), str(broken)}


def test_damaged_diagrams_are_told_and_never_raise(check: Check, tmp_path: Path) -> None:
    chance = random.Random(20260120)
    whole = (BPMN / "shared" / "review.bpmn").read_bytes()
    paths = []
    for number in range(25):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 40)] = chance.randbytes(chance.randint(0, 3))
        paths.append(tmp_path / f"damaged_{number}.bpmn")
        paths[-1].write_bytes(damaged)

    code, findings, _ = check(*paths)

    assert code == 2
    assert "check_failed" not in {one["rule"] for one in findings}


def test_diagrams_with_lines_left_out_are_told_and_never_raise(check: Check, tmp_path: Path) -> None:
    chance = random.Random(20260121)
    lines = (BPMN / "alignment" / "alignment.bpmn").read_text().splitlines(keepends=True)
    single = [number for number, line in enumerate(lines) if line.rstrip().endswith("/>") or "</" in line.lstrip()[1:]]
    paths = []
    for number in range(15):
        gone = set(chance.sample(single, 4))
        paths.append(tmp_path / f"alignment_{number}.bpmn")
        paths[-1].write_text("".join(line for at, line in enumerate(lines) if at not in gone))

    _, findings, _ = check(*paths)

    assert findings
    assert "check_failed" not in {one["rule"] for one in findings}


def test_a_check_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    script = (
        "import sys, time; from webapp.commands import check; check.SECONDS = 0.5\n"
        "check.check_file = lambda *_, **__: time.sleep(60)\n"
        "sys.exit(check.main(['bpmn/shared/review_lane.dmn']))"
    )

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)

    assert (run.returncode, json.loads(run.stdout)["rule"]) == (1, "check_too_long")


@pytest.mark.parametrize("fault", ["raise ValueError('secret')", "return os._exit(1)", "return bytearray(10**12)"])
def test_a_check_that_breaks_off_is_told_without_a_traceback(fault: str) -> None:
    script = (
        "import os, sys; from webapp.commands import check\n"
        f"def broken(*_, **__): {fault}\n"
        "check.check_file = broken\n"
        "sys.exit(check.main(['bpmn/shared/review_lane.dmn']))"
    )

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)

    assert (run.returncode, json.loads(run.stdout)["rule"], run.stderr) == (1, "check_failed", "")


def test_the_names_read_from_the_sources_are_those_that_the_site_loads() -> None:
    from forms.base import guides
    from models.vocabulary import APPLICANT, ENDED, StaffRole

    names = known.known()

    assert {name: dict(guide.variable_kinds()) for name, guide in guides().items()} == known.guides()
    assert names.groups == {APPLICANT, *StaffRole}
    assert names.outcomes == set(ENDED)
