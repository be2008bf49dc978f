"""A mailing address as one question of several lines."""

from collections.abc import Iterator
from typing import Any

from wtforms import Field, Form, FormField
from wtforms.form import BaseForm

from forms import validators
from forms.fields import Line, Options, Question
from forms.rendering import Drawn

#: States, the district and territories that mail goes to. Source: USPS Publication 28, appendix B.
STATES = {
    code: code
    for code in (  # noqa: SIM905 - a list of sixty strings says less
        "MA AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        "OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI AA AE AP"
    ).split()
}


class AddressPart(Drawn, Form):
    """The lines of a mailing address in the United States."""

    line1 = Line(
        "Street address",
        needed="Enter the street address",
        longest=100,
        autocomplete="address-line1",
        hint="Number and street, or P.O. box",
    )
    line2 = Line("Apartment or unit", longest=100, autocomplete="address-line2", hint="Leave blank if you have none")
    city = Line(
        "City or town",
        needed="Enter the city or town",
        longest=60,
        autocomplete="address-level2",
        hint="For example, Worcester",
        checks=[validators.NameLetters("Leave digits and signs out of the city or town")],
    )
    state = Options(
        "State",
        needed="Choose the state",
        choices=STATES,
        autocomplete="address-level1",
        hint="Two letters, like MA",
    )
    zip = Line(
        "ZIP Code",
        needed="Enter the ZIP Code",
        longest=10,
        autocomplete="postal-code",
        hint="5 or 9 digits, like 01752",
        checks=[validators.Matches(r"[0-9]{5}(-?[0-9]{4})?", "Enter a ZIP Code with 5 or 9 digits")],
        attributes={"inputmode": "numeric"},
    )


class Address(Question, FormField):  # type: ignore[type-arg] # generic in the stubs alone
    """A mailing address; the value is a dictionary of its lines."""

    def __init__(self, label: str, *, hint: str, **kwargs: Any) -> None:
        self.reveals = {}
        self.revealed = {}
        FormField.__init__(self, AddressPart, label, description=hint, **kwargs)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.form)

    def validate(self, form: BaseForm, extra_validators: Any = ()) -> bool:  # noqa: ARG002 - the parts check themselves
        return True if not self.asked else bool(self.form.validate())

    @property
    def words(self) -> str:
        line = self.form.data
        # the state alone stands there before anything is typed
        if not any(line[part] for part in ("line1", "line2", "city", "zip")):
            return ""
        place = ", ".join(filter(None, [line["city"], " ".join(filter(None, [line["state"], line["zip"]]))]))
        return "\n".join(filter(None, [line["line1"], line["line2"], place]))
