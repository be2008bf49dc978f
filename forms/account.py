"""Questions about an account and the certification it is linked to."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form

from forms import validators
from forms.fields import Choice, LicenseNumber, Line, MemorableDate, SocialSecurity
from forms.rendering import Drawn, Problem, first_control
from models.vocabulary import CERTIFICATIONS

_NUMBER = r"[A-Z][-‐-―]?[0-9]{4,9}"


class LinkLicense(Drawn, Form):
    """The four facts that only the holder of a certification knows.

    Source: Office's eLicensing questions and answers, on linking.
    """

    title = "Link your license"
    intro = "We look for a license that fits all four answers."
    button = "Link my license"
    #: The one answer to every failed try; nothing that was typed stands beside it.
    refusal = ""

    level = Choice(
        "License type",
        choices={level.value: level.words for level in CERTIFICATIONS},
        needed="Choose your license type",
        hint="As on your card",
    )
    number = LicenseNumber(
        "License number",
        pattern=_NUMBER,
        needed="Enter your license number",
        wrong="Enter one letter and the digits, like E0912345",
        hint="The letter E, A or P and digits, from your Massachusetts card. It is not your National Registry number.",
    )
    ssn = SocialSecurity(
        "Social Security number",
        needed="Enter your Social Security number",
        wrong="Enter 9 digits",
        hint="9 digits. If you have none, the 9 digits that the National Registry gave you.",
    )
    birth_date = MemorableDate(
        "Date of birth",
        needed="Enter your date of birth",
        hint="For example, April 28 1986",
        birth=True,
    )

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong: the refusal as a whole, or answers that cannot be right."""
        return [Problem(first_control(self.level), self.refusal)] if self.refusal else super().problems


class LiftLock(Drawn, Form):
    """Whose lock on linking is lifted."""

    title = "Lift a lock on linking"
    intro = "Make sure first who is calling. Enter the account’s e-mail address, the license number, or both."
    button = "Lift the lock"

    email = Line(
        "E-mail address of the account",
        longest=254,
        autocomplete="off",
        hint="Locked after too many failed tries in 24 hours",
        checks=[validators.EmailAddress("Enter an e-mail address like name@example.com")],
        attributes={"type": "email", "inputmode": "email"},
    )
    number = Line(
        "License number",
        longest=20,
        autocomplete="off",
        hint="Locked after 3 failed tries in 24 hours from any accounts",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether one of the two was given."""
        valid = super().validate(extra_validators)
        if valid and not self.email.data and not self.number.data:
            self.email.errors = ["Enter an e-mail address or a license number"]
            return False
        return valid
