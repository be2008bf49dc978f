"""What a process owner types: a setting's new value with its day, and a day on which the Office is closed."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, Form

from forms.fields import Choice, Line, MemorableDate
from forms.rendering import Drawn

_FIRST_YEAR, _LAST_YEAR = 2025, 2060


class Setting(Drawn, Form):
    """A new value and the day from which it counts; the value's field is made for the setting."""

    title = "New value"
    button = "Check the change"

    value: Field
    effective_on = MemorableDate(
        "Counts from",
        needed="Enter the day from which the new value counts",
        hint="A day after today. Applications sent before that day keep the old value.",
        years=(_FIRST_YEAR, _LAST_YEAR),
    )


def setting_form(title: str, *, hint: str, choices: Mapping[str, str]) -> type[Setting]:
    """The form that changes a setting of these words; with choices, one of them is chosen."""
    value: Any = (
        Choice("New value", choices=dict(choices), needed="Choose one", hint="Choose one")
        if choices
        else Line("New value", longest=200, autocomplete="off", needed="Enter the new value", hint=hint)
    )
    # WTForms draws fields in the order in which they were made; the value comes first
    value.creation_counter = 0
    return type("SettingOf", (Setting,), {"title": title, "value": value})


class Holiday(Drawn, Form):
    """A day that is to be no business day."""

    title = "Days on which the Office is closed"
    button = "Add the day"

    day = MemorableDate("Day", needed="Enter the day", hint="A day after today", years=(_FIRST_YEAR, _LAST_YEAR))
    name = Line(
        "Name", longest=80, autocomplete="off", needed="Enter what the day is called", hint="For example, Patriots’ Day"
    )
