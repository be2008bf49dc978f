"""A new legal name, with the paper that proves it.

Source: Office's eLicensing questions and answers, question 9.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from wtforms import Field
from wtforms.validators import ValidationError

from forms.attestation import SignTruth
from forms.base import FactLine, Guide, Page, Variable, answer, fact, guide
from forms.days import not_after
from forms.fee import fee_line
from forms.fields import Choice, MemorableDate, Options, Paragraph, YesNo
from forms.identity import SUFFIXES, name_part
from forms.upload import Upload
from models.vocabulary import DocumentSlot

#: Why a name changes.
REASONS: Mapping[str, str] = {
    "marriage": "Marriage",
    "divorce": "Divorce",
    "court_order": "Court order",
    "correction": "Our record is wrong",
    "other": "Another reason",
}
#: What proves a name.
PAPERS: Mapping[str, str] = {
    "government_id": "Government ID with the new name",
    "marriage_certificate": "Marriage certificate",
    "divorce_decree": "Divorce decree",
    "court_order": "Court order",
}


class NewName(Page):
    """The name as it shall stand on the record and on each card."""

    slug = "new_name"
    title = "Your new name"
    intro = "Enter your whole new name, with the parts that stay the same. Your card will show it."

    new_first = name_part("First name", "given-name", hint="As on your paper", needed="Enter your first name")
    new_middle = name_part("Middle name", "additional-name", hint="Leave blank if you have none")
    new_last = name_part("Last name", "family-name", hint="As on your paper", needed="Enter your last name")
    suffix = Options(
        "Suffix", choices=SUFFIXES, autocomplete="honorific-suffix", hint="Leave as it is if you have none"
    )
    reason = Choice(
        "Why does your name change?",
        choices=REASONS,
        needed="Choose why your name changes",
        hint="Choose the one that comes closest",
        reveals={"other": ("other_reason",)},
    )
    other_reason = Paragraph(
        "What is the reason?", needed="Tell us the reason", longest=500, rows=3, hint="One or two sentences"
    )
    effective_on = MemorableDate(
        "Since when is this your name?",
        needed="Enter the date since when this is your name",
        hint="The date on your paper. For example, April 28 2026",
    )
    nremt_also_changed = YesNo(
        "Does the National Registry know your new name?",
        needed="Choose yes if the National Registry knows your new name",
        hint="You can go on with both answers. If not, tell them too, at NREMT.org",
    )

    def facts(self) -> Sequence[FactLine]:
        return (self.line("Your name on our record", "holder.legal_name"), *fee_line(self))

    def validate_effective_on(self, field: Field) -> None:
        """A name that counts from tomorrow on is no name yet."""
        not_after(self.today, field, "Enter a date that has passed. Come back once this is your name")

    def validate_new_last(self, _field: Field) -> None:
        """Something must differ from the record, be it an accent."""
        parts = (self.new_first.data, self.new_middle.data, self.new_last.data, self.suffix.data)
        if " ".join(filter(None, parts)) == fact(self.known, "holder.legal_name"):
            raise ValidationError("This is the name on our record. Enter the new one")


class Proof(Page):
    """One of four papers. Source: Office's eLicensing questions and answers, question 9."""

    slug = "proof"
    title = "Proof of your new name"
    intro = "Show us one paper with your new name. We must be able to read the name and the date."

    paper = Choice(
        "Which paper do you add?",
        choices=PAPERS,
        needed="Choose which paper you add",
        hint="An ID must not have expired",
    )
    evidence = Upload(
        "Your paper",
        slot=DocumentSlot.NAME_EVIDENCE,
        hint="A photo or a scan of each page. Of an ID, both sides",
        needed="Add the paper with your new name",
        most=4,
    )


@guide("name_change")
class NameChange(Guide):
    """Asks a holder for the new name, for its proof, and for the signature."""

    title = "Change your name"
    pages = (NewName, Proof, SignTruth)
    decides = (
        Variable("nameChangeReason", tuple(REASONS), answer("new_name", "reason")),
        Variable("namePaper", tuple(PAPERS), answer("proof", "paper")),
        Variable("registryHasNewName", "boolean", answer("new_name", "nremt_also_changed")),
    )
    checklist: ClassVar[Mapping[str, str]] = {
        "paper": "The paper is one of the four kinds, and an ID has not expired",
        "name": "The new name can be read on it, letter by letter as it was typed",
        "person": "It is about the person on our record",
        "registry": "I looked at the name that the National Registry has",
    }
    approval = "Approve: the name is changed and each current card is made anew"


class Standing(Page):
    """What compliance says of a request by someone who may not work now."""

    slug = "standing"
    title = "May this person change the name?"
    intro = "The certification is suspended, revoked or given up. A new name could hide that from employers."
    button = "Record the decision"
    askable = False

    ruling = Choice(
        "What do you decide?",
        choices={
            "allow": "Yes: the person may fill in the request",
            "refuse": "Not now: the request ends and the person is told to write to us",
        },
        needed="Choose yes or not now",
        hint="Each line says what follows",
    )
    note = Paragraph("Note", needed="Say why", longest=2000, hint="Staff alone can read it")


@guide("name_change_standing")
class NameChangeStanding(Guide):
    """Asks the compliance staff whether a suspended holder may change the name."""

    title = "Name change of a suspended holder"
    pages = (Standing,)
    decides = (Variable("nameChangeAllowed", ("allow", "refuse"), answer("standing", "ruling")),)
