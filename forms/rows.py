"""The question that is answered with several rows of the same few questions: jobs, courses.

Everything works without a script: "Add another" and "Remove" are buttons of the form. Each posts the page, which is
kept as it is and comes back with one row more or less; `stays` says that this is what was wished. Rows that are left
blank do not count.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from forms.fields import Question
from forms.rendering import Drawn

#: What the names of its two kinds of button end with.
_ADD, _REMOVE = "-add", "-remove"


class Row(Drawn, Form):
    """The questions of one row; a kind of row inherits from it."""

    #: Which of the posted rows it is; its names in the page bear it.
    place: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return not any(_filled(value) for value in self.data.values())

    @property
    def words(self) -> str:
        """The row as a person reads it, in one line."""
        return ", ".join(
            question.words for question in self if isinstance(question, Question) and question.asked and question.words
        )


class Rows(Question):
    """Several rows of one kind; the value is a list of dictionaries.

    Args:
        row: the questions of one.
        one: what a row is called in headings and on buttons: "service".
        needed: the sentence when all are blank; without it the question is optional.
        most: how many are taken.
    """

    def __init__(
        self,
        label: str,
        *,
        row: type[Row],
        one: str,
        hint: str,
        needed: str | None = None,
        most: int = 10,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, [], hint=hint, **kwargs)
        self.row = row
        self.one = one
        self.needed = needed
        self.most = most
        #: The rows as they are drawn, blank ones among them; one at least.
        self.entries: list[Row] = []
        #: Whether a button asked for a row more or less.
        self.stays = False

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002
        self.process_errors = []
        stored = [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []
        self.object_data = stored
        if formdata is None:
            self.entries = [self._entry(place, data=each) for place, each in enumerate(stored[: self.most])]
        else:
            self._take(formdata)
        if not self.entries:
            self.entries = [self._entry(0)]

    @property
    def data(self) -> list[dict[str, Any]]:
        return [entry.data for entry in self.entries if self.stays or not entry.blank]

    @property
    def last_control(self) -> str:
        """The id of the group with which the last row begins."""
        return f"{next(iter(self.entries[-1])).id}-group"

    @property
    def room(self) -> bool:
        """Whether another row is taken."""
        return len(self.entries) < self.most

    @property
    def add_name(self) -> str:
        """The name of the button for one more."""
        return f"{self.name}{_ADD}"

    @property
    def remove_name(self) -> str:
        """The name of the buttons that take one off; the value is its place."""
        return f"{self.name}{_REMOVE}"

    @property
    def words(self) -> str:
        return "\n".join(entry.words for entry in self.entries if not entry.blank)

    def validate(self, form: BaseForm, extra_validators: Sequence[Any] = ()) -> bool:
        """Checks each row that is filled, then what the page says of all of them."""
        self.errors = []
        if not self.asked:
            return True
        filled = [entry for entry in self.entries if not entry.blank]
        if not filled and self.needed:
            self.errors = [self.needed]
        right = [entry.validate() for entry in filled].count(False) == 0
        if right and filled:
            self._check(form, extra_validators)
        return right and not self.errors

    def _check(self, form: BaseForm, checks: Sequence[Any]) -> None:
        for check in checks:
            try:
                check(form, self)
            except StopValidation as fault:
                self.errors = [*self.errors, *([str(fault)] if str(fault) else [])]
                return
            except ValidationError as fault:
                self.errors = [*self.errors, str(fault)]

    def _take(self, formdata: Any) -> None:
        removed = set(formdata.getlist(self.remove_name))
        pattern = re.compile(re.escape(self.name) + r"-([0-9]{1,2})-")
        places = {match[1] for name in formdata if (match := pattern.match(name))}
        kept = sorted((place for place in places if place not in removed), key=int)[: self.most]
        read = [self._entry(int(place), formdata) for place in kept]
        self.stays = bool(removed) or bool(formdata.getlist(self.add_name))
        if formdata.getlist(self.add_name) and len(read) < self.most:
            read.append(self._entry(max(map(int, kept), default=-1) + 1))
        self.entries = read

    def _entry(self, place: int, formdata: Any = None, data: Mapping[str, Any] | None = None) -> Row:
        entry = self.row(formdata, data=dict(data or {}), prefix=f"{self.name}-{place}-")
        entry.place = place
        return entry


def _filled(value: Any) -> bool:
    return any(_filled(each) for each in value.values()) if isinstance(value, dict) else bool(value or value is False)
