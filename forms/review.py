"""The reviewer's decision panel, and the second person's word on a denial.

What the reviewer writes stays in the answers; the engine learns which way was chosen and nothing more.
Source: Office's common case life cycle: claim, check, ask, escalate, deny with reasons and law.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError

from forms.base import AnswerLine, Answers, Facts, Guide, Page, Variable, answer, fact, guide, guides
from forms.fields import Choice, Line, MemorableDate, Paragraph, Several, Tick, YesNo

#: What a reviewer may do with a case.
DECISIONS: Mapping[str, str] = {
    "approve": "Approve: the registry is asked once more, then the card is issued",
    "request_information": "Ask the applicant for more: our clock stops until they answer",
    "propose_denial": "Propose a denial: a second person must confirm it",
    "escalate": "Send to another group: the case leaves your queue",
    "close_incomplete": "Close as incomplete: this is not a denial, the fee is kept",
}
#: Where a case may be sent.
GROUPS: Mapping[str, str] = {
    "reviewer": "Reviewers",
    "supervisor": "Supervisors",
    "compliance": "Compliance",
    "education": "Education",
}
#: What must be seen before a case is approved.
CHECKLIST: Mapping[str, str] = {
    "identity": "The name and number are those of the register",
    "registry": "The National Registry is current at this level",
    "background": "The background answers are read and settled",
    "contact": "The contact details are complete",
}
#: Grounds of a denial. Source: 105 CMR 170.240, 170.435; M.G.L. c.111C s.6, s.16.
REASONS: Mapping[str, str] = {
    "NO_NREMT": "No current National Registry card",
    "LEVEL_MISMATCH": "The levels do not match",
    "CPR_INVALID": "CPR card not valid",
    "ACLS_INVALID": "ACLS card not valid",
    "UNDER_AGE": "Under 18",
    "FALSE_STATEMENT": "False statement",
    "CRIMINAL_HISTORY": "Criminal history",
    "DISCIPLINE_ELSEWHERE": "Discipline in another state or field",
    "IMPAIRMENT": "Impairment",
    "TAX_OR_CHILD_SUPPORT": "Taxes or child support",
    "NOT_RESPONSIBLE_SUITABLE": "Not responsible and suitable",
    "NO_INSURANCE": "No insurance",
    "INSPECTION_FAILED": "Inspection failed",
    "NOT_PUBLIC_INTEREST": "Not in the public interest",
    "EXPERIENCE_INSUFFICIENT": "Not enough experience",
    "OTHER": "Another reason",
}
#: Which name the National Registry has, where the applicant asks for a new one.
REGISTRY_NAME: Mapping[str, str] = {
    "new": "The National Registry has the new name.",
    "old": "The National Registry still has the old name.",
    "neither": "The National Registry has neither the old name nor the new one. Look the person up at NREMT.org.",
}
#: What an applicant of the register typed otherwise than it stands there.
IDENTITY: Mapping[str, str] = {
    "birth_date": "The date of birth that was typed is not the one in the register.",
    "number": "The 9 digits that were typed are not those in the register.",
    "both": "The date of birth and the 9 digits that were typed are not those in the register.",
}
#: Where somebody else in the register has the number of a first applicant.
NUMBER_SHARED = (
    "Another person on record has the same 9 digits and another date of birth. "
    "Find out whose they are. Do not tell the applicant."
)
#: The cards whose provider is looked at, by their page.
_CARDS: Mapping[str, str] = {"cpr": "CPR", "acls": "ACLS"}
_NOTE = "Staff alone can read it. It stays in the history"
_ASK = "ask_"
_CYCLE_END = (3, 31)
#: The item of a request that is no page of the guide, but a question of its own.
QUESTION = "question"


class Decide(Page):
    """What every panel checks beyond its single questions."""

    slug = "decide"
    title = "Your decision"
    button = "Record the decision"
    askable = False

    def validate_decision(self, field: Field) -> None:
        """A request asks for one thing at least."""
        ticked = any(asked.data for asked in self if asked.short_name.startswith(_ASK) and isinstance(asked, Tick))
        if field.data == "request_information" and not ticked:
            raise ValidationError("Choose at least one thing to ask for")

    def validate_checklist(self, field: Field) -> None:
        """An approval needs every tick."""
        assert isinstance(field, Several)  # noqa: S101 - the panel makes it so
        if field.data and set(field.data) != {word for word, *_ in field.iter_choices()}:
            raise ValidationError("Tick each line of the checklist, or choose another decision")

    def validate_confirmed_expiry(self, field: Field) -> None:
        """A certification ends on a March 31, later than the one it follows."""
        confirmed, ends = date.fromisoformat(field.data), fact(self.known, "credential.expires_on")
        if (confirmed.month, confirmed.day) != _CYCLE_END or (ends and confirmed <= date.fromisoformat(ends)):
            raise ValidationError("Enter a March 31 that is later than the end of the license now")

    def _prefilled(self) -> dict[str, Any]:
        asked: dict[str, str] = fact(self.known, "upload.ask_again") or {}
        items = {f"{_ASK}{page}": note for page, note in asked.items() if hasattr(type(self), f"{_ASK}{page}")}
        return {
            "confirmed_expiry": fact(self.known, "route.new_expiry"),
            # a document that was asked for again is an item of the request that follows
            **({"decision": "request_information"} if items else {}),
            **dict.fromkeys(items, True),
            **{f"{name}_note": note for name, note in items.items()},
        }


def askable_pages(asked: Sequence[str]) -> dict[str, type[Page]]:
    """Slug -> page, of every page of these guides that may be asked for again."""
    known = [guides()[name] for name in asked if name in guides()]
    return {page.slug: page for one in known for page in one.pages if page.askable}


@cache
def _panel(asked: tuple[str, ...], *, unanswered: bool, confirms: bool) -> type[Page]:
    """The panel for an application that these guides asked, with the items that can be asked for again."""
    known = [guides()[name] for name in asked if name in guides()]
    pages = askable_pages(asked).values()
    items = {page.slug: f"Ask again: {page.title}" for page in pages} | {QUESTION: "Ask a question of your own"}
    decisions = {word: text for word, text in DECISIONS.items() if unanswered or word != "close_incomplete"}
    decisions["approve"] = next((one.approval for one in known if one.approval), DECISIONS["approve"])
    fields: dict[str, Any] = {
        "decision": Choice(
            "What do you decide?",
            choices=decisions,
            needed="Choose a decision",
            hint="Each line says what follows",
            reveals={
                "approve": ("checklist", "confirmed_expiry") if confirms else ("checklist",),
                "request_information": tuple(_ASK + slug for slug in items),
                "propose_denial": ("reasons", "law", "grounds", "facts_disputed"),
                "escalate": ("escalate_to", "instruction"),
                "close_incomplete": ("missing",),
            },
        ),
        "checklist": Several(
            "Checklist",
            choices=next((one.checklist for one in known if one.checklist), CHECKLIST),
            needed="Tick each line of the checklist, or choose another decision",
            hint="Tick what you have checked",
        ),
    }
    if confirms:
        fields["confirmed_expiry"] = MemorableDate(
            "The new license ends on",
            needed="Enter the date on which the new license ends",
            hint="You confirm this date. For example, March 31 2028",
            years=(2000, 2100),
        )
    for slug, label in items.items():
        fields[_ASK + slug] = Tick(label, on_tick=(f"{_ASK}{slug}_note",))
        fields[f"{_ASK}{slug}_note"] = Paragraph(
            "What should the applicant do?",
            needed="Tell the applicant what to do",
            longest=1000,
            rows=3,
            hint="The applicant reads this as you write it",
        )
    fields |= _denial() | {
        "escalate_to": Choice(
            "Send to", choices=GROUPS, needed="Choose a group", hint="The group sees it at the top of its queue"
        ),
        "instruction": Paragraph(
            "What should they look at?", needed="Say what they should look at", longest=2000, hint=_NOTE
        ),
        "missing": Paragraph(
            "What is missing?",
            needed="Say what is missing",
            longest=2000,
            hint="The applicant reads this as you write it",
        ),
        "note": Paragraph("Note", longest=4000, hint=_NOTE),
    }
    return type("DecidePanel", (Decide,), fields)


def _denial() -> dict[str, Field]:
    return {
        "reasons": Several("Reasons", choices=REASONS, needed="Choose at least one reason", hint="All that apply"),
        "law": Line(
            "Law or rule",
            needed="Name the law or rule",
            longest=300,
            autocomplete="off",
            hint="For example, 105 CMR 170.740. The letter names it",
        ),
        "grounds": Paragraph(
            "Facts",
            needed="State the facts",
            shortest=30,
            too_short="State the facts in at least 30 characters",
            longest=6000,
            hint="The letter states them as you write them",
        ),
        "facts_disputed": YesNo(
            "Does the applicant dispute the facts?",
            needed="Choose yes if the facts are disputed",
            hint="This decides which right of appeal the letter names",
        ),
    }


def _on_criminal_history(given: Answers) -> bool | None:
    """Whether a denial rests on it; None where none is proposed."""
    reasons = given.get(Decide.slug, {}).get("reasons")
    return "CRIMINAL_HISTORY" in reasons if reasons else None


@guide("review")
class Review(Guide):
    """Asks a member of staff what to do with a case.

    Facts: `application.guides` are the guides the applicant answered; `application.no_reply` is true when a request
    went unanswered; `route.supervisorRequired` is true where a supervisor confirms the new date, which
    `route.new_expiry` proposes;
    `registry_name` tells which name the registry has, where a new one is asked for; `identity_differs` what an
    applicant typed otherwise than it stands in the register; `number_shared` is true where somebody else has the number;
    `settings.cpr_providers` are the providers of courses that the Office has listed, by code or name, and `previous` the
    applicant's answers by page: a card of any other provider is told of;
    `final_check` is what the last check at an approval found, where the case came back from it.
    """

    title = "Review"
    decides = (
        Variable("decision", tuple(DECISIONS), answer("decide", "decision")),
        Variable("escalateTo", tuple(GROUPS), answer("decide", "escalate_to")),
        Variable("confirmedExpiry", "date", answer("decide", "confirmed_expiry")),
        Variable("criminalHistory", "boolean", _on_criminal_history),
    )

    def all_pages(self) -> Sequence[type[Page]]:
        unanswered = bool(fact(self.facts, "application.no_reply"))
        # a check that was passed and yet sent the case back: its date is no March 31, so a person names one
        unusual = fact(self.facts, "final_check.passed") is True
        confirms = unusual or fact(self.facts, "route.supervisorRequired") is True
        panel = _panel(tuple(fact(self.facts, "application.guides") or ()), unanswered=unanswered, confirms=confirms)
        told = " ".join(
            filter(
                None,
                (
                    REGISTRY_NAME.get(fact(self.facts, "registry_name") or ""),
                    IDENTITY.get(fact(self.facts, "identity_differs") or ""),
                    NUMBER_SHARED if fact(self.facts, "number_shared") is True else None,
                    *_unlisted(self.facts),
                ),
            )
        )
        return (type(panel.__name__, (panel,), {"intro": told}) if told else panel,)

    @classmethod
    def every_page(cls) -> Sequence[type[Page]]:
        return (_panel((), unanswered=True, confirms=True),)


def _unlisted(facts: Facts) -> list[str]:
    """A sentence for each card of a provider whom the Office has not listed."""
    listed = fact(facts, "settings.cpr_providers")
    if listed is None:
        return []
    known = {name.casefold() for name in listed}
    given = {card: fact(facts, f"previous.{page}") or {} for page, card in _CARDS.items()}
    return [
        f"The {card} card is of a provider whom the Office has not listed. See that it counts."
        for card, answered in given.items()
        if answered.get("provider") and not {_word(answered, "provider"), _word(answered, "other_provider")} & known
    ]


def _word(answered: Mapping[str, Any], name: str) -> str:
    return str(answered.get(name) or "").strip().casefold()


def asked_items(answers: Answers, facts: Facts) -> list[dict[str, str]]:
    """What a request asks for, as the fact `asked` of the guide `reply`: {page, note}, page "question" for an own one."""
    given = Review(facts).given(answers).get(Decide.slug, {})
    return [
        {"page": name.removeprefix(_ASK), "note": given[f"{name}_note"]}
        for name, value in given.items()
        if name.startswith(_ASK) and value is True
    ]


#: What an applicant is told of a decision, by the panel's field.
_TOLD = ("reasons", "law", "grounds", "missing")


@dataclass(frozen=True)
class Ruling:
    """What an applicant is told of a decision."""

    #: Reasons, law and facts of a denial, or what was missing.
    lines: list[AnswerLine]
    #: Whether the applicant disputes the facts: it decides which right of appeal a denial names.
    disputed: bool


def ruling(answers: Answers) -> Ruling | None:
    """What a decision panel tells its applicant; None for the answers of anything else."""
    given = answers.get(Decide.slug)
    if given is None:
        return None
    page = _panel((), unanswered=True, confirms=True)(None, answers=answers)
    lines = [line for line in page.lines() if line.field in _TOLD and given.get(line.field)]
    return Ruling(lines, disputed=given.get("facts_disputed") is True)


class Confirm(Page):
    """The second person's word."""

    slug = "confirm"
    title = "Confirm the denial"
    intro = "Read the reasons, the law and the facts. You are the second person."
    button = "Record the decision"
    askable = False

    outcome = Choice(
        "Do you confirm the denial?",
        choices={
            "confirmed": "Confirm: the applicant is told, with the right of appeal, once any CORI steps are taken",
            "returned": "Return: the case goes back to the reviewer with your note",
        },
        needed="Choose confirm or return",
        hint="Each line says what follows",
        reveals={"returned": ("reason",)},
    )
    reason = Paragraph("Why do you return it?", needed="Say why you return it", longest=2000, hint=_NOTE)
    note = Paragraph("Note", longest=4000, hint=_NOTE)


@guide("confirm_denial")
class ConfirmDenial(Guide):
    """Asks a second member of staff to confirm a proposed denial."""

    title = "Confirm a denial"
    pages = (Confirm,)
    decides = (Variable("confirmation", ("confirmed", "returned"), answer("confirm", "outcome")),)
