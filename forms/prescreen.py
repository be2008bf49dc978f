"""What applies to me: asked of anyone, without an account, and kept nowhere.

The answers are those of the table `initial_eligibility`, so the page tells what an application would be told.
"""

from collections.abc import Mapping
from typing import Any

from forms.base import Page
from forms.cpr import MODALITIES
from forms.fields import Choice, MemorableDate, YesNo
from forms.initial_certification import LEVELS
from models.vocabulary import Level

#: How a person stands with the National Registry.
STANDINGS: Mapping[str, str] = {
    "held": "I have a card there, or had one",
    "under_way": "I am on the way: I have applied there, or am taking the exams",
    "never": "None of these",
}
#: The levels of the National Registry.
REGISTRY_LEVELS: Mapping[str, str] = {
    "EMR": "EMR",
    "EMT": "EMT",
    "AEMT": "AEMT (Advanced EMT)",
    "NRP": "NRP (Paramedic)",
}
_CARDS: Mapping[str, str] = {**MODALITIES, "none": "I do not have one"}
_OF_LEVEL = {"E": "EMT", "A": "AEMT", "P": "NRP"}


class WhatApplies(Page):
    """One page, one answer; nothing is stored.

    Source: state guide to initial certification; National Registry certification page.
    """

    slug = "what_applies"
    title = "What applies to me"
    intro = "Answer a few questions. We tell you if you can apply for a first license. We keep no answer."
    button = "Show what applies"
    askable = False

    level = Choice(
        "Which level do you want?",
        choices=LEVELS,
        needed="Choose the level",
        hint="In Massachusetts",
        reveals={Level.PARAMEDIC.value: ("acls",)},
    )
    acls = Choice(
        "How did you take your ACLS course?",
        choices=_CARDS,
        needed="Choose how you took your ACLS course",
        hint="A Paramedic needs it",
    )
    adult = YesNo("Are you 18 or older?", needed="Choose yes if you are 18 or older", hint="As of today")
    held_before = YesNo(
        "Do you have, or did you have, a Massachusetts license?",
        needed="Choose yes if you have or had a license",
        hint="As EMT, Advanced EMT or Paramedic. It counts even if it has ended",
    )
    registry = Choice(
        "How do you stand with the National Registry?",
        choices=STANDINGS,
        needed="Choose how you stand with the National Registry",
        hint="Look at your account at NREMT.org",
        reveals={
            "held": ("registry_level", "ends_on"),
            "under_way": ("course", "cognitive", "hands_on"),
        },
    )
    registry_level = Choice(
        "Your level there", choices=REGISTRY_LEVELS, needed="Choose your level there", hint="As your card shows it"
    )
    ends_on = MemorableDate(
        "Your card there ends or ended on",
        needed="Enter the date your card ends or ended",
        hint="For example, March 31 2028",
        years=(1980, 2100),
    )
    course = YesNo(
        "Does your account there show that your course is confirmed?",
        needed="Choose yes if your course is confirmed",
        hint="The director of your program confirms it",
    )
    cognitive = YesNo(
        "Have you passed the cognitive exam?",
        needed="Choose yes if you have passed the cognitive exam",
        hint="The exam at a computer",
    )
    hands_on = YesNo(
        "Does your account there show that you passed the hands-on exam?",
        needed="Choose yes if it shows that you passed the hands-on exam",
        hint="Also called psychomotor exam",
    )
    cpr = Choice(
        "How did you take your CPR course?",
        choices=_CARDS,
        needed="Choose how you took your CPR course",
        hint="BLS, or CPR for health care providers",
    )
    other_state = YesNo(
        "Were you first certified in another state?",
        needed="Choose yes if you were first certified in another state",
        hint="Then that state must confirm it to us",
    )

    @property
    def inputs(self) -> dict[str, Any]:
        """The answers by the names of the table's inputs."""
        level, standing = self.level.data, self.registry.data
        held = standing == "held"
        on_the_way = standing == "under_way"
        acls = self.acls.data if self.acls.asked else None
        return {
            "levelApplied": level,
            "adult": self.adult.data,
            "heldBefore": self.held_before.data,
            # the date tells the table whether it still counts
            "nrStatus": "ACTIVE" if held else "NEVER_HELD",
            "nrLevel": self.registry_level.data if held else None,
            "nrExpiry": self.ends_on.data if held else None,
            "nrCandidateFor": _OF_LEVEL[level] if on_the_way else None,
            "nrEducation": self.course.data if on_the_way else None,
            "nrCognitive": _result(self.cognitive.data) if on_the_way else None,
            "nrHandsOn": _result(self.hands_on.data) if on_the_way else None,
            "cprModality": self.cpr.data,
            "aclsHeld": acls in MODALITIES,
            "aclsModality": acls if acls in MODALITIES else None,
        }

    @property
    def needs(self) -> list[str]:
        """What an application of this person needs beside the National Registry."""
        paramedic = self.level.data == "P"
        return [
            "Your CPR card at BLS level, both sides.",
            *(["Your ACLS card, both sides."] if paramedic else []),
            "The form for court records (CORI), signed before a notary.",
            *(
                ["A letter of the state that first certified you. It can also send it to us."]
                if self.other_state.data
                else []
            ),
            "Your Social Security number, or the 9 digits that the National Registry gave you instead.",
        ]


def _result(passed: bool | None) -> str:  # noqa: FBT001 - an answer
    return "PASSED" if passed else "NOT_TAKEN"
