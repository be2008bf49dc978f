"""A person's card at the National Registry: what its holder tells of it, and what staff find out there by hand.

The variables bear the names of the raw inputs of the decision `route_for_holder`.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from forms.base import FactLine, Facts, Guide, Page, Variable, answer, fact, guide
from forms.fields import Choice, LicenseNumber, MemorableDate, Options, Paragraph, Tick, YesNo
from forms.wording import in_words, long_date
from models.vocabulary import Level

#: The registry's words for the state of a person's certification there.
STATUSES: Mapping[str, str] = {
    "ACTIVE": "Active",
    "INACTIVE": "Inactive",
    "LAPSED": "Lapsed",
    "SUSPENDED": "Suspended",
    "REVOKED": "Revoked",
    "ELIGIBILITY_DENIED": "Eligibility denied",
    "NEVER_HELD": "Never held one",
}
#: The registry's levels, the lowest first.
LEVELS: Mapping[str, str] = {"EMR": "EMR", "EMT": "EMT", "AEMT": "AEMT", "NRP": "NRP (Paramedic)"}
#: What a search there can end with.
MATCHES: Mapping[str, str] = {
    "matched": "I found the person, or that there never was a card",
    "try_again": "Ask the registry once more",
    "no_record": "I cannot tell: the application ends and the applicant is told",
}


#: The registry's level that a level of ours needs.
_NEEDED = {Level.EMT: "EMT", Level.ADVANCED_EMT: "AEMT", Level.PARAMEDIC: "NRP"}


class RegistryCard(Page):
    """The holder's number and level there, and the leave to ask.

    Source: Office's list of form pages, PG-NREMT; mass.gov, apply for an initial EMT certification, on the level.
    """

    slug = "registry"
    title = "Your National Registry card"
    intro = "We ask the National Registry about this card. It must be current, at your level or above."
    prefill: ClassVar[Mapping[str, str]] = {"number": "registry.number", "level": "registry.level"}

    number = LicenseNumber(
        "National Registry number",
        pattern=r"[A-Z][-‐-―]?[0-9]{4,10}",
        needed="Enter your National Registry number",
        wrong="Enter one letter and the digits, like E1234567",
        hint="One letter and digits, from your National Registry card. It is not your Massachusetts number",
    )
    level = Options(
        "Level of the card",
        choices=LEVELS,
        needed="Choose the level of the card",
        autocomplete="off",
        hint="As on your National Registry card",
    )
    consent = Tick(
        "You may ask the National Registry about me",
        needed="Tick the box so that we may ask the National Registry about you",
        hint="We ask for your status, level and end date",
    )

    def facts(self) -> Sequence[FactLine]:
        if fact(self.known, "registry.status") is None:
            return ()
        return (
            self.line("Status", "registry.status", in_words),
            self.line("Card ends on", "registry.expires_on", long_date),
        )

    def validate_level(self, field: Field) -> None:
        """At or above the level of the application."""
        order, needed = list(LEVELS), level_needed(self.known)
        if needed and field.data and order.index(field.data) < order.index(needed):
            raise ValidationError(
                f"You need a National Registry card at the level {LEVELS[needed]}. "
                "Get that card first, or apply for the level you have"
            )


def level_needed(facts: Facts) -> str | None:
    """The registry's level that the application needs: by the level applied for, else by the license it is about."""
    wanted = fact(facts, "application.level") or fact(facts, "credential.level")
    return next((_NEEDED.get(level) for level in Level if level.words == wanted), None)


class NeededIf:
    """Needed with these states at the registry, else it may be left blank."""

    def __init__(self, sentence: str, *statuses: str) -> None:
        self.sentence = sentence
        self.statuses = statuses

    def __call__(self, form: BaseForm, field: Field) -> None:
        if field.data in (None, ""):
            if form["nr_status"].data in self.statuses:
                raise StopValidation(self.sentence)
            raise StopValidation


_CURRENT = ("ACTIVE", "INACTIVE")


def _status() -> Choice:
    return Choice("Status", choices=STATUSES, needed="Choose the status", hint="As NREMT.org shows it today")


def _level() -> Options:
    return Options(
        "Level",
        choices=LEVELS,
        needed=NeededIf("Choose the level", *_CURRENT),
        autocomplete="off",
        hint="Leave blank if there never was a card",
    )


def _expiry() -> MemorableDate:
    return MemorableDate(
        "End date",
        needed=NeededIf("Enter the end date", *_CURRENT),
        hint="For example, March 31 2027. Leave blank if there never was a card",
        years=(1970, 2100),
    )


class Match(Page):
    """The registry's record as a clerk reads it there."""

    slug = "match"
    title = "What the National Registry says"
    intro = "Look the person up at NREMT.org. Enter what you see there."
    button = "Save the match"
    askable = False

    match = Choice(
        "What did you find?",
        choices=MATCHES,
        needed="Choose what you found",
        hint="Each line says what follows",
        reveals={"matched": ("nr_status", "nr_level", "nr_expiry", "nr_regained", "ce_profile_approved")},
    )
    nr_status = _status()
    nr_level = _level()
    nr_expiry = _expiry()
    nr_regained = YesNo(
        "Was the card lost and won again after the Massachusetts end date?",
        needed=NeededIf("Choose yes if the card was lost and won again", *_CURRENT),
        hint="Look at the history there. Needed for a current card",
    )
    ce_profile_approved = YesNo(
        "Was the training profile approved by the Massachusetts end date?",
        needed=NeededIf("Choose yes if the training profile was approved", "NEVER_HELD"),
        hint="Needed where there never was a card",
    )
    note = Paragraph("Note", longest=2000, hint="Staff alone can read it")


@guide("match_registry")
class MatchRegistry(Guide):
    """Asks a clerk for a person's record when the look-up could not tell."""

    title = "Match with the National Registry"
    pages = (Match,)
    decides = (
        Variable("registryMatch", tuple(MATCHES), answer("match", "match")),
        Variable("nrStatus", tuple(STATUSES), answer("match", "nr_status")),
        Variable("nrLevel", tuple(LEVELS), answer("match", "nr_level")),
        Variable("nrExpiry", "date", answer("match", "nr_expiry")),
        Variable("nrRegainedAfterLapse", "boolean", answer("match", "nr_regained")),
        Variable("ceProfileApproved", "boolean", answer("match", "ce_profile_approved")),
    )


#: How an examination there can have ended.
RESULTS: Mapping[str, str] = {"PASSED": "Passed", "FAILED": "Not passed", "NOT_TAKEN": "No result yet"}


class MatchCandidate(Page):
    """The record of a person who was never certified here: what counts is the way to the first certification."""

    slug = "match"
    title = "What the National Registry says"
    intro = "Look the person up at NREMT.org. Enter what you see there."
    button = "Save the match"
    askable = False

    match = Choice(
        "What did you find?",
        choices={**MATCHES, "no_record": "I cannot tell: the applicant is told that we could not find them"},
        needed="Choose what you found",
        hint="Each line says what follows",
        reveals={
            "matched": (
                *("nr_status", "nr_level", "nr_expiry", "nr_candidate_for"),
                *("nr_education", "nr_cognitive", "nr_hands_on"),
            )
        },
    )
    nr_status = _status()
    nr_level = _level()
    nr_expiry = _expiry()
    nr_candidate_for = Options(
        "Has applied there at level", choices=LEVELS, autocomplete="off", hint="Leave blank if there is no application"
    )
    nr_education = YesNo("Is the course confirmed there?", needed=None, hint="Leave blank if you cannot tell")
    nr_cognitive = Choice("Cognitive exam", choices=RESULTS, hint="Leave blank if you cannot tell")
    nr_hands_on = Choice("Hands-on exam", choices=RESULTS, hint="Leave blank if you cannot tell")
    note = Paragraph("Note", longest=2000, hint="Staff alone can read it")


@guide("match_candidate")
class MatchOfCandidate(Guide):
    """Asks a clerk for the record of a person who applies for a first certification."""

    title = "Match with the National Registry"
    pages = (MatchCandidate,)
    decides = (
        Variable("registryMatch", tuple(MATCHES), answer("match", "match")),
        Variable("nrStatus", tuple(STATUSES), answer("match", "nr_status")),
        Variable("nrLevel", tuple(LEVELS), answer("match", "nr_level")),
        Variable("nrExpiry", "date", answer("match", "nr_expiry")),
        Variable("nrCandidateFor", tuple(LEVELS), answer("match", "nr_candidate_for")),
        Variable("nrEducation", "boolean", answer("match", "nr_education")),
        Variable("nrCognitive", tuple(RESULTS), answer("match", "nr_cognitive")),
        Variable("nrHandsOn", tuple(RESULTS), answer("match", "nr_hands_on")),
    )


class Discipline(Page):
    """What compliance makes of an action of the registry."""

    slug = "discipline"
    title = "Action of the National Registry"
    intro = "The National Registry has suspended, revoked or denied this person. Say what follows here."
    button = "Record the finding"
    askable = False

    finding = Choice(
        "What did you find?",
        choices={
            "ask_again": "The action is over or was an error: the registry is asked once more",
            "stands": "The action stands: the person cannot file online now",
        },
        needed="Choose what you found",
        hint="Each line says what follows",
    )
    note = Paragraph("Note", needed="Say what you found", longest=4000, hint="Staff alone can read it")


@guide("registry_discipline")
class RegistryDiscipline(Guide):
    """Asks the compliance staff what an action of the registry means here."""

    title = "Action of the National Registry"
    pages = (Discipline,)
    decides = (Variable("disciplineFinding", ("ask_again", "stands"), answer("discipline", "finding")),)
