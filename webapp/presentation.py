"""What templates may call beside Flask's own: the bundle's files, and the one way to write dates and money."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Flask, url_for

from forms.base import SectionStatus
from forms.wording import dollars, long_date
from workflows.adapters.clock import EASTERN

#: A closed word of the vocabularies -> what people read, and the color of its tag.
STATES: Mapping[str, tuple[str, str]] = {
    "ACTIVE": ("Active", "green"),
    "ACTIVE_CONDITIONS": ("Active, with conditions", "yellow"),
    "EXPIRED": ("Expired", "red"),
    "EXPIRED_RENEWAL_PENDING": ("Expired, renewal in review", "yellow"),
    "SUSPENDED": ("Suspended", "red"),
    "REVOKED": ("Revoked", "red"),
    "SURRENDERED": ("Surrendered", "red"),
    "SUPERSEDED": ("Replaced", ""),
    "DRAFT": ("Not sent yet", "yellow"),
    "PAYMENT_DUE": ("Payment due", "yellow"),
    "INFO_REQUESTED": ("We need more from you", "yellow"),
    "IN_QUEUE": ("In review", "blue"),
    "CLAIMED": ("In review", "blue"),
    "WAITING": ("Waiting", "blue"),
    "ADVISED": ("Closed with advice", ""),
    "APPROVED": ("Approved", "green"),
    "DENIED": ("Denied", "red"),
    "WITHDRAWN": ("Withdrawn", ""),
    "CLOSED_INCOMPLETE": ("Closed, not complete", ""),
    "LAPSED": ("Closed, too late", ""),
    "due": ("To pay", "yellow"),
    "authorised": ("Paid", "green"),
    "refunded": ("Refunded", ""),
    "returned": ("Returned by the bank", "red"),
    "closed": ("Closed", ""),
    SectionStatus.DONE: ("Done", "plain"),
    SectionStatus.TO_DO: ("Not started", "blue"),
    SectionStatus.IN_PROGRESS: ("In progress", "yellow"),
    SectionStatus.NOT_YET: ("Cannot start yet", "plain"),
    SectionStatus.CHANGES_REQUESTED: ("Changes requested", "yellow"),
    SectionStatus.CHANGES_MADE: ("Changes made", "green"),
}

DIST = Path(__file__).parent / "static" / "dist"


def present(app: Flask) -> None:
    """Gives templates `asset(name)`, `states` and the filters `dollars`, `long_date` and `moment`."""
    app.jinja_env.globals.update(asset=asset, states=STATES)
    app.jinja_env.filters.update(dollars=dollars, long_date=long_date, moment=moment)


def asset(name: str) -> str:
    """The address of a file of the bundle by its source name, such as "site.css".

    Raises:
        KeyError: the bundle has no such file.
    """
    manifest = DIST / "manifest.json"
    return url_for("static", filename=f"dist/{_names(manifest.stat().st_mtime_ns)[name]}")


def moment(instant: datetime) -> str:
    """An instant in Massachusetts: "January 20, 2026, 10:05 a.m."."""
    here = instant.astimezone(EASTERN)
    return f"{long_date(here.date())}, {here.hour % 12 or 12}:{here:%M} {'a.m.' if here.hour < 12 else 'p.m.'}"  # noqa: PLR2004


@lru_cache(maxsize=1)
def _names(_written_at: int) -> dict[str, str]:
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    return names
