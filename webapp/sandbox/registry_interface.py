"""The National Registry's interface, as the site asks it."""

import hmac

from flask import Blueprint, Response, jsonify, request

from webapp.sandbox.faults import Fault, FaultKind, Faults, spoiled
from webapp.sandbox.national_registry import RegistryBook, as_json
from workflows.adapters.registry import NOT_MATCHED
from workflows.seed.holder import Played

#: The part of the faults that fails every look-up.
EVERYBODY = "registry"

_QUESTION = ("number", "last_name", "birth_date", "ssn_last4")


def interface(book: RegistryBook, *, faults: Faults, key: str) -> Blueprint:
    """What is below /registry/v1."""
    blueprint = Blueprint("registry_interface", __name__)

    @blueprint.post("/registry/v1/certifications")
    def look_up() -> Response | tuple[Response, int]:
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {key}".encode()):
            return jsonify(error="The key is missing or wrong."), 401
        asked = request.get_json(silent=True)
        if not isinstance(asked, dict) or not all(isinstance(asked.get(name), str) for name in _QUESTION):
            return jsonify(error=f"Ask with {', '.join(_QUESTION)} as texts."), 422
        holder = book.find(**{name: asked[name] for name in _QUESTION})
        record = NOT_MATCHED if holder is None else book.record_of(holder)
        return spoiled(fault_of(holder, book=book, faults=faults)) or jsonify(as_json(record))

    return blueprint


def part_of(holder: Played) -> str:
    """The part of the faults that fails look-ups of this person."""
    return f"{EVERYBODY}:{holder.key}"


def fault_of(holder: Played | None, *, book: RegistryBook, faults: Faults) -> Fault | None:
    """What goes wrong when the registry is asked for this person, or for somebody whom it does not know."""
    every = faults.all()
    if EVERYBODY in every or holder is None:
        return every.get(EVERYBODY)
    by_seed = Fault(FaultKind.DOWN) if book.down_for(holder) else None
    return every.get(part_of(holder), by_seed)
