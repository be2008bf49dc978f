"""`elicense decide`: raw facts in, the row that matched with fee and new expiry out."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.bpmn.test_people import PEOPLE, Person
from webapp import cli

Run = Callable[..., tuple[int, str, str]]
Ask = Callable[..., dict[str, Any]]

ANA = {
    "today": "2026-01-20",
    "maExpiry": "2026-03-31",
    "maLevel": "E",
    "maDiscipline": "clear",
    "openApplication": False,
    "nrStatus": "ACTIVE",
    "nrLevel": "EMT",
    "nrExpiry": "2027-03-31",
    "nrRegainedAfterLapse": False,
    "ceProfileApproved": False,
}
LEVELS = {"E": "EMT", "A": "AEMT", "P": "NRP"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def ask(given: bytes | str | dict[str, Any], *arguments: str) -> tuple[int, str, str]:
        text = json.dumps(given) if isinstance(given, dict) else given
        data = text.encode() if isinstance(text, str) else text
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = cli.main(["decide", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


@pytest.fixture
def ask(run: Run) -> Ask:
    """The outcome of the route table for Ana Ruiz, but for what the test changes."""

    def route(**changed: Any) -> dict[str, Any]:
        code, out, err = run(ANA | changed, "route_for_holder")
        assert (code, err) == (0, "")
        outcome: dict[str, Any] = json.loads(out)
        return outcome

    return route


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_everyone_to_try_the_site_with_gets_row_fee_and_expiry(ask: Ask, person: Person) -> None:
    outcome = ask(
        today=person.today,
        maLevel=person.level,
        maExpiry=person.ma_expiry,
        nrStatus=person.nr_status,
        nrLevel=LEVELS[person.level] if person.nr_expiry else None,
        nrExpiry=person.nr_expiry,
        **dict(person.more),
    )

    assert (outcome["row"], outcome["rule"], outcome["outcome"]) == (person.row, person.row, person.outcome)
    assert outcome["fee_cents"] == (person.fee_cents or None)
    assert outcome["new_expiry"] == person.new_expiry


class Row(NamedTuple):
    row: str
    outcome: str
    fee_cents: int | None
    new_expiry: str | None
    changed: dict[str, Any]


NEVER = {"nrStatus": "NEVER_HELD", "nrLevel": None, "nrExpiry": None}
LAPSED = {"nrStatus": "LAPSED", "nrExpiry": "2025-03-31"}
ROWS = [
    Row("D01", "NONE", None, None, {"maDiscipline": "revoked"}),
    Row("D02", "NONE", None, None, {"openApplication": True}),
    Row("D03", "NONE", None, None, {"nrStatus": "ELIGIBILITY_DENIED"}),
    Row("D04", "NONE", None, None, {"nrStatus": "NOT_MATCHED", "nrLevel": None, "nrExpiry": None}),
    Row("D05", "REGAIN_NREMT_FIRST", None, None, LAPSED),
    Row("D06", "REGAIN_NREMT_FIRST", None, None, {**LAPSED, "today": "2026-04-01"}),
    Row("D07", "REVERSE_OFF_CYCLE", None, None, {"maExpiry": "2028-03-31"}),
    Row("D08", "ALIGNMENT_NOT_YET_DUE", None, None, {"today": "2025-09-30"}),
    Row("D09", "RENEWAL_NOT_YET_OPEN", None, None, {"today": "2025-09-30", "nrExpiry": "2028-03-31"}),
    Row("D10", "ALIGNMENT_DUE", 6250, "2027-03-31", {}),
    Row("D11", "RENEWAL_OPEN", 12500, "2028-03-31", {"nrExpiry": "2026-03-31"}),
    Row("D12", "RENEWAL_OPEN", 12500, "2028-03-31", {"nrExpiry": "2028-03-31"}),
    Row("D13", "NONE", None, None, {"today": "2025-09-30", "nrExpiry": "2029-03-31"}),
    Row("D14", "NONE", None, None, {"nrExpiry": "2029-03-31"}),
    Row("D15", "LATE_RENEWAL", 6250, "2027-03-31", {"today": "2027-03-30"}),
    Row("D16", "LATE_RENEWAL", 12500, "2028-03-31", {"today": "2026-04-01", "nrExpiry": "2028-03-31"}),
    Row("D17", "LATE_RENEWAL", 12500, "2029-03-31", {"today": "2026-04-01", "nrExpiry": "2029-03-31"}),
    Row("D18", "REINSTATEMENT", 15000, "2028-03-31", {"today": "2026-04-01", "nrRegainedAfterLapse": True}),
    Row("D19", "NONE", None, None, {"today": "2026-04-01", "maExpiry": "2026-03-31", "nrExpiry": "2026-04-02"}),
    Row("D20", "REINSTATEMENT", 15000, "2029-03-31", {"today": "2027-03-31", "nrExpiry": "2028-03-31"}),
    Row(
        "D21",
        "REINSTATEMENT",
        15000,
        "2029-03-31",
        {"today": "2027-03-31", "nrExpiry": "2028-03-31", "maLevel": "P", "nrLevel": "NRP"},
    ),
    Row("D22", "REINSTATEMENT", 15000, "2030-03-31", {"today": "2028-04-01", "nrExpiry": "2029-03-31"}),
    Row("D23", "REGAIN_NREMT_FIRST", None, None, {**NEVER, "maLevel": "A"}),
    Row("D24", "RENEWAL_NOT_YET_OPEN", None, None, {**NEVER, "today": "2025-09-30"}),
    Row("D25", "RENEWAL_OPEN", 12500, "2028-03-31", NEVER),
    Row(
        "D26",
        "LATE_RENEWAL",
        12500,
        "2028-03-31",
        {**NEVER, "today": "2026-04-01", "ceProfileApproved": True},
    ),
    Row("D27", "REGAIN_NREMT_FIRST", None, None, {**NEVER, "today": "2026-04-01"}),
    Row("D28", "REGAIN_NREMT_FIRST", None, None, {**NEVER, "today": "2027-03-31"}),
]


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.row)
def test_every_row_is_answered_with_its_fee_and_new_expiry(ask: Ask, case: Row) -> None:
    outcome = ask(**case.changed)

    found = (outcome["row"], outcome["outcome"], outcome["fee_cents"], outcome["new_expiry"])
    assert found == (case.row, case.outcome, case.fee_cents, case.new_expiry)
    assert outcome["reason"]


def test_a_date_that_a_person_must_confirm_is_not_given(ask: Ask) -> None:
    outcome = ask(nrExpiry="2027-03-15")

    assert (outcome["row"], outcome["reason"], outcome["new_expiry"]) == ("D10", "DATA_ANOMALY", None)


def test_what_is_not_said_of_a_holder_is_not_so(run: Run) -> None:
    left_out = {"openApplication", "nrRegainedAfterLapse", "ceProfileApproved"}

    code, out, _ = run({name: value for name, value in ANA.items() if name not in left_out}, "route_for_holder")

    assert (code, json.loads(out)["row"]) == (0, "D10")


def test_a_rule_of_any_other_table_is_told(run: Run) -> None:
    late = {"outcome": "LATE_RENEWAL", "term_years": 2}
    asked = {"route_for_holder": late, "initial_eligibility": None}

    code, out, _ = run(asked, "personnel_fee")

    assert code == 0
    told = json.loads(out)
    assert (told["rule"], told["rules"]) == ("F04", ["F04"])
    assert told["value"]["fees"].count("fee.personnel.late.base") == 2


def test_a_decision_inside_another_table_is_found_by_its_id(run: Run) -> None:
    code, out, _ = run({"maDiscipline": "suspended", "openApplication": False}, "gate")

    assert (code, json.loads(out)["value"]) == (0, "DISCIPLINE")


def test_a_table_of_ones_own_is_asked_by_its_path(run: Run) -> None:
    path = "bpmn/shared/review_lane.dmn"
    asked = [
        "route_for_holder",
        "nameMatches",
        "decision",
        "escalateTo",
        "workedAfterExpiry",
        "homeLane",
        "stateStanding",
        "submission",
        "maDiscipline",
        "coriHit",
        "final_check",
    ]
    inputs = dict.fromkeys(asked)

    code, out, _ = run({**inputs, "backgroundAnyYes": True}, "review_lane", "--file", path)

    assert (code, json.loads(out)["value"]["lane"]) == (0, "compliance")


@pytest.mark.parametrize(
    ("given", "decision", "sentence"),
    [
        ("{", "route_for_holder", "Standard input is no JSON"),
        ("", "route_for_holder", "Standard input is no JSON"),
        (b"\xff\xfe\x00", "route_for_holder", "Standard input is no JSON"),
        ("[" * 100_000, "route_for_holder", "Standard input is no JSON"),
        ('{"today": NaN}', "route_for_holder", "NaN is no JSON"),
        ('{"today": ' + "9" * 5_000 + "}", "route_for_holder", "a number has more than 4,300 digits."),
        ("[1]", "route_for_holder", "must be a JSON object"),
        (b" " * 1_000_001, "route_for_holder", "larger than"),
        ("{}", "route_for_holder", "Missing: today, maExpiry"),
        ("{}", "gate", "Missing: maDiscipline, openApplication"),
        ("{}", "no_such", "There is no decision no_such. There are: "),
        ("{}", "../../../etc/passwd", "There is no decision"),
        ({**ANA, "today": "20.1.2026"}, "route_for_holder", 'today must be a date such as "2026-03-31"'),
        ({**ANA, "today": "2026-02-30"}, "route_for_holder", "today must be a date"),
        ({**ANA, "maExpiry": "9999-03-31"}, "route_for_holder", "maExpiry must be a date"),
        ({**ANA, "maExpiry": None}, "route_for_holder", "maExpiry must be a date"),
        ({**ANA, "maLevel": "X"}, "route_for_holder", "maLevel must be one of E, A, P"),
        ({**ANA, "maLevel": ["E"]}, "route_for_holder", "maLevel must be one of E, A, P"),
        ({**ANA, "nrStatus": "FINE"}, "route_for_holder", "nrStatus must be one of ACTIVE"),
        ({**ANA, "openApplication": "yes"}, "route_for_holder", "openApplication must be true or false"),
        ({"maDiscipline": 1, "openApplication": 0}, "gate", "maDiscipline must be a text. openApplication must be"),
    ],
)
def test_a_question_that_cannot_be_read_is_answered_in_a_sentence(run: Run, given, decision, sentence) -> None:
    code, out, err = run(given, decision)

    assert (code, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_an_unknown_input_is_left_out_and_told(run: Run) -> None:
    code, out, err = run({**ANA, "openaplication": True}, "route_for_holder")

    assert (code, json.loads(out)["row"]) == (0, "D10")
    assert "left out: openaplication" in err


@pytest.mark.parametrize("path", ["/nowhere.dmn", "/dev/zero", "bpmn/shared"])
def test_a_file_that_cannot_be_read_is_told(run: Run, path: str) -> None:
    code, out, err = run({}, "gate", "--file", path)

    assert (code, out) == (2, "")
    assert err.startswith("elicense decide: ")


def test_a_table_that_breaks_a_rule_is_told(run: Run, tmp_path) -> None:
    path = tmp_path / "broken.dmn"
    path.write_text("<definitions/>")

    code, _, err = run({}, "gate", "--file", str(path))

    assert code == 1
    assert str(path) in err


def test_a_question_loads_no_library_of_pages_or_databases() -> None:
    tell = "import sys; from webapp.cli import main; main(['decide', 'route_for_holder']); print(*sys.modules)"

    run = subprocess.run(
        [sys.executable, "-c", tell], input=json.dumps(ANA), capture_output=True, text=True, check=True
    )

    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert loaded & {"SpiffWorkflow", "dbos", "flask", "pydantic", "sqlalchemy", "weasyprint", "wtforms"} <= {
        "SpiffWorkflow"
    }
