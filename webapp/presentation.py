"""What templates may call beside Flask's own: the words of states, and the one way to write dates and money."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from forms.base import SectionStatus
from forms.wording import dollars, long_date
from models.vocabulary import PaymentStatus
from workflows.adapters.clock import EASTERN, legal_date
from workflows.application_views import PaymentLine

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
    "COMPLETED": ("Done", "green"),
    "APPEALED": ("Denied, hearing asked for", "yellow"),
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

_PAID = frozenset({PaymentStatus.AUTHORISED, PaymentStatus.REFUNDED, PaymentStatus.RETURNED})


def present(app: Flask) -> None:
    """Gives templates `states` and the filters `dollars`, `long_date`, `moment` and `until`."""
    app.jinja_env.globals["states"] = STATES
    app.jinja_env.filters.update(dollars=dollars, long_date=long_date, moment=moment, until=until)


def fee_rows(payment: PaymentLine) -> list[dict[str, Any]]:
    """The lines of a payment as components/payment_lines.html draws them."""
    rows = [{"label": line["text"], "amount_cents": line["cents"]} for line in payment.lines]
    if payment.surcharge_cents:
        rows.append({"label": "Card charge", "amount_cents": payment.surcharge_cents})
    return rows


def paid(payment: PaymentLine) -> str | None:
    """How much was paid in all and when, and whether it went back: "$127.94 on January 10, 2026"; None before."""
    if payment.authorised_at is None or payment.status not in _PAID:
        return None
    total = payment.amount_cents + payment.surcharge_cents
    text = f"{dollars(total)} on {long_date(legal_date(payment.authorised_at))}"
    if payment.surcharge_cents:
        text += f", with a card charge of {dollars(payment.surcharge_cents)}"
    return text if payment.status is PaymentStatus.AUTHORISED else f"{text}. {STATES[payment.status][0]}"


def until(instant: datetime) -> str:
    """The last moment before a deadline: "March 31, 2026, 11:59 p.m."."""
    return moment(instant - timedelta(seconds=1))


def moment(instant: datetime) -> str:
    """An instant in Massachusetts: "January 20, 2026, 10:05 a.m."."""
    here = instant.astimezone(EASTERN)
    return f"{long_date(here.date())}, {here.hour % 12 or 12}:{here:%M} {'a.m.' if here.hour < 12 else 'p.m.'}"  # noqa: PLR2004
