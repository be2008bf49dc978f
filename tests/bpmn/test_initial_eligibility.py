"""Who may have a first certification, row by row."""

from collections.abc import Callable
from typing import Any

import pytest

from workflows import decisions
from workflows.feel import to_json

Decide = Callable[..., dict[str, Any]]
#: The Registry's way to a first certification, complete.
WAY = {"nrCandidateFor": "EMT", "nrEducation": True, "nrCognitive": "PASSED", "nrHandsOn": "PASSED"}
NEVER = {"nrStatus": "NEVER_HELD", "nrLevel": None, "nrExpiry": None}
CARDS = {"cprModality": "in_person", "cprExpires": "2027-04-30"}
MEDIC = {"levelApplied": "P", "nrLevel": "NRP", **CARDS}
ACLS = {"aclsHeld": True, "aclsModality": "blended", "aclsExpires": "2027-04-30"}
HELD = {"personKnown": "own", "heldLevel": "E", "heldCurrent": True, "maDiscipline": "clear"}


@pytest.fixture(scope="module")
def decide(tables: dict[str, decisions.Decisions]) -> Decide:
    """Asks about a newcomer whom the Registry has as an EMT, but for what the test changes."""
    table = tables["initial_eligibility"]
    unknown = {part.name: None for part in table.inputs("initial_eligibility")}
    newcomer = {
        "today": "2026-05-04",
        "levelApplied": "E",
        "personKnown": "none",
        "heldBefore": False,
        "adult": True,
        "openApplication": False,
        "nrStatus": "ACTIVE",
        "nrLevel": "EMT",
        "nrExpiry": "2028-03-31",
    }

    def ask(**changed: Any) -> dict[str, Any]:
        value = to_json(table.evaluate("initial_eligibility", unknown | newcomer | changed).value)
        assert isinstance(value, dict)
        return value

    return ask


@pytest.mark.parametrize(
    ("row", "outcome", "reason", "facts"),
    [
        ("I01", "BLOCKED", "LINK_FIRST", {"personKnown": "other"}),
        ("I02", "BLOCKED", "IDENTITY_DIFFERS", {"personKnown": "differs"}),
        ("I03", "BLOCKED", "LINK_FIRST", {"heldBefore": True}),
        ("I04", "BLOCKED", "UNDER_AGE", {"adult": False}),
        ("I05", "BLOCKED", "SUSPENDED", {**HELD, "maDiscipline": "suspended", "levelApplied": "A"}),
        ("I05", "BLOCKED", "REVOKED", {**HELD, "maDiscipline": "revoked"}),
        ("I06", "BLOCKED", "ALREADY_CERTIFIED", HELD),
        ("I06", "BLOCKED", "ALREADY_CERTIFIED", {**HELD, "heldLevel": "P"}),
        ("I07", "BLOCKED", "CERTIFICATION_ENDED", {**HELD, "heldCurrent": False}),
        ("I08", "BLOCKED", "NREMT_DISCIPLINE", {"nrStatus": "REVOKED"}),
        ("I08", "BLOCKED", "NREMT_DISCIPLINE", {"nrStatus": "SUSPENDED"}),
        ("I09", "INCOMPLETE", "NREMT_UNVERIFIED", {"nrStatus": "SERVICE_ERROR"}),
        ("I09", "INCOMPLETE", "NREMT_UNVERIFIED", {"nrStatus": "NOT_MATCHED"}),
        ("I09", "INCOMPLETE", "NREMT_UNVERIFIED", {"nrExpiry": None}),
        ("I10", "INCOMPLETE", "NREMT_EXPIRED", {"nrStatus": "LAPSED", "nrExpiry": "2026-03-31"}),
        ("I10", "INCOMPLETE", "NREMT_EXPIRED", {"nrExpiry": "2026-05-03"}),
        ("I11", "BLOCKED", "LEVEL_MISMATCH", {"levelApplied": "P", "nrLevel": "AEMT"}),
        ("I11", "BLOCKED", "LEVEL_MISMATCH", {"nrLevel": "EMR"}),
        ("I12", "INCOMPLETE", "NREMT_NOT_BEGUN", NEVER),
        ("I12", "INCOMPLETE", "NREMT_NOT_BEGUN", {**NEVER, **WAY, "levelApplied": "A"}),
        ("I13", "INCOMPLETE", "NREMT_EDUCATION_MISSING", {**NEVER, **WAY, "nrEducation": False}),
        ("I14", "INCOMPLETE", "NREMT_COGNITIVE_MISSING", {**NEVER, **WAY, "nrCognitive": "FAILED"}),
        ("I15", "INCOMPLETE", "NREMT_HANDS_ON_MISSING", {**NEVER, **WAY, "nrHandsOn": "NOT_TAKEN"}),
        (
            "I16",
            "INCOMPLETE",
            "NREMT_HANDS_ON_MISSING",
            {**NEVER, **WAY, "nrHandsOn": "NOT_TAKEN", "nrCandidateFor": "AEMT", "levelApplied": "A"},
        ),
        ("I17", "INCOMPLETE", "NREMT_DECIDES", {**NEVER, **WAY}),
        ("I18", "BLOCKED", "CPR_ONLINE_ONLY", {**CARDS, "cprModality": "online_only"}),
        ("I19", "BLOCKED", "CPR_ENDED", {**CARDS, "cprExpires": "2026-05-03"}),
        ("I20", "BLOCKED", "ACLS_MISSING", {**MEDIC, "aclsHeld": False}),
        ("I21", "BLOCKED", "ACLS_ONLINE_ONLY", {**MEDIC, **ACLS, "aclsModality": "online_only"}),
        ("I22", "BLOCKED", "ACLS_ENDED", {**MEDIC, **ACLS, "aclsExpires": "2026-05-03"}),
        ("I23", "ELIGIBLE", "ELIGIBLE", {}),
        ("I23", "ELIGIBLE", "ELIGIBLE", CARDS),
        ("I23", "ELIGIBLE", "ELIGIBLE", {**MEDIC, **ACLS}),
        ("I23", "ELIGIBLE", "ELIGIBLE", {**CARDS, "cprExpires": "2026-05-04"}),
        ("I23", "ELIGIBLE", "ELIGIBLE", {"nrStatus": "INACTIVE"}),
        ("I23", "ELIGIBLE", "ELIGIBLE", {"nrLevel": "NRP"}),
        ("I23", "ELIGIBLE", "ELIGIBLE", {"nrExpiry": "2026-05-04"}),
        ("I23", "ELIGIBLE", "ELIGIBLE", {**HELD, "levelApplied": "P", "nrLevel": "NRP"}),
        ("I24", "BLOCKED", "OPEN_APPLICATION", {"openApplication": True}),
        ("I25", "BLOCKED", "CPR_MISSING", {"cprModality": "none"}),
    ],
)
def test_a_person_meets_one_row(decide: Decide, row: str, outcome: str, reason: str, facts: dict[str, Any]) -> None:
    found = decide(**facts)

    assert (found["row"], found["outcome"], found["reason"]) == (row, outcome, reason)
    assert found["advice"]
    assert (found["new_expiry_basis"] == "INITIAL_POLICY") is (outcome == "ELIGIBLE")


def test_everything_that_is_missing_is_told_with_who_reports_it(decide: Decide) -> None:
    missing = decide(**NEVER)["missing"]

    assert [sentence.partition(":")[0] for sentence in missing] == [
        "Your profile and your application at NREMT.org for this level",
        "Your course",
        "Cognitive exam",
        "Hands-on exam",
    ]


@pytest.mark.parametrize(
    ("level", "candidate", "who"),
    [
        ("E", "EMT", "the result is reported for the state"),
        ("A", "AEMT", "A representative of the National Registry reports the result"),
        ("P", "NRP", "since July 1, 2024 it is part of the one exam"),
    ],
)
def test_who_reports_the_hands_on_result_depends_on_the_level(
    decide: Decide, level: str, candidate: str, who: str
) -> None:
    found = decide(**{**NEVER, **WAY, "nrCandidateFor": candidate, "nrHandsOn": "NOT_TAKEN", "levelApplied": level})

    assert [who in sentence for sentence in found["missing"]] == [True]
    assert who in found["advice"]


def test_exams_of_another_level_count_for_nothing_and_no_exam_counts_against_the_status(decide: Decide) -> None:
    assert decide(nrHandsOn="FAILED", nrCandidateFor="EMT")["outcome"] == "ELIGIBLE"
    assert len(decide(**{**NEVER, **WAY, "levelApplied": "P"})["missing"]) == 4


@pytest.mark.parametrize(
    ("facts", "offer"),
    [
        ({"levelApplied": "P", "nrLevel": "AEMT"}, "A"),
        ({"levelApplied": "P", "nrLevel": "EMT"}, "E"),
        ({"levelApplied": "P", "nrLevel": "EMT", **HELD}, None),
        ({"nrLevel": "EMR"}, None),
        ({"levelApplied": "P", "nrLevel": "AEMT", "nrExpiry": "2026-03-31", "nrStatus": "LAPSED"}, None),
    ],
)
def test_a_lower_level_is_offered_where_it_could_be_had_at_once(
    decide: Decide, facts: dict[str, Any], offer: str | None
) -> None:
    assert decide(**facts)["offer_level"] == offer


def test_an_owner_may_let_online_courses_count_and_inactive_not(decide: Decide) -> None:
    settings = {"cpr": {"onlineOnlyAllowed": True}, "nremt": {"inactiveCounts": False}}

    assert decide(**{**CARDS, "cprModality": "online_only"}, settings=settings)["row"] == "I23"
    assert decide(nrStatus="INACTIVE", settings=settings)["row"] == "I10"


def test_only_an_eligible_person_owes_the_fee(decide: Decide, tables: dict[str, decisions.Decisions]) -> None:
    def fees(found: dict[str, Any]) -> Any:
        asked = {"route_for_holder": None, "initial_eligibility": found, "process": "initial_certification"}
        value = to_json(tables["personnel_fee"].evaluate("personnel_fee", asked).value)
        assert isinstance(value, dict)
        return value["fees"]

    assert fees(decide()) == ["fee.personnel.initial"]
    assert fees(decide(adult=False)) == []


def test_every_row_names_its_source(shared: Any) -> None:
    read = decisions.check((shared / "initial_eligibility.dmn").read_bytes(), file="initial_eligibility.dmn")
    text = (shared / "initial_eligibility.dmn").read_text()

    assert read == []
    rules = text.split("<rule id=")[1:]
    assert [
        rule[:40] for rule in rules if not any(word in rule[:400] for word in ("Source:", "Assumed:", "asked for"))
    ] == []
