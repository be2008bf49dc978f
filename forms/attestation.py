"""The statements T1 to T8 and the signature, with the answers to be checked above them."""

from wtforms import Field
from wtforms.validators import ValidationError

from forms.base import Page, fact
from forms.fields import Line, Tick
from forms.validators import plain_name

_TRUE = Tick(
    "All I have said is true. I know that a false statement can cost me my certification.",
    needed="Tick the box to say that all you have said is true",
)


def _signature() -> Line:
    return Line(
        "Your full legal name",
        needed="Type your full legal name to sign",
        longest=160,
        autocomplete="name",
        hint="Type your name as your license shows it. This is your signature",
    )


class SignTruth(Page):
    """Check your answers and sign that they are true: all that a change of the record asks for.

    Source: Office's list of form pages, PG-ATTEST.
    """

    slug = "sign"
    title = "Check your answers and sign"
    intro = "Read your answers. Change what is wrong. Then tick the box and sign with your name."
    button = "Sign and send"
    checks_answers = True
    askable = False

    t1 = _TRUE
    signature = _signature()

    def validate_signature(self, field: Field) -> None:
        """The typed name must be the legal name; case, accents and marks do not matter."""
        legal = fact(self.known, "holder.legal_name")
        if legal and plain_name(field.data or "") != plain_name(legal):
            raise ValidationError(f"Type your name just as your license shows it: {legal}")


class CheckAndSign(SignTruth):
    """Check your answers and sign.

    Source: Office's list of form pages, PG-ATTEST; T2 from M.G.L. c.62C s.49A, T4 from 105 CMR 170.937.
    """

    intro = "Read your answers. Change what is wrong. Then tick each line and sign with your name."
    button = "Sign and continue"

    t2 = Tick(
        "Under the penalties of perjury: I have obeyed the state's laws on taxes, on reporting and on child support.",
        needed="Tick the box on tax and child support law",
    )
    t3 = Tick(
        "I read, speak and understand English. I am 18 or older. I do not abuse drugs, and nothing makes my work unsafe.",
        needed="Tick the box on English, age and safe work",
    )
    t4 = Tick(
        "I will follow the statewide treatment protocols, M.G.L. c.111C and 105 CMR 170. "
        "I will report a conviction or discipline within 5 days.",
        needed="Tick the box on the rules and on your duty to report",
    )
    t5 = Tick(
        "I know that the fee is not paid back, whatever is decided.",
        needed="Tick the box to say you know the fee is not paid back",
    )
    t6 = Tick(
        "I will keep my e-mail and my address up to date.",
        needed="Tick the box to say you will keep your address up to date",
    )
    t7 = Tick(
        "I will keep my CPR card current and carry it. If I am a Paramedic, so with my ACLS card.",
        needed="Tick the box on your CPR card",
    )
    t8 = Tick(
        "I have done my training hours, and they are on record at NREMT.org.",
        needed="Tick the box on your training hours",
    )
    # after the statements: a page asks in the order in which its questions were made
    signature = _signature()
