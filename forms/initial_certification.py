"""A first certification as EMT, Advanced EMT or Paramedic: who applies, what is missing, and the application itself.

Source: state guide to initial certification; Office's list of form pages; National Registry certification page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from wtforms import Field
from wtforms.validators import ValidationError

from forms.address import STATES
from forms.attestation import CheckAndSign
from forms.background import ANY_YES, BackgroundSinceLast
from forms.base import Answers, FactLine, Facts, Guide, Page, Variable, answer, fact, guide
from forms.contact import Contact, is_own_email
from forms.cpr import ACLS_EXPIRES, CPR_EXPIRES, MODALITIES, Acls, Cpr
from forms.documents import CoriForm, CourtPapers, OtherPapers
from forms.education import OUT_OF_STATE, Education
from forms.fields import Choice, Email, LicenseNumber, Line, MemorableDate, Options, Paragraph, Tick, YesNo
from forms.identity import SSN_KIND, Identity, LegalName, NameOnRecord
from forms.registry import RESULTS
from forms.validators import plain_name
from forms.wording import dollars, in_words, long_date

#: The levels, the lowest first.
LEVELS: Mapping[str, str] = {"E": "EMT Basic", "A": "Advanced EMT", "P": "Paramedic"}
#: What a person may do where something is missing.
NEXT: Mapping[str, str] = {
    "check_again": "Check again: we ask the National Registry now",
    "change": "Change my answers",
    "apply_E": "Apply as EMT Basic instead",
    "apply_A": "Apply as Advanced EMT instead",
}
#: What another state says of a person.
STANDINGS: Mapping[str, str] = {
    "good": "Certified, with nothing against them",
    "action": "Certified, with an action or an open case",
    "ended": "The certification has ended",
    "unknown": "We do not know this person",
}


class LevelApplied(Page):
    """Which level, and whether the register should know the person.

    Source: state guide to initial certification: an existing or expired record is linked first.
    """

    slug = "level"
    title = "What you apply for"
    askable = False

    level = Choice(
        "Which level?",
        choices=LEVELS,
        needed="Choose the level",
        hint="The National Registry must have you at this level, or on the way to it",
    )
    held_before = YesNo(
        "Do you have, or did you have, a Massachusetts license that you have not linked here?",
        needed="Choose yes if you have or had a license that is not linked",
        hint="It counts even if it ended long ago. Then you link it first",
        on_yes=("prior_number",),
    )
    prior_number = Line("Its number", longest=20, autocomplete="off", hint="If you know it. It begins with E, A or P")
    military = YesNo(
        "Are you in the military, a veteran, or married to someone who is?",
        needed="Choose yes or no: are you or is your spouse in the military",
        hint="Then we look at your case first",
    )


class NameTyped(LegalName):
    """Asked of those whom the Office does not know yet."""

    askable = False

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:  # noqa: ARG003 - the base class passes it
        return fact(facts, "holder.on_register") is not True


class NameKnown(NameOnRecord):
    """Shown to those who hold a lower certification."""

    askable = False

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:  # noqa: ARG003 - the base class passes it
        return fact(facts, "holder.on_register") is True


class WhoYouAre(Identity):
    """Asked once: the person is made of it."""

    askable = False


class RegistryNumber(Page):
    """Where the National Registry finds the person.

    Source: Office's list of form pages, PG-NREMT.
    """

    slug = "registry"
    title = "Your National Registry number"
    intro = "This is not a Massachusetts license number, though both begin with a letter."
    askable = False
    prefill: ClassVar = {"nremt_number": "registry.number"}

    nremt_number = LicenseNumber(
        "National Registry number",
        pattern=r"[A-Z][0-9]{5,10}",
        needed="Enter your National Registry number",
        wrong="Enter a letter and 5 to 10 digits, like E3401129",
        hint="It is in your account at NREMT.org",
    )
    nremt_consent = Tick(
        "You may ask the National Registry about me",
        needed="Tick the box so that we may ask the National Registry about you",
        hint="We ask each day, as long as you wait for it",
    )


class CheckWho(Page):
    """All of it once more, before the National Registry is asked."""

    slug = "check"
    title = "Check your answers"
    intro = "Read your answers. Change what is wrong. Then we ask the National Registry about you."
    button = "Continue"
    checks_answers = True
    askable = False

    right = Tick("These answers are right", needed="Tick the box to say that these answers are right")


@guide("initial_identity")
class InitialIdentity(Guide):
    """Asks who applies, and for what."""

    title = "Apply for a license"
    pages = (LevelApplied, NameTyped, NameKnown, WhoYouAre, RegistryNumber, CheckWho)
    decides = (
        Variable("levelWanted", tuple(LEVELS), answer("level", "level")),
        Variable("heldBefore", "boolean", answer("level", "held_before")),
        Variable("military", "boolean", answer("level", "military")),
        SSN_KIND,
    )


class Missing(Page):
    """Tells what is missing, who must report it, and what the person can do.

    Source: National Registry certification page: who reports the hands-on exam depends on the level.
    """

    slug = "missing"
    title = "What is missing"
    button = "Continue"
    askable = False

    next_step = Choice(
        "What do you want to do?",
        choices=NEXT,
        needed="Choose what you want to do",
        hint="You can also close this page. We keep your answers, and look at the National Registry every day",
    )

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type] # as the base class has them
        offer = fact(self.known, "eligibility.offer_level")
        self.next_step.choices = [
            (word, label) for word, label in NEXT.items() if not word.startswith("apply_") or word == f"apply_{offer}"
        ]

    def facts(self) -> Sequence[FactLine]:
        """The reason, then what the National Registry has."""
        told = [FactLine("Why you cannot go on yet", str(fact(self.known, "eligibility.advice") or ""))]
        if fact(self.known, "registry.status") is None:
            return told
        return [
            *told,
            self.line("National Registry status", "registry.status", in_words),
            *_results(self),
        ]


def _results(page: Page) -> list[FactLine]:
    """What the Registry has of the way to a first certification; shown, and decided by its status alone."""
    if fact(page.known, "registry.candidate_for") is None:
        return []
    lines = (
        page.line("Applied there at level", "registry.candidate_for"),
        page.line("Course confirmed", "registry.education_approved", lambda yes: "Yes" if yes else "No"),
        page.line("Cognitive exam", "registry.cognitive", RESULTS.__getitem__),
        page.line("Hands-on exam", "registry.hands_on", RESULTS.__getitem__),
    )
    return list(lines)


@guide("initial_missing")
class InitialMissing(Guide):
    """Tells why an application cannot go on, and lets the person correct or try again."""

    title = "Apply for a license"
    pages = (Missing,)
    decides = (Variable("nextStep", tuple(NEXT), answer("missing", "next_step")),)


class Found(Page):
    """Shows what was found before anything is filled in."""

    slug = "found"
    title = "You can apply"
    intro = "This is what we found. You do not have to type it again."
    askable = False

    details_right = Tick(
        "These details are right",
        needed="Tick the box if the details are right. If one is wrong, write to oems.recert@mass.gov",
        hint="If one is wrong, write to oems.recert@mass.gov before you go on",
    )

    def facts(self) -> Sequence[FactLine]:
        return (
            self.line("Level you apply for", "application.level"),
            # what the record has of a newcomer is what they typed a moment ago
            replace(self.line("Name", "holder.legal_name"), source=""),
            self.line("National Registry status", "registry.status", in_words),
            self.line("National Registry level", "registry.level"),
            self.line("National Registry card ends on", "registry.expires_on", long_date),
            *_results(self),
            self.line("Fee", "eligibility.fee_cents", dollars),
        )


class Training(Education):
    """The course, and whether another state must confirm what it knows."""


class OtherState(Page):
    """Asked where another state must confirm, and no letter of it was added."""

    slug = "other_state"
    title = "The other state"
    intro = "That state must tell us that it certified you. We can write to its EMS office for you."

    state = Options(
        "State",
        needed="Choose the state",
        choices={state: name for state, name in STATES.items() if state != "MA"},
        autocomplete="off",
        hint="Where you were first certified",
    )
    number = Line("Your number there", longest=30, autocomplete="off", hint="Leave blank if you do not know it")
    ask_office = YesNo(
        "Do you know the e-mail address of that state's EMS office?",
        needed="Choose yes if you know the e-mail address of the office",
        hint="If you do not, ask the office to mail us its letter",
        on_yes=("office_email",),
    )
    office_email = Email(
        "E-mail of the office", needed="Enter the e-mail address of the office", hint="It stands on that state's site"
    )

    @classmethod
    def shown(cls, answers: Answers, facts: Facts) -> bool:  # noqa: ARG003 - the base class passes it
        return _waits_for_state(answers)

    def validate_office_email(self, field: Field) -> None:
        """The state answers, not the applicant."""
        if is_own_email(field.data, self.known):
            raise ValidationError(
                "Enter the address of that state's EMS office. Your own e-mail address can not answer"
            )


def _waits_for_state(given: Answers) -> bool:
    """Whether another state must confirm, and its letter is not there yet."""
    training = given.get(Training.slug, {})
    return training.get("out_of_state_trained") is True and not training.get("verification")


class Background(BackgroundSinceLast):
    """The same questions, about the whole life."""

    intro = (
        "Tell us about all the time until today. A yes does not mean that we say no. "
        "It means that a person reads what you write."
    )


class Sign(CheckAndSign):
    """What a first applicant signs: nothing about a license that is not there yet."""

    t7 = None  # type: ignore[assignment] # how WTForms takes a field away
    t8 = None  # type: ignore[assignment]
    signature = Line(
        "Your full legal name",
        needed="Type your full legal name to sign",
        longest=160,
        autocomplete="name",
        hint="Type your name as you gave it to us. This is your signature",
    )

    def validate_signature(self, field: Field) -> None:
        """The typed name must be the legal name; case, accents and marks do not matter."""
        legal = fact(self.known, "holder.legal_name")
        if legal and plain_name(field.data or "") != plain_name(legal):
            raise ValidationError(f"Type your name just as you gave it to us: {legal}")


@guide("initial_certification")
class InitialCertification(Guide):
    """Asks a person whom the National Registry has certified for all that the Office must see."""

    title = "Apply for a license"
    checklist: ClassVar = {
        "identity": "The name is that of the National Registry, and nobody else in the register is this person",
        "registry": "The National Registry is current at the level applied for",
        "cards": "CPR, and ACLS for a Paramedic, are in person and current",
        "cori": "The CORI form is complete, and the state was asked for the record",
        "background": "The background answers are read and settled",
        "contact": "The contact details are complete",
    }
    pages = (Found, Contact, Cpr, Acls, Training, OtherState, Background, CourtPapers, CoriForm, OtherPapers, Sign)
    decides = (
        Variable("cprModality", tuple(MODALITIES), answer("cpr", "modality")),
        CPR_EXPIRES,
        Variable("aclsHeld", "boolean", answer("acls", "has_card")),
        Variable("aclsModality", tuple(MODALITIES), answer("acls", "modality")),
        ACLS_EXPIRES,
        OUT_OF_STATE,
        Variable("waitsForState", "boolean", _waits_for_state),
        Variable("stateOfficeKnown", "boolean", answer("other_state", "ask_office")),
        ANY_YES,
    )


class StateVerification(Page):
    """What another state's office says of a person; answered by that office, or entered by staff from its letter."""

    slug = "verification"
    title = "What your state knows"
    intro = "This person applies in Massachusetts and says that your state certified them. Tell us what you know."
    button = "Send the answer"
    askable = False

    standing = Choice(
        "How does this person stand with you?",
        choices=STANDINGS,
        needed="Choose how this person stands with you",
        hint="As of today",
        reveals={"action": ("action",)},
    )
    action = Paragraph(
        "What is the action or the case?",
        needed="Say what the action or the case is",
        longest=4000,
        hint="What, since when, and how it stands now",
    )
    level = Line("Level there", longest=60, autocomplete="off", hint="For example, EMT")
    number = Line("Number there", longest=30, autocomplete="off", hint="As your register has it")
    ends_on = MemorableDate("Ends or ended on", needed=None, hint="For example, March 31 2027", years=(1960, 2100))
    answered_by = Line(
        "Your name and office",
        needed="Enter your name and office",
        longest=160,
        autocomplete="off",
        hint="Who answers for the state",
    )

    def facts(self) -> Sequence[FactLine]:
        """Whom it is about."""
        shown = fact(self.known, "invitation.shown") or {}
        told = (
            ("Name", fact(self.known, "holder.legal_name")),
            ("Other names", shown.get("name.other_names")),
            ("State", shown.get("other_state.state")),
            ("Number there", shown.get("other_state.number")),
        )
        return [FactLine(label, str(value)) for label, value in told if value]


_STANDING = Variable("stateStanding", tuple(STANDINGS), answer("verification", "standing"))


@guide("state_verification")
class StateVerifies(Guide):
    """Asks another state's office by mail."""

    title = "Verification for Massachusetts"
    pages = (StateVerification,)
    decides = (_STANDING,)


class VerificationEntered(StateVerification):
    """The same as a clerk reads it in the letter that came by post."""

    title = "Letter of the other state"
    intro = "The other state's letter came by post. Enter what it says."
    button = "Record the letter"


@guide("enter_verification")
class EnterVerification(Guide):
    """Asks a clerk for what another state's letter says."""

    title = "Verification of another state"
    pages = (VerificationEntered,)
    decides = (_STANDING,)
