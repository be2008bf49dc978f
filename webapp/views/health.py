"""Whether the site can do its work, for whoever watches it."""

from typing import Any

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from webapp.access import office
from workflows.adapters.scanner import ScannerUnavailable
from workflows.worker.heart import beats

_DOWN = "down"

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[dict[str, Any], int]:
    """What was found: 503 only where the database does not answer.

    Without a worker the site still takes answers and payments; what it hands over waits. So that is told and does not
    take the site away from people.
    """
    try:
        worker = beats(office().database)
    except SQLAlchemyError:
        return {"status": "down", "database": False, "worker": False}, 503
    scanner = _scanner()
    well = worker and scanner != _DOWN
    return {"status": "ok" if well else "degraded", "database": True, "worker": worker, "scanner": scanner}, 200


def _scanner() -> str:
    """What the malware scanner says of itself; without it files wait, and staff cannot open them."""
    try:
        state = office().outside.scanner.state()
    except ScannerUnavailable:
        return _DOWN
    return "ok" if state.real_signatures else "test signatures only"
