"""Who the person is: legal names, birth date and the nine digits that tell two people of one name apart.

Asked of those whom the Office does not know yet, and again of those who come back after years. Nothing of these pages
enters the engine but closed words.
"""

from typing import ClassVar

from stdnum.us import ssn as social_security
from wtforms import Field
from wtforms.validators import ValidationError

from forms import validators
from forms.base import AnswerLine, FactLine, Page, Variable, answer
from forms.fields import Choice, Line, MemorableDate, Options, Paragraph, Several, SocialSecurity, Tick
from forms.wording import years_between
from models.vocabulary import SsnKind

#: The youngest who is certified. Source: mass.gov, EMT-Basic training.
YOUNGEST_YEARS = 18
SUFFIXES = {suffix: suffix for suffix in ("Jr.", "Sr.", "II", "III", "IV", "V")}
GENDERS = {"woman": "Woman", "man": "Man", "nonbinary": "Neither, or both", "undisclosed": "I do not want to say"}
#: Source: Office of Management and Budget, Statistical Policy Directive 15 (2024).
ORIGINS = {
    "native": "American Indian or Alaska Native",
    "asian": "Asian",
    "black": "Black or African American",
    "hispanic": "Hispanic or Latino",
    "mena": "Middle Eastern or North African",
    "pacific": "Native Hawaiian or Pacific Islander",
    "white": "White",
    "undisclosed": "I do not want to say",
}


def name_part(label: str, token: str, *, hint: str, needed: str | None = None) -> Line:
    """A part of a legal name: at most 50 letters; `token` is what a browser fills it in by."""
    return Line(
        label,
        needed=needed,
        longest=50,
        autocomplete=token,
        hint=hint,
        checks=[validators.NameLetters("Use letters only. A space, hyphen, period or apostrophe may stand in it")],
    )


class LegalName(Page):
    """The legal name, and every name used before: a criminal record may stand under any of them.

    Source: Office's list of form pages, PG-ID; 803 CMR 2.11 on former names.
    """

    slug = "name"
    title = "Your legal name"
    intro = "Your card will show this name. It should be the name that the National Registry has."
    prefill: ClassVar = {
        "legal_first": "holder.legal_first",
        "legal_middle": "holder.legal_middle",
        "legal_last": "holder.legal_last",
        "suffix": "holder.suffix",
    }

    legal_first = name_part("First name", "given-name", hint="As on your ID", needed="Enter your first name")
    legal_middle = name_part("Middle name", "additional-name", hint="Leave blank if you have none")
    legal_last = name_part("Last name", "family-name", hint="As on your ID", needed="Enter your last name")
    suffix = Options(
        "Suffix", choices=SUFFIXES, autocomplete="honorific-suffix", hint="Leave as it is if you have none"
    )
    other_names = Paragraph(
        "Other names you have used",
        longest=500,
        rows=3,
        hint="One on each line, like a birth name. We need them for the check of court records",
    )


class NameOnRecord(Page):
    """The name of a person of the register: shown, not asked; only a name change can alter it."""

    slug = "name"
    title = "Your legal name"
    intro = "This is your name on our record. If it is wrong, ask for a name change first."

    other_names = Paragraph(
        "Other names you have used",
        longest=500,
        rows=3,
        hint="One on each line, like a birth name. We need them for the check of court records",
    )

    def facts(self) -> tuple[FactLine, ...]:
        return (self.line("Legal name", "holder.legal_name"),)


class Identity(Page):
    """Birth date and the nine digits: an SSN, or the National Registry's number for a person who has none.

    Source: Office's list of form pages, PG-ID; Office's eLicensing questions and answers, question 14; Social Security
    Administration, POMS RM 10201.035 on numbers that were never given out; Bureau of Health Professions policy 17-01.
    """

    slug = "identity"
    title = "Who you are"
    intro = "We keep these answers locked. We never show or send the whole number."

    birth_date = MemorableDate(
        "Date of birth", needed="Enter your date of birth", hint="For example, April 28 1986", birth=True
    )
    ssn_kind = Choice(
        "Which number do you have?",
        choices={
            SsnKind.SSN.value: "A Social Security number",
            SsnKind.PSEUDO.value: "No Social Security number, but 9 digits from the National Registry",
        },
        needed="Choose which number you have",
        hint="State law asks for this number from all who hold a license",
        reveals={SsnKind.PSEUDO.value: ("no_ssn_affidavit",)},
    )
    no_ssn_affidavit = Tick(
        "I swear that I was never given a Social Security number. "
        "Once I have one, I will tell this Office and the National Registry.",
        needed="Tick the box to swear that you were never given a Social Security number",
    )
    ssn = SocialSecurity("Your number", needed="Enter your number", wrong="Enter 9 digits", hint="9 digits")
    ssn_again = SocialSecurity(
        "Your number once more",
        needed="Enter your number once more",
        wrong="Enter 9 digits",
        hint="Type it again, so that we catch a typing mistake",
    )
    gender = Options("Gender", choices=GENDERS, autocomplete="off", hint="We count answers. It decides nothing")
    origins = Several("Race and origin", choices=ORIGINS, hint="All that apply. We count answers. It decides nothing")

    def validate_birth_date(self, field: Field) -> None:
        """Eighteen years old, on the day of the Office."""
        if self.today is None or not isinstance(field.data, str):
            return
        age = years_between(field.data, self.today)
        if age < 0:
            raise ValidationError("Enter a date of birth that has passed")
        if age < YOUNGEST_YEARS:
            raise ValidationError(f"You must be {YOUNGEST_YEARS} or older. Come back on your birthday")

    def validate_ssn(self, field: Field) -> None:
        """A Social Security number that can have been given out; the Registry's numbers follow no rule."""
        if self.ssn_kind.data == SsnKind.SSN.value and field.data and not social_security.is_valid(field.data):
            raise ValidationError("No one has this number. Look at your Social Security card and enter it again")

    def validate_ssn_again(self, field: Field) -> None:
        """The same nine digits twice."""
        if field.data and self.ssn.data and field.data != self.ssn.data:
            raise ValidationError("Enter the same 9 digits twice")

    def lines(self) -> list[AnswerLine]:
        """The answers for checking; the repeated number says nothing new."""
        return [line for line in super().lines() if line.field != "ssn_again"]


#: Whether the nine digits are an SSN.
SSN_KIND = Variable("ssnKind", ("ssn", "pseudo"), answer(Identity.slug, "ssn_kind"))
