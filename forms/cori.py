"""Criminal history (CORI): what a search brought, and the steps before a denial that rests on it.

The answers go into rows of their own, which the compliance staff alone may open; the engine learns three words.
Source: 803 CMR 2.21 (adverse decisions on criminal history).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import Field

from forms.base import Answers, Guide, Page, Variable, answer, guide
from forms.days import not_after
from forms.fields import Choice, Line, MemorableDate, Paragraph, Tick, YesNo

_TOO_LATE = "Enter a day that is not after today"
_APART = "The compliance staff alone can read it. It is kept apart from the case"

#: The steps before a refusal that rests on criminal history, in the order in which they are taken.
STEPS: Mapping[str, str] = {
    "offered": "The person was offered a way to appeal, and to dispute that the record is right",
    "notified": "The person was told that a denial may follow",
    "handed_over": "The person got a copy of the CORI, and of where it came from",
    "named": "The person was told which entries count against them",
    "correction": "The person got the DCJIS leaflet on how to correct a record",
    "policy": "The person got a copy of our CORI policy",
    "documented": "Each of these steps is written down in the CORI file",
}
#: What is asked of each step's day.
_DAYS: Mapping[str, str] = {
    "offered": "When was the way to appeal offered?",
    "notified": "When was the person told that a denial may follow?",
    "handed_over": "When did the person get the copy?",
    "named": "When were the entries named?",
    "correction": "When did the person get the leaflet?",
    "policy": "When did the person get the policy?",
    "documented": "When was the last step written down?",
}


class Result(Page):
    """What the search brought."""

    slug = "result"
    title = "Criminal history (CORI)"
    intro = "Ask iCORI about this person. Enter what it says. No one but the compliance staff can open your entry."
    button = "Record the result"
    askable = False

    checked_on = MemorableDate(
        "When was iCORI asked?",
        needed="Enter the day on which iCORI was asked",
        hint="For example, May 4 2026",
        years=(2000, 2100),
    )
    hit = YesNo(
        "Did it show anything that counts?",
        needed="Choose yes if it showed anything that counts",
        hint="A yes goes to compliance. It never denies by itself",
        on_yes=("entries", "false_statement"),
    )
    entries = Paragraph("Entries", needed="Name the entries", longest=6000, hint=_APART)
    false_statement = YesNo(
        "Did the person leave it out of their answers?",
        needed="Choose yes if the person left it out",
        hint="Compare it with the background answers",
    )
    note = Paragraph("Note", longest=2000, hint=_APART)

    def validate_checked_on(self, field: Field) -> None:
        """Not after today."""
        not_after(self.today, field, _TOO_LATE)


@guide("cori_result")
class CoriResult(Guide):
    """Asks the compliance staff what a search of criminal history brought.

    A hit sends the case to the compliance staff, who decide; nothing is denied by it alone.
    """

    title = "Criminal history"
    pages = (Result,)
    decides = (
        Variable("coriHit", "boolean", answer("result", "hit")),
        Variable("falseStatement", "boolean", answer("result", "false_statement")),
        Variable("escalateTo", ("compliance",), lambda given: "compliance" if _hit(given) else None),
    )


def _hit(given: Answers) -> bool:
    return given.get("result", {}).get("hit") is True


class Steps(Page):
    """The steps before a denial, each with its day."""

    slug = "steps"
    title = "Seven steps before the denial"
    intro = "The law asks for each of these steps before the denial goes out. Tick what is done and enter its day."
    button = "Record the steps"
    askable = False


def _in_the_past(form: Page, field: Field) -> None:
    not_after(form.today, field, _TOO_LATE)


def _in_order() -> Iterator[str]:
    """Each step, then its day."""
    for step in STEPS:
        yield step
        yield f"{step}_on"


def _steps() -> type[Page]:
    fields: dict[str, Any] = {
        "outcome": Choice(
            "What follows?",
            choices={
                "done": "All steps are done: the denial goes out",
                "anew": "The record was wrong, or something new came up: the case is decided anew",
            },
            needed="Choose what follows",
            hint="Each line says what happens next",
            reveals={"done": (*_in_order(), "source")},
        )
    }
    for name, label in STEPS.items():
        fields[name] = Tick(label, needed="Tick this step when it is done")
        fields[f"{name}_on"] = MemorableDate(
            _DAYS[name], needed="Enter the day of this step", hint="For example, May 4 2026", years=(2000, 2100)
        )
        fields[f"validate_{name}_on"] = _in_the_past
    fields["source"] = Line(
        "Where did the CORI come from?",
        needed="Say where the CORI came from",
        longest=200,
        autocomplete="off",
        hint="For example, iCORI of the DCJIS",
    )
    fields["note"] = Paragraph("Note", longest=2000, hint=_APART)
    return type("StepsPanel", (Steps,), fields)


@guide("cori_steps")
class CoriSteps(Guide):
    """Demands the seven steps before a denial that rests on criminal history."""

    title = "Steps before a denial"
    pages = (_steps(),)
    decides = (Variable("coriSteps", ("done", "anew"), answer("steps", "outcome")),)
