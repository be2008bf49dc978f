"""Facts of a made-up holder, for the operations whose answers the route table reads.

Other operations need no example: what they answer is made up from what is asked about it. An ordinary answer stands
first; each of the others leads somewhere else.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflows.rules.defaults import OwnerSettings
from workflows.rules.expiry import cycle_end

#: What a message brings along, by the message's name.
BROUGHT: Mapping[str, tuple[str, ...]] = {
    "payment_settled": ("settlement",),
    "reference_received": ("referenceConfirms", "answers_in"),
    "registry_advanced": (
        *("nrStatus", "nrLevel", "nrExpiry"),
        *("nrCandidateFor", "nrEducation", "nrCognitive", "nrHandsOn"),
    ),
}


#: What is said of an applicant who may go on, by dotted name, where that is not the first of what can be said.
LEADS_ON: Mapping[str, Any] = {
    "experienceEnough": True,
    "aclsHeld": True,
    "openApplication": False,
    "backgroundAnyYes": False,
    "workedAfterExpiry": False,
    "stateStanding": "good",
    "maDiscipline": "clear",
    "nameMatches": True,
    "raised": False,
    "coriHit": False,
    "final_check": None,
    "route_for_holder.supervisorRequired": False,
}


def answers(operation: str, *, began: date, today: date) -> list[dict[str, Any]]:
    """What an operation may answer; empty where there is no example.

    Args:
        operation: Its name.
        began: The day on which the walk began: the holder's dates lie around it.
        today: The day on which it is asked.
    """
    if operation == "gather_holder_facts":
        return _holder(began, today)
    if operation == "gather_instructor_facts":
        return _instructor(began, today)
    if operation == "register_applicant":
        return _applicant(today)
    if operation == "record_submission":
        return _submission(today)
    if operation == "gather_cycle_facts":
        return _cycle_facts(began, today)
    return _registry(began) if operation in ("look_up_registry", "read_registry") else []


def _submission(today: date) -> list[dict[str, Any]]:
    usual = {"submitted_at": f"{today.isoformat()}T15:00:00Z", "answer_due_at": None}
    return [usual | {"straight_through": rows} for rows in ([], ["D10", "D12"])]


def _instructor(began: date, today: date) -> list[dict[str, Any]]:
    this_cycle, last_cycle = _cycle(began, 1).isoformat(), _cycle(began, -2).isoformat()
    usual = {
        "today": today.isoformat(),
        "maLevel": "P",
        "maExpiry": this_cycle,
        "maDiscipline": "clear",
        "icExpiry": None,
        "inRenewal": False,
        "openApplication": False,
        "homeLane": "education",
    }
    others: list[dict[str, Any]] = [
        *({"icExpiry": _cycle(began).isoformat()}, {"icExpiry": this_cycle}, {"icExpiry": last_cycle}),
        *({"maLevel": "E"}, {"maExpiry": last_cycle}, {"maDiscipline": "suspended"}, {"openApplication": True}),
    ]
    return [usual | change for change in ({}, *others)]


def _applicant(today: date) -> list[dict[str, Any]]:
    usual = {
        "today": today.isoformat(),
        "levelApplied": "P",
        "levelAsked": "P",
        "personKnown": "none",
        "adult": True,
        "openApplication": False,
        "heldLevel": None,
        "heldCurrent": None,
        "maDiscipline": None,
        "settings": OwnerSettings().context(),
        **_NOT_ASKED,
    }
    held = {"personKnown": "own", "heldLevel": "P", "heldCurrent": True, "maDiscipline": "clear"}
    others: list[dict[str, Any]] = [
        *({"levelApplied": "E"}, {"levelApplied": "A"}, {"adult": False}, {"openApplication": True}),
        *({"personKnown": "other"}, {"personKnown": "differs"}),
        *(
            held,
            held | {"heldCurrent": False},
            held | {"heldLevel": "E"},
            held | {"maDiscipline": "suspended"},
        ),
    ]
    return [usual | change for change in ({}, *others)]


def _holder(began: date, today: date) -> list[dict[str, Any]]:
    usual = {
        "today": today.isoformat(),
        "maExpiry": _cycle(began).isoformat(),
        "maLevel": "P",
        "maDiscipline": "clear",
        "openApplication": False,
        "settings": OwnerSettings().context(),
        **_NOT_ASKED,
    }
    years = [{"maExpiry": _cycle(began, later).isoformat()} for later in (-1, 1, -2, -3)]
    others: list[dict[str, Any]] = [
        *({"maLevel": "A"}, {"maLevel": "E"}),
        *({"maDiscipline": "conditions"}, {"maDiscipline": "suspended"}, {"openApplication": True}),
    ]
    return [usual | change for change in ({}, *years, *others)]


def _cycle_facts(began: date, today: date) -> list[dict[str, Any]]:
    usual = {"hasAccount": True, "decidedThisSeason": False, "timelyRenewalContinues": False}
    others: list[dict[str, Any]] = [
        {"hasAccount": False},
        {"decidedThisSeason": True},
        {"timelyRenewalContinues": True},
    ]
    first, *further = _holder(began, today)
    return [first | usual, *(first | usual | change for change in others), *(facts | usual for facts in further)]


_NOT_ASKED: dict[str, Any] = {
    "nrStatus": "SERVICE_ERROR",
    "nrLevel": None,
    "nrExpiry": None,
    "nrRegainedAfterLapse": False,
    "ceProfileApproved": False,
    "nameMatches": None,
}


def _registry(began: date) -> list[dict[str, Any]]:
    usual = {
        "nrStatus": "ACTIVE",
        "nrLevel": "NRP",
        "nrExpiry": _cycle(began, 1).isoformat(),
        "nrRegainedAfterLapse": False,
        "ceProfileApproved": False,
        "nameMatches": True,
        "nrCandidateFor": None,
        "nrEducation": None,
        "nrCognitive": None,
        "nrHandsOn": None,
    }
    way = {"nrCandidateFor": "NRP", "nrEducation": True, "nrCognitive": "PASSED", "nrHandsOn": "PASSED"}
    none = {"nrLevel": None, "nrExpiry": None, "nameMatches": None}
    years = [{"nrExpiry": _cycle(began, later).isoformat()} for later in (2, 0, 3)]
    others: list[dict[str, Any]] = [
        {"nrStatus": "INACTIVE"},
        {"nrStatus": "LAPSED", "nrExpiry": _cycle(began, -1).isoformat()},
        {"nrStatus": "SUSPENDED"},
        {"nrStatus": "NEVER_HELD", "ceProfileApproved": True, **none},
        {"nrStatus": "NEVER_HELD", **none},
        {"nrStatus": "NEVER_HELD", **none, **way},
        {"nrStatus": "NEVER_HELD", **none, **way, "nrHandsOn": "NOT_TAKEN"},
        {"nrStatus": "NEVER_HELD", **none, **way, "nrCognitive": "FAILED"},
        {"nrStatus": "NEVER_HELD", **none, **way, "nrEducation": False},
        {"nrLevel": "AEMT"},
        {"nrStatus": "NOT_MATCHED", **none},
        {"nrRegainedAfterLapse": True},
        {"nameMatches": False},
    ]
    return [usual | change for change in ({}, *years, *others)]


def _cycle(day: date, later: int = 0) -> date:
    """The end of the cycle that runs on a day, or of one so many years later."""
    end = cycle_end(day.year)
    return cycle_end(day.year + later + (0 if day <= end else 1))
