"""Renewal for two years, in time or late.

Source: Office's eLicensing questions and answers on renewal; Office's page on the one-year alignment on late renewal.
"""

from collections.abc import Sequence

from forms.attestation import CheckAndSign
from forms.background import ANY_YES, BackgroundSinceLast
from forms.base import Answers, FactLine, Facts, Guide, Page, Variable, answer, fact, guide
from forms.confirm import Confirm
from forms.contact import Contact
from forms.cpr import ACLS_EXPIRES, CPR_EXPIRES, Acls, Cpr
from forms.fields import Line, Options, Tick, YesNo
from forms.lapse import WORKED_AFTER_EXPIRY, Lapse
from forms.wording import dollars, in_words, long_date

#: What a person does at a service.
ROLES = {
    "field": "I treat or transport patients",
    "supervisor": "I supervise crews",
    "education": "I teach",
    "management": "I manage the service",
    "dispatch": "I dispatch",
    "other": "Something else",
}


class ConfirmWithRegistry(Confirm):
    """Who renews, and what the National Registry says."""

    title = "Your license and the National Registry"

    nremt_consent = Tick(
        "You may ask the National Registry about me",
        needed="Tick the box so that we may ask the National Registry about you",
        hint="We ask for your status, level and end date",
    )

    def facts(self) -> Sequence[FactLine]:
        return (
            *super().facts(),
            self.line("National Registry number", "registry.number"),
            self.line("National Registry status", "registry.status", in_words),
            self.line("National Registry level", "registry.level"),
            self.line("National Registry card ends on", "registry.expires_on", long_date),
            self.line("Fee", "route.fee_cents", dollars),
        )


class Employer(Page):
    """Where the person works."""

    slug = "employer"
    title = "Where you work"
    prefill = {  # noqa: RUF012 - a class of WTForms cannot annotate it again
        "affiliated": "contact.affiliated",
        "service": "contact.service",
        "role": "contact.role",
    }

    affiliated = YesNo(
        "Do you work or help out at an ambulance or first response service?",
        needed="Choose yes if you work at a service",
        hint="Count paid work, call work and work as a volunteer",
        on_yes=("service", "role"),
    )
    service = Line(
        "Name of the service",
        needed="Enter the name of the service",
        longest=120,
        autocomplete="organization",
        hint="The one where you work the most. You can add its license number",
    )
    role = Options("What you do there", choices=ROLES, autocomplete="off", hint="Choose the one you do the most")


def _is_late(facts: Facts) -> bool:
    return bool(fact(facts, "route.outcome") == "LATE_RENEWAL")


class LateLapse(Lapse):
    """Asked of those who renew after the last day alone."""

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:  # noqa: ARG003 - the base class passes it
        return _is_late(facts)


def _cards_asked(facts: Facts) -> bool:
    return _is_late(facts) or fact(facts, "settings.renewal_cpr_upload") is True


class CprAtRenewal(Cpr):
    """Asked of whoever is late, and where the owner wants to see it; else the signature alone says it is current."""

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:
        return _cards_asked(facts) and super().shown(answers, facts)


class AclsAtRenewal(Acls):
    """Asked of a Paramedic with the CPR card."""

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:
        return _cards_asked(facts) and super().shown(answers, facts)


@guide("renewal")
class Renewal(Guide):
    """Asks a holder what may have changed in the two years, and for the signature."""

    title = "Renew your license"
    pages = (
        ConfirmWithRegistry,
        Contact,
        Employer,
        CprAtRenewal,
        AclsAtRenewal,
        LateLapse,
        BackgroundSinceLast,
        CheckAndSign,
    )
    decides = (
        Variable("detailsRight", "boolean", answer("confirm", "details_right")),
        Variable("affiliated", "boolean", answer("employer", "affiliated")),
        WORKED_AFTER_EXPIRY,
        ANY_YES,
        CPR_EXPIRES,
        ACLS_EXPIRES,
    )
