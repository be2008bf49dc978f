"""The year's calendar as its owner sees it: what will go to whom, held or released, and what went."""

from datetime import date

from flask import Blueprint, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from models.vocabulary import CalendarStatus, NoticeStatus
from webapp.access import current, office
from webapp.presentation import moment
from webapp.responses import see
from workflows.calendar import DayLine, DayView

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")

#: Why the Office writes on a day, in words.
OCCASIONS = {
    "ALIGNMENT_INSTRUCTIONS": "Alignment instructions",
    "ALIGNMENT_OUTLOOK": "Outlook for those whose Registry date comes first",
    "WINDOW_OPENS": "The window opens",
    "REMINDER": "Reminder",
    "RECOMMENDED_DAY": "Recommended day",
    "LAST_DAY": "Last day",
    "EXPIRED": "Certifications end",
    "REGISTRY_LATE_MONTH_OVER": "The Registry’s late month is over",
    "LATE_REMINDER": "Reminder of late renewal",
    "LATE_CLOSING": "Late renewal closes soon",
    "LATE_CLOSED": "Late renewal is over",
    "APPROVAL_ENDS": "Approvals to teach end in 60 days",
}
#: Why a holder gets nothing, in words; what is not here is a row of the route table.
REASONS = {
    "NO_ACCOUNT": "No account, so no e-mail address",
    "UNDECIDED": "Has an application with us",
    "DECIDED": "Was answered this season",
    "DISCIPLINE": "Suspended, revoked or surrendered",
    "REGISTRY_SILENT": "Waits for the National Registry",
    "RENEWED": "Renewed meanwhile",
    "UNDECIDABLE": "Could not be decided",
    "": "Nothing to say",
}
_STATUS = {
    CalendarStatus.PLANNED: ("Planned", "blue"),
    CalendarStatus.LOOKING_AHEAD: ("Being worked out", "blue"),
    CalendarStatus.SENDING: ("Going out", "yellow"),
    CalendarStatus.SENT: ("Sent", "green"),
    CalendarStatus.SKIPPED: ("Skipped, too late", "red"),
}
_MAIL = {
    NoticeStatus.WAITING: "waiting to leave",
    NoticeStatus.SENT: "sent",
    NoticeStatus.REFUSED: "refused by the mail server",
    NoticeStatus.HELD: "held for staff",
}


@blueprint.get("")
def index() -> str:
    """The coming days, and those that are over."""
    days = office().calendar.days()
    return render_template(
        "calendar/index.html",
        coming=[_line(line) for line in days if not line.over],
        over=[_line(line) for line in days if line.over],
    )


@blueprint.get("/<day>")
def show(day: str) -> str:
    """One day."""
    page = request.args.get("page", 1, type=int)
    view = office().calendar.day(_day(day), notice=request.args.get("notice", ""), page=page)
    return render_template(
        "calendar/show.html",
        day=view,
        line=_line(view.line),
        facts=_facts(view),
        reasons=[(_why(reason), number) for reason, number in view.line.none.items()],
        page_url=lambda number: url_for("calendar.show", day=day, notice=view.notice, page=number),
    )


@blueprint.post("/<day>/hold")
def hold(day: str) -> Response:
    """Keeps the day's notices from going."""
    assert current.account_id is not None  # noqa: S101 - the route's rule
    office().calendar.hold(_day(day), by=current.account_id)
    flash("The day is held. Nothing goes until it is released.", "success")
    return see("calendar.show", day=day)


@blueprint.post("/<day>/release")
def release(day: str) -> Response:
    """Lets the day go."""
    assert current.account_id is not None  # noqa: S101 - the route's rule
    office().calendar.release(_day(day), by=current.account_id)
    flash("The day is released.", "success")
    return see("calendar.show", day=day)


@blueprint.post("/<day>/look-ahead")
def look_ahead(day: str) -> Response:
    """Has worked out now what the day will send."""
    office().calendar.look_ahead(_day(day))
    flash("It is being worked out. Load this page again in a while.", "info")
    return see("calendar.show", day=day)


def _line(line: DayLine) -> dict[str, object]:
    status, color = _STATUS[line.status]
    return {
        "day": line.day,
        "words": ", ".join(OCCASIONS[occasion] for occasion in line.occasions) or "Moved by a setting",
        "status": "Held" if line.held else status,
        "color": "yellow" if line.held else color,
        "held": line.held,
        "total": None if line.notices is None else sum(line.notices.values()),
        "notices": line.notices or {},
        "over": line.over,
        "planned": line.status is CalendarStatus.PLANNED,
    }


def _facts(view: DayView) -> list[dict[str, str]]:
    told = [
        ("Worked out", moment(view.foreseen_at) if view.foreseen_at else ""),
        ("Held by", view.held_by),
        ("Began", moment(view.begun_at) if view.begun_at else ""),
        ("Ended", moment(view.ended_at) if view.ended_at else ""),
        ("E-mails", ", ".join(f"{number} {_MAIL[status]}" for status, number in view.mail.items())),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _why(reason: str) -> str:
    return REASONS.get(reason, f"Nothing to say on this way ({reason})")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
