"""The route open to a holder, from raw facts to fee and new expiry, as the process finds them on the way.

The process asks `route_for_holder`, then `personnel_fee`, then the rule for the new expiry; here the three are
asked in one go, with the default settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.rules.defaults import OwnerSettings
from workflows.rules.expiry import ExpiryBasis, ExpiryUnconfirmed, new_expiry
from workflows.rules.fees import total_cents
from workflows.studio import asking, shelf
from workflows.studio.asking import InputsRefused, TableAtFault

DECISION = "route_for_holder"
_FEE = "personnel_fee"

#: The words that an input may have. Source: glossary of the Office and of the National Registry.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "maLevel": ("E", "A", "P"),
    "maDiscipline": ("clear", "conditions", "complaint_open", "suspended", "revoked", "surrendered"),
    "nrStatus": (
        *("ACTIVE", "INACTIVE", "LAPSED", "SUSPENDED", "REVOKED", "ELIGIBILITY_DENIED"),
        *("NEVER_HELD", "NOT_MATCHED", "SERVICE_ERROR"),
    ),
    "nrLevel": ("EMR", "EMT", "AEMT", "NRP"),
}
_DAYS = ("today", "maExpiry", "nrExpiry")
_FACTS = ("openApplication", "nrRegainedAfterLapse", "ceProfileApproved")
#: Null where the Registry has none.
_MAY_BE_NULL = ("nrLevel", "nrExpiry")
INPUTS = (*_DAYS, *_WORDS, *_FACTS)
#: The tables count years up and down from these.
_YEARS = range(1900, 2201)


@dataclass(frozen=True)
class Route:
    """What is open to the holder on the day."""

    outcome: str
    #: The row of the route table: "D10".
    row: str
    #: With the late surcharge and without that on cards; None where nothing is due.
    fee_cents: int | None
    #: The last day of the new term; None where there is none, or where a person must name it.
    new_expiry: str | None
    reason: str
    #: The id of the rule that matched.
    rule: str
    #: The ids of all rules that matched, those of the tables before included.
    rules: tuple[str, ...]
    #: The process that goes on from here; None where there is none.
    process: str | None
    sub_route: str | None
    #: What the holder is told.
    advice: str
    supervisor_required: bool


def route_for_holder(facts: Mapping[str, Any]) -> Route:
    """The route, the fee and the new expiry for these raw facts.

    Raises:
        InputsRefused: a fact is missing, of the wrong type or none of its words.
        TableAtFault: a table cannot answer.
    """
    told = {name: value for name, value in facts.items() if name in INPUTS}
    given = told | {name: told.get(name) for name in _MAY_BE_NULL}
    # what nobody says is not so, as it is for the process
    given |= {name: False for name in _FACTS if given.get(name) is None}
    wrong = _wrong(given)
    if wrong:
        raise InputsRefused(wrong)
    settings = OwnerSettings()
    found = asking.ask(asking.read(shelf.table(DECISION)), DECISION, {**given, "settings": settings.context()})
    if not isinstance(found.value, dict) or found.rule is None:
        raise TableAtFault("No row of the route table matches.")
    value = found.value
    return Route(
        outcome=value["outcome"],
        row=value["row"],
        fee_cents=_fee_cents(value, settings),
        new_expiry=_new_expiry(value, given, settings),
        reason=value["reason"],
        rule=found.rule,
        rules=found.rules,
        process=value["process"],
        sub_route=value["sub_route"],
        advice=value["advice"],
        supervisor_required=value["supervisorRequired"] is True,
    )


def _wrong(given: Mapping[str, Any]) -> list[str]:
    missing = [name for name in INPUTS if name not in given]
    found = [f"Missing: {', '.join(missing)}."] if missing else []
    for name, value in given.items():
        if value is None and name in _MAY_BE_NULL:
            continue
        if name in _DAYS and not (asking.is_day(value) and date.fromisoformat(value).year in _YEARS):
            found.append(f'{name} must be a date such as "2026-03-31".')
        elif name in _FACTS and not isinstance(value, bool):
            found.append(f"{name} must be true or false.")
        elif name in _WORDS and value not in _WORDS[name]:
            found.append(f"{name} must be one of {', '.join(_WORDS[name])}.")
    return found


def _fee_cents(route: Mapping[str, Any], settings: OwnerSettings) -> int | None:
    told = asking.ask(asking.read(shelf.table(_FEE)), _FEE, {DECISION: route, "initial_eligibility": None})
    fees = told.value["fees"] if isinstance(told.value, dict) else None
    return total_cents(fees, settings) if fees else None


def _new_expiry(route: Mapping[str, Any], given: Mapping[str, Any], settings: OwnerSettings) -> str | None:
    if route["new_expiry_basis"] is None:
        return None
    registry_expiry = given["nrExpiry"]
    try:
        return new_expiry(
            basis=ExpiryBasis(route["new_expiry_basis"]),
            old_expiry=date.fromisoformat(given["maExpiry"]),
            registry_expiry=date.fromisoformat(registry_expiry) if registry_expiry else None,
            today=date.fromisoformat(given["today"]),
            settings=settings,
        ).isoformat()
    except ExpiryUnconfirmed:
        return None
