"""What the frame of every page needs: where to go, who is signed in, how long the session lasts."""

from typing import Any

from flask import Flask, current_app, g, request, url_for

from webapp.access import RULES, current, office
from webapp.presentation import moment
from webapp.sessions import APPLICANT_IDLE, STAFF_IDLE

#: What the person signed in finds at the top, in order; shown are the routes that exist and that they may open.
NAVIGATION = {
    "home.show": "My licenses",
    "review.queue": "Work queue",
    "records.search": "Records",
    "review.incidents": "Incidents",
    "notices.held": "Held notices",
    "calendar.index": "Calendar",
    "settings.index": "Settings",
    "linking.locks": "Linking locks",
    "audit.search": "Audit trail",
    "audit.chains": "Chains",
    "accounts.show": "Account",
}
_WARN_SECONDS = 120
_MOVED_SECONDS = 60


def offer_frame(app: Flask) -> None:
    """Gives every template `site`, as layouts/base.html describes it."""
    app.context_processor(lambda: {"site": site()})


def site() -> dict[str, Any]:
    """The frame for the person who asks; where the site is in trouble, the frame for anyone."""
    if g.get("away"):
        return {"home_url": url_for("accounts.start"), "staff": False, "nav": [], "clock": ""}
    told: dict[str, Any] = {"home_url": url_for("accounts.start"), "staff": current.staff, "nav": [], "clock": _clock()}
    if "verify.search" in current_app.view_functions:
        told["verify_url"] = url_for("verify.search")
    if not current.signed_in:
        return {**told, "sign_in_url": url_for("security.login"), "sign_up_url": url_for("security.register")}
    idle = STAFF_IDLE if current.staff else APPLICANT_IDLE
    return {
        **told,
        "nav": _navigation(),
        "sign_out_url": url_for("security.logout"),
        "session": {
            "seconds": int(idle.total_seconds()),
            "warn": _WARN_SECONDS,
            "keep_alive_url": url_for("accounts.stay"),
        },
    }


def _navigation() -> list[dict[str, Any]]:
    return [
        {"label": label, "url": url_for(endpoint), "current": request.endpoint == endpoint}
        for endpoint, label in NAVIGATION.items()
        if endpoint in current_app.view_functions and endpoint in RULES and RULES[endpoint].fits(current)
    ]


def _clock() -> str:
    """The Office's time in words, where it was moved for trying the site out."""
    if office().settings.production:
        return ""
    now = office().clock.now()
    moved = abs((now - office().accounts.now()).total_seconds()) > _MOVED_SECONDS
    return moment(now) if moved else ""
