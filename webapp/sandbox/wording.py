"""How the sandbox's pages write dates, times and money, and what every page shows."""

from datetime import date, datetime
from typing import Any

from flask import Flask

from workflows.adapters.clock import EASTERN, Clock


def install(app: Flask, *, clock: Clock, site_url: str) -> None:
    """Gives the templates their filters, the site's address and the time by the sandbox's clock."""
    app.jinja_env.filters |= {"money": money, "day": day, "moment": moment}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def on_every_page() -> dict[str, Any]:
        return {"site_url": site_url, "now": clock.now()}


def money(cents: int) -> str:
    """Cents as "$1,234.50"."""
    return f"${cents / 100:,.2f}"


def day(value: date) -> str:
    """A date as "January 20, 2026"."""
    return f"{value:%B} {value.day}, {value.year}"


def moment(value: datetime) -> str:
    """An instant in Massachusetts as "January 20, 2026, 10:00 AM"."""
    local = value.astimezone(EASTERN)
    hour = local.hour % 12 or 12
    return f"{day(local.date())}, {hour}:{local:%M} {local:%p}"
