"""Whether the site can do its work, for whoever watches it."""

from typing import Any

from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.access import office

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[dict[str, Any], int]:
    """200 when the database answers, 503 otherwise; with what was found."""
    database = _database_answers()
    found = {"status": "ok" if database else "down", "database": database}
    return found, 200 if database else 503


def _database_answers() -> bool:
    try:
        with office().database.read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
