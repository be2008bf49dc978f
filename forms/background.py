"""The background questions B1 to B8, each of which opens an explanation when it is answered with yes.

A yes is no refusal: it sends the application to the compliance staff. No answer of this page enters the engine but the
one fact that there was a yes.
"""

from forms.base import Answers, Page, Variable
from forms.fields import Paragraph, YesNo

#: The questions' names, in the order of the page.
QUESTIONS = tuple(f"b{number}" for number in range(1, 9))
SHORTEST_EXPLANATION = 30


def _asks(label: str, number: int, *, about: str, hint: str) -> YesNo:
    return YesNo(
        label,
        needed=f"Choose yes or no: {about}",
        hint=hint,
        on_yes=(f"b{number}_explanation",),
    )


def explanation(label: str, *, hint: str) -> Paragraph:
    """The text that a yes asks for."""
    return Paragraph(
        label,
        needed="Tell us what happened",
        shortest=SHORTEST_EXPLANATION,
        too_short=f"Tell us more. Use at least {SHORTEST_EXPLANATION} characters",
        longest=4000,
        hint=hint,
    )


_STORY = "Say what, when and where, and how it ended"


class BackgroundSinceLast(Page):
    """What has changed since the person last applied.

    Source: Office's list of form pages, PG-BACKGROUND; topics from M.G.L. c.62C s.49A and 105 CMR 170.
    """

    slug = "background"
    title = "Your background"
    intro = (
        "Tell us about the time since you last applied. A yes does not mean that we say no. "
        "It means that a person reads what you write."
    )

    b1 = _asks(
        "Have you been found guilty of a crime, or said you were guilty, or not fought the charge?",
        1,
        about="were you found guilty of a crime",
        hint="Leave out minor traffic fines and any case that is sealed or expunged",
    )
    b1_explanation = explanation("What happened in this case?", hint=_STORY)
    b2 = _asks(
        "Do you face a criminal charge now?",
        2,
        about="do you face a charge now",
        hint="A case that is still open in any court",
    )
    b2_explanation = explanation("What is the charge?", hint="Say what, when and in which court")
    b3 = _asks(
        "Has a health license of yours been denied or taken away, or did you give one up?",
        3,
        about="was a license denied or taken away",
        hint="In any state. Count limits, warnings, fines and probation too",
    )
    b3_explanation = explanation("What was done about your license?", hint="Say which state, when and why")
    b4 = _asks(
        "Does a license board or an employer look into your conduct now?",
        4,
        about="is your conduct being looked into",
        hint="An open case is enough, even with no finding yet",
    )
    b4_explanation = explanation("What is being looked into?", hint="Say who looks into it, since when and why")
    b5 = _asks(
        "Do you hold, or did you hold, another health license or EMS card?",
        5,
        about="do you hold another license",
        hint="From any state. Leave out the one you now apply for",
    )
    b5_explanation = explanation("Which one?", hint="List the state, kind, number and dates of each")
    b6 = _asks(
        "Has your driver's license been suspended, or were you charged with drunk driving, in the last 5 years?",
        6,
        about="was your driver's license suspended",
        hint="In any state, for alcohol, drugs or any other cause",
    )
    b6_explanation = explanation("What happened with your driver's license?", hint=_STORY)
    b7 = _asks(
        "Do health problems, alcohol or drugs now keep you from safe EMS work, even with help on the job?",
        7,
        about="does anything keep you from safe work",
        hint="We ask about today. We do not ask for the name of an illness",
    )
    b7_explanation = explanation(
        "What keeps you from safe work?", hint="Say what you can not do safely, and what would help"
    )
    b8 = _asks(
        "Are you behind on child support or on state taxes?",
        8,
        about="are you behind on child support or taxes",
        hint="Choose no if you pay under a plan that was agreed",
    )
    b8_explanation = explanation("What do you owe?", hint="Say what is owed, and any plan to pay it")


class Background(BackgroundSinceLast):
    """The whole past: asked of those who apply for the first time, and of those who come back."""

    intro = (
        "Tell us about your whole life, not the last years alone. A yes does not mean that we say no. "
        "It means that a person reads what you write."
    )


def _any_yes(given: Answers) -> bool:
    page = given.get(BackgroundSinceLast.slug, {})
    return any(page.get(question) is True for question in QUESTIONS)


#: Whether any background question was answered with yes.
ANY_YES = Variable("backgroundAnyYes", "boolean", _any_yes)
