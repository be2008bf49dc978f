"""What an auditor looks for in the trail; every part may stay empty."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, Form
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from forms.fields import Line, MemorableDate, Options
from forms.rendering import Drawn
from models.vocabulary import EventKind

#: What happened, in words; in the order of the list.
KINDS: Mapping[EventKind, str] = {
    EventKind.STARTED: "Application started",
    EventKind.TASK_COMPLETED: "Step done by a person",
    EventKind.OPERATION_ANSWERED: "Step done by the system",
    EventKind.OPERATION_FAILED: "Step not possible",
    EventKind.DECISION_MADE: "Rule applied",
    EventKind.TIMER_FIRED: "Time was up",
    EventKind.MESSAGE_DELIVERED: "Message came in",
    EventKind.TASK_CLAIMED: "Case claimed",
    EventKind.TASK_RELEASED: "Case given back",
    EventKind.INCIDENT_RAISED: "Incident",
    EventKind.INCIDENT_RETRIED: "Incident tried again",
    EventKind.DRAFT_EXPIRED: "Draft deleted",
    EventKind.HEARING_REQUESTED: "Hearing asked for",
    EventKind.HEARING_DECIDED: "Hearing ended",
    EventKind.DOCUMENT_OPENED: "Document opened",
    EventKind.ORIGINAL_HANDED_OUT: "Original document handed out",
    EventKind.DOCUMENT_JUDGED: "Document judged",
    EventKind.DOCUMENT_INFECTED: "Harmful document found",
    EventKind.CARD_PRINTED: "Card or letter printed",
    EventKind.LINKED: "License linked",
    EventKind.LINK_REFUSED: "Linking refused",
    EventKind.LINK_LOCKED: "Linking locked",
    EventKind.LINK_LIFTED: "Lock on linking lifted",
    EventKind.SETTING_SET: "Setting changed",
    EventKind.HOLIDAY_LISTED: "Day off added",
    EventKind.HOLIDAY_STRUCK: "Day off taken away",
    EventKind.NOTICE_RELEASED: "Held notice sent",
    EventKind.NOTICE_THROWN_AWAY: "Held notice thrown away",
    EventKind.CALENDAR_HELD: "Day of the calendar held",
    EventKind.CALENDAR_RELEASED: "Day of the calendar released",
    EventKind.TRAIL_EXPORTED: "Audit trail exported",
}
_KIND_CHOICES = {kind.value: words for kind, words in KINDS.items()}
_FIRST_YEAR, _LAST_YEAR = 2025, 2100


class _OneOf(Options):
    """One of a list, as every other; an address that was typed may name what is not in it, which must not mean all."""

    def pre_validate(self, form: BaseForm) -> None:
        typed = self.data
        super().pre_validate(form)
        if typed and self.data is None:
            raise StopValidation("Choose one from the list")


class TrailSearch(Drawn, Form):
    """When, by whom, what and about which application; sent with GET.

    Args:
        formdata: what was sent.
        staff: everyone who may have acted for the Office, account id -> e-mail address. The address itself is in no URL.
    """

    number = Line(
        "Application number",
        longest=20,
        autocomplete="off",
        hint="For example, MA-2026-000012",
        attributes={"spellcheck": "false", "autocapitalize": "characters"},
    )
    staff = _OneOf("Done by", choices={}, hint="A member of staff", autocomplete="off")
    kind = _OneOf("What happened", choices={}, hint="A kind of event", autocomplete="off")
    since = MemorableDate(
        "From", needed=None, hint="The first day, in Massachusetts time", years=(_FIRST_YEAR, _LAST_YEAR)
    )
    until = MemorableDate("To", needed=None, hint="The last day, included", years=(_FIRST_YEAR, _LAST_YEAR))

    def __init__(self, formdata: Any = None, *, staff: Mapping[str, str]) -> None:
        super().__init__(formdata)
        self.staff.choices = {"": "Anyone", **staff}
        self.kind.choices = {"": "Anything", **_KIND_CHOICES}
        for question in self.questions:
            # all of them are, and the page says so once
            question.flags.optional = False

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, name -> value, as an address carries it; without what is empty."""
        lines = {field.name: field.data for field in (self.number, self.staff, self.kind)}
        parts = {
            f"{field.name}-{part}": text for field in (self.since, self.until) for part, text in field.typed.items()
        }
        return {name: text for name, text in (lines | parts).items() if text}

    @property
    def looked_for(self) -> str:
        """What was typed, in words: "Done by: rita.gomes@oems.example.org; From: January 2, 2026"."""
        asked = (self.number, self.staff, self.kind, self.since, self.until)
        return "; ".join(f"{question.label.text}: {question.words}" for question in asked if question.words)

    def validate_until(self, field: Field) -> None:
        """A span ends after it began."""
        if isinstance(self.since.data, str) and not self.since.errors and field.data < self.since.data:
            raise ValidationError("Enter a last day that is not before the first")
