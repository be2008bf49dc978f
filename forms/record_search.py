"""The staff's way to a record: its number."""

from wtforms import Form

from forms.fields import Line
from forms.rendering import Drawn


class RecordSearch(Drawn, Form):
    """The number of a certification or an application; sent with GET."""

    number = Line(
        "License or application number",
        needed="Enter a license number or an application number",
        longest=20,
        autocomplete="off",
        hint="For example, E1234567 or MA-2026-000012",
        attributes={"type": "search", "spellcheck": "false", "autocapitalize": "characters"},
    )
