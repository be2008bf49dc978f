"""Regaining a certification that can no longer be renewed: the form for reinstatement, or the pages of a first one.

Which of the two is asked is the route's `sub_route`: an EMT Basic within two years answers the form for reinstatement,
everybody else the pages of a first certification, under the old number. Source: mass.gov, reinstate your expired EMT
certification.
"""

from collections.abc import Mapping
from typing import ClassVar

from forms.attestation import CheckAndSign
from forms.background import ANY_YES, Background
from forms.base import Answers, Facts, Guide, Variable, answer, fact, guide
from forms.contact import Contact
from forms.cpr import ACLS_EXPIRES, CPR_EXPIRES, Acls, Cpr
from forms.documents import CoriForm, CourtPapers, OtherPapers
from forms.education import Education
from forms.identity import SSN_KIND, Identity, NameOnRecord
from forms.lapse import WORKED_AFTER_EXPIRY, Lapse
from forms.registry import RegistryCard
from forms.renewal import ConfirmWithRegistry

#: The sub-route of those who answer the pages of a first certification.
_INITIAL_FORM = "INITIAL_FORM"


class OnRecord(ConfirmWithRegistry):
    """The license that comes back, its fee, and what the National Registry says; leave to ask it is given with the card."""

    title = "Your license on our record"
    intro = "This is what we know. Your license comes back with the same number."

    nremt_consent = None  # type: ignore[assignment] # how WTForms takes a field away


class Training(Education):
    """Asked with the pages of a first certification."""

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:  # noqa: ARG003 - the base class passes it
        return bool(fact(facts, "route.sub_route") == _INITIAL_FORM)


class SinceExpiry(Lapse):
    """Asked with the form for reinstatement."""

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:  # noqa: ARG003 - the base class passes it
        return bool(fact(facts, "route.sub_route") != _INITIAL_FORM)


class Sign(CheckAndSign):
    """Nothing is said of training hours: the National Registry judged them anew."""

    t7 = None  # type: ignore[assignment]
    t8 = None  # type: ignore[assignment]


@guide("reinstatement")
class Reinstatement(Guide):
    """Asks a holder whose license ended long ago for all that the Office must see before it is active again."""

    title = "Get your license back"
    checklist: ClassVar[Mapping[str, str]] = {
        "identity": "Name, birth date and number are those of the register",
        "registry": "The National Registry is current at this level",
        "cards": "CPR, and ACLS for a Paramedic, are in person and current",
        "cori": "The CORI form is complete, and the state was asked for the record",
        "background": "The background answers are read and settled",
        "contact": "The contact details are complete",
    }
    pages = (
        OnRecord,
        NameOnRecord,
        Identity,
        Contact,
        RegistryCard,
        Cpr,
        Acls,
        Training,
        SinceExpiry,
        Background,
        CourtPapers,
        CoriForm,
        OtherPapers,
        Sign,
    )
    decides = (
        Variable("detailsRight", "boolean", answer(OnRecord.slug, "details_right")),
        SSN_KIND,
        CPR_EXPIRES,
        ACLS_EXPIRES,
        WORKED_AFTER_EXPIRY,
        ANY_YES,
    )
