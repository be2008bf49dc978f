"""The public search of the register: one box.

Three letters at least, so that the register cannot be read out letter by letter.
"""

import re

from wtforms import Field, Form
from wtforms.validators import ValidationError

from forms.fields import Line
from forms.rendering import Drawn

SHORTEST_NAME = 3


class Search(Drawn, Form):
    """A name or a number to look for; sent with GET."""

    q = Line(
        "Name or license number",
        needed="Enter a name or a license number",
        longest=80,
        autocomplete="off",
        hint="For example, Ruiz, Ana Ruiz or E1234567",
        attributes={"type": "search", "spellcheck": "false"},
    )

    def validate_q(self, field: Field) -> None:
        """A number has a digit; a name has three letters."""
        text = field.data or ""
        letters = sum(letter.isalpha() for letter in text)
        if not re.search(r"[0-9]", text) and letters < SHORTEST_NAME:
            raise ValidationError(f"Enter at least {SHORTEST_NAME} letters of the name")
